"""What happened on the days of a report, found again when something of studies or data was added."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.lab.facts import gather_facts

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.facts import Facts, GatherFacts
    from tenfold.lab.zone import Zone
    from tenfold.store.workspace import Workspace

__all__ = ["KeptFacts"]

_MOST_SPANS = 256
_GOOD_FOR_S = 60.0
"""For what no stamp tells: that a step was superseded."""


class KeptFacts:
    """By person and days. Not for while a study runs: that its process died is written nowhere."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stamp: Hashable = None
        self._until = 0.0
        self._found: OrderedDict[Hashable, Facts] = OrderedDict()

    def at(self, stamp: Hashable) -> GatherFacts:
        """As `gather_facts`, with what was found before at the same stamp, which is taken first."""

        def gather(
            workspace: Workspace, zone: Zone, first: date, last: date, *, person: str
        ) -> Facts:
            return self._once(
                stamp,
                (zone, first, last, person),
                lambda: gather_facts(workspace, zone, first, last, person=person),
            )

        return gather

    def _once(self, stamp: Hashable, key: Hashable, find: Callable[[], Facts]) -> Facts:
        with self._lock:
            if self._stamp != stamp or time.monotonic() > self._until:
                self._stamp, self._found = stamp, OrderedDict()
                self._until = time.monotonic() + _GOOD_FOR_S
            if (kept := self._found.get(key)) is not None:
                self._found.move_to_end(key)
                return kept
        found = find()
        with self._lock:
            if self._stamp == stamp:
                self._found[key] = found
                while len(self._found) > _MOST_SPANS:
                    self._found.popitem(last=False)
        return found
