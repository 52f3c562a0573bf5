"""Every code that can be met stands in the documentation, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenfold.desk.finding_pages import finding_codes, finding_page
from tenfold.desk.registry import checks
from tenfold.errors import InputError

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"TF-DATA-\d{3}")


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    sources = [
        path
        for folder in ("cli", "data", "desk", "study")
        for path in (ROOT / "src" / "tenfold" / folder).rglob("*.py")
    ]
    used = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    rows = {line[2:13] for line in page.splitlines() if line.startswith("| TF-DATA-")}
    assert used == rows


def test_every_finding_has_a_page() -> None:
    """Those of the audit, and the one that a study makes."""
    wanted = {check.code for check in checks()} | {"TF-DATA-031"}
    assert wanted == set(finding_codes())
    for code in wanted:
        page = finding_page(code)
        assert page.startswith(f"# {code}: ")
        for heading in ("What it means", "Why it matters", "How it is found", "What to do"):
            assert f"## {heading}\n" in page, (code, heading)


def test_a_page_is_found_by_its_number_and_a_wrong_code_names_a_near_one() -> None:
    assert finding_page("23") == finding_page("tf-data-023")
    with pytest.raises(InputError, match="no page") as refused:
        finding_page("TF-DATA-999")
    assert "TF-DATA-0" in refused.value.remedy
