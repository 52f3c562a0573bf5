"""A process that has imported everything, and forks a child for each disturbed run.

Requests come in as JSON lines, each is answered by two: the child's process id, and how it ended. A
child that is to be traced waits until its tracer is there. Importing takes a second, forking does not.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

__all__ = ["main"]

_MOST_S = 120
_ANY_TRACER = ctypes.c_ulong(-1)
_PR_SET_PTRACER = 0x59616D61
_SETTLED_S = 0.02


def main() -> None:
    """Answer requests until the input ends."""
    _import_everything()
    requests, answers = sys.stdin, sys.stdout
    print("ready", file=answers, flush=True)
    for line in requests:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _child(request)
        print(pid, file=answers, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _import_everything() -> None:
    """Carry every workflow out once, so that the children import nothing."""
    import tempfile

    from faults.workflows import WORKFLOWS, told

    with (
        tempfile.TemporaryDirectory() as folder,
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
    ):
        for number, workflow in enumerate(WORKFLOWS.values()):
            lab = Path(folder) / str(number)
            workflow.prepare(lab)
            workflow.run(lab)
            told(workflow, lab)
    gc.collect()
    gc.freeze()


def _child(request: dict[str, Any]) -> None:
    """Never returns."""
    status = 70
    try:
        signal.alarm(_MOST_S)
        if request.get("traced"):
            _wait_for_the_tracer()
        _carry_out(request)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _carry_out(request: dict[str, Any]) -> None:
    from faults.out import Out
    from faults.workflows import WORKFLOWS, check_store, finish_and_tell, tenfold, told

    sys.stdout, sys.stderr = Out(Path(request["out"])), Out(Path(request["errors"]))  # type: ignore[assignment]
    folder = Path(request["folder"])
    if request["do"] == "command":
        tenfold(*request["words"], "--workspace", str(folder))
        return
    workflow = WORKFLOWS[request["workflow"]]
    match request["do"]:
        case "prepare":
            workflow.prepare(folder)
        case "run":
            _run(workflow, folder, request)
        case "check":
            workflow.check(folder, request["lines"])
            check_store(workflow, folder)
        case "tell":
            print(told(workflow, folder))
        case "finish":
            with contextlib.redirect_stdout(sys.stderr):
                state = finish_and_tell(workflow, folder, request["lines"])
            print(state)


def _run(workflow: Any, folder: Path, request: dict[str, Any]) -> None:
    """The workflow as a command: an error that users can read is a message and an exit status."""
    from faults.without_fsync import without
    from tenfold.errors import TenfoldError

    with without(request.get("without")):
        try:
            workflow.run(folder)
        except TenfoldError as error:
            print(error.code, error, file=sys.stderr)
            sys.exit(error.exit_status)


def _wait_for_the_tracer() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY_TRACER, 0, 0, 0)
    while True:
        with open("/proc/self/status", encoding="ascii") as file:
            if "TracerPid:\t0\n" not in file.read():
                break
        time.sleep(0.001)
    time.sleep(_SETTLED_S)


if __name__ == "__main__":
    main()
