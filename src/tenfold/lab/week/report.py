"""What the report of a week says, in its language, before it becomes Markdown or a page.

Everything in it may be shown to others: a private note never gets this far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tenfold.lab.weeks import Week

__all__ = ["DayLines", "Line", "Section", "Span", "WeekReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of a section.

    text
        What it says, on one line of inline Markdown. What came from elsewhere than the writer's own notes is
        escaped.
    sign
        One of ``supported``, ``refuted``, ``undecided``, ``ok``, ``risk``, ``late``, ``done``, ``open``, or
        empty: drawn as a shape beside the text, which says the same without it.
    details
        What stands below it, each on a line of its own (evidence, a reason, an answer).
    ask
        The command with which its owner goes on, as code: shown to them, and left out of what is sent.
    facts
        The same as plain values, for JSON.
    """

    text: str
    sign: str = ""
    details: tuple[str, ...] = ()
    ask: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The text, what stands below it, and the facts."""
        said: dict[str, Any] = {"text": self.text}
        if self.sign:
            said["sign"] = self.sign
        if self.details:
            said["details"] = list(self.details)
        if self.ask:
            said["ask"] = self.ask
        return {**said, **self.facts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled list; `empty` is what is said where there is nothing in it (empty: the section is left out).

    `ask` is the command that would put something in, for its owner alone, as in `Line`.
    """

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    empty: str = ""
    ask: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether it has something to say."""
        return bool(self.lines or self.empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLines:
    """One day; `empty` is said where nothing is on it."""

    day: date
    title: str
    lines: tuple[Line, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A week by day: ``last_week``, ``this_week``, ``next_week`` or ``week_after``.

    `carried` are the tasks that come from earlier weeks.
    """

    key: str
    title: str
    week: Week
    days: tuple[DayLines, ...] = ()
    carried: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReport:
    """One person's report of a week, or of `n_weeks` that end with it.

    first
        What fits on one screen: ``beliefs``, ``verdicts``, ``late``, ``needs_you``.
    status
        ``on_track`` and ``declared``.
    spans
        Last week, this week, next week, the one after.
    rest
        ``thinking``, ``reading``, ``questions``, ``advice``, ``parked``, ``not_now``, ``to_learn``.
    """

    week: Week
    n_weeks: int = 1
    person: str
    language: str = "en"
    title: str
    question: str = ""
    made: datetime
    first: tuple[Section, ...] = ()
    status: tuple[Section, ...] = ()
    spans: tuple[Span, ...] = ()
    rest: tuple[Section, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in the order of the page, without the days."""
        return (*self.first, *self.status, *self.rest)

    def to_json(self) -> dict[str, Any]:
        """As `tenfold week --json` prints it."""
        return {
            "schema_version": 1,
            "week": str(self.week),
            "n_weeks": self.n_weeks,
            "from": (self.week - (self.n_weeks - 1)).monday.isoformat(),
            "to": self.week.sunday.isoformat(),
            "person": self.person,
            "language": self.language,
            "title": self.title,
            "question": self.question,
            "made": self.made.isoformat(timespec="seconds"),
            "sections": {s.key: [line.to_json() for line in s.lines] for s in self.sections},
            "days": {
                span.key: {
                    "week": str(span.week),
                    "carried": [line.to_json() for line in span.carried],
                    "days": {
                        day.day.isoformat(): [line.to_json() for line in day.lines]
                        for day in span.days
                    },
                }
                for span in self.spans
            },
        }
