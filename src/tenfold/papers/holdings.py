"""What the library holds: papers by key, number and identifier, their history, doubts and relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from tenfold.errors import InputError, nearest
from tenfold.papers import merge_trail
from tenfold.papers.held import HeldChange
from tenfold.papers.import_log import Import, ImportLog
from tenfold.papers.record import IdKind, Paper
from tenfold.papers.shelf import CARRIED, Relation, Shelf, Standing, parts
from tenfold.papers.taken_keys import is_usable
from tenfold.store.tables.papers import STANDS, PaperRelationRow, PaperRow, PaperStateRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.workspace import Workspace

__all__ = ["Brief", "Dated", "Doubt", "Holdings", "PastState"]

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class PastState:
    """One change of a paper: what was done, from what, and what the paper was before (None: not there)."""

    action: str
    before: Paper | None
    source: str
    batch: str
    person: str
    time: datetime


class Dated(NamedTuple):
    """A paper by number: its year, and whether it was withdrawn or retracted."""

    number: int
    year: int | None
    is_withdrawn: bool


class Brief(NamedTuple):
    """What a paper is weighed by, of many thousands."""

    number: int
    year: int | None
    type: str
    venue: str
    n_citations: float | None
    has_abstract: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two papers that may be one, and why."""

    first: Paper
    second: Paper
    reason: str


