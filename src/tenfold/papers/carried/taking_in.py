"""What people said of papers comes in with an exported library: with its authors and times, and once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.papers.carried.carried_entry import CarriedEntry, entry_of
from tenfold.papers.carried.carried_kinds import CARRIED_KINDS, is_content
from tenfold.papers.carried.carried_pdfs import PDFS, digests_of, take_pdfs_in
from tenfold.papers.carried.carried_referents import (
    ABOUT_NO_PAPER,
    paper_in,
    referent_of,
    subject_for,
    subject_named,
    with_number,
    with_papers,
)
from tenfold.papers.carried.going_out import OF_NO_PAPER, PRIVATE, SAID
from tenfold.papers.holdings import Holdings
from tenfold.papers.paper_ledger import slot_of
from tenfold.papers.shelf import Shelf
from tenfold.papers.subject import subject_of
from tenfold.store.carrying import WholeEntry, carry_in, next_number, whole_entries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.workspace import Workspace

__all__ = ["Carried", "take_said_in"]

_MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Carried:
    """How many entries came in, how many were there already, and how many could not be taken in."""

    n_new: int = 0
    n_known: int = 0
    n_refused: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry of a file, and the paper that it is about as the file names it (empty: about none)."""

    key: str
    title: str
    entry: CarriedEntry


@dataclass(slots=True)
class _Standing:
    """What is said in this library already: entries by who, when and about what, and by what one has once.

    `homes`: of merged papers, what they are part of now; files name papers by that.
    """

    homes: Mapping[int, int]
    begun: dict[object, list[int]] = field(default_factory=lambda: defaultdict(list))
    slots: dict[object, int] = field(default_factory=dict)

    def add(self, entry: WholeEntry) -> None:
        paper = paper_in(entry.subject)
        home = self.homes.get(paper, paper)
        self.begun[_begun(entry, home)].append(entry.number)
        slot = _slot(entry, home)
        if slot and (home == paper or slot not in self.slots):
            self.slots[slot] = entry.number

    def known(self, entry: WholeEntry) -> int | None:
        """The number under which an entry is there already."""
        paper = paper_in(entry.subject)
        if same := self.begun.get(_begun(entry, paper)):
            return same.pop(0)
        slot = _slot(entry, paper)
        return self.slots.get(slot) if slot else None


def take_said_in(
    workspace: Workspace, folder: Path, *, batch: str, numbers: Mapping[str, int]
) -> Carried:
    """Take in what an exported folder says of papers, all or nothing.

    `numbers` are those that the papers have here, by their keys in the folder; one that is not named there is
    looked up by key and title. An entry that is here already, begun by the same person at the same moment, is
    passed over, and so is an answer, review or mark of somebody who has said the same of that paper here.
    """
    found, n_refused = _read(folder)
    wanted = {digest for one in found for digest in digests_of(one.entry)}
    there = take_pdfs_in(workspace, (folder / PDFS, folder / PRIVATE / PDFS), wanted)
    papers = _Papers(workspace, numbers, {f.key: f.title for f in found})
    with workspace.database.write() as session:
        standing = _Standing(Holdings(workspace).homes())
        for entry in whole_entries(workspace.database, CARRIED_KINDS):
            if not entry.is_taken_out:  # such a one may come in again
                standing.add(entry)
        whole = [one for one in found if digests_of(one.entry) <= there]
        new, n_lost = _placed(session, whole, papers, standing)
        carry_in(session, new, batch)
    n_known = len(whole) - n_lost - len(new)
    return Carried(len(new), n_known, n_refused + n_lost + len(found) - len(whole))


class _Papers:
    """The numbers of papers in this library, by their keys in the folder."""

    def __init__(
        self, workspace: Workspace, numbers: Mapping[str, int], titles: Mapping[str, str]
    ) -> None:
        self._numbers = dict(numbers)
        newest = accumulate(numbers.values(), max)
        self._newest = dict(zip(numbers, newest, strict=True))
        missing = [key for key in titles if key and key not in numbers]
        with Holdings(workspace).reading() as session:
            shelf = Shelf(session)
            owners = shelf.with_keys(missing)
            standing = shelf.standing(sorted(set(owners.values())))
        for key, number in owners.items():
            if key in titles and standing[number].paper.title == titles[key]:
                self._numbers[key] = number

    def number(self, key: str) -> int | None:
        return self._numbers.get(key)

    def subject(self, key: str) -> str:
        """As a collection names a member; empty where it is not here."""
        number = self._numbers.get(key)
        return "" if number is None else subject_of(number)

    def newest(self, key: str) -> int:
        """The newest paper here of all that the folder has up to one; 0 where it has none."""
        return self._newest.get(key, self._numbers.get(key, 0))


