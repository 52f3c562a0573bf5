"""Papers in the database, read and written many at a time within one transaction.

Who writes holds the only write transaction, so that numbers and keys that were free stay so until it ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from tenfold.papers.alike import DuplicateRules, title_ratio
from tenfold.papers.held import HeldChange
from tenfold.papers.outline import Outline, outline_of
from tenfold.papers.record import Paper
from tenfold.papers.taken_keys import is_usable
from tenfold.store.carrying import CARRIED
from tenfold.store.tables.papers import (
    STANDS,
    PaperAliasRow,
    PaperIdRow,
    PaperRelationRow,
    PaperRow,
    PaperStateRow,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["CARRIED", "Batch", "Relation", "Shelf", "Standing", "Written", "parts"]

Relation = Literal["version of", "different", "doubtful"]

_T = TypeVar("_T")
_CLOSEST = 10
"""With so many papers of titles like one record's it is compared, and with all of the same title."""

_EQUAL = 100.0
_PART = 900
"""Values in one question to the database: each has a bound on them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper as it stands, by number, with its other keys."""

    number: int
    paper: Paper
    aliases: tuple[str, ...] = ()

    def to_content(self) -> dict[str, Any]:
        """Plain types, for the record of what was before."""
        return {"paper": self.paper.to_content(), "aliases": list(self.aliases)}

    @classmethod
    def from_content(cls, number: int, content: Mapping[str, Any]) -> Standing:
        """The inverse of `to_content`."""
        return cls(number, Paper.from_content(content["paper"]), tuple(content["aliases"]))


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written together and taken back together."""

    name: str
    person: str
    time: datetime
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One change of one paper: `before` and `after` are None where it was not, or is no more, there.

    `past` are the changes that a new paper had in the library that it comes from. `outline` is that of `after`,
    where who writes has it.
    """

    number: int
    action: str
    before: Standing | None
    after: Standing | None
    source: str = ""
    past: Sequence[HeldChange] = ()
    outline: Outline | None = None


