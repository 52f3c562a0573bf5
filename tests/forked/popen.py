"""`subprocess` that has the workers of studies and their children forked, instead of importing all anew.

They import for 2 to 4 seconds each, and there are three for every study that a test runs. What is forked is a
child as any other: it has the process number, the session, the streams and the end that it would have had.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from forked.client import begin

__all__ = ["CHILD", "fork_those_of_studies"]

CHILD = "tenfold.study.executors.child"
_MODULES = ("tenfold.study.worker", CHILD)
_BEGINNING = [sys.executable, "-P", "-m"]
_begin_anew = subprocess.Popen._execute_child  # type: ignore[attr-defined]
_arguments = inspect.signature(_begin_anew)


def fork_those_of_studies(address: Callable[[], str]) -> None:
    """Have them forked by the process that listens there, which is a child of this one."""

    def execute(self: subprocess.Popen[Any], *given: Any) -> None:
        asked = _arguments.bind(self, *given).arguments
        if not _can_fork(asked):
            _begin_anew(self, *given)
            return
        own = (asked["p2cread"], asked["c2pwrite"], asked["errwrite"])
        self.pid = begin(
            address(),
            module=asked["args"][len(_BEGINNING)],
            words=asked["args"][len(_BEGINNING) + 1 :],
            folder=os.fspath(asked["cwd"] or os.getcwd()),
            environment=dict(os.environ if asked["env"] is None else asked["env"]),
            streams=[number if one < 0 else one for number, one in enumerate(own)],
            new_session=asked["start_new_session"],
        )
        self._child_created = True  # type: ignore[attr-defined]
        self._close_pipe_fds(*given[10:16])  # type: ignore[attr-defined]

    subprocess.Popen._execute_child = execute  # type: ignore[attr-defined]


def _can_fork(asked: dict[str, Any]) -> bool:
    args = asked["args"]
    if not isinstance(args, list) or args[: len(_BEGINNING)] != _BEGINNING:
        return False
    return args[len(_BEGINNING)] in _MODULES and asked["preexec_fn"] is None
