"""In which state a study is: draft, declared, running, stopped, failed or done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.study.events import ENDS
from tenfold.study.records import Records, Worker

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["is_alive", "state_of"]

_CLOCK_SLACK_S = 5.0


def state_of(workspace: Workspace, study: str, *, is_complete: bool) -> str:
    """The state in a word.

    draft     written, not declared
    declared  hypotheses fixed, nothing run
    running   a worker is at it
    stopped   a worker stopped or died before the end; `run` goes on
    failed    an error that the user can mend stopped it
    done      everything that is declared now is there
    """
    records = Records(workspace)
    worker, event = records.last_worker(study), records.last_event(study)
    if worker is not None:
        ended = event is not None and event.worker == worker.number and event.kind in ENDS
        if not ended and is_alive(worker):
            return "running"
        if is_complete:
            return "done"
        return "failed" if ended and event is not None and event.kind == "failed" else "stopped"
    if is_complete:
        return "done"
    return "declared" if records.registrations(study) else "draft"


def is_alive(worker: Worker) -> bool:
    """Whether the worker's process runs; a worker of another machine is believed to."""
    if not worker.is_here():
        return True
    import psutil

    try:
        process = psutil.Process(worker.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # a process that began later has only the same number
        return float(process.create_time()) <= worker.started.timestamp() + _CLOCK_SLACK_S
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
