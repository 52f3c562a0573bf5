"""In which state a study is: draft, declared, running, stopped, failed or done."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    if any(is_alive(workspace, worker) for worker in records.open_workers(study)):
        return "running"
    if is_complete:
        return "done"
    if worker is not None:
        return "failed" if event is not None and event.kind == "failed" else "stopped"
    return "declared" if records.registrations(study) else "draft"


def is_alive(workspace: Workspace, worker: Worker) -> bool:
    """Whether the worker's process runs; one of another machine is believed to until a lease of its is
    taken over.
    """
    if worker.holder:
        return workspace.leases.is_alive(worker.holder)
    return _has_process(worker)


def _has_process(worker: Worker) -> bool:
    """For a worker that an older tenfold started, which has no holder."""
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
