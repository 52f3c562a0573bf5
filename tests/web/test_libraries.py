"""The JavaScript of others is what was pinned, with its licence beside it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/tenfold/web/static"


def test_files_are_as_pinned_and_have_a_licence() -> None:
    script = ROOT / "scripts/browser_libraries.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    pinned = tomllib.loads((STATIC / "libraries.toml").read_text(encoding="utf-8"))["library"]
    for library in pinned:
        assert any(file["name"].endswith(".LICENSE") for file in library["files"]), library["name"]


def test_every_script_is_ours_or_pinned() -> None:
    pinned = tomllib.loads((STATIC / "libraries.toml").read_text(encoding="utf-8"))["library"]
    named = {file["name"] for library in pinned for file in library["files"]}
    ours = {"tenfold.js", "map.js", "reader.js", "keys.js", "text_map.js"}
    assert {path.name for path in STATIC.glob("*.*js")} == ours | {
        name for name in named if name.endswith("js")
    }
