"""`tenfold paper screen COLLECTION` as one types it: lines, keys of a pseudo terminal, a killed process."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from command import TENFOLD
from planted_reviews import make_review
from tenfold.cli.papers.screen import screen_command
from tenfold.errors import InputError
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

_REVIEW = make_review(30, 6)
_KEYS = [f"r{i:02d}" for i in range(30)]
_HOSTILE = "\x1b[31mred\x07 [bold]not bold[/bold]"
_APP = typer.Typer()
_APP.command("screen")(screen_command)


@pytest.fixture
def lab(workspace: Workspace) -> Path:
    library = Library(workspace)
    texts = zip(_KEYS, _REVIEW.titles, _REVIEW.abstracts, strict=True)
    papers = [
        Paper(
            key=k, title=f"{k} {t} {_HOSTILE}", abstract=f"{a} {_HOSTILE}", authors=(Name("Gao"),)
        )
        for k, t, a in texts
    ]
    library.take_in([Read(paper, "made") for paper in papers])
    collections = Collections(workspace)
    collections.begin("nudges")
    collections.add("nudges", [subject_of(library.number(key)) for key in _KEYS])
    workspace.database.close()
    return workspace.root


def run(lab: Path, *words: str, typed: str = "") -> str:
    result = CliRunner().invoke(_APP, ["nudges", *words, "--workspace", str(lab)], input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def told(lab: Path, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(lab, *words, "--json"))
    return answer


def test_lines_decide_with_reasons_and_the_next_session_goes_on(lab: Path) -> None:
    first = run(
        lab,
        "--include",
        "nudge default",
        typed="e wrong topic\n1\nm\ns\nn good trial\ni\nx\nu\nq\n",
    )
    for shown in (
        "Include: nudge default", "saved: exclude (wrong topic)", "1 exclude: wrong topic", "saved: skip",
        "saved: include (good trial)", "no key 'x'", "undone: r", "Gao",
    ):  # fmt: skip
        assert shown in first
    assert "\x1b" not in first
    assert "\x07" not in first
    assert "[bold]not bold" in first
    status = told(lab, "--status")
    assert (status["n_included"], status["n_unsure"], status["n_excluded"]) == (1, 1, 2)
    assert (status["n_unread"], status["n_skipped"], status["n_records"]) == (27, 1, 30)
    assert status["criteria"] == "nudge default"
    assert "3 of 30 read" in run(lab, typed="q\n")


def test_a_script_asks_for_the_next_and_decides(lab: Path) -> None:
    run(lab, "--prior", "r00", "--prior", "r01", "--status")
    assert told(lab, "--status")["n_included"] == 2
    listed = told(lab, "--next", "3")["next"]
    assert len({one["key"] for one in listed} - {"r00", "r01"}) == 3
    assert {"title", "abstract", "authors", "year", "why"} <= listed[0].keys()
    said = told(lab, "--decide", listed[0]["key"], "exclude", "--reason", "no data")
    assert said["verdict"] == "exclude"
    assert listed[0]["key"] not in {one["key"] for one in told(lab, "--next", "28")["next"]}
    assert told(lab, "--undo")["undone"] == listed[0]["key"]
    with pytest.raises(InputError, match="no decision 'perhaps'"):
        run(lab, "--decide", "r05", "perhaps")
    with pytest.raises(InputError, match="different things"):
        run(lab, "--undo", "--status")


def test_two_reviewers_are_compared_and_what_they_agree_on_goes_out(
    lab: Path, tmp_path: Path
) -> None:
    for who, verdicts in (("ann", "iieei"), ("bo", "iieie")):
        for key, verdict in zip(_KEYS, verdicts, strict=False):
            word = {"i": "include", "e": "exclude"}[verdict]
            run(lab, "--as", who, "--decide", key, word, "--reason", f"says {who}")
    compared = told(lab, "--conflicts")
    assert [one["key"] for one in compared["conflicts"]] == ["r03", "r04"]
    assert compared["pairs"][0]["n_both"] == 5
    assert "Cohen's kappa" in run(lab, "--conflicts")
    flow = told(lab, "--prisma", "--identified", "33")
    assert (flow["n_duplicates"], flow["n_included"], flow["n_conflicts"]) == (3, 2, 2)
    assert "  says ann " in run(lab, "--prisma")
    assert told(lab, "--collect") == {
        "schema_version": 1, "collection": "nudges-included", "n_papers": 2
    }  # fmt: skip
    for ending, begins in ((".ris", "TY  - "), (".csv", "key,"), (".svg", "<svg xmlns=")):
        path = tmp_path / f"out{ending}"
        run(lab, "--export", str(path))
        assert path.read_text(encoding="utf-8").startswith(begins)


def test_keys_of_a_terminal_and_a_kill_lose_no_decision(lab: Path) -> None:
    """What was shown as saved is there after SIGKILL; what was typed ahead decides nothing."""
    controller, terminal = pty.openpty()
    words = [*TENFOLD, "paper", "screen", "nudges", "--workspace", str(lab)]
    process = subprocess.Popen(words, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = Shown(controller)
    try:
        for n, keys in enumerate(("eeee", "i", "nno text\n"), start=1):
            shown.wait_for("q quit", n)
            os.write(controller, keys.encode())
        shown.wait_for("and the decision?", 1)
        os.write(controller, b"e")
        shown.wait_for("saved:", 3)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(controller)
    assert "saved: exclude (no text)" in shown.text.replace("\x1b[32m", "").replace("\x1b[0m", "")
    status = told(lab, "--status")
    assert (status["n_included"], status["n_excluded"]) == (1, 2)


class Shown:
    """What a pseudo terminal has shown since the beginning."""

    def __init__(self, controller: int) -> None:
        self._controller, self.text = controller, ""

    def wait_for(self, wanted: str, n: int) -> None:
        """Read until it was shown `n` times; fails after a minute."""
        ends = time.monotonic() + 60
        while self.text.count(wanted) < n:
            assert time.monotonic() < ends, self.text
            if select.select([self._controller], [], [], 1)[0]:
                self.text += os.read(self._controller, 4096).decode("utf-8", "replace")
