"""The lines of a calendar file that dates come from; all others never reach the parser.

That keeps what a broken or hostile file can do small: alarms, attachments and to-dos are not looked at, and a
definition of a time zone is kept only where it is one that people use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from tenfold.errors import InputError

__all__ = ["MOST_BYTES", "event_lines"]

MOST_BYTES = 10_000_000
_MOST_EVENTS = 20_000
_MOST_ZONE_RULES = 20
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_CALENDAR, _EVENT, _ZONE = ("VCALENDAR",), ("VCALENDAR", "VEVENT"), ("VCALENDAR", "VTIMEZONE")
_KEPT = {
    _EVENT: {
        "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
        "STATUS", "SEQUENCE", "X-TENFOLD-KIND",
    },
    _ZONE: {"TZID"},
    (*_ZONE, "STANDARD"): {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"},
    (*_ZONE, "DAYLIGHT"): {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"},
}  # fmt: skip
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:2[0-8]|1\d|0?[1-9])"
_ZONE_RULE = re.compile(
    r"FREQ=YEARLY(?:;(?:INTERVAL=1|WKST=[A-Z]{2}|COUNT=\d{1,4}|UNTIL=\d{8}(?:T\d{6}Z?)?"
    rf"|BYMONTH={_MONTH}|BYDAY=[+-]?[1-4]?[A-Z]{{2}}|BYMONTHDAY={_DAY}(?:,{_DAY})*))*"
)
"""What such rules look like, and such that each year has a day for it: then following one ends soon."""


@dataclass
class _Scan:
    lines: list[str] = field(default_factory=list)
    stack: tuple[str, ...] = ()
    n_events: int = 0
    n_zone_rules: int = 0
    zone_from: int = 0
    zone_is_kept: bool = False


def event_lines(content: bytes) -> list[str]:
    """The unfolded lines of events and of unusual time zones, in balanced blocks, whatever else the file holds.

    Raises InputError for what is too large, not UTF-8, no calendar, or cut off.
    """
    scan = _Scan()
    for number, line in enumerate(_unfolded(content), start=1):
        if line.strip():
            _take(scan, line.rstrip("\r\n"), number)
    if scan.stack:
        raise _refused("the calendar is cut off: its last block does not end.")
    if not scan.lines:
        raise _refused("this is no calendar file.")
    return scan.lines


def _unfolded(content: bytes) -> list[str]:
    if len(content) > MOST_BYTES:
        raise _refused(f"the file has more than {MOST_BYTES:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(f"the file is not UTF-8 (byte {error.start + 1:,}).") from None
    return re.split(r"\r\n|\n|\r", _FOLD.sub("", text))


def _take(scan: _Scan, line: str, number: int) -> None:
    found = _NAME.match(line)
    name = found[0].upper() if found else ""
    block = line.partition(":")[2].strip().upper()
    if name == "BEGIN":
        _begin(scan, block)
    elif not scan.stack:
        raise _refused(f"line {number} is outside of any calendar.")
    elif name == "END":
        _end(scan, block, number)
    elif name in _KEPT.get(scan.stack, ()):
        _keep(scan, line, name)


def _begin(scan: _Scan, block: str) -> None:
    if not scan.stack and block != "VCALENDAR":
        raise _refused("this is no calendar file.")
    scan.stack = (*scan.stack, block[:40])
    if len(scan.stack) > 20:
        raise _refused("the blocks of the file stand too deep in each other.")
    if scan.stack == _EVENT:
        scan.n_events += 1
        if scan.n_events > _MOST_EVENTS:
            raise _refused(f"the file has more than {_MOST_EVENTS:,} events.")
    if scan.stack == _ZONE:
        scan.zone_from, scan.zone_is_kept = len(scan.lines), True
    if scan.stack == _CALENDAR or scan.stack in _KEPT:
        scan.lines.append(f"BEGIN:{block}")


def _end(scan: _Scan, block: str, number: int) -> None:
    if block[:40] != scan.stack[-1]:
        raise _refused(f"line {number} ends a block that did not begin.")
    if scan.stack == _CALENDAR or scan.stack in _KEPT:
        scan.lines.append(f"END:{block}")
    if scan.stack == _ZONE and not scan.zone_is_kept:
        del scan.lines[scan.zone_from :]
    scan.stack = scan.stack[:-1]


def _keep(scan: _Scan, line: str, name: str) -> None:
    value = line.partition(":")[2].strip()
    if name == "TZID" and value.strip("/") in _known_zones():
        scan.zone_is_kept = False
    if name == "RRULE" and scan.stack != _EVENT:
        scan.n_zone_rules += 1
        is_usual = _ZONE_RULE.fullmatch(value.upper()) is not None
        scan.zone_is_kept &= is_usual and scan.n_zone_rules <= _MOST_ZONE_RULES
    scan.lines.append(line)


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _refused(what: str) -> InputError:
    return InputError(
        what,
        code="TF-CALENDAR",
        remedy="Nothing was taken in. Export the calendar again as iCalendar (.ics, UTF-8).",
    )
