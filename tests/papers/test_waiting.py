"""The sign that a command is at work."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tenfold.cli.papers import waiting


@pytest.mark.parametrize(("is_terminal", "quiet"), [(True, False), (True, True), (False, False)])
def test_it_is_seen_on_a_terminal_alone(
    is_terminal: bool, quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    terminal = Console(file=out, force_terminal=is_terminal, width=80)
    monkeypatch.setattr(waiting, "console", lambda *, stderr: terminal)
    with waiting.waiting("drawing the map", quiet=quiet):
        pass
    assert ("drawing the map" in out.getvalue()) is (is_terminal and not quiet)
