"""Calendar files (iCalendar, RFC 5545): their events as dates, and dates and goals for other calendars."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.calendar_event import CalendarEvent, UnreadableEventError, read_event, series
from tenfold.lab.calendar_lines import event_lines
from tenfold.lab.dated import Dated, DateKind
from tenfold.lab.dates import identity
from tenfold.lab.recurrence import Budget

if TYPE_CHECKING:
    from icalendar import Calendar, Component

    from tenfold.lab.goal import Goal
    from tenfold.lab.task import Task
    from tenfold.lab.zone import Zone

__all__ = ["CalendarDates", "read_calendar", "write_calendar"]

_MOST_DATES = 5_000
_OWN = "@tenfold"
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDates:
    """What a calendar file holds of some days.

    whole
        Identifiers of the events that stand among the dates with every time that they take place.
    left_out
        Sentences on what was not taken, or not as it stands there.
    """

    dates: tuple[Dated, ...] = ()
    whole: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()

    def gone(self, known: Iterable[Dated]) -> list[str]:
        """Sources of known dates that the file has no longer: cancelled, or no more part of their series."""
        there = {dated.source for dated in self.dates}
        return [
            dated.source
            for dated in known
            if (dated.source not in there and dated.source.rpartition("#")[0] in self.whole)
            or dated.source in self.whole - there
        ]


@dataclass
class _Reading:
    zone: Zone
    first: date
    last: date
    kind: DateKind
    budget: Budget = field(default_factory=Budget)
    dates: dict[str, Dated] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)


def read_calendar(
    content: bytes, zone: Zone, *, first: date, last: date, kind: DateKind = "other"
) -> CalendarDates:
    """The events of a calendar file from `first` to `last`, on the owner's clock.

    An event over several days stands on its first. A series is followed through its rules, exceptions and moved
    occurrences, up to 1,000 of each series and 5,000 dates in all. Cancelled events are left out, and so are
    goals and tasks that tenfold wrote. `kind` is that of events that do not say theirs.

    Raises InputError for what is no calendar, cut off, not UTF-8, or larger than 10 MB.
    """
    reading = _Reading(zone, first, last, kind)
    by_uid: dict[str, list[CalendarEvent]] = {}
    for event in _readable(_events(content), reading):
        by_uid.setdefault(event.uid, []).append(event)
    for uid, events in by_uid.items():
        _take_series(uid, events, reading)
    dates = sorted(
        reading.dates.values(), key=lambda d: (d.day, d.at or time.min, d.text, d.source)
    )
    if len(dates) > _MOST_DATES:
        reading.reasons[f"past the first {_MOST_DATES:,} dates of the file"] = (
            len(dates) - _MOST_DATES
        )
    return CalendarDates(
        dates=tuple(dates[:_MOST_DATES]),
        whole=frozenset(reading.whole) if len(dates) <= _MOST_DATES else frozenset(),
        left_out=tuple(
            f"{n:,} {'event' if n == 1 else 'events'}: {reason}."
            for reason, n in sorted(reading.reasons.items())
        ),
    )


def _events(content: bytes) -> Iterator[Component]:
    from icalendar import Calendar
    from icalendar.timezone import tzp

    lines = event_lines(content)
    tzp.use_default()  # forgets the time zones that another file defined
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # such as of a zone whose name it had to guess
            calendars = Calendar.from_ical("\r\n".join(lines) + "\r\n", multiple=True)
    except Exception as error:  # whatever a parser does with a stranger's file
        raise InputError(
            f"the calendar cannot be read: {' '.join(str(error).split())[:200]}",
            code="TF-CALENDAR",
            remedy="Nothing was taken in. Export the calendar again as iCalendar (.ics, UTF-8).",
        ) from None
    for calendar in calendars:
        yield from calendar.walk("VEVENT")


def _readable(events: Iterable[Component], reading: _Reading) -> Iterator[CalendarEvent]:
    for component in events:
        try:
            event = read_event(component, reading.zone)
        except UnreadableEventError as reason:
            reading.reasons[str(reason)] += 1
            continue
        if event.uid.endswith(_OWN) and event.uid.startswith(("goal-", "task-")):
            reading.reasons["goals and tasks of tenfold, which are no dates"] += 1
            continue
        if event.note:
            reading.reasons[event.note] += 1
        yield event


def _take_series(uid: str, events: Sequence[CalendarEvent], reading: _Reading) -> None:
    found = series(events, reading.zone, reading.first, reading.last, reading.budget)
    reading.reasons.update(found.reasons)
    if not found.reasons:
        reading.whole.add(uid)
    for source, event, day, at in found.places:
        if reading.first <= day <= reading.last:
            reading.dates[source] = Dated(
                text=event.text, day=day, at=at, kind=event.kind or reading.kind, source=source
            )


def write_calendar(
    dates: Sequence[Dated], goals: Sequence[Goal] = (), tasks: Sequence[Task] = (), *, zone: Zone
) -> bytes:
    """A calendar file of dates, the days of open goals and their open milestones, and open tasks.

    The same input gives the same bytes. Each event keeps its identifier, so that a calendar that takes the file
    in again changes what changed. Times are written in UTC.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//tenfold//tenfold//EN")
    calendar.add("version", "2.0")
    for dated in dates:
        start = dated.day if dated.at is None else _instant(dated.day, dated.at, zone)
        _add(calendar, identity(dated), dated.text, start, dated.made, kind=dated.kind)
    for goal in goals:
        _add_goal(calendar, goal)
    for task in tasks:
        if task.is_open:
            uid = f"task-{task.number}-{_stamp(task.made)}{_OWN}"
            _add(calendar, uid, f"To do: {task.text}", task.day, task.made)
    written: bytes = calendar.to_ical()
    return written


def _add_goal(calendar: Calendar, goal: Goal) -> None:
    if not goal.is_open:
        return
    name = f"goal-{goal.number}-{_stamp(goal.made)}"
    if goal.by is not None:
        _add(calendar, f"{name}{_OWN}", f"Goal: {goal.text}", goal.by, goal.made)
    for i, milestone in enumerate(goal.milestones, start=1):
        if milestone.done_on is None:
            text = f"Milestone: {milestone.text} ({goal.text})"
            _add(calendar, f"{name}-{i}{_OWN}", text, milestone.by, goal.made)


def _add(
    calendar: Calendar,
    uid: str,
    text: str,
    start: date,
    made: datetime | None,
    *,
    kind: str = "",
) -> None:
    from icalendar import Event

    event: Any = Event()
    event.add("uid", uid)
    event.add("dtstamp", made or _EPOCH)
    event.add("summary", text)
    event.add("dtstart", start)
    if kind:
        event.add("x-tenfold-kind", kind)
    calendar.add_component(event)


def _instant(day: date, at: time, zone: Zone) -> datetime:
    """When the owner's clock shows it, in UTC (the first time, where it does so twice)."""
    moment = datetime.combine(day, at)
    return (moment.replace(tzinfo=zone.info) if zone.info else moment).astimezone(UTC)


def _stamp(made: datetime | None) -> str:
    return f"{(made or _EPOCH).astimezone(UTC):%Y%m%dT%H%M%SZ}"
