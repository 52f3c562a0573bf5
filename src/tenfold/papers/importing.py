"""Taking records into the library, a thousand at a time, and what an import says of itself."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tenfold.errors import StoppedError
from tenfold.papers.alike import DuplicateRules
from tenfold.papers.import_log import ImportLog, Progress
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.pool import Pool
from tenfold.papers.shelf import Batch, Shelf
from tenfold.papers.sorting_in import HeldNumbers, Placed, Sorter
from tenfold.papers.taken_keys import TakenKeys
from tenfold.papers.tidying import tidied
from tenfold.store.tables.base import now

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["COUNTED", "ImportReport", "preview", "take_in"]

CHUNK = 1000
KEPT = 1000
"""So many records of a kind a report names one by one; all are counted."""

COUNTED = ("read", "new", "merged", "known", "versions", "doubtful", "refused")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the records of an import, or would become of them (then `batch` is empty).

    counts
        By the names of `COUNTED`: records read; new papers; records merged into a paper that was there,
        with something new; records that said nothing new; new papers that are a version of another;
        new papers that may be a copy of another; records refused.
    new, merged, doubtful, refused
        The first 1,000 of each.
    resumed_at
        How many records an import that was broken off had saved; this one went on after them.
    """

    batch: str
    counts: Mapping[str, int]
    new: Sequence[Placed] = ()
    merged: Sequence[Placed] = ()
    doubtful: Sequence[Placed] = ()
    refused: Sequence[Refused] = ()
    resumed_at: int = 0

    def to_json(self) -> dict[str, Any]:
        """As commands print it: what an import did, or would do."""
        return {
            "batch": self.batch or None,
            "resumed_at": self.resumed_at,
            **{f"n_{name}": n for name, n in self.counts.items()},
            "new": [placed.to_json() for placed in self.new],
            "merged": [placed.to_json() for placed in self.merged],
            "doubtful": [placed.to_json() for placed in self.doubtful],
            "refused": [refused.to_json() for refused in self.refused],
        }


@dataclass(slots=True)
class _Tally:
    """Counts, and the records that the report names."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    named: dict[str, list[Any]] = field(default_factory=dict)

    def note(self, placed: Placed) -> None:
        self._add(placed.outcome, placed)
        if placed.versions:
            self.counts["versions"] += 1
        if placed.doubts:
            self._add("doubtful", placed)

    def refuse(self, refused: Refused) -> None:
        self._add("refused", refused)

    def _add(self, kind: str, what: Any) -> None:
        self.counts[kind] += 1
        named = self.named.setdefault(kind, [])
        if len(named) < KEPT:
            named.append(what)

    def report(self, batch: str, resumed_at: int = 0) -> ImportReport:
        names = ("new", "merged", "doubtful", "refused")
        named = {name: tuple(self.named.get(name, ())) for name in names}
        return ImportReport(batch, dict(self.counts), **named, resumed_at=resumed_at)


def preview(
    workspace: Workspace,
    records: Iterable[Read | Refused],
    rules: DuplicateRules,
    *,
    heard: Callable[[Placed], None] | None = None,
) -> ImportReport:
    """What `take_in` would do; nothing is written. Needs memory for all new papers.

    `heard` is told of each record, the known ones too, which a report only counts.
    """
    tally = _Tally()
    sorter: Sorter | None = None
    for chunk in _chunks(records):
        with workspace.database.read() as session:
            shelf = Shelf(session)
            if sorter is None:
                keys = TakenKeys(_looking_up(workspace))
                sorter = Sorter(Pool(rules), keys, shelf.next_number())
            reads = _understood(chunk, tally)
            sorter.foresee(reads, shelf)
        for read in reads:
            placed = sorter.place(read)
            tally.note(placed)
            if heard is not None:
                heard(placed)
    return tally.report("")


def _looking_up(workspace: Workspace) -> Callable[[Iterable[str]], Mapping[str, int]]:
    """Look keys up in a transaction of its own: a preview outlives the one that it began in."""

    def look_up(keys: Iterable[str]) -> Mapping[str, int]:
        with workspace.database.read() as session:
            return Shelf(session).with_keys(keys)

    return look_up


def take_in(
    workspace: Workspace,
    records: Iterable[Read | Refused],
    rules: DuplicateRules,
    *,
    sources: Sequence[Mapping[str, Any]] = (),
    told: Callable[[int], None] | None = None,
    held: HeldNumbers | None = None,
) -> ImportReport:
    """Save records; each thousand in one transaction. `told` hears how many are saved; of the records of an
    exported library, `held` gets to know where they are now.

    An import of the same `sources` that was broken off is gone on with where it stopped. Where `sources` do
    not tell (they are empty), the records are sorted in again: those that are there say nothing new.
    """
    log = ImportLog(workspace.database, workspace.person)
    begun = log.broken_off(sources) or Progress(uuid.uuid4().hex)
    tally = _Tally({**dict.fromkeys(COUNTED, 0), **begun.counts}, {"refused": list(begun.refused)})
    progress = begun
    held = HeldNumbers() if held is None else held
    if begun.n_read:
        with workspace.database.read() as session:
            held.new |= Shelf(session).new_in(begun.batch)
    for chunk in _chunks(itertools.islice(records, begun.n_read, None)):
        progress = _save(workspace, chunk, rules, tally, held, (log, progress, sources))
        if told is not None:
            told(progress.n_read)
    log.finish(progress, sources)
    return tally.report(progress.batch, begun.n_read)


def _save(
    workspace: Workspace,
    chunk: Sequence[Read | Refused],
    rules: DuplicateRules,
    tally: _Tally,
    held: HeldNumbers,
    logged: tuple[ImportLog, Progress, Sequence[Mapping[str, Any]]],
) -> Progress:
    log, progress, sources = logged
    reads = _understood(chunk, tally)
    with workspace.database.write() as session:
        if log.n_read(session, progress.batch) != progress.n_read:
            raise StoppedError(
                "another process goes on with this import, or took it back.",
                remedy="See: tenfold paper imports",
            )
        shelf = Shelf(session)
        sorter = Sorter(Pool(rules), TakenKeys(shelf.with_keys), shelf.next_number(), held)
        sorter.foresee(reads, shelf)
        for read in reads:
            tally.note(sorter.place(read))
        batch = Batch(progress.batch, workspace.person, now())
        shelf.write(sorter.written(), batch)
        shelf.relate(sorter.relations, batch)
        refused = tuple(tally.named.get("refused", ()))
        progress = replace(
            progress,
            n_read=progress.n_read + len(chunk),
            counts=dict(tally.counts),
            refused=refused,
        )
        log.note(session, progress, sources)
    return progress


def _understood(chunk: Iterable[Read | Refused], tally: _Tally) -> list[Read]:
    """The records that can be taken in; the others are noted."""
    reads = []
    for record in chunk:
        tally.counts["read"] += 1
        tidy = tidied(record) if isinstance(record, Read) else record
        if isinstance(tidy, Refused):
            tally.refuse(tidy)
        else:
            reads.append(tidy)
    return reads


def _chunks(records: Iterable[Read | Refused]) -> Iterator[list[Read | Refused]]:
    left = iter(records)
    while chunk := list(itertools.islice(left, CHUNK)):
        yield chunk
