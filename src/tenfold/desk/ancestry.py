"""Follow rows through the versions that were made from each other: where from, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.data import catalog
from tenfold.desk.cleaning.origins import Origins
from tenfold.desk.difference import Match, match_rows
from tenfold.errors import DataError

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.data.lineage import Version
    from tenfold.store.workspace import Workspace

__all__ = ["Station", "Trail", "match_versions", "where_from"]


@dataclass(frozen=True, slots=True)
class Station:
    """A row (from 1) of a version; `why` is what was done to it on the way from there to the one before."""

    version: str
    digest: str
    row: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """The versions of a row, the newest first, and its row (from 1) in the file that it came from.

    `file` is "" and `lost` says why where the trail ends before a file.
    """

    stations: tuple[Station, ...]
    file: str = ""
    file_row: int | None = None
    lost: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `data where --json` prints it."""
        return {
            "trail": [
                {"version": s.version, "digest": s.digest, "row": s.row, "why": s.why}
                for s in self.stations
            ],
            "file": self.file or None,
            "file_row": self.file_row,
            "lost": self.lost or None,
        }


def where_from(workspace: Workspace, use: str, row: int) -> Trail:
    """Where row `row` (from 1) of a version comes from.

    Raises DataError (TF-DATA-069) where the version has no such row.
    """
    versions = catalog.ancestry(workspace, use)
    first = versions[0]
    if not 1 <= row <= first.n_rows:
        raise DataError(
            f"there is no row {row}.",
            code="TF-DATA-069",
            where=first.reference,
            remedy=f"Rows go from 1 to {first.n_rows:,}.",
        )
    stations = [Station(first.reference, first.digest, row)]
    for child, parent in zip(versions, [*versions[1:], None], strict=True):
        if child.lineage is None:
            return _in_file(stations, child)
        if parent is None or child.lineage.origins is None:
            lost = f"{child.lineage.made_from} is not in this workspace"
            return Trail(tuple(stations), lost=lost)
        origins = Origins.load(workspace, child.lineage.origins)
        at = origins.rows.index(stations[-1].row - 1)
        stations.append(Station(parent.reference, parent.digest, at + 1, origins.why[at]))
    raise AssertionError("the oldest version has no parent here")


def _in_file(stations: list[Station], version: Version) -> Trail:
    """The file that holds the row of the last station, and its row there."""
    rest = stations[-1].row
    for note in version.sources:
        kept = note.n_rows - note.n_dropped
        if rest <= kept and note.n_dropped:
            lost = (
                f"{note.file}, of which {note.n_dropped} rows were left out: which row is not known"
            )
            return Trail(tuple(stations), lost=lost)
        if rest <= kept:
            return Trail(tuple(stations), note.file, rest)
        rest -= kept
    return Trail(tuple(stations), lost=f"{version.reference} was not read from a file")


def match_versions(workspace: Workspace, before: Dataset, after: Dataset) -> Match:
    """Match rows by lineage where both versions come from a common one, else as `match_rows` does."""
    old, new = _Chain(workspace, before.reference), _Chain(workspace, after.reference)
    common = next((digest for digest in new.digests if digest in old.digests), None)
    if common is None:
        return match_rows(before, after)
    here, there = old.rows_in(common), new.rows_in(common)
    places = {ancestor: row for row, ancestor in enumerate(there)}
    pairs = [(row, places[ancestor]) for row, ancestor in enumerate(here) if ancestor in places]
    why = new.why_since(common) if common == before.digest else {}
    return Match(pairs, "lineage", why)


class _Chain:
    """A version and its ancestors, as far as the rows between them are on record."""

    def __init__(self, workspace: Workspace, reference: str) -> None:
        self.workspace = workspace
        self.versions: list[Version] = []
        for version in catalog.ancestry(workspace, reference):
            self.versions.append(version)
            if version.lineage is None or version.lineage.origins is None:
                break
        self.digests = [version.digest for version in self.versions]

    def _origins_until(self, digest: str) -> list[Origins]:
        """From the version down to the ancestor `digest`, one step each."""
        made = (v.lineage for v in self.versions[: self.digests.index(digest)])
        return [Origins.load(self.workspace, m.origins) for m in made if m and m.origins]

    def rows_in(self, digest: str) -> list[int]:
        """For each row its row in the ancestor."""
        rows = list(range(self.versions[0].n_rows))
        for origins in self._origins_until(digest):
            parents = origins.parents()
            rows = [parents[row] for row in rows]
        return rows

    def why_since(self, digest: str) -> dict[int, str]:
        """For each row of the ancestor that was touched: by what, in order."""
        steps = self._origins_until(digest)[::-1]
        found: dict[int, str] = {}
        for start in range(len(steps[0].rows) if steps else 0):
            said, row = [], start
            for origins in steps:
                if origins.why[row]:
                    said.append(origins.why[row])
                at = origins.rows[row]
                if at is None:
                    break
                row = at
            if said:
                found[start] = "; ".join(said)
        return found
