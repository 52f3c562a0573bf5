"""One at a time, of all threads and processes of a machine: by a file that is locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenfold.store.files import make_folder_durably, storage_errors

__all__ = ["only_one"]


@contextmanager
def only_one(path: Path, *, wait_s: float) -> Iterator[bool]:
    """Hold the lock of the file at `path`; False, after `wait_s` seconds, where another one has it.

    The system frees the lock of a process that dies.
    """
    from filelock import FileLock, Timeout

    with storage_errors(path):
        make_folder_durably(path.parent)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=wait_s)
        except Timeout:
            yield False
            return
    try:
        yield True
    finally:
        lock.release()
