"""An event of a calendar file, and the days on which it, or the series that it begins, takes place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

from tenfold.lab.dated import DATE_KINDS, DateKind
from tenfold.lab.one_line import one_line
from tenfold.lab.recurrence import Budget, RuleError, occurrences

if TYPE_CHECKING:
    from icalendar import Component

    from tenfold.lab.zone import Zone

__all__ = ["CalendarEvent", "Series", "UnreadableEventError", "read_event", "series"]

_MOST_IN_SERIES = 1_000
_MOST_IDENTIFIER = 200
_DAY = timedelta(days=1)
_MARGIN = timedelta(days=2)
_SEVERAL_DAYS = "over several days, of which the first was taken"


class UnreadableEventError(Exception):
    """An event that cannot be taken; says why in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """An event as a file says it. Moments are on the clock of its own `zone` (None: its owner's).

    `replaces` is the moment of the occurrence, on the clock of its series, in whose place it stands.
    """

    uid: str
    text: str
    start: datetime
    is_all_day: bool
    zone: tzinfo | None
    kind: DateKind | None = None
    is_cancelled: bool = False
    sequence: int = 0
    replaces: Any = None
    rules: tuple[Mapping[str, list[Any]], ...] = ()
    extra: tuple[Any, ...] = ()
    except_for: tuple[Any, ...] = ()
    note: str = ""

    @property
    def is_series(self) -> bool:
        """Whether it takes place more than once."""
        return bool(self.rules or self.extra or self.except_for)

    def on_its_clock(self, moment: Any, owner: Zone) -> datetime:
        """A day or a moment of any zone, on the event's own clock."""
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time.min if self.is_all_day else self.start.time())
        if moment.tzinfo is None or self.is_all_day:
            return moment.replace(tzinfo=None)
        try:
            there = moment.astimezone(self.zone) if self.zone else owner.local(moment)
        except (ValueError, OverflowError, OSError):  # at the ends of the calendar
            there = moment
        return there.replace(tzinfo=None)

    def place(self, start: datetime, owner: Zone) -> tuple[date, time | None]:
        """Day and time, on the owner's clock, of an occurrence that starts then on the event's clock."""
        if self.is_all_day:
            return start.date(), None
        if self.zone is not None:
            start = owner.local(start.replace(tzinfo=self.zone))
        return start.date(), time(start.hour, start.minute)


@dataclass(kw_only=True)
class Series:
    """Where a series takes place: sources, what stands there, day and time; and why something was not taken."""

    places: list[tuple[str, CalendarEvent, date, time | None]] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


def read_event(component: Component, owner: Zone) -> CalendarEvent:
    """An event as a file says it. Raises UnreadableEventError for one without a start that can be read."""
    start = _dt(component.get("DTSTART"))
    if not isinstance(start, date):
        raise UnreadableEventError("without a start that can be read")
    replaces = _dt(component.get("RECURRENCE-ID"))
    if "RECURRENCE-ID" in component and not isinstance(replaces, date):
        raise UnreadableEventError("without a place in its series that can be read")
    text = one_line(_text(component, "SUMMARY")) or "(no title)"
    kind = _text(component, "X-TENFOLD-KIND")
    moment = start if isinstance(start, datetime) else datetime.combine(start, time.min)
    event = CalendarEvent(
        uid=_identifier(_text(component, "UID"), text, moment),
        text=text,
        start=moment.replace(tzinfo=None),
        is_all_day=not isinstance(start, datetime),
        zone=moment.tzinfo,
        kind=next((known for known in DATE_KINDS if known == kind), None),
        is_cancelled=_text(component, "STATUS").upper() == "CANCELLED",
        sequence=_number(component.get("SEQUENCE")),
        replaces=replaces,
        rules=_rules(component),
        extra=_moments(component, "RDATE"),
        except_for=_moments(component, "EXDATE"),
        note=_note(component, start),
    )
    try:  # also shows whether its zone and the owner's can tell the time then
        event.place(event.start, owner)
    except (ValueError, OverflowError, OSError, TypeError, AttributeError, RecursionError):
        raise UnreadableEventError("without a start that can be read") from None
    return event


def _dt(value: Any) -> Any:
    """The moment or span that a property holds; None where it is missing, broken or there twice."""
    try:
        return value.dt
    except (AttributeError, ValueError):
        return None


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value).strip()


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int) else 0


def _identifier(uid: str, text: str, start: datetime) -> str:
    """The event's own, if it can be kept; else one that is the same for the same text and start."""
    if uid and len(uid) <= _MOST_IDENTIFIER and one_line(uid) == uid:
        return uid
    made_from = uid or f"{text} {start.isoformat()}"
    return "event:" + hashlib.sha256(made_from.encode("utf-8", "replace")).hexdigest()[:32]


