"""How many runs of a study go on at the same time here, and with how many threads each.

Runs side by side are faster than threads inside one run, so it is one a core, unless the memory that is
free does not hold that many. The number changes no result: it is in no key.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tenfold.study.guesses import worker_bytes

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["Processes", "choose_processes"]


@dataclass(frozen=True)
class Processes:
    """`n` processes of up to `n_threads` each, of `n_cores`. `need_bytes` is what one is guessed to need at
    most, `available_bytes` what was free.
    """

    n: int
    n_threads: int
    n_cores: int
    need_bytes: int
    available_bytes: int
    is_given: bool = False

    @property
    def is_short_of_memory(self) -> bool:
        """Whether more processes would run if there were more memory."""
        return not self.is_given and self.n < max(1, self.n_cores // self.n_threads)

    def to_json(self) -> dict[str, Any]:
        """For events and `study check --json`."""
        return asdict(self)


def choose_processes(workspace: Workspace, plan: Plan) -> Processes:
    """`[run] processes` where it is given; else one a core (or for each group of threads), within memory."""
    import psutil

    need, free = worker_bytes(workspace, plan), int(psutil.virtual_memory().available)
    cores, threads = _n_cores(), plan.most_threads
    given = workspace.setting("run", "processes", None)
    usual = max(1, min(cores // threads, free // need))
    return Processes(
        n=usual if given is None else max(1, int(given)),
        n_threads=threads,
        n_cores=cores,
        need_bytes=need,
        available_bytes=free,
        is_given=given is not None,
    )


def _n_cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
