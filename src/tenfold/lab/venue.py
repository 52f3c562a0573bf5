"""A venue and its deadlines, which are said on clocks of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tenfold.lab.dated import Dated

if TYPE_CHECKING:
    from tenfold.lab.zone import Zone

__all__ = ["AOE", "Deadline", "Venue", "zone_named"]

AOE = "AoE"
_ANYWHERE_ON_EARTH = timezone(timedelta(hours=-12), AOE)
"""A day is over when it is over everywhere: also twelve hours behind UTC."""


def zone_named(name: str) -> tzinfo | None:
    """The zone of that name ("AoE", "UTC", Europe/Berlin, ...), or None."""
    if name == AOE:
        return _ANYWHERE_ON_EARTH
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What is due, and when: `at` on the clock of `zone`, a name that `zone_named` knows."""

    what: str
    at: datetime
    zone: str = AOE

    def place(self, owner: Zone) -> tuple[date, time]:
        """Day and time, to the minute, that the owner's clock shows then."""
        there = owner.local(self.at.replace(tzinfo=zone_named(self.zone)))
        return there.date(), time(there.hour, there.minute)

    def to_json(self, owner: Zone) -> dict[str, Any]:
        """As commands print it, with the owner's day and time."""
        day, at = self.place(owner)
        return {
            "what": self.what,
            "at": self.at.isoformat(" ", "minutes"),
            "zone": self.zone,
            "day": day.isoformat(),
            "time": at.isoformat("minutes"),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """Where one publishes; `rank` is as the file of venues says, with its list and edition."""

    key: str
    name: str
    rank: str = ""
    url: str = ""
    deadlines: tuple[Deadline, ...] = ()

    @property
    def source(self) -> str:
        """What the sources of its dates begin with."""
        return f"venue:{self.key}:"

    def dates(self, owner: Zone) -> list[Dated]:
        """Its deadlines as dates on the owner's clock."""
        found = []
        for deadline in self.deadlines:
            day, at = deadline.place(owner)
            text, source = f"{self.name}: {deadline.what}", self.source + deadline.what
            found.append(Dated(text=text, day=day, at=at, kind="deadline", source=source))
        return found

    def to_json(self, owner: Zone) -> dict[str, Any]:
        """As commands print it."""
        return {
            "key": self.key,
            "name": self.name,
            "rank": self.rank,
            "url": self.url,
            "deadlines": [deadline.to_json(owner) for deadline in self.deadlines],
        }
