"""Carries disturbed runs out, through the zygote, on copies of a prepared workspace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from faults.tracing import Fault, attach

__all__ = ["Ended", "Lab"]

_SHM = Path("/dev/shm")
_ROOM_BYTES = 32 << 20


@dataclass(frozen=True)
class Ended:
    """How a child ended: its status (-9: killed), what it had said, and its errors."""

    status: int
    lines: list[str]
    errors: str


class Lab:
    """Prepared workspaces and the process that disturbs copies of them.

    They stand in memory where that can be had: these faults do not ask whether a disk keeps its word.
    """

    def __init__(self) -> None:
        in_memory = _SHM.is_dir() and os.access(_SHM, os.W_OK)
        free = shutil.disk_usage(_SHM).free if in_memory else 0
        self.folder = Path(
            tempfile.mkdtemp(prefix="tenfold-faults-", dir=_SHM if free > _ROOM_BYTES else None)
        )
        self._prepared: dict[str, Path] = {}
        self._told: dict[str, str] = {}
        self._n = 0
        source = Path(__file__).resolve().parents[1]
        with (self.folder / "zygote.log").open("wb") as errors:
            self._zygote = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "faults.zygote"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")]),
                    "OPENBLAS_NUM_THREADS": "1",
                    "OMP_NUM_THREADS": "1",
                },
            )
        try:
            assert self._answer() == "ready"
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and remove all folders."""
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.close()
        self._zygote.wait(timeout=60)
        self._zygote.stdout.close()
        shutil.rmtree(self.folder)

    def _answer(self) -> str:
        assert self._zygote.stdout is not None
        line = self._zygote.stdout.readline().strip()
        if not line:
            raise RuntimeError((self.folder / "zygote.log").read_text()[-2000:])
        return line

    def do(
        self,
        do: str,
        workflow: str,
        folder: Path,
        *,
        trace: list[str] | None = None,
        log: Path | None = None,
        **more: Any,
    ) -> Ended:
        """One child: `prepare`, `run`, `check`, `tell` or `finish` a workflow in a folder."""
        self._n += 1
        out, errors = self.folder / f"{self._n}.out", self.folder / f"{self._n}.errors"
        request = {
            "do": do,
            "workflow": workflow,
            "folder": str(folder),
            "out": str(out),
            "errors": str(errors),
            "traced": trace is not None,
            **more,
        }
        assert self._zygote.stdin is not None
        self._zygote.stdin.write(json.dumps(request) + "\n")
        self._zygote.stdin.flush()
        pid = int(self._answer())
        tracer = None if trace is None else attach(pid, trace, log or os.devnull)
        status = int(self._answer())
        if tracer is not None:
            tracer.wait(timeout=30)
        said = [path.read_text() if path.exists() else "" for path in (out, errors)]
        out.unlink(missing_ok=True)
        errors.unlink(missing_ok=True)
        return Ended(status, said[0].splitlines(), said[1])

    def command(self, folder: Path, *words: str) -> Ended:
        """`tenfold WORDS` in a workspace."""
        return self.do("command", "", folder, words=words)

    def prepared(self, workflow: str) -> Path:
        """The workflow's workspace before it runs; do not write there."""
        if workflow not in self._prepared:
            prepared = self.folder / f"prepared-{len(self._prepared)}"
            self._well(self.do("prepare", workflow, prepared))
            self._prepared[workflow] = prepared
        return self._prepared[workflow]

    def copy(self, workflow: str) -> Path:
        """A fresh copy of the workflow's prepared workspace. Remove it with `drop`."""
        return Path(shutil.copytree(self.prepared(workflow), self.new("lab")))

    def new(self, name: str) -> Path:
        """A path that is not used yet."""
        self._n += 1
        return self.folder / f"{name}-{self._n}"

    def drop(self, folder: Path) -> None:
        """Free the room of a copy."""
        shutil.rmtree(folder)

    def undisturbed(self, workflow: str) -> str:
        """The final state without any fault."""
        if workflow not in self._told:
            folder = self.copy(workflow)
            self._well(self.do("run", workflow, folder))
            self._told[workflow] = self._well(self.do("tell", workflow, folder)).lines[-1]
            self.drop(folder)
        return self._told[workflow]

    def log(self, workflow: str, trace: list[str], folder: Path, **more: Any) -> Path:
        """The calls of an undisturbed run."""
        log = self.new("log")
        self._well(self.do("run", workflow, folder, trace=trace, log=log, **more))
        return log

    def disturb(self, workflow: str, fault: Fault, folder: Path) -> Ended:
        """Run the workflow with a fault."""
        return self.do("run", workflow, folder, trace=fault.options())

    def finish(self, workflow: str, folder: Path, lines: list[str]) -> Ended:
        """Check what was acknowledged, run to the end, and tell the state on the last line."""
        return self.do("finish", workflow, folder, lines=lines)

    @staticmethod
    def _well(ended: Ended) -> Ended:
        if ended.status != 0:
            raise AssertionError(f"status {ended.status}: {ended.errors}")
        return ended
