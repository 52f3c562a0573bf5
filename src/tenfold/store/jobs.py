"""Long work in a process of its own, which outlives who began it; how far it is stands in a small file.

What such work has done must be kept step by step: one that was killed or stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tenfold.errors import StoppedError, TenfoldError
from tenfold.store.files import write_durably
from tenfold.store.only_one import only_one
from tenfold.store.processes import born, give_way, is_running, machine
from tenfold.store.reaping import reap_later

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Job", "JobFile", "Told"]

Told = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_START_TIMEOUT_S, _END_TIMEOUT_S, _POLL_S = 60.0, 10.0, 0.05
_BETWEEN_WORDS_S = 0.2
_NO_PROGRAMS_OF_THE_FOLDER = ("-P",)
"""A lab's own `random.py` is not to be taken for Python's."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """How far a job is: `done` of `of` parts of `what` is being done. `error`: why it ended without an end.

    ``stopped``: somebody wanted it so.
    """

    state: Literal["running", "done", "failed", "stopped"]
    what: str = ""
    done: int = 0
    of: int = 0
    error: str = ""
    pid: int = 0
    born: str = ""
    machine: str = ""

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    @property
    def is_gone(self) -> bool:
        """Whether its process was one of this machine, and is no more."""
        return self.machine == machine() and not is_running(self.pid, self.born)


@dataclass(frozen=True)
class JobFile:
    """The file that says how far the jobs at one work are; of these at most one runs at a time."""

    path: Path

    def last(self) -> Job | None:
        """The last job; None where there was none."""
        job = self._read()
        if job is not None and job.is_running and job.is_gone:
            return Job(state="failed", error="its process is gone. What it had done is kept.")
        return job

    def _read(self) -> Job | None:
        try:
            return Job(**json.loads(self.path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def start(
        self,
        workspace: Workspace,
        *,
        module: str,
        work: str,
        about: str,
        prepare: Callable[[], None] | None = None,
    ) -> bool:
        """Run `python -m MODULE WORKSPACE WORK`, unless a job runs. Whether it was started now.

        Of several who want it at once, in whatever process, one starts it; that one does `prepare` before. What
        else the machine computes comes first.

        `about` says, where it does not begin, what it would have been about.
        """

        def begin() -> None:
            if prepare is not None:
                prepare()
            self._start(workspace, module, work, about)

        return self.unless_running(begin)

    def unless_running(self, do: Callable[[], None]) -> bool:
        """Do something while no job runs and none is begun; whether it was done."""
        with self._alone():
            job = self.last()
            if job is not None and job.is_running:
                return False
            do()
            return True

    def _start(self, workspace: Workspace, module: str, work: str, about: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        log = self.path.with_suffix(".log")
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, *_NO_PROGRAMS_OF_THE_FOLDER, "-m", module, str(workspace.root), work],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                cwd=workspace.root,
            )  # fmt: skip
        give_way(process.pid)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while time.monotonic() < deadline:
            begun = self._read()
            if begun is not None and begun.pid == process.pid:
                reap_later(process)
                return
            if process.poll() is not None:
                break
            time.sleep(_POLL_S)
        raise StoppedError(
            "the work did not begin.",
            where=about,
            remedy=f"See {log.relative_to(workspace.root)}.",
        )

    def stop(self) -> bool:
        """End the job that runs, if one does; what it has done is kept. Whether one was ended.

        Raises StoppedError where it runs on another machine, or does not end.
        """
        with self._alone():
            job = self.last()
            if job is None or not job.is_running:
                return False
            if job.machine != machine():
                raise StoppedError(
                    "it runs on another machine.", remedy=f"Stop it there: kill {job.pid}"
                )
            _end(job)
            now = self._read()
            if now is None or not now.is_running:  # it came to its end meanwhile
                return False
            self._write(Job(state="stopped", what=now.what, done=now.done, of=now.of))
            return True

    def carry_out(self, work: Callable[[Told], None]) -> None:
        """Do the work in this process, and say meanwhile how far it is, and how it ended."""
        teller = _Teller(self)
        teller.say(state="running")
        try:
            work(teller.told)
        except TenfoldError as error:
            teller.say(state="failed", error=str(error))
            return
        except BaseException as error:
            teller.say(state="failed", error=f"{type(error).__name__}: its log says more.")
            raise
        teller.say(state="done")

    def _alone(self) -> AbstractContextManager[bool]:
        return only_one(self.path.with_suffix(".lock"), wait_s=_START_TIMEOUT_S)

    def _write(self, job: Job) -> None:
        write_durably(self.path, json.dumps(asdict(job)).encode())


def _end(job: Job) -> None:
    """End its process, and wait until it is gone. The work bears that it is killed."""
    try:
        os.kill(job.pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + _END_TIMEOUT_S
    while not job.is_gone:
        if time.monotonic() > deadline:
            raise StoppedError("it does not end.", remedy=f"End it by: kill -9 {job.pid}")
        time.sleep(_POLL_S)


class _Teller:
    """Writes how far it is into the file, a few times a second at most."""

    def __init__(self, file: JobFile) -> None:
        self._file, self._told = file, 0.0
        self._who: dict[str, Any] = {
            "pid": os.getpid(), "born": born(os.getpid()), "machine": machine(),
        }  # fmt: skip

    def say(self, **fields: Any) -> None:
        self._file._write(Job(**fields, **self._who))

    def told(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._told >= _BETWEEN_WORDS_S:
            self._told = now
            self.say(state="running", what=what, done=done, of=of)
