"""The child process of `LocalExecutor`: tasks come in on standard input, results go out.

What a task prints goes to standard error, so that it cannot be taken for a result.
"""

from __future__ import annotations

import os
import sys

from tenfold.study.executors.local import receive, send
from tenfold.study.executors.process import allow_many_files
from tenfold.study.memory import with_peak

__all__ = ["main"]


def main() -> None:
    """Carry tasks out until the input ends."""
    allow_many_files()
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tasks = sys.stdin.buffer
    while True:
        try:
            function, task = receive(tasks)
        except EOFError:
            return
        try:
            message = (True, function(task))
        except Exception as error:
            message = (False, with_peak(error))
        send(results, message)


if __name__ == "__main__":
    main()
