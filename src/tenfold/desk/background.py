"""Long work on a data set in a process of its own: `python -m tenfold.desk.background WORKSPACE WORK`.

How far it is stands in a small file of the workspace. All that it has done is kept step by step, so that one
that was killed goes on where it was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tenfold.errors import StoppedError, TenfoldError
from tenfold.store.digests import digest_bytes
from tenfold.store.files import write_durably
from tenfold.store.only_one import only_one
from tenfold.store.processes import born, is_running, machine
from tenfold.store.reaping import reap_later
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    from tenfold.desk.vectors import Progress

__all__ = ["Job", "Kind", "Work", "job_of", "main", "start_job"]

Kind = Literal["audit", "encode", "map"]
"""``audit``: all checks with those of meaning. ``encode``: the vectors that labelling chooses texts by.
``map``: the texts as points of the plane.
"""
_START_TIMEOUT_S, _POLL_S = 60.0, 0.05
_BETWEEN_WORDS_S = 0.2
_NO_PROGRAMS_OF_THE_FOLDER = ("-P",)
"""A lab's own `random.py` is not to be taken for Python's."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """How far a job is: `done` of `of` parts of `what` is being done. `error`: why it ended without an end."""

    state: Literal["running", "done", "failed"]
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


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to be done to a version of a data set (``symptoms@1``). `split` and `everything` say which texts
    are to be labelled, for one that encodes them.
    """

    kind: Kind
    reference: str
    split: str | None = None
    everything: bool = False

    def place(self, workspace: Workspace) -> Path:
        """The file that says how far it is."""
        said = json.dumps(asdict(self), sort_keys=True)
        return workspace.hidden / "jobs" / f"{self.kind}-{digest_bytes(said.encode())[:16]}.json"


def job_of(workspace: Workspace, work: Work) -> Job | None:
    """The last job at this work; None where there was none."""
    try:
        job = Job(**json.loads(work.place(workspace).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    if job.is_running and job.machine == machine() and not is_running(job.pid, job.born):
        return Job(state="failed", error="its process is gone. What it had done is kept.")
    return job


def start_job(workspace: Workspace, work: Work) -> None:
    """Start it, unless it runs. Of several who want it at once, in whatever process, one starts it."""
    with only_one(work.place(workspace).with_suffix(".lock"), wait_s=_START_TIMEOUT_S):
        job = job_of(workspace, work)
        if job is None or not job.is_running:
            _start(workspace, work)


def _start(workspace: Workspace, work: Work) -> None:
    path = work.place(workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    said = json.dumps(asdict(work))
    with path.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                *_NO_PROGRAMS_OF_THE_FOLDER,
                "-m",
                "tenfold.desk.background",
                str(workspace.root),
                said,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=workspace.root,
        )
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if _begun_by(path) == process.pid:
            reap_later(process)
            return
        if process.poll() is not None:
            break
        time.sleep(_POLL_S)
    raise StoppedError(
        "the work did not begin.",
        where=work.reference,
        remedy=f"See {path.with_suffix('.log').relative_to(workspace.root)}.",
    )


def _begun_by(path: Path) -> int:
    try:
        return int(json.loads(path.read_bytes())["pid"])
    except (OSError, ValueError):
        return 0


class _Teller:
    """Writes how far it is into the file, a few times a second at most."""

    def __init__(self, path: Path) -> None:
        self._path, self._told = path, 0.0
        self._who: dict[str, Any] = {
            "pid": os.getpid(), "born": born(os.getpid()), "machine": machine(),
        }  # fmt: skip

    def say(self, **fields: Any) -> None:
        write_durably(self._path, json.dumps(asdict(Job(**fields, **self._who))).encode())

    def told(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._told >= _BETWEEN_WORDS_S:
            self._told = now
            self.say(state="running", what=what, done=done, of=of)


def main(arguments: list[str] | None = None) -> None:
    """Carry out the work that is said, in this process."""
    root, said = sys.argv[1:] if arguments is None else arguments
    workspace, work = Workspace(Path(root)), Work(**json.loads(said))
    teller = _Teller(work.place(workspace))
    teller.say(state="running")
    try:
        with workspace.leases.kept():
            _CARRIED_OUT[work.kind](workspace, work, teller.told)
    except TenfoldError as error:
        teller.say(state="failed", error=str(error))
        return
    except BaseException as error:
        teller.say(state="failed", error=f"{type(error).__name__}: its log says more.")
        raise
    teller.say(state="done")


def _audit(workspace: Workspace, work: Work, progress: Progress) -> None:
    from tenfold.data import catalog
    from tenfold.desk.audit import audit_dataset

    dataset = catalog.load(workspace, work.reference)
    audit_dataset(dataset, workspace=workspace, deep=True, progress=progress)


def _encode(workspace: Workspace, work: Work, progress: Progress) -> None:
    from tenfold.desk.labelling.opening import open_labelling
    from tenfold.desk.labelling.pool import looked_at
    from tenfold.desk.vectors import text_vectors

    opened = open_labelling(workspace, work.reference, split=work.split, everything=work.everything)
    text_vectors(workspace, [item.text for item in looked_at(opened.pool)], progress=progress)


def _map(workspace: Workspace, work: Work, progress: Progress) -> None:
    from tenfold.data import catalog
    from tenfold.desk.text_maps.placing import place_texts

    dataset = catalog.load(workspace, work.reference, unlabelled=True)
    place_texts(workspace, dataset, progress=progress)


_CARRIED_OUT: Mapping[Kind, Callable[[Workspace, Work, Progress], None]] = {
    "audit": _audit,
    "encode": _encode,
    "map": _map,
}

if __name__ == "__main__":
    main()
