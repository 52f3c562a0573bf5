"""Where records belong among the papers that stand: new, one of them, a version of one, or in doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tenfold.papers.held import Held, HeldChange
from tenfold.papers.importers.importer import Read
from tenfold.papers.merging import Conflict, merged
from tenfold.papers.outline import Outline, outline_of
from tenfold.papers.pool import Alike, Pool
from tenfold.papers.record import Paper
from tenfold.papers.shelf import Relation, Shelf, Standing, Written
from tenfold.papers.taken_keys import TakenKeys, is_usable

__all__ = ["HeldNumbers", "Placed", "Sorter"]

_NOTED = 3
"""With so many papers, the closest, a new one is linked, or noted as doubtful."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a record.

    outcome
        ``new``; ``merged`` into a paper of the library, from which it filled the fields `taken_over`; or
        ``known``: it says nothing that the library did not have.
    key
        That of the paper it is now.
    versions, doubts
        Papers of which it is another version, or may be a copy: their keys, and why.
    """

    where: str
    title: str
    outcome: str
    key: str
    taken_over: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    versions: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "where": self.where,
            "key": self.key,
            "title": self.title,
            "taken_over": list(self.taken_over),
            "conflicts": [conflict.to_json() for conflict in self.conflicts],
            "versions": list(self.versions),
            "doubts": [{"key": key, "reason": reason} for key, reason in self.doubts],
            "remarks": list(self.remarks),
        }


@dataclass(slots=True)
class HeldNumbers:
    """Where the records of a library's export are by now: those that became a new paper, and all by key."""

    new: set[int] = field(default_factory=set)
    by_key: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Sorter:
    """Sorts records in one after another, and remembers what is to be written: nothing is written here."""

    pool: Pool
    keys: TakenKeys
    next_number: int
    held: HeldNumbers = field(default_factory=HeldNumbers)
    standing: dict[int, Standing] = field(default_factory=dict)
    before: dict[int, Standing | None] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    relations: dict[tuple[int, int], tuple[Relation, str]] = field(default_factory=dict)
    outlines: dict[int, Outline] = field(default_factory=dict)
    past: dict[int, Sequence[HeldChange]] = field(default_factory=dict)

    def foresee(self, reads: Collection[Read], shelf: Shelf) -> None:
        """Bring the papers to hand that `reads` may be copies of, and look their keys up."""
        papers = [read.paper for read in reads]
        outlines = [outline_of(paper) for paper in papers]
        self.outlines = {
            id(paper): outline for paper, outline in zip(papers, outlines, strict=True)
        }
        numbers = shelf.candidates(outlines, self.pool.rules)
        for number, standing in shelf.standing(sorted(numbers - self.standing.keys())).items():
            self.standing[number] = standing
            self.pool.add(number, outline_of(standing.paper))
        aliases = {key for read in reads if read.held for key in read.held.aliases}
        self.keys.foresee(papers, aliases)

    def place(self, read: Read) -> Placed:
        """Sort one record in."""
        outline = self.outlines.get(id(read.paper)) or outline_of(read.paper)
        alike = self.pool.alike(outline)
        if read.held is not None:
            alike = [a for a in alike if a.number not in self.held.new]
        if alike and alike[0].likeness.verdict == "same":
            return self._merge(read, outline, alike)
        return self._take(read, outline, alike)

    def _take(self, read: Read, outline: Outline, alike: list[Alike]) -> Placed:
        number = self.next_number
        self.next_number += 1
        key = self.keys.key_for(read.paper, number)
        self.before[number] = None
        aliases = self._aliases_for(read, number)
        self._set(Standing(number, read.paper.with_key(key), aliases), outline, read.where)
        if read.held is not None:
            self.held.new.add(number)
            self.past[number] = read.held.past
            self._say_held(read.paper.key, read.held, number)
        alike = alike[:_NOTED]
        self._relate(number, outline, alike)
        return self._placed(read, "new", number, alike)

    def _merge(self, read: Read, outline: Outline, alike: list[Alike]) -> Placed:
        number = alike[0].number
        rest = [a for a in alike[1:] if a.likeness.verdict == "same"]
        old = self.standing[number]
        result = merged(old.paper, self._without_ids_of(alike[1:], read.paper))
        aliases = old.aliases + self._aliases_for(read, number)
        if result.taken_over or aliases != old.aliases:
            self.before.setdefault(number, old)
            paper = result.paper
            self._set(Standing(number, paper, aliases), outline_of(paper), read.where)
        reason = f"{read.where} is like both ({alike[0].likeness.reason})"
        for other in rest:
            self._say(number, other.number, "doubtful", reason)
        if read.held is not None:
            self._say_held(read.paper.key, read.held, number)
        placed = self._placed(read, "merged" if result.taken_over else "known", number, ())
        return replace(placed, taken_over=result.taken_over, conflicts=result.conflicts)

    def _aliases_for(self, read: Read, number: int) -> tuple[str, ...]:
        """The keys that a record brings and that lead to no paper yet lead to this one now."""
        keys = (read.paper.key, *(read.held.aliases if read.held else ()))
        free = tuple(dict.fromkeys(k for k in keys if is_usable(k) and k not in self.keys))
        for key in free:
            self.keys.give(key, number)
        return free

    def _say_held(self, key: str, held: Held, number: int) -> None:
        """What the library that the record comes from said of it and papers before it."""
        self.held.by_key[key] = number
        for said in held.relations:
            first, second = (
                self.held.by_key.get(k) or self.keys.owner(k) for k in (said.first, said.second)
            )
            if first is not None and second is not None and first != second:
                self._say(first, second, said.relation, said.reason)

    def _without_ids_of(self, others: Iterable[Alike], paper: Paper) -> Paper:
        """An identifier that another paper of the library has does not become one of two papers."""
        taken = {i for other in others for i in self.pool[other.number].ids}
        return replace(paper, ids={k: v for k, v in paper.ids.items() if (k, v) not in taken})

    def _set(self, standing: Standing, outline: Outline, source: str) -> None:
        self.standing[standing.number] = standing
        self.sources[standing.number] = source
        self.pool.add(standing.number, outline)

    def _relate(self, number: int, outline: Outline, alike: Iterable[Alike]) -> None:
        for other in alike:
            if other.likeness.verdict == "version":
                pair = (number, other.number)
                first, second = pair if outline.side == "preprint" else pair[::-1]
                self._say(first, second, "version of", other.likeness.reason)
            else:
                self._say(other.number, number, "doubtful", other.likeness.reason)

    def _say(self, first: int, second: int, relation: Relation, reason: str) -> None:
        if (first, second) not in self.relations and (second, first) not in self.relations:
            self.relations[first, second] = (relation, reason)

    def _placed(self, read: Read, outcome: str, number: int, alike: Iterable[Alike]) -> Placed:
        said = [(self.standing[a.number].paper.key, a.likeness) for a in alike]
        return Placed(
            read.where,
            read.paper.title,
            outcome,
            self.standing[number].paper.key,
            versions=tuple(key for key, like in said if like.verdict == "version"),
            doubts=tuple((key, like.reason) for key, like in said if like.verdict == "doubtful"),
            remarks=read.remarks,
        )

    def written(self) -> list[Written]:
        """What is to be written, by number."""
        return [
            Written(
                number,
                "import" if before is None else "fill",
                before,
                self.standing[number],
                self.sources[number],
                self.past.get(number, ()),
                self.pool[number],
            )
            for number, before in sorted(self.before.items())
        ]
