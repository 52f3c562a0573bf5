"""Starting is cheap: what `tenfold --help` must not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "torch", "transformers", "tokenizers", "safetensors", "huggingface_hub",
    "numpy", "scipy", "pandas", "sklearn", "statsmodels", "pyarrow", "matplotlib",
    "sqlalchemy", "alembic", "pydantic", "jinja2", "jaxtyping",
}  # fmt: skip
BY_TYPER = {"pydantic"}  # Typer itself looks for it as soon as a command has options
SCRIPT = """
import sys
from tenfold.cli.main import main
sys.argv = ["tenfold", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
sys.stderr.write(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def _imported(*arguments: str) -> set[str]:
    """The packages that stand in `sys.modules` after a command, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("argument", ["--help", "-h", "--version"])
def test_help_imports_nothing_heavy(argument: str) -> None:
    assert sorted(_imported(argument) & HEAVY) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("study", "--help"),
        ("data", "add", "--help"),
        ("judge", "-h"),
        ("note", "-h"),
        ("week", "-h"),
    ],
    ids=" ".join,
)
def test_help_of_a_command_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert sorted(_imported(*arguments) & HEAVY - BY_TYPER) == []


def test_importing_tenfold_imports_nothing_heavy() -> None:
    script = "import sys, tenfold; print(' '.join({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert sorted(set(done.stdout.split()) & HEAVY) == []


def test_listing_the_studies_of_a_workspace_imports_no_torch(tmp_path: Path) -> None:
    far = {"torch", "transformers", "sklearn", "matplotlib"}
    assert sorted(_imported("init", str(tmp_path)) & far) == []
    assert sorted(_imported("study", "list", "--workspace", str(tmp_path)) & far) == []


def test_the_doctor_imports_no_torch(tmp_path: Path) -> None:
    """Where there is no accelerator to ask for; versions are read, not imported."""
    far = {"transformers", "sklearn", "matplotlib", "scipy", "pandas", "pyarrow", "ray", "psycopg"}
    _imported("init", str(tmp_path))
    assert sorted(_imported("doctor", "--workspace", str(tmp_path)) & far) == []
