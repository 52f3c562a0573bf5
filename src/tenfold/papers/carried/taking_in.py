"""What people said of papers comes in with an exported library: with its authors and times, and once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.papers.carried.carried_entry import CarriedEntry, entry_of
from tenfold.papers.carried.carried_kinds import (
    CARRIED_KINDS,
    is_content,
    number_said,
    paper_in,
    subject_for,
    with_number,
    with_papers,
)
from tenfold.papers.carried.going_out import COLLECTIONS, PRIVATE, SAID
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
    """An entry of a file, and the paper that it is about as the file names it (none: a collection)."""

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
    papers = _Papers(workspace, numbers, {f.key: f.title for f in found})
    with workspace.database.write() as session:
        standing = _Standing(Holdings(workspace).homes())
        for entry in whole_entries(workspace.database, CARRIED_KINDS):
            if not entry.is_taken_out:  # such a one may come in again
                standing.add(entry)
        new, n_lost = _placed(session, found, papers, standing)
        carry_in(session, new, batch)
    n_known = len(found) - n_lost - len(new)
    return Carried(len(new), n_known, n_refused + n_lost)


class _Papers:
    """The numbers of papers in this library, by their keys in the folder."""

    def __init__(
        self, workspace: Workspace, numbers: Mapping[str, int], titles: Mapping[str, str]
    ) -> None:
        self._numbers = dict(numbers)
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


def _placed(
    session: Session, found: list[_Found], papers: _Papers, standing: _Standing
) -> tuple[list[WholeEntry], int]:
    """The entries that are new, under numbers of this library, and how many have no place here."""
    numbers: dict[tuple[str, int], int] = {}
    new: list[WholeEntry] = []
    next_free: dict[str, int] = {}
    n_lost = 0
    for one in sorted(found, key=lambda f: (f.entry.kind, f.entry.number)):
        entry, kind = one.entry, one.entry.kind
        number = papers.number(one.key) if one.key else 0
        if number is None or not _has_its_referent(entry, numbers):
            n_lost += 1
            continue
        whole = _whole(entry, subject_for(kind, number), papers, numbers)
        known = standing.known(whole)
        if known is None:
            whole.number = next_free.setdefault(kind, next_number(session, kind))
            next_free[kind] += 1
            new.append(whole)
        numbers[kind, entry.number] = whole.number if known is None else known
    return new, n_lost


def _has_its_referent(entry: CarriedEntry, numbers: Mapping[tuple[str, int], int]) -> bool:
    """A change of a collection needs the collection; a reply stands without what it replies to."""
    said = number_said(entry.kind, entry.content or {})
    return entry.kind != "collection" or said is None or ("collection", said[1]) in numbers


def _whole(
    entry: CarriedEntry, subject: str, papers: _Papers, numbers: Mapping[tuple[str, int], int]
) -> WholeEntry:
    kind = entry.kind

    def here(content: Mapping[str, Any]) -> dict[str, Any]:
        return with_papers(kind, with_number(kind, content, numbers), papers.subject)

    states = [replace(s, content=s.content and here(s.content)) for s in entry.states]
    return WholeEntry(
        kind=kind, number=entry.number, person=entry.person, subject=subject, states=states
    )


def _begun(entry: WholeEntry, paper: int) -> object:
    return entry.kind, entry.person, paper, entry.states[0].time


def _slot(entry: WholeEntry, paper: int) -> object:
    """What a person has once: the answer to a question about a paper, a collection of a name."""
    content = entry.states[-1].content
    if content is None or content.get("part") in ("choice", "change"):
        return None
    if entry.kind == "collection":
        return "collection", entry.person, content["name"].casefold(), content["is_private"]
    slot = slot_of(entry.kind, entry.person, content)
    return slot and (paper, slot)


def _read(folder: Path) -> tuple[list[_Found], int]:
    """The entries of all files, those of `private/` before those that say less; how many are none."""
    found: dict[tuple[str, int], _Found] = {}
    n_refused = 0
    for below in (folder, folder / PRIVATE):
        for path in (*sorted((below / SAID).glob("*.json")), below / COLLECTIONS):
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
        is_right = entry is not None and (entry.kind == "collection") == (not key)
        yield _Found(key, title, entry) if entry and is_right and _is_whole(entry) else None


def _is_whole(entry: CarriedEntry) -> bool:
    """Whether each state says what its kind can say, and stays what it was begun as."""
    said = [state.content for state in entry.states if state.content is not None]
    return all(is_content(entry.kind, content) for content in said) and (
        entry.kind in CARRIED_KINDS and len({content.get("part") for content in said}) <= 1
    )


def _no_number(said: str) -> None:
    raise ValueError(f"{said} is no number")
