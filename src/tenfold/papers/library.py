"""The library: papers, found by key and identifier, taken in, changed, merged, and every change taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tenfold.errors import InputError, nearest
from tenfold.papers import importing
from tenfold.papers.alike import DuplicateRules
from tenfold.papers.duplicate_rules import rules_of
from tenfold.papers.import_log import Import, ImportLog
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importing import ImportReport
from tenfold.papers.merging import Conflict, merged
from tenfold.papers.record import IdKind, Paper
from tenfold.papers.shelf import Batch, Relation, Shelf, Standing, Written
from tenfold.papers.taken_keys import is_usable
from tenfold.papers.tidying import tidied
from tenfold.papers.titles import title_words
from tenfold.papers.undoing import Undone, undo
from tenfold.store.tables.base import now
from tenfold.store.tables.papers import PaperRelationRow, PaperRow, PaperStateRow

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tenfold.store.workspace import Workspace

__all__ = ["Doubt", "Filters", "Library", "PastState"]

_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which papers are meant; what is not said does not matter. Years are inclusive."""

    year_from: int | None = None
    year_to: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class PastState:
    """One change of a paper: what was done, from what, and what the paper was before (None: not there)."""

    action: str
    before: Paper | None
    source: str
    batch: str
    person: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two papers that may be one, and why."""

    first: Paper
    second: Paper
    reason: str


class Library:
    """The papers of one workspace. Writes are those of the acting person."""

    def __init__(self, workspace: Workspace, rules: DuplicateRules | None = None) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self.rules = rules or rules_of(workspace)

    # what there is

    def paper(self, key: str) -> Paper:
        """The paper with a citation key, or that had it. Raises InputError where there is none."""
        return self._standing(key).paper

    def number(self, key: str) -> int:
        """The number of a paper, which stays when its key changes: for what refers to it."""
        return self._standing(key).number

    def aliases(self, key: str) -> tuple[str, ...]:
        """The other keys of a paper."""
        return self._standing(key).aliases

    def by_number(self, numbers: Iterable[int]) -> dict[int, Paper]:
        """Papers by number, without those that are removed."""
        with self._database.read() as session:
            return {n: s.paper for n, s in Shelf(session).standing(numbers).items()}

    def by_id(self, kind: IdKind, value: str) -> Paper | None:
        """The paper with an identifier in its normal form, or None."""
        with self._database.read() as session:
            shelf = Shelf(session)
            numbers = shelf.with_ids([(kind, value)]).get((kind, value), [])
            return next((s.paper for s in shelf.standing(numbers).values()), None)

    def count(self, filters: Filters | None = None) -> int:
        """How many papers there are."""
        with self._database.read() as session:
            query = _filtered(select(func.count(PaperRow.id)), filters)
            return session.scalar(query) or 0

    def papers(
        self, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> list[Paper]:
        """Papers, those added last first."""
        query = _filtered(select(PaperRow.content), filters).order_by(PaperRow.id.desc())
        with self._database.read() as session:
            rows = session.scalars(query.offset(offset).limit(limit))
            return [Paper.from_content(content) for content in rows]

    def each(self) -> Iterator[tuple[int, Paper]]:
        """Every paper with its number, those added first first, in bounded memory."""
        last = 0
        while True:
            query = _filtered(select(PaperRow.id, PaperRow.content), None)
            query = query.where(PaperRow.id > last).order_by(PaperRow.id).limit(_PAGE)
            with self._database.read() as session:
                rows = session.execute(query).all()
            for number, content in rows:
                yield number, Paper.from_content(content)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def changed_since(self, change: int) -> tuple[int, list[int]]:
        """The number of the newest change, and the papers that were changed after `change` (0: ever)."""
        with self._database.read() as session:
            newest = session.scalar(select(func.max(PaperStateRow.id))) or 0
            query = select(PaperStateRow.paper).where(PaperStateRow.id > change).distinct()
            return newest, sorted(session.scalars(query))

    def history(self, key: str) -> list[PastState]:
        """Every change of a paper, the oldest first. Works for a removed one too."""
        with self._database.read() as session:
            number = self._owner(session, key) or self._removed(session, key)
            if number is None:
                raise self._not_there(session, key)
            query = select(PaperStateRow).where(PaperStateRow.paper == number)
            return [_past(row) for row in session.scalars(query.order_by(PaperStateRow.id))]

    def imports(self) -> list[Import]:
        """Every import, the newest first."""
        return ImportLog(self._database, self._workspace.person).all()

    def doubts(self) -> list[Doubt]:
        """Pairs that may be one paper, and on which nobody has decided."""
        with self._database.read() as session:
            rows = list(
                session.scalars(
                    select(PaperRelationRow)
                    .where(PaperRelationRow.relation == "doubtful")
                    .order_by(PaperRelationRow.id)
                )
            )
            numbers = {n for row in rows for n in (row.first, row.second)}
            shelf = Shelf(session)
            standing, said = shelf.standing(sorted(numbers)), shelf.related(sorted(numbers))
        open_pairs = {p for p, relation in said.items() if relation == "doubtful"}
        decided = {frozenset(p) for p, relation in said.items() if relation != "doubtful"}
        return [
            Doubt(standing[row.first].paper, standing[row.second].paper, row.reason)
            for row in rows
            if (pair := (row.first, row.second)) in open_pairs
            and frozenset(pair) not in decided
            and standing.keys() >= set(pair)
        ]

    def related(self, key: str) -> list[tuple[str, Paper]]:
        """Other versions of a paper: ``version of`` (it is one of that one), ``has version``."""
        number = self.number(key)
        with self._database.read() as session:
            shelf = Shelf(session)
            pairs = [p for p, said in shelf.related([number]).items() if said == "version of"]
            standing = shelf.standing({n for pair in pairs for n in pair})
        return [
            ("version of", standing[second].paper)
            if first == number
            else ("has version", standing[first].paper)
            for first, second in pairs
            if standing.keys() >= {first, second}
        ]

    def decided_pairs(self) -> set[frozenset[int]]:
        """Pairs, by number, of which somebody said that they are different, or versions."""
        query = select(PaperRelationRow.first, PaperRelationRow.second).where(
            PaperRelationRow.relation != "doubtful"
        )
        with self._database.read() as session:
            return {frozenset((first, second)) for first, second in session.execute(query)}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A short read transaction, for `Shelf`."""
        with self._database.read() as session:
            yield session

    # taking in

    def preview(self, records: Iterable[Read | Refused]) -> ImportReport:
        """What `take_in` would do; nothing is written."""
        return importing.preview(self._workspace, records, self.rules)

    def take_in(
        self,
        records: Iterable[Read | Refused],
        *,
        sources: Sequence[Mapping[str, Any]] = (),
        told: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Save records: new ones, and what known ones lack. `told` hears how many are saved.

        `sources` say what is read, such as ``{"file": "refs.bib", "digest": ...}``: an import of the same that
        was broken off is gone on with. However often an import is repeated, no paper is there twice.
        """
        return importing.take_in(self._workspace, records, self.rules, sources=sources, told=told)

    # changing

    def change(self, key: str, /, **values: Any) -> Paper:
        """Set fields of a paper, by the names of `Paper`. With a new `key` the old one becomes an alias."""
        unknown = values.keys() - {f.name for f in fields(Paper)}
        if unknown:
            name = min(unknown)
            raise InputError(
                f"a paper has no field {name!r}.",
                code="TF-PAPER",
                remedy=nearest(name, [f.name for f in fields(Paper)]),
            )
        with self._database.write() as session:
            old = self._standing_in(session, key)
            after = self._changed(session, old, values)
            if after != old:
                Shelf(session).write([Written(old.number, "change", old, after)], self._batch())
        return after.paper

    def _changed(self, session: Session, old: Standing, values: Mapping[str, Any]) -> Standing:
        tidy = tidied(Read(replace(old.paper, **values), "what was said"))
        if isinstance(tidy, Refused):
            raise InputError(f"a paper cannot be left so: {tidy.reason}", code="TF-PAPER")
        new = tidy.paper
        if new.key == old.paper.key:
            return Standing(old.number, new, old.aliases)
        if not is_usable(new.key):
            raise InputError(f"{new.key!r} is no citation key.", code="TF-PAPER",
                             remedy="Letters, digits and - _ : . / +, no spaces.")  # fmt: skip
        if self._owner(session, new.key) not in (None, old.number):
            raise InputError(f"the key {new.key!r} is taken.", code="TF-PAPER",
                             remedy=f"See: tenfold paper show {new.key}")  # fmt: skip
        aliases = (*(a for a in old.aliases if a != new.key), old.paper.key)
        return Standing(old.number, new, aliases)

    def merge(self, keep: str, others: Sequence[str]) -> tuple[Paper, list[Conflict]]:
        """Make one paper of several: `keep` stays, is filled from the others, and has their keys too.

        Returns it, and what the others said differently.
        """
        with self._database.write() as session:
            kept = self._standing_in(session, keep)
            rest = {self._standing_in(session, key).number for key in others} - {kept.number}
            if not rest:
                raise InputError("there is nothing to merge: name another paper.", code="TF-PAPER")
            after, conflicts = _merge(Shelf(session), kept.number, sorted(rest), self._batch())
        return after, conflicts

    def merge_groups(self, groups: Mapping[int, Sequence[int]]) -> int:
        """Merge papers by number into the keys of `groups`, all in one batch; how many papers are gone."""
        batch = self._batch()
        with self._database.write() as session:
            for keep, others in groups.items():
                _merge(Shelf(session), keep, others, batch)
        return sum(map(len, groups.values()))

    def link(self, first: str, second: str, relation: Relation, reason: str = "") -> None:
        """Say that the first is a ``version of`` the second, or that they are ``different`` though alike."""
        with self._database.write() as session:
            one, other = (self._standing_in(session, key) for key in (first, second))
            if one.number == other.number:
                raise InputError(f"{first} and {second} are one paper.", code="TF-PAPER")
            batch = self._batch()
            shelf = Shelf(session)
            shelf.write([Written(one.number, "link", one, one, other.paper.key)], batch)
            shelf.say({(one.number, other.number): (relation, reason)}, batch)

    def note_relations(self, pairs: Mapping[tuple[int, int], tuple[Relation, str]]) -> int:
        """Save what pairs of papers, by number, are to each other where nothing was said; how many were new."""
        with self._database.write() as session:
            return len(Shelf(session).relate(pairs, self._batch()))

    def remove(self, keys: Sequence[str]) -> None:
        """Take papers out of the library; their keys are free again. All or none."""
        with self._database.write() as session:
            found = {s.number: s for s in (self._standing_in(session, key) for key in keys)}
            gone = [Written(n, "remove", s, None) for n, s in found.items()]
            Shelf(session).write(gone, self._batch())

    def undo(self) -> Undone:
        """Take the acting person's last change back: a whole import, or one change. Again: the one before.

        Raises InputError where nothing is left, or somebody else changed the same papers since.
        """
        return undo(self._workspace)

    def _batch(self) -> Batch:
        return Batch(uuid.uuid4().hex, self._workspace.person, now())

    # finding by key

    def _standing(self, key: str) -> Standing:
        with self._database.read() as session:
            return self._standing_in(session, key)

    def _standing_in(self, session: Session, key: str) -> Standing:
        number = self._owner(session, key)
        if number is None:
            raise self._not_there(session, key)
        return Shelf(session).standing([number])[number]

    def _owner(self, session: Session, key: str) -> int | None:
        return Shelf(session).with_keys([key]).get(key)

    def _removed(self, session: Session, key: str) -> int | None:
        query = select(PaperRow.id).where(PaperRow.key == key, PaperRow.is_removed)
        return session.scalars(query.order_by(PaperRow.changed.desc()).limit(1)).first()

    def _not_there(self, session: Session, key: str) -> InputError:
        removed = self._removed(session, key)
        if removed is not None:
            query = select(PaperStateRow).where(PaperStateRow.paper == removed)
            last = session.scalars(query.order_by(PaperStateRow.id.desc()).limit(1)).one()
            return InputError(
                f"the paper {key} was removed on {last.time:%Y-%m-%d} by {last.person}.",
                code="TF-PAPER",
                remedy="See what was done last: tenfold paper imports; take it back: tenfold paper undo",
            )
        return InputError(f"no paper {key!r}.", code="TF-PAPER", remedy=_near_keys(session, key))


def _near_keys(session: Session, key: str) -> str:
    """Keys that begin alike."""
    start = key[:4].replace("%", "").replace("_", "")
    query = select(PaperRow.key).where(
        PaperRow.key.startswith(start or key[:1]), PaperRow.is_removed.is_(False)
    )
    known = list(session.scalars(query.limit(200)))
    return nearest(key, known) if known else "See what there is: tenfold paper list"


def _merge(
    shelf: Shelf, keep: int, others: Sequence[int], batch: Batch
) -> tuple[Paper, list[Conflict]]:
    standing = shelf.standing([keep, *others])
    kept = standing[keep]
    paper, aliases = kept.paper, dict.fromkeys(kept.aliases)
    conflicts: list[Conflict] = []
    for number in others:
        result = merged(paper, standing[number].paper)
        paper = result.paper
        conflicts += result.conflicts
        aliases |= dict.fromkeys((standing[number].paper.key, *standing[number].aliases))
    gone = [Written(n, "merged", standing[n], None, paper.key) for n in others]
    after = Standing(keep, paper, tuple(aliases))
    shelf.write([*gone, Written(keep, "merge", kept, after)], batch)
    shelf.hand_over(others, keep, batch)
    return paper, conflicts


def _filtered(query: Select[Any], filters: Filters | None) -> Select[Any]:
    query = query.where(PaperRow.is_removed.is_(False))
    if filters is None:
        return query
    if filters.year_from is not None:
        query = query.where(PaperRow.year >= filters.year_from)
    if filters.year_to is not None:
        query = query.where(PaperRow.year <= filters.year_to)
    for word in title_words(filters.title).split():
        query = query.where(PaperRow.title_words.contains(word, autoescape=True))
    return query


def _past(row: PaperStateRow) -> PastState:
    before = None if row.before is None else Paper.from_content(row.before["paper"])
    return PastState(row.action, before, row.source, row.batch, row.person, row.time)
