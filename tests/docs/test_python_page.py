"""docs/python.md says what happens."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tenfold.store.workspace import Workspace

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Workspace.create(tmp_path / "lab")
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 20
    assert found.failed == 0