class Shelf:
    """The papers, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self) -> int:
        """The number that the next new paper gets."""
        return (self._session.scalar(select(func.max(PaperRow.id))) or 0) + 1

    def standing(self, numbers: Iterable[int]) -> dict[int, Standing]:
        """Papers by number, without those that were removed."""
        found = {}
        for part in parts(numbers):
            aliases = self.aliases(part)
            for number, paper in self._papers(part):
                found[number] = Standing(number, paper, tuple(aliases.get(number, ())))
        return found

    def papers(self, numbers: Iterable[int]) -> dict[int, Paper]:
        """The same without their other keys, which few ask for."""
        return {n: paper for part in parts(numbers) for n, paper in self._papers(part)}

    def _papers(self, part: Collection[int]) -> Iterator[tuple[int, Paper]]:
        query = select(PaperRow.id, PaperRow.content).where(PaperRow.id.in_(part), STANDS)
        for number, content in self._session.execute(query):
            yield number, Paper.from_content(content)

    def aliases(self, numbers: Collection[int]) -> dict[int, list[str]]:
        """The other keys of papers, `parts` of them at most, in their order."""
        query = select(PaperAliasRow.paper, PaperAliasRow.key).where(
            PaperAliasRow.paper.in_(numbers)
        )
        aliases = defaultdict(list)
        for number, key in self._session.execute(query.order_by(PaperAliasRow.id)):
            aliases[number].append(key)
        return aliases

    def candidates(self, outlines: Sequence[Outline], rules: DuplicateRules) -> set[int]:
        """The papers that any of `outlines` may be copies of, so that few need to be read."""
        by_title: dict[str, dict[int, float]] = defaultdict(dict)
        for number, words, sharing in self._near(outlines):
            for title in {outline.title for outline in sharing}:
                if ratio := title_ratio(words, title, rules):
                    by_title[title][number] = ratio
        found: set[int] = set()
        for near in by_title.values():
            found.update(sorted(near, key=lambda n: (-near[n], n))[:_CLOSEST])
            found.update(n for n, ratio in near.items() if ratio == _EQUAL)
        for owners in self.with_ids({i for outline in outlines for i in outline.ids}).values():
            found.update(owners)
        return found

    def _near(self, outlines: Sequence[Outline]) -> Iterator[tuple[int, str, list[Outline]]]:
        """Papers that share a short key with some of `outlines`: number, words of the title, and these.

        Most of them are no copies: look at the titles before their content is read.
        """
        for column, name in (
            (PaperRow.title_key, "title"),
            (PaperRow.block_first, "first"),
            (PaperRow.block_last, "last"),
        ):
            wanted = defaultdict(list)
            for outline in outlines:
                if outline.key:
                    wanted[_columns(outline)[name]].append(outline)
            for part in parts(wanted):
                query = select(PaperRow.id, PaperRow.title_words, column).where(
                    column.in_(part), STANDS
                )
                for number, words, mark in self._session.execute(query):
                    yield number, words, wanted[mark]

    def with_ids(self, ids: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
        """Papers that stand by the identifiers they have."""
        by_kind = defaultdict(list)
        for kind, value in ids:
            by_kind[kind].append(value)
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for kind, values in by_kind.items():
            for part in parts(values):
                query = select(PaperIdRow.value, PaperIdRow.paper).where(
                    PaperIdRow.kind == kind, PaperIdRow.value.in_(part)
                )
                for value, number in self._session.execute(query.order_by(PaperIdRow.paper)):
                    found[kind, value].append(number)
        return found

    def with_keys(self, keys: Iterable[str]) -> dict[str, int]:
        """Papers that stand by their keys and aliases, as far as these are taken.

        What could be no key (it may hold what no database takes) is nobody's.
        """
        found: dict[str, int] = {}
        for part in parts(key for key in keys if is_usable(key)):
            aliases = select(PaperAliasRow.key, PaperAliasRow.paper)
            found.update(self._session.execute(aliases.where(PaperAliasRow.key.in_(part))).all())
            own = select(PaperRow.key, PaperRow.id).where(PaperRow.key.in_(part), STANDS)
            found.update(self._session.execute(own).all())
        return found

    def new_in(self, batch: str) -> set[int]:
        """The papers that came with an import."""
        query = select(PaperStateRow.paper).where(
            PaperStateRow.batch == batch, PaperStateRow.action == "import"
        )
        return set(self._session.scalars(query))

    def write(self, changes: Sequence[Written], batch: Batch) -> None:
        """Carry out changes, each on a paper of its own, and keep what was before."""
        self._let_go(changes)
        after = [c.after for c in changes if c.after is not None]
        outlines = {
            c.number: c.outline or outline_of(c.after.paper) for c in changes if c.after is not None
        }
        new = {c.number for c in changes if c.before is None and c.after is not None}
        known: set[int] = set()
        for part in parts(new):  # a paper that comes back has its row still
            known.update(self._session.scalars(select(PaperRow.id).where(PaperRow.id.in_(part))))
        rows = {s.number: _row(s.paper, outlines[s.number]) for s in after}
        self._insert([{"id": n, **rows[n]} for n in rows.keys() - known if n in new], batch)
        self._update([{"number": n, **rows[n]} for n in rows if n not in new or n in known], batch)
        gone = [c.number for c in changes if c.after is None]
        for part in parts(gone):
            query = update(PaperRow).where(PaperRow.id.in_(part)).values(changed=batch.time)
            self._session.execute(query)
        self._index(after, outlines)
        self._insert_rows(PaperStateRow, [row for c in changes for row in _states(c, batch)])

    def _let_go(self, changes: Sequence[Written]) -> None:
        """Take the identifiers, aliases and keys of changed papers away, so that any may be given anew."""
        for part in parts(c.number for c in changes if c.before is not None):
            self._session.execute(delete(PaperIdRow).where(PaperIdRow.paper.in_(part)))
            self._session.execute(delete(PaperAliasRow).where(PaperAliasRow.paper.in_(part)))
            self._session.execute(
                update(PaperRow).where(PaperRow.id.in_(part)).values(is_removed=True)
            )

    def _insert(self, rows: list[dict[str, Any]], batch: Batch) -> None:
        by = {"added": batch.time, "changed": batch.time, "person": batch.person}
        self._insert_rows(PaperRow, [{**row, **by} for row in sorted(rows, key=itemgetter("id"))])

    def _update(self, rows: list[dict[str, Any]], batch: Batch) -> None:
        if not rows:
            return
        table: Any = PaperRow.__table__
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "number"}
        query = update(table).where(table.c.id == bindparam("number"))
        self._session.connection().execute(query.values(**values, changed=batch.time), rows)

    def _index(self, papers: Sequence[Standing], outlines: Mapping[int, Outline]) -> None:
        ids = [
            {"paper": s.number, "kind": kind, "value": value}
            for s in papers
            for kind, value in sorted(outlines[s.number].ids | set(s.paper.ids.items()))
        ]
        aliases = [{"paper": s.number, "key": key} for s in papers for key in s.aliases]
        self._insert_rows(PaperIdRow, ids)
        self._insert_rows(PaperAliasRow, aliases)

    def _insert_rows(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._session.connection().execute(insert(table.__table__), rows)

    def relate(
        self, pairs: Mapping[tuple[int, int], tuple[Relation, str]], batch: Batch
    ) -> list[tuple[int, int]]:
        """Save what pairs of papers are to each other, where nothing was said of the two; those saved."""
        known = self.related({number for pair in pairs for number in pair})
        new = {p: said for p, said in pairs.items() if not {p, p[::-1]} & known.keys()}
        self.say(new, batch)
        return list(new)

    def say(self, pairs: Mapping[tuple[int, int], tuple[Relation, str]], batch: Batch) -> None:
        """Save what pairs of papers are to each other, whatever was said before."""
        by = {"batch": batch.name, "person": batch.person, "time": batch.time}
        rows = [
            {"first": first, "second": second, "relation": relation, "reason": reason, **by}
            for (first, second), (relation, reason) in pairs.items()
        ]
        self._insert_rows(PaperRelationRow, rows)

    def hand_over(self, numbers: Collection[int], keeper: int, batch: Batch) -> None:
        """What merged papers are to others, the paper that they became is now."""
        pairs: dict[tuple[int, int], tuple[Relation, str]] = {}
        for (first, second), relation in self.related(numbers).items():
            pair = tuple(keeper if n in numbers else n for n in (first, second))
            if pair[0] != pair[1]:
                pairs[pair[0], pair[1]] = (
                    relation,
                    "so was a paper that was merged into one of them",
                )
        self.relate(pairs, batch)

    def related(self, numbers: Iterable[int]) -> dict[tuple[int, int], Relation]:
        """What was said of pairs that `numbers` stand in; the newest counts."""
        found: dict[int, tuple[int, int, Any]] = {}
        for part in parts(numbers):
            query = select(PaperRelationRow).where(
                or_(PaperRelationRow.first.in_(part), PaperRelationRow.second.in_(part))
            )
            for row in self._session.scalars(query):
                found[row.id] = (row.first, row.second, row.relation)
        return {(first, second): said for _, (first, second, said) in sorted(found.items())}


def parts(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Values in parts that one question to the database can hold."""
    part: list[_T] = []
    for value in values:
        part.append(value)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part


def _columns(outline: Outline) -> dict[str, str]:
    first, last = outline.blocks
    return {"title": outline.key[:64], "first": first[:40], "last": last[:40]}


def _row(paper: Paper, outline: Outline) -> dict[str, Any]:
    columns = _columns(outline)
    return {
        "key": paper.key,
        "title_words": outline.title,
        "title_key": columns["title"],
        "block_first": columns["first"],
        "block_last": columns["last"],
        "year": paper.year,
        "content": paper.to_content(),
        "is_removed": False,
    }


def _states(change: Written, batch: Batch) -> Iterator[dict[str, Any]]:
    """The change, after those of the past. These belong to nobody's next `undo`, and go with their paper."""
    by = {"paper": change.number, "batch": batch.name}
    for held in change.past:
        yield {
            **by,
            "action": held.action,
            "before": held.before,
            "source": held.source,
            "undoes": CARRIED,
            "person": held.person,
            "time": held.time,
        }
    yield {
        **by,
        "action": change.action,
        "before": None if change.before is None else change.before.to_content(),
        "source": change.source,
        "undoes": batch.undoes,
        "person": batch.person,
        "time": batch.time,
    }
