"""A goal, or a milestone of one, as a command line names it: `2` or `2.1`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenfold.errors import InputError
from tenfold.wording import worded

__all__ = ["GoalPlace"]

_WRITTEN = re.compile(r"([1-9]\d{0,8})(?:\.([1-9]\d{0,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class GoalPlace:
    """Goal `number`; with `milestone`, that one of its milestones, counted from 1."""

    number: int
    milestone: int | None = None

    @classmethod
    def parse(cls, text: str) -> GoalPlace:
        """Read `2` or `2.1`. Raises InputError for anything else.

        >>> GoalPlace.parse("2.1")
        GoalPlace(number=2, milestone=1)
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise InputError(
                worded("{text!r} names no goal.", text=text),
                code="TF-GOAL",
                remedy=worded("Write 2 for goal 2, or 2.1 for its first milestone."),
            )
        return cls(int(found[1]), int(found[2]) if found[2] else None)

    def __str__(self) -> str:
        return f"{self.number}.{self.milestone}" if self.milestone else str(self.number)
