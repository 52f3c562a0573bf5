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
    """The worker that is at this study now, if there is one."""
    records = Records(workspace)
    worker = records.last_worker(study)
    if worker is None or not is_alive(worker):
        return None
    events = records.events(worker.number)
    return None if events and events[-1].kind in ENDS else worker


def start_worker(
    workspace: Workspace, study: str, *, only: str | None = None, on: str | None = None
) -> Worker:
    """Start a detached worker, or return the one that is at it already."""
    running = running_worker(workspace, study)
    if running is not None:
        return running
    before = Records(workspace).last_worker(study)
    log = workspace.hidden / "logs" / f"{study}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tenfold.study.worker", str(workspace.root), study]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                *command,
                *([f"--only={only}"] if only else []),
                *([f"--on={on}"] if on else []),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=workspace.root,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        worker = Records(workspace).last_worker(study)
        if worker is not None and (before is None or worker.number > before.number):
            return worker
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
        alive = is_alive(worker)
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


def ask_to_stop(workspace: Workspace, study: str) -> Worker:
    """Ask the running worker to stop after its current steps. Raises InputError if none runs."""
    worker = running_worker(workspace, study)
    if worker is None:
        raise InputError(
            f"{study} is not running.", remedy=f"Start it with: tenfold study run {study}"
        )
    Records(workspace).ask_to_stop(worker.number)
    return worker
