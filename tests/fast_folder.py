"""Where the tests write: to memory, where there is plenty of it."""

from __future__ import annotations

import os
import shutil
import tempfile

__all__ = ["write_to_memory"]

_MEMORY = "/dev/shm"
_ENOUGH_BYTES = 4 << 30


def write_to_memory() -> None:
    """Have this process and those that it starts keep their temporary files in memory.

    A commit waits for the disk several times, and there are thousands. That what is saved reaches the disk is
    held against a model of one, in `faults`. Where TMPDIR names a folder, that one is taken.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY
