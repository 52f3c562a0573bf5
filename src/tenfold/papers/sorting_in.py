"""Where records belong among the papers that stand: new, one of them, a version of one, or in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tenfold.papers.importers.importer import Read
from tenfold.papers.merging import Conflict, merged
from tenfold.papers.outline import Outline, outline_of
from tenfold.papers.pool import Alike, Pool
from tenfold.papers.record import Paper
from tenfold.papers.shelf import Relation, Shelf, Standing, Written
from tenfold.papers.taken_keys import TakenKeys, is_usable

__all__ = ["Placed", "Sorter"]

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


@dataclass(slots=True)
class Sorter:
    """Sorts records in one after another, and remembers what is to be written: nothing is written here."""

    pool: Pool
    keys: TakenKeys
    next_number: int
    standing: dict[int, Standing] = field(default_factory=dict)
    before: dict[int, Standing | None] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    relations: dict[tuple[int, int], tuple[Relation, str]] = field(default_factory=dict)

    def foresee(self, reads: Iterable[Read], shelf: Shelf) -> None:
        """Bring the papers to hand that `reads` may be copies of, and look their keys up."""
        papers = [read.paper for read in reads]
        outlines = [outline_of(paper) for paper in papers]
        numbers = shelf.candidates(outlines, self.pool.rules)
        for number, standing in shelf.standing(sorted(numbers - self.standing.keys())).items():
            self.standing[number] = standing
            self.pool.add(number, outline_of(standing.paper))
        self.keys.foresee(papers)

    def place(self, read: Read) -> Placed:
        """Sort one record in."""
        outline = outline_of(read.paper)
        alike = self.pool.alike(outline)
        if alike and alike[0].likeness.verdict == "same":
            return self._merge(read, outline, alike)
        return self._take(read, outline, alike)

    def _take(self, read: Read, outline: Outline, alike: list[Alike]) -> Placed:
        number = self.next_number
        self.next_number += 1
        key = self.keys.key_for(read.paper, number)
        self.before[number] = None
        self._set(Standing(number, read.paper.with_key(key)), outline, read.where)
        alike = alike[:_NOTED]
        self._relate(number, outline, alike)
        return self._placed(read, "new", number, alike)

    def _merge(self, read: Read, outline: Outline, alike: list[Alike]) -> Placed:
        number = alike[0].number
        rest = [a for a in alike[1:] if a.likeness.verdict == "same"]
        old = self.standing[number]
        result = merged(old.paper, self._without_ids_of(alike[1:], read.paper))
        aliases = old.aliases
        if is_usable(read.paper.key) and read.paper.key not in self.keys:
            aliases = (*aliases, read.paper.key)
            self.keys.give(read.paper.key, number)
        if result.taken_over or aliases != old.aliases:
            self.before.setdefault(number, old)
            paper = result.paper
            self._set(Standing(number, paper, aliases), outline_of(paper), read.where)
        reason = f"{read.where} is like both ({alike[0].likeness.reason})"
        for other in rest:
            self._say(number, other.number, "doubtful", reason)
        placed = self._placed(read, "merged" if result.taken_over else "known", number, ())
        return replace(placed, taken_over=result.taken_over, conflicts=result.conflicts)

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
            )
            for number, before in sorted(self.before.items())
        ]
