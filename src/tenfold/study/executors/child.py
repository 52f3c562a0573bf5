"""The child process of `LocalExecutor`: tasks come in on standard input, results go out.

What a task prints goes to standard error, so that it cannot be taken for a result.
"""

from __future__ import annotations

import os
import sys

from tenfold.study.executors.local import receive, send

__all__ = ["main"]

_FILES = 8192


def main() -> None:
    """Carry tasks out until the input ends."""
    _allow_many_files()
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
            message = (False, error)
        send(results, message)


def _allow_many_files() -> None:
    """Each map of frozen states holds a file open; systems begin with few, and allow more."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main()