def _placed(
    session: Session, found: list[_Found], papers: _Papers, standing: _Standing
) -> tuple[list[WholeEntry], int]:
    """The entries that are new, under numbers of this library, and how many have no place here."""
    numbers: dict[tuple[str, int], int] = {}
    new: list[WholeEntry] = []
    next_free: dict[str, int] = {}
    n_lost = 0
    order = {kind: place for place, kind in enumerate(CARRIED_KINDS)}
    for one in sorted(found, key=lambda f: (order[f.entry.kind], f.entry.number)):
        entry, kind = one.entry, one.entry.kind
        number = papers.number(one.key) if one.key else 0
        whole = (
            None if number is None else _whole(entry, subject_for(kind, number), papers, numbers)
        )
        if whole is None or not _has_its_referents(entry, whole, numbers):
            n_lost += 1
            continue
        known = standing.known(whole)
        if known is None:
            whole.number = next_free.setdefault(kind, next_number(session, kind))
            next_free[kind] += 1
            new.append(whole)
        numbers[kind, entry.number] = whole.number if known is None else known
    return new, n_lost


def _has_its_referents(
    entry: CarriedEntry, whole: WholeEntry, numbers: Mapping[tuple[str, int], int]
) -> bool:
    """A change or screening of a collection needs it and the paper; a reply stands without its referent."""
    first = next((state.content for state in entry.states if state.content), {})
    said = referent_of(entry.kind, first)
    if any((state.content or {}).get("paper") == "" for state in whole.states):
        return False
    return entry.kind == "comment" or said is None or (said.kind, said.number) in numbers


def _whole(
    entry: CarriedEntry, subject: str, papers: _Papers, numbers: Mapping[tuple[str, int], int]
) -> WholeEntry:
    kind = entry.kind
    renamed = papers.newest if kind == "look" else papers.subject
    states = []
    for state in entry.states:
        content: Mapping[str, Any] | None = state.content
        if content is not None:
            here = with_papers(kind, with_number(kind, content, numbers), renamed)
            named, content = subject_named(kind, here)
            subject = named or subject
        states.append(replace(state, content=content))
    return WholeEntry(
        kind=kind, number=entry.number, person=entry.person, subject=subject, states=states
    )


def _begun(entry: WholeEntry, paper: int) -> object:
    return entry.kind, entry.person, paper, entry.states[0].time


def _slot(entry: WholeEntry, paper: int) -> object:
    """What a person has once: the answer to a question about a paper, a collection or a search of a name."""
    kind, content = entry.kind, entry.states[-1].content
    if content is None or content.get("part") in ("choice", "change"):
        return None
    if kind in ("collection", "search", "follow"):
        apart = content.get("kind"), content.get("is_private")
        return kind, entry.person, content["name"].casefold(), *apart
    if kind in ABOUT_NO_PAPER:  # criteria hold for everybody, a decision for who made it
        person = "" if "criteria" in content else entry.person
        return kind, entry.subject, person, content.get("paper")
    slot = slot_of(kind, entry.person, content)
    return slot and (paper, slot)


def _read(folder: Path) -> tuple[list[_Found], int]:
    """The entries of all files, those of `private/` before those that say less; how many are none."""
    found: dict[tuple[str, int], _Found] = {}
    n_refused = 0
    for below in (folder, folder / PRIVATE):
        others = (below / name for name in sorted(set(OF_NO_PAPER.values())))
        for path in (*sorted((below / SAID).glob("*.json")), *others):
            for one in _entries(path):
                if one is None:
                    n_refused += 1
                else:
                    found[one.entry.kind, one.entry.number] = one
    return list(found.values()), n_refused


def _entries(path: Path) -> Iterator[_Found | None]:
    """The entries of one file; None for what is none."""
    try:
        if not path.is_file():
            return
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError
        content = json.loads(path.read_bytes(), parse_constant=_no_number)
        key, title, said = content.get("key", ""), content.get("title", ""), content["said"]
        if not (isinstance(key, str) and isinstance(title, str) and isinstance(said, list)):
            raise TypeError
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        yield None
        return
    for one in said:
        entry = entry_of(one)
        is_right = entry is not None and (entry.kind in ABOUT_NO_PAPER) == (not key)
        yield _Found(key, title, entry) if entry and is_right and _is_whole(entry) else None


def _is_whole(entry: CarriedEntry) -> bool:
    """Whether each state says what its kind can say, and stays what it was begun as."""
    said = [state.content for state in entry.states if state.content is not None]
    if entry.kind not in CARRIED_KINDS or not all(is_content(entry.kind, one) for one in said):
        return False
    begun_as = {(one.get("part"), subject_named(entry.kind, one)[0]) for one in said}
    return len(begun_as) == 1 or (not begun_as and entry.kind == "comment")


def _no_number(said: str) -> None:
    raise ValueError(f"{said} is no number")
