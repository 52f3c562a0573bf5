"""The present week of each person, put together anew only when something was written that can stand in it."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.lab.journal import Journal
from tenfold.lab.week.view import view_week
from tenfold.lab.zone import zone_of
from tenfold.web.kept_facts import KeptFacts

if TYPE_CHECKING:
    from tenfold.lab.week.view import WeekView
    from tenfold.store.workspace import Workspace

__all__ = ["KeptWeeks"]

_GOOD_FOR_S = 60.0
"""As long as a page, for what changes without a commit: the lab's template, the time at which it was made."""
_MOVING_S = 5.0


@dataclass(frozen=True, slots=True)
class _Kept:
    week: WeekView
    stamp: Hashable
    until: float


class KeptWeeks:
    """By person and language. A private note, which is what is written most, stands in no report."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._facts = KeptFacts()

    def week(
        self,
        workspace: Workspace,
        language: str,
        *,
        without_notes: Hashable,
        of_studies: Hashable,
        moves: bool,
    ) -> WeekView:
        """The acting person's week, at the stamp of everything but notes, and at that of studies alone; both
        are taken first. `moves`: a study runs, and may end without a word.
        """
        key = (workspace.person, language)
        stamp = (
            without_notes,
            tuple(Journal(workspace).shared()),
            zone_of(workspace).today(),
        )
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept.stamp == stamp and time.monotonic() <= kept.until:
            return kept.week
        until = time.monotonic() + (_MOVING_S if moves else _GOOD_FOR_S)
        week = view_week(workspace, language=language, facts_by=self._facts.at(of_studies))
        with self._lock:
            self._kept[key] = _Kept(week, stamp, until)
        return week
