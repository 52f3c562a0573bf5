"""The files of what people said of papers: for everybody, and under `private/` for the one who asks alone."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenfold.papers.carried.carried_entry import CarriedEntry, json_of, told_apart
from tenfold.papers.carried.carried_kinds import (
    CARRIED_KINDS,
    PRIVATE_KINDS,
    number_said,
    paper_in,
    with_number,
    with_papers,
)
from tenfold.papers.exporters.file_names import file_names
from tenfold.papers.holdings import Holdings
from tenfold.papers.paper_ledger import with_free_place
from tenfold.store.carrying import WholeEntry, whole_entries

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["COLLECTIONS", "PRIVATE", "SAID", "said_written"]

SAID = "said"
"""``said/KEY.json``: what was said of a paper."""

COLLECTIONS = "collections.json"
"""The collections, each with its changes in their order."""

PRIVATE = "private"
"""The same two again below it: what nobody but the one who asked for the export may see."""


@dataclass(slots=True)
class _Told:
    """An entry with all its states, the key of its paper (none of a collection), and who may see it."""

    key: str
    entry: CarriedEntry
    is_public: bool
    is_own: bool

    @property
    def is_hidden(self) -> bool:
        """Whether there is something to it that only its author may see."""
        last = self.entry.content
        return self.is_own and (
            not self.is_public or any(state.content != last for state in self.entry.states)
        )


def said_written(
    workspace: Workspace, papers: Mapping[int, tuple[str, str]], *, private: bool
) -> Iterator[tuple[str, str]]:
    """Files by name, of what was said of papers (number: key and title); with `private` what the acting
    person alone may see too: reading marks, papers put off, private collections, earlier versions, what was
    taken back.

    Entries are numbered anew, by kind from 1, so that the same library gives the same bytes wherever it stands.
    """
    told = _numbered(_chosen(workspace, papers, private=private))
    titles = dict(papers.values())
    shown = [
        (t.key, replace(t.entry, states=told_apart(t.entry.states))) for t in told if t.is_public
    ]
    yield from _files("", shown, titles)
    if private:
        own = [(t.key, t.entry) for t in told if t.is_hidden]
        yield from _files(f"{PRIVATE}/", own, titles)


def _chosen(
    workspace: Workspace, papers: Mapping[int, tuple[str, str]], *, private: bool
) -> list[_Told]:
    entries = whole_entries(workspace.database, CARRIED_KINDS)
    homes = Holdings(workspace).homes()

    def key_of(subject: str) -> str:
        number = paper_in(subject)
        return papers.get(homes.get(number, number), ("", ""))[0]

    opened = _audience(entries, workspace.person)
    told = []
    for entry in _one_a_slot(entries, homes):
        key = key_of(entry.subject)
        if entry.kind != "collection" and not key:
            continue
        is_public, is_own = opened(entry)
        if is_public or (private and is_own):
            told.append(_Told(key, _carried(entry, key_of), is_public, private and is_own))
    return _without_what_nobody_sees(told)


def _audience(
    entries: Iterable[WholeEntry], person: str
) -> Callable[[WholeEntry], tuple[bool, bool]]:
    """Says of an entry whether everybody may see it, and whether all of it is the acting person's to see."""
    collections = {
        e.number: (e.person, content["is_private"])
        for e in entries
        if e.kind == "collection" and (content := e.states[-1].content) and "name" in content
    }

    def audience(entry: WholeEntry) -> tuple[bool, bool]:
        if entry.kind != "collection":
            return entry.kind not in PRIVATE_KINDS, entry.person == person
        said = number_said(entry.kind, entry.states[0].content or {})
        owner, is_closed = collections.get(said[1] if said else entry.number, ("", True))
        return not is_closed, owner == person and (is_closed or entry.person == person)

    return audience


def _one_a_slot(entries: list[WholeEntry], homes: Mapping[int, int]) -> list[WholeEntry]:
    """As `PaperLedger.about` reads them: what was said of a merged paper counts where nothing else was said."""

    def told(entry: WholeEntry) -> tuple[object, str, str, Mapping[str, Any] | None]:
        number = paper_in(entry.subject)
        return homes.get(number, number), entry.kind, entry.person, entry.states[-1].content

    own = [entry for entry in entries if paper_in(entry.subject) not in homes]
    moved = [entry for entry in entries if paper_in(entry.subject) in homes]
    moved.sort(key=lambda entry: paper_in(entry.subject))
    kept = [*own, *with_free_place(own, moved, told)]
    return sorted(kept, key=lambda entry: (entry.kind, entry.number))


def _carried(entry: WholeEntry, key_of: Callable[[str], str]) -> CarriedEntry:
    states = tuple(
        replace(s, content=s.content and with_papers(entry.kind, s.content, key_of))
        for s in entry.states
    )
    return CarriedEntry(kind=entry.kind, number=entry.number, person=entry.person, states=states)


def _without_what_nobody_sees(told: list[_Told]) -> list[_Told]:
    """What was taken back goes to its author alone, or, without its words, where somebody replied to it."""
    replied_to = {
        (t.entry.kind, number_said(t.entry.kind, t.entry.content)) for t in told if t.entry.content
    }
    numbers = {(kind, said[1]) for kind, said in replied_to if said}
    for one in told:
        if one.entry.content is None:
            one.is_public = (one.entry.kind, one.entry.number) in numbers
    return [one for one in told if one.is_public or one.is_own]


def _numbered(told: list[_Told]) -> list[_Told]:
    counts: Counter[str] = Counter()
    numbers: dict[tuple[str, int], int] = {}
    for one in told:
        counts[one.entry.kind] += 1
        numbers[one.entry.kind, one.entry.number] = counts[one.entry.kind]
    for one in told:
        kind = one.entry.kind
        states = tuple(
            replace(s, content=s.content and with_number(kind, s.content, numbers))
            for s in one.entry.states
        )
        number = numbers[kind, one.entry.number]
        one.entry = replace(one.entry, number=number, states=states)
    return told


def _files(
    folder: str, told: Iterable[tuple[str, CarriedEntry]], titles: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    by_key: dict[str, list[Any]] = defaultdict(list)
    for key, entry in told:
        by_key[key].append(json_of(entry))
    if collections := by_key.pop("", None):
        yield f"{folder}{COLLECTIONS}", _json({"said": collections})
    names = file_names(by_key)
    for key in sorted(by_key):
        content = {"key": key, "title": titles[key], "said": by_key[key]}
        yield f"{folder}{SAID}/{names[key]}.json", _json(content)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
