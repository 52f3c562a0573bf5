"""A calendar file taken in among one's dates, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.calendar_file import read_calendar
from tenfold.lab.calendar_lines import MOST_BYTES
from tenfold.lab.dated import DateKind
from tenfold.lab.dates import Dates, TakenIn
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Imported", "import_calendar"]

_N_WEEKS = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a calendar file brought, of which days, and what was left out of it."""

    first: date
    last: date
    taken: TakenIn
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `tenfold date import --json` prints it."""
        return {
            "schema_version": 1,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            **self.taken.to_json(),
            "left_out": list(self.left_out),
        }


def import_calendar(
    workspace: Workspace, file: Path, *, until: date | None = None, kind: DateKind = "other"
) -> Imported:
    """Take a calendar file's dates in: from last week's Monday until a day (default: for a year).

    Taken in again, it changes what changed, adds nothing twice, and takes away what it had and no longer has.
    Raises InputError for a file that cannot be read; then nothing was changed.
    """
    today = zone_of(workspace).today()
    first = (Week.of(today) - 1).monday
    last = until or (Week.of(today) + _N_WEEKS).sunday
    if last < first:
        raise InputError(
            f"{last} is before last week, where the dates that are taken in begin.",
            code="TF-CALENDAR",
            remedy="Give a later day with --until.",
        )
    try:
        found = read_calendar(_content(file), zone_of(workspace), first=first, last=last, kind=kind)
    except InputError as error:
        error.where = str(file)
        raise
    dates = Dates(workspace)
    gone = found.gone(known for known in dates.dates() if first <= known.day <= last)
    taken = dates.take_in(found.dates, gone=gone)
    return Imported(first=first, last=last, taken=taken, left_out=found.left_out)


def _content(file: Path) -> bytes:
    """The bytes, and one more than is read at most, so that too many are seen without reading all."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.",
            code="TF-CALENDAR",
            remedy="Give the path of an .ics file.",
        ) from None
