"""CPU seconds of commands that compute nothing, beside the bare imports that they cannot avoid."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import cpu_of_command, interleaved, show

TENFOLD = [sys.executable, "-m", "tenfold.cli.main"]


def main() -> None:
    """`--help`, `study list`, `study show` and a warm `study run` of the demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "demo"
        subprocess.run([*TENFOLD, "demo", str(workspace)], check=True, capture_output=True)
        commands = {
            "import sqlalchemy.orm, numpy": [
                sys.executable,
                "-c",
                "import sqlalchemy.orm, numpy, pydantic",
            ],
            "--help": [*TENFOLD, "--help"],
            "study list": [*TENFOLD, "study", "list"],
            "study show demo": [*TENFOLD, "study", "show", "demo"],
            "study run demo (all reused)": [*TENFOLD, "study", "run", "demo"],
        }
        work: dict[str, Callable[[], float]] = {
            name: lambda words=words: cpu_of_command(words, workspace)
            for name, words in commands.items()
        }
        show(interleaved(work), "import sqlalchemy.orm, numpy")


if __name__ == "__main__":
    main()
