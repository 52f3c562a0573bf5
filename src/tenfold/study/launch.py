"""Start, watch and stop the process that carries a study out.

The worker is a process of its own session: closing the terminal does not end it, and any front end
can watch it through its event rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenfold.errors import InputError, StoppedError
from tenfold.store.processes import give_way
from tenfold.store.reaping import reap_later
from tenfold.study.events import ENDS, Event
from tenfold.study.records import Records, Worker
from tenfold.study.state import is_alive

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["ask_to_stop", "running_worker", "start_worker", "watch"]

_START_TIMEOUT_S = 60
_POLL_S = 0.15
_ROOM_FOR_A_WORD_BYTES = 64 << 10


def running_worker(workspace: Workspace, study: str) -> Worker | None:
    """A worker that is at this study now, one of this machine if there is one; else the newest."""
    open_workers = Records(workspace).open_workers(study)
    alive = [worker for worker in open_workers if is_alive(workspace, worker)]
    return max(alive, key=lambda worker: (worker.is_here(), worker.number), default=None)


def start_worker(
    workspace: Workspace,
    study: str,
    *,
    join: bool = False,
    on: str | None = None,
    gently: bool = False,
) -> Worker:
    """Start a detached worker, or return the one of this machine that is at it already.

    With `join` one is started beside those that there are. A worker on another machine is no reason not to
    start one here: the two share the work. `on` says where it has its runs carried out (`place`). `gently`:
    whatever else this machine computes, such as pages, comes first.
    """
    running = running_worker(workspace, study)
    if running is not None and running.is_here() and not join:
        return running
    last = Records(workspace).last_worker(study)
    before = 0 if last is None else last.number
    log = workspace.hidden / "logs" / f"{study}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "tenfold.study.worker"]  # -P: no `json.py` of the lab
    command += [str(workspace.root), study, f"--person={workspace.person}"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, *([f"--on={on}"] if on else [])],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=workspace.root,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    if gently:
        give_way(process.pid)
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        workers = Records(workspace).workers(study, after=before)
        own = [w for w in workers if w.is_here() and w.pid == process.pid]
        if own:  # others may have started meanwhile
            reap_later(process)
            return own[-1]
        if process.poll() is not None:
            raise StoppedError(
                "the worker ended before it began.",
                where=study,
                remedy=f"What it said stands in {log}.",
            )
        time.sleep(_POLL_S)
    raise StoppedError("the worker did not begin.", where=study, remedy=f"See {log}.")


def watch(workspace: Workspace, worker: Worker) -> Iterator[Event | None]:
    """The events of a worker as they come, until its end; None now and then while it is quiet.

    Raises StoppedError when the worker died without a last word.
    """
    records = Records(workspace)
    seen = 0
    while True:
        alive = is_alive(workspace, worker)
        events = records.events(worker.number, after=seen)
        for event in events:
            seen = event.number
            yield event
            if event.kind in ENDS:
                return
        if not events:
            if not alive:
                raise _died(workspace, worker)
            yield None
            time.sleep(_POLL_S)


def _died(workspace: Workspace, worker: Worker) -> StoppedError:
    """Why a worker is gone without a last word; on a full disk it cannot leave one."""
    full = shutil.disk_usage(workspace.hidden).free < _ROOM_FOR_A_WORD_BYTES
    return StoppedError(
        ("the disk is full." if full else "the worker was killed.")
        + " Everything it had finished is saved.",
        code="TF-STORE-FULL" if full else None,
        where=str(workspace.hidden) if full else worker.study,
        remedy=("Make space, then go on" if full else "Go on")
        + f" with: tenfold study run {worker.study}",
    )


def ask_to_stop(workspace: Workspace, study: str, worker: Worker | None = None) -> None:
    """Ask all that are at the study, or one of them, to stop after their current steps.

    Raises InputError if none runs.
    """
    records = Records(workspace)
    asked = [w for w in records.open_workers(study) if is_alive(workspace, w)]
    if not asked:
        raise InputError(
            f"{study} is not running.", remedy=f"Start it with: tenfold study run {study}"
        )
    for one in asked:
        if worker is None or one.number == worker.number:
            records.ask_to_stop(one.number)
