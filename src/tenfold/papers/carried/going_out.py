"""The files of what people said of papers: for everybody, and under `private/` for the one who asks alone."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.papers.carried.carried_entry import CarriedEntry, json_of, told_apart
from tenfold.papers.carried.carried_kinds import CARRIED_KINDS, PRIVATE_KINDS
from tenfold.papers.carried.carried_pdfs import pdf_files
from tenfold.papers.carried.carried_referents import (
    ABOUT_NO_PAPER,
    paper_in,
    referent_of,
    with_number,
    with_papers,
    with_subject,
)
from tenfold.papers.exporters.file_names import file_names
from tenfold.papers.holdings import Holdings
from tenfold.papers.paper_ledger import with_free_place
from tenfold.store.carrying import WholeEntry, whole_entries

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["OF_NO_PAPER", "PRIVATE", "SAID", "said_written"]

SAID = "said"
"""``said/KEY.json``: what was said of a paper."""

OF_NO_PAPER = {
    "collection": "collections.json",
    "screening": "screening.json",
    "search": "searches.json",
    "follow": "searches.json",
    "look": "searches.json",
}
"""By kind the file of what is of no paper alone: collections with their changes in order, decisions about the
papers of a collection, and what somebody searches for and follows.
"""

PRIVATE = "private"
"""All of these again below it: what nobody but the one who asked for the export may see."""


@dataclass(slots=True)
class _Told:
    """An entry with all its states, the key of its paper (empty: of none), and who may see it."""

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
    workspace: Workspace, papers: Mapping[int, tuple[str, str]], *, private: bool, pdfs: bool = True
) -> Iterator[tuple[str, str | Path]]:
    """Files by name, of what was said of papers (number: key and title), and with `pdfs` their documents; with
    `private` what the acting person alone may see too: reading marks, papers put off, searches, whom they
    follow, private collections with their screening, earlier versions, what was taken back.

    Entries are numbered anew, by kind from 1, so that the same library gives the same bytes wherever it stands.
    """
    kinds = CARRIED_KINDS if pdfs else CARRIED_KINDS.keys() - {"pdf"}
    entries = whole_entries(workspace.database, kinds)
    told = _numbered(_chosen(workspace, entries, papers, private=private))
    titles = dict(papers.values())
    shown = [
        (t.key, replace(t.entry, states=told_apart(t.entry.states))) for t in told if t.is_public
    ]
    own = [(t.key, t.entry) for t in told if private and t.is_hidden]
    yield from _files("", shown, titles)
    yield from _files(f"{PRIVATE}/", own, titles)
    yield from pdf_files(workspace.artifacts, {"": shown, f"{PRIVATE}/": own})


def _chosen(
    workspace: Workspace,
    entries: list[WholeEntry],
    papers: Mapping[int, tuple[str, str]],
    *,
    private: bool,
) -> list[_Told]:
    homes = Holdings(workspace).homes()
    names = _Names(papers, homes)
    opened = _audience(entries, workspace.person)
    told = []
    for entry in _without_unsaid(_one_a_slot(entries, homes)):
        is_public, is_own = opened(entry)
        if is_public or (private and is_own):
            carried, key = _carried(entry, names), names.key(entry.subject)
            if _is_of_these(carried, key):
                told.append(_Told(key, carried, is_public, private and is_own))
    return _without_what_nobody_sees(told)


def _without_unsaid(entries: Iterable[WholeEntry]) -> list[WholeEntry]:
    """Without searches and follows that were taken back as if never said, as by undoing the import that brought
    them, and without looks at those.
    """
    every = list(entries)
    gone = {
        (entry.kind, entry.number)
        for entry in every
        if entry.kind in ABOUT_NO_PAPER
        and entry.states[-1].action == "undo"
        and entry.states[-1].content is None
    }

    def is_looked_for(entry: WholeEntry) -> bool:
        first = with_subject(entry.kind, entry.subject, entry.states[0].content or {})
        said = referent_of(entry.kind, first) if entry.kind == "look" else None
        return said is None or (said.kind, said.number) not in gone

    return [e for e in every if (e.kind, e.number) not in gone and is_looked_for(e)]


class _Names:
    """The keys of the papers that go out, by their subjects and numbers."""

    def __init__(self, papers: Mapping[int, tuple[str, str]], homes: Mapping[int, int]) -> None:
        self._papers, self._homes = papers, homes
        self._numbers = sorted(papers)

    def key(self, subject: str) -> str:
        """The key of a paper, or of what it was merged into; empty where it does not go out."""
        number = paper_in(subject)
        return self._papers.get(self._homes.get(number, number), ("", ""))[0]

    def newest(self, number: int) -> str:
        """The key of the newest paper that was there when `number` was the newest of all; empty: none was."""
        place = bisect_right(self._numbers, number)
        return self._papers[self._numbers[place - 1]][0] if place else ""


def _is_of_these(entry: CarriedEntry, key: str) -> bool:
    """Whether it is about a paper that goes out, or about none."""
    if entry.kind not in ABOUT_NO_PAPER:
        return bool(key)
    contents = [state.content or {} for state in entry.states]
    return all(content["paper"] for content in contents if "paper" in content)


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
        if entry.kind not in ("collection", "screening"):
            return entry.kind not in PRIVATE_KINDS, entry.person == person
        first = with_subject(entry.kind, entry.subject, entry.states[0].content or {})
        said = referent_of(entry.kind, first)
        owner, is_closed = collections.get(said.number if said else entry.number, ("", True))
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


def _carried(entry: WholeEntry, names: _Names) -> CarriedEntry:
    renamed = names.newest if entry.kind == "look" else names.key

    def outside(content: Mapping[str, Any]) -> dict[str, Any]:
        said = with_subject(entry.kind, entry.subject, content)
        return with_papers(entry.kind, said, renamed)

    states = tuple(replace(s, content=s.content and outside(s.content)) for s in entry.states)
    return CarriedEntry(kind=entry.kind, number=entry.number, person=entry.person, states=states)


def _without_what_nobody_sees(told: list[_Told]) -> list[_Told]:
    """What was taken back goes to its author alone; a comment, without its words, where one replied to it."""
    replies = (t.entry.content for t in told if t.entry.kind == "comment" and t.entry.content)
    replied_to = {said.number for reply in replies if (said := referent_of("comment", reply))}
    for one in told:
        if one.entry.content is None:
            one.is_public = one.entry.kind == "comment" and one.entry.number in replied_to
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
    by_file: dict[str, list[Any]] = defaultdict(list)
    for key, entry in told:
        (by_key[key] if key else by_file[OF_NO_PAPER[entry.kind]]).append(json_of(entry))
    for name, said in sorted(by_file.items()):
        yield f"{folder}{name}", _json({"said": said})
    names = file_names(by_key)
    for key in sorted(by_key):
        content = {"key": key, "title": titles[key], "said": by_key[key]}
        yield f"{folder}{SAID}/{names[key]}.json", _json(content)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