def _rules(component: Component) -> tuple[Mapping[str, list[Any]], ...]:
    value = component.get("RRULE", [])
    values = value if isinstance(value, list) else [value]
    # One that could not be read has no parts: following it says so.
    return tuple(
        {str(name).upper(): _listed(part) for name, part in rule.items()}
        if isinstance(rule, Mapping)
        else {}
        for rule in values
    )


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _moments(component: Component, name: str) -> tuple[Any, ...]:
    from icalendar import vDDDLists

    value = component.get(name, [])
    lists = value if isinstance(value, list) else [value]
    found = (_dt(item) for one in lists if isinstance(one, vDDDLists) for item in one.dts)
    starts = (moment[0] if isinstance(moment, tuple) else moment for moment in found)
    return tuple(moment for moment in starts if isinstance(moment, date))


def _note(component: Component, start: date) -> str:
    named = getattr(component.get("DTSTART"), "params", {}).get("TZID")
    if named and isinstance(start, datetime) and start.tzinfo is None:
        return f"in the unknown time zone {one_line(str(named))[:60]!r}, taken on your own clock"
    end = _dt(component.get("DTEND"))
    lasts = _dt(component.get("DURATION"))
    try:
        if isinstance(end, date) and isinstance(end, datetime) == isinstance(start, datetime):
            lasts = end - start
    except TypeError:  # one with a zone, one without
        return ""
    return _SEVERAL_DAYS if isinstance(lasts, timedelta) and lasts > _DAY else ""


def series(
    events: Sequence[CalendarEvent], owner: Zone, first: date, last: date, budget: Budget
) -> Series:
    """Where events with one identifier take place from `first` to `last` (or a little around)."""
    found = Series()
    newest = sorted(events, key=lambda event: event.sequence)
    replacing = {event.replaces: event for event in newest if event.replaces is not None}
    master = next((event for event in reversed(newest) if event.replaces is None), None)
    keys: dict[datetime, str] = {}
    if master is not None:
        keys = _keys(master, _moments_of(master, owner, (first, last), budget, found.reasons))
        left = {master.on_its_clock(m, owner) for m in (*replacing, *master.except_for)}
        for moment, source in keys.items():
            if moment not in left:
                _place(found, source, master, moment, owner)
    for replaced, event in replacing.items():
        moment = (master or event).on_its_clock(replaced, owner)
        _place(found, keys.get(moment, _on_day(event, moment)), event, event.start, owner)
    if master is not None and master.is_cancelled:
        found.places.clear()
    return found


def _place(found: Series, source: str, event: CalendarEvent, start: datetime, owner: Zone) -> None:
    if event.is_cancelled:
        return
    try:
        found.places.append((source, event, *event.place(start, owner)))
    except (ValueError, OverflowError, OSError):
        found.reasons["on days that no calendar has"] += 1


def _moments_of(
    event: CalendarEvent,
    owner: Zone,
    days: tuple[date, date],
    budget: Budget,
    reasons: Counter[str],
) -> list[datetime]:
    """All moments of a series around some days, on its own clock, those that are excepted too."""
    if not event.is_series:
        return [event.start]
    begin = datetime.combine(max(days[0], date.min + _MARGIN), time.min) - _MARGIN
    end = datetime.combine(min(days[1], date.max - _MARGIN), time.max) + _MARGIN
    found = {event.start, *(event.on_its_clock(moment, owner) for moment in event.extra)}
    for rule in event.rules:
        budget.begin()
        clocked = _with_until(rule, event, owner)
        try:
            following = occurrences(clocked, event.start, end, budget)
            inside = (moment for moment in following if moment >= begin)
            found.update(islice(inside, _MOST_IN_SERIES))
            if next(inside, None) is not None:
                reasons[f"past the first {_MOST_IN_SERIES:,} times of their series"] += 1
        except RuleError as reason:
            reasons[f"{reason}; only what is known of it was taken"] += 1
    return sorted(moment for moment in found if begin <= moment <= end)


def _with_until(
    rule: Mapping[str, list[Any]], event: CalendarEvent, owner: Zone
) -> Mapping[str, list[Any]]:
    """The rule with its last moment on the event's clock; a last day stays a day."""
    if "UNTIL" not in rule:
        return rule
    lasts = [event.on_its_clock(m, owner) if isinstance(m, datetime) else m for m in rule["UNTIL"]]
    return {**rule, "UNTIL": lasts}


def _keys(event: CalendarEvent, moments: Sequence[datetime]) -> dict[datetime, str]:
    """The source of each moment. That of a series has its day, so that a series may move to another hour."""
    if not event.is_series:
        return dict.fromkeys(moments, event.uid)
    keys: dict[datetime, str] = {}
    days: set[date] = set()
    for moment in moments:
        is_second = moment.date() in days
        days.add(moment.date())
        keys[moment] = _on_day(event, moment) + (f"T{moment:%H%M}" if is_second else "")
    return keys


def _on_day(event: CalendarEvent, moment: datetime) -> str:
    return f"{event.uid}#{moment:%Y%m%d}"
