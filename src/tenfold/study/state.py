"""In which state a study is: draft, declared, running, stopped, failed or done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.study.standing import Standing, standing_of

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.records import Worker

__all__ = ["is_alive", "state_in", "state_of"]

_CLOCK_SLACK_S = 5.0


def state_of(workspace: Workspace, study: str, *, is_complete: bool) -> str:
    """The state of a study in a word (`state_in`)."""
    return state_in(workspace, standing_of(workspace.database, study), is_complete=is_complete)


def state_in(workspace: Workspace, standing: Standing, *, is_complete: bool) -> str:
    """The state of a study of which this was heard, in a word.

    draft     written, not declared
    declared  hypotheses fixed, nothing run
    running   a worker is at it
    stopped   a worker stopped or died before the end; `run` goes on
    failed    an error that the user can mend stopped it
    done      everything that is declared now is there
    """
    if any(is_alive(workspace, worker) for worker in standing.open_workers):
        return "running"
    if is_complete:
        return "done"
    if standing.was_begun:
        return "failed" if standing.last_event == "failed" else "stopped"
    return "declared" if standing.is_registered else "draft"


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