class Holdings:
    """The papers of one workspace, to read."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._database = workspace.database

    def paper(self, key: str) -> Paper:
        """The paper with a citation key, or that had it. Raises InputError where there is none."""
        return self._standing(key).paper

    def number(self, key: str) -> int:
        """The number of a paper, which stays when its key changes: for what refers to it."""
        return self._standing(key).number

    def numbers(self, keys: Iterable[str]) -> dict[str, int]:
        """The numbers of papers by their keys, without those that there are not."""
        with self._database.read() as session:
            return Shelf(session).with_keys(keys)

    def last_change(self) -> int:
        """The number of the last change of any paper: as long as it is the same, all papers are."""
        with self._database.read() as session:
            return session.scalar(select(func.max(PaperStateRow.id))) or 0

    def aliases(self, key: str) -> tuple[str, ...]:
        """The other keys of a paper."""
        return self._standing(key).aliases

    def by_number(self, numbers: Iterable[int]) -> dict[int, Paper]:
        """Papers by number, without those that are removed."""
        with self._database.read() as session:
            return Shelf(session).papers(numbers)

    def by_id(self, kind: IdKind, value: str) -> Paper | None:
        """The paper with an identifier in its normal form, or None."""
        with self._database.read() as session:
            shelf = Shelf(session)
            numbers = shelf.with_ids([(kind, value)]).get((kind, value), [])
            return next((s.paper for s in shelf.standing(numbers).values()), None)

    def count(self) -> int:
        """How many papers there are."""
        with self._database.read() as session:
            query = select(func.count()).select_from(PaperRow).where(STANDS)
            return session.scalar(query) or 0

    def newest_number(self) -> int:
        """The number of the paper that was added last, 0 where none ever was: later ones have greater ones."""
        with self._database.read() as session:
            return session.scalar(select(func.max(PaperRow.id))) or 0

    def papers(self, *, offset: int = 0, limit: int | None = None) -> list[Paper]:
        """Papers, those added last first."""
        query = select(PaperRow.content).where(STANDS)
        query = query.order_by(PaperRow.id.desc()).offset(offset).limit(limit)
        with self._database.read() as session:
            return [Paper.from_content(content) for content in session.scalars(query)]

    def each(self) -> Iterator[tuple[int, Paper]]:
        """Every paper with its number, those added first first, in bounded memory."""
        last = 0
        while True:
            query = select(PaperRow.id, PaperRow.content).where(STANDS)
            query = query.where(PaperRow.id > last).order_by(PaperRow.id).limit(_PAGE)
            with self._database.read() as session:
                rows = session.execute(query).all()
            for number, content in rows:
                yield number, Paper.from_content(content)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def each_dated(self) -> Iterator[Dated]:
        """The year of every paper, and whether it was withdrawn, those added first first; no more is read."""
        withdrawn = PaperRow.content["withdrawn"].as_string().is_not(None)
        query = select(PaperRow.id, PaperRow.year, withdrawn).where(STANDS).order_by(PaperRow.id)
        with self._database.read() as session:
            rows = session.execute(query).all()
        return (Dated(number, year, bool(gone)) for number, year, gone in rows)

    def each_in_brief(self) -> Iterator[Brief]:
        """What papers are weighed by, of every paper, those added first first, in bounded memory."""
        said = PaperRow.content
        query = select(
            PaperRow.id,
            PaperRow.year,
            said["type"].as_string(),
            said["venue"].as_string(),
            said["n_citations"].as_float(),
            said["abstract"].as_string() != "",
            said["withdrawn"].as_string().is_not(None),
        )
        last = 0
        while True:
            page = query.where(STANDS, PaperRow.id > last).order_by(PaperRow.id).limit(_PAGE)
            with self._database.read() as session:
                rows = session.execute(page).all()
            for number, year, kind, venue, n_citations, abstract, gone in rows:
                kind, venue = kind or "article", venue or ""
                yield Brief(number, year, kind, venue, n_citations, bool(abstract), bool(gone))
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def changed_since(self, change: int) -> tuple[int, list[int]]:
        """The number of the newest change, and the papers that were changed after `change` (0: ever)."""
        with self._database.read() as session:
            newest = session.scalar(select(func.max(PaperStateRow.id))) or 0
            if newest <= change:
                return newest, []
            # Not DISTINCT: for that SQLite reads the changes of all papers in the order of papers.
            query = select(PaperStateRow.paper).where(PaperStateRow.id > change)
            return newest, sorted(set(session.scalars(query)))

    def history(self, key: str) -> list[PastState]:
        """Every change of a paper, the oldest first. Works for a removed one too."""
        with self._database.read() as session:
            number = self._owner(session, key) or self._removed(session, key)
            if number is None:
                raise self._not_there(session, key)
            query = select(PaperStateRow).where(PaperStateRow.paper == number)
            return [_past(row) for row in session.scalars(query.order_by(PaperStateRow.id))]

    def past(self, numbers: Iterable[int]) -> dict[int, list[HeldChange]]:
        """Every change of papers by number, the oldest first, as an export of the library carries it.

        That a paper came in with such an export is none: it has the changes from before.
        """
        found: dict[int, list[HeldChange]] = {}
        brought: set[int] = set()
        with self._database.read() as session:
            for part in parts(numbers):
                query = select(PaperStateRow).where(PaperStateRow.paper.in_(part))
                for row in session.scalars(query.order_by(PaperStateRow.id)):
                    changes = found.setdefault(row.paper, [])
                    if row.paper in brought and row.undoes is None and row.before is None:
                        brought.discard(row.paper)
                        continue
                    if row.undoes == CARRIED:
                        brought.add(row.paper)
                    changes.append(
                        HeldChange(row.action, row.person, row.time, row.source, row.before)
                    )
        return found

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

    def relations(self) -> dict[tuple[int, int], tuple[Relation, str]]:
        """What pairs of papers, by number, are to each other, and why; the newest of each pair."""
        query = select(PaperRelationRow).order_by(PaperRelationRow.id)
        with self._database.read() as session:
            found: dict[frozenset[int], tuple[int, int, Any, str]] = {
                frozenset((row.first, row.second)): (
                    row.first,
                    row.second,
                    row.relation,
                    row.reason,
                )
                for row in session.scalars(query)
            }
        return {(first, second): (said, reason) for first, second, said, reason in found.values()}

    def merged_into(self, number: int) -> list[int]:
        """The papers, by number, that went into this one, however often they were merged."""
        return list(self._database.once(("merged into", number), lambda: self._merged_into(number)))

    def _merged_into(self, number: int) -> list[int]:
        with self._database.read() as session:
            return merge_trail.merged_into(session, number)

    def merged_into_each(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """The same of several papers, of those into which others went."""
        with self._database.read() as session:
            return merge_trail.merged_into_each(session, numbers)

    def became(self, numbers: Iterable[int]) -> dict[int, int]:
        """The paper that each of `numbers` is part of now; those that were not merged are left out."""
        asked = frozenset(numbers)
        return dict(self._database.once(("became", asked), lambda: self._became(asked)))

    def _became(self, numbers: Iterable[int]) -> dict[int, int]:
        with self._database.read() as session:
            return merge_trail.became(session, numbers)

    def n_merged_into(self, numbers: Iterable[int]) -> int:
        """How many papers are part of any of these now: merged into it, or into one that was."""
        keepers = set(numbers)
        with self._database.read() as session:
            return sum(now in keepers for now in merge_trail.homes(session).values())

    def homes(self) -> dict[int, int]:
        """Every paper that was merged, by number, and the one that it is part of now."""
        with self._database.read() as session:
            return merge_trail.homes(session)

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

    # finding by key

    def _standing(self, key: str) -> Standing:
        return self._database.once(("standing", key), lambda: self._read_standing(key))

    def _read_standing(self, key: str) -> Standing:
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
        if not is_usable(key):
            return None
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
        remedy = (
            _near_keys(session, key) if is_usable(key) else "It could be no key: tenfold paper list"
        )
        return InputError(f"no paper {key!r}.", code="TF-PAPER", remedy=remedy)


def _near_keys(session: Session, key: str) -> str:
    """Keys that begin alike."""
    start = key[:4].replace("%", "").replace("_", "")
    query = select(PaperRow.key).where(PaperRow.key.startswith(start or key[:1]), STANDS)
    known = list(session.scalars(query.limit(200)))
    return nearest(key, known) if known else "See what there is: tenfold paper list"


def _past(row: PaperStateRow) -> PastState:
    before = None if row.before is None else Paper.from_content(row.before["paper"])
    return PastState(row.action, before, row.source, row.batch, row.person, row.time)
