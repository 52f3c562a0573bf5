"""The installed command, as a user calls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TENFOLD = [sys.executable, "-m", "tenfold.cli.main"]


def tenfold(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `tenfold WORDS` in a folder, without a terminal."""
    return subprocess.run(
        [*TENFOLD, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
