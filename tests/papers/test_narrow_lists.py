"""What lists of papers show in terminals of any width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tenfold.cli.papers import printing
from tenfold.papers.record import Name, Paper

KEYS = ("sedinkina-etal-2019-automatic", "hu2021lora")
VENUE = "Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics"


def listed(width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    out = io.StringIO()
    terminal = Console(file=out, width=width, soft_wrap=True)
    monkeypatch.setattr(printing, "console", lambda: terminal)
    printing.print_papers(
        [
            Paper(
                key=key,
                title="Automatic adaptation 自动",
                authors=(Name("Sedinkina"),),
                venue=VENUE,
            )
            for key in KEYS
        ]
    )
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 100, 120, 200])
def test_keys_are_whole_at_any_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in KEYS:
        assert key in listed(width, monkeypatch)


def test_a_venue_takes_one_line_and_only_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "Proceedings" not in listed(80, monkeypatch)
    wide = listed(120, monkeypatch)
    assert "Proceedings of the 57th" in wide
    assert len(wide.splitlines()) == 1 + len(KEYS)
