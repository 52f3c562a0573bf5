"""Taking steps among several processes: by a lease, unless their results are there by now."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.store.leases import Lease
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace

__all__ = ["Claims"]

_LOOK_AGAIN_S = 1.0


class Claims:
    """What this process may compute. `done` and `verified` grow by what other processes have finished.

    `waits` is set when something could not be taken, because another process or task is at it.
    """

    def __init__(
        self, workspace: Workspace, done: dict[str, StepRecord], verified: set[str]
    ) -> None:
        self._workspace = workspace
        self._done, self._verified = done, verified
        self._look_again: dict[str, float] = {}
        self.waits = False

    def take(self, steps: Mapping[str, Step]) -> Lease | None:
        """The lease of those of the steps that are not there. None while another process or task is at one of
        them, and where one turns out to be there by now.
        """
        missing = {key: step for key, step in steps.items() if key not in self._done}
        moment = time.monotonic()
        if any(self._look_again.get(key, 0.0) > moment for key in missing):
            self.waits = True
            return None
        if self._find(missing):
            return None
        lease = self._workspace.leases.take(missing)
        if lease is None:
            self._look_again.update(dict.fromkeys(missing, moment + _LOOK_AGAIN_S))
            self.waits = True
        elif self._find(missing):  # it was finished between the look and the lease
            self._workspace.leases.release(lease)
            return None
        return lease

    def _find(self, steps: Mapping[str, Step]) -> bool:
        """Take over what other processes have finished. Whether there was anything."""
        found = self._workspace.steps.find_all(steps.values())
        self._done.update(found)
        self._verified.update(found)
        return bool(found)
