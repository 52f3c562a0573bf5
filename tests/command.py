"""The command, as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from forked.client import run
from forked.starting import environment

TENFOLD = [sys.executable, "-m", "tenfold.cli.main"]
"""To begin it anew, where it is to be stopped, killed, or timed."""


def tenfold(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `tenfold WORDS` in a folder, without a terminal."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        streams = [nothing, out.fileno(), errors.fileno()]
        try:
            status = run(list(words), str(folder), environment(), streams)
        finally:
            os.close(nothing)
        printed = []
        for file in (out, errors):
            file.seek(0)
            printed.append(file.read().decode("utf-8").replace("\r\n", "\n"))
    return subprocess.CompletedProcess([*TENFOLD, *words], status, *printed)
