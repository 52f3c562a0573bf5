"""A file of venues, read strictly: every problem with its place, in one message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from tenfold.errors import nearest
from tenfold.lab.one_line import one_line
from tenfold.lab.venue import AOE, Deadline, Venue, zone_named
from tenfold.strict_toml import StrictFile, are_tables, short, unknown_names

__all__ = ["parse_venues"]

_YEARS = range(2000, 2200)
_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_AT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?", re.ASCII)
_WANTED = """Wanted, for each venue:
    [[venue]]
    key = "acl"
    name = "ACL"
    deadlines = [{ what = "paper", at = "2027-02-10 23:59", zone = "AoE" }]"""


def parse_venues(content: bytes, *, where: str) -> list[Venue]:
    """Venues as TOML says them. Raises one InputError with all problems; `where` names the file in it."""
    file = StrictFile("TF-VENUES", where, _WANTED)
    said = file.read(content)
    file.require_none(_in_file(said))
    return [_venue(entry) for entry in said.get("venue", [])]


def _in_file(said: Mapping[str, Any]) -> Iterator[str]:
    yield from unknown_names(said, ["venue"])
    venues = said.get("venue", [])
    if not are_tables(venues):
        yield "venue: write [[venue]], with two brackets, above each."
        return
    first: dict[str, int] = {}
    for i, venue in enumerate(venues, start=1):
        key = short(venue.get("key", ""))
        place = f"venue {i} ({key})" if key else f"venue {i}"
        yield from (f"{place}: {problem}" for problem in _in_venue(venue))
        if key and first.setdefault(key, i) != i:
            yield f"{place}: key: is that of venue {first[key]} too."


def _in_venue(venue: Mapping[str, Any]) -> Iterator[str]:
    yield from unknown_names(venue, ["key", "name", "rank", "url", "deadlines"])
    for name in ("key", "name", "rank", "url"):
        yield from _in_text(venue, name, is_needed=name in ("key", "name"))
    if not _KEY.fullmatch(str(venue.get("key") or "none")):
        yield "key: must be of a-z, 0-9, '.' and '-', at most 40 characters."
    if not str(venue.get("url") or "https://").startswith(("https://", "http://")):
        yield "url: must begin with https://."
    deadlines = venue.get("deadlines", [])
    if not are_tables(deadlines):
        yield "deadlines: must be a list of { what = ..., at = ... }."
        return
    for i, deadline in enumerate(deadlines, start=1):
        yield from (f"deadline {i}: {problem}" for problem in _in_deadline(deadline))
        if deadline.get("what") in [other.get("what") for other in deadlines[: i - 1]]:
            yield f"deadline {i}: what: {short(deadline.get('what'))} is there twice."


def _in_deadline(deadline: Mapping[str, Any]) -> Iterator[str]:
    yield from unknown_names(deadline, ["what", "at", "zone"])
    yield from _in_text(deadline, "what", is_needed=True)
    yield from _in_text(deadline, "zone")
    zone = deadline.get("zone", AOE)
    if isinstance(zone, str) and zone_named(zone) is None:
        hint = nearest(zone, [AOE, *sorted(available_timezones())])
        usual = 'Write "AoE", "UTC" or a name such as "Europe/Berlin".'
        yield f"zone: there is no {short(zone)}. {hint if 'mean' in hint else usual}"
    if "at" not in deadline:
        yield "at: is missing."
    elif _moment(deadline["at"]) is None:
        yield f'at: must be a day and a time, "2027-02-10 23:59". Got {short(deadline["at"])}.'


def _in_text(table: Mapping[str, Any], name: str, *, is_needed: bool = False) -> Iterator[str]:
    value = table.get(name, "")
    if not isinstance(value, str) or one_line(value) != value:
        yield f"{name}: must be a text on one line. Got {short(value)}."
    elif is_needed and not value:
        yield f"{name}: is missing."


def _moment(said: Any) -> datetime | None:
    """A moment without a zone, in a year that a deadline may have; None for anything else."""
    if isinstance(said, str):
        try:
            said = datetime.fromisoformat(said) if _AT.fullmatch(said) else None
        except ValueError:
            return None
    if isinstance(said, datetime) and said.tzinfo is None and said.year in _YEARS:
        return said
    return None


def _venue(entry: Mapping[str, Any]) -> Venue:
    deadlines = [
        Deadline(what=said["what"], at=at, zone=said.get("zone", AOE))
        for said in entry.get("deadlines", [])
        if (at := _moment(said["at"])) is not None  # as was seen before
    ]
    return Venue(**{**entry, "deadlines": tuple(deadlines)})
