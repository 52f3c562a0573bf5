"""Where a person's days begin. An instant is on the day that the clock on their wall shows then.

A thing that happened is given to a day by its own instant, never by comparing it with the bounds of a day: so
it is on exactly one day, also where clocks go back over midnight or a zone skips a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tenfold.errors import InputError, nearest

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Zone", "zone_of"]

_MARGIN = timedelta(days=2)
"""More than any clock is off UTC, and than any clock was ever put back or forth."""


@dataclass(frozen=True)
class Zone:
    """A time zone; without `info` the one of this machine, with its own rules for summer time."""

    info: tzinfo | None = None

    def day_of(self, instant: datetime) -> date:
        """The day of an instant (which has a zone, such as UTC)."""
        return self.local(instant).date()

    def local(self, instant: datetime) -> datetime:
        """The instant on this zone's clock."""
        return instant.astimezone(self.info)

    def today(self) -> date:
        """The present day."""
        return self.day_of(datetime.now(UTC))

    def around(self, first: date, last: date) -> tuple[datetime, datetime]:
        """Two instants, in UTC, between which all of the days `first` to `last` lies, with some margin.

        For a query whose answers are then told apart by `day_of`.
        """
        start = datetime.combine(max(first, date.min + _MARGIN), time.min, tzinfo=UTC) - _MARGIN
        end = datetime.combine(min(last, date.max - 2 * _MARGIN), time.min, tzinfo=UTC)
        return start, end + timedelta(days=1) + _MARGIN


def zone_of(workspace: Workspace) -> Zone:
    """The zone that `[person] timezone` names; default: the machine's.

    Raises InputError where there is no such zone.
    """
    name = str(workspace.setting("person", "timezone", ""))
    if not name:
        return Zone()
    try:
        return Zone(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            f"there is no time zone {name!r}.",
            where="tenfold.toml: person.timezone",
            remedy=nearest(name, sorted(available_timezones())) if name else "",
        ) from None
