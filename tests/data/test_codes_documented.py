"""Every code that can be met stands in the documentation, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"TF-DATA-\d{3}")


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    sources = [
        path
        for folder in ("data", "desk")
        for path in (ROOT / "src" / "tenfold" / folder).rglob("*.py")
    ]
    used = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    rows = {line[2:13] for line in page.splitlines() if line.startswith("| TF-DATA-")}
    assert used == rows
