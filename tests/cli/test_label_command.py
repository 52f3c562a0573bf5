"""`tenfold data label` as one types it: lines of a script, keys of a pseudo terminal, a killed process."""

from __future__ import annotations

import itertools
import json
import os
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from command import TENFOLD
from tenfold.cli.data.app import data_app
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace

TEXTS = [
    "my heart beats",
    "I cough",
    "red\x1b[31m skin\x07 [bold]not bold[/bold]",
    "a pulse",
    "wheezing",
]
CLASSES = "heart,lung,skin"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "lab")
    rows = "\n".join(f'"{text}"' for text in TEXTS)
    (tmp_path / "pool.csv").write_text(f"text\n{rows}\n", encoding="utf-8")
    run(tmp_path / "lab", "add", str(tmp_path / "pool.csv"), "--unlabelled", "--classes", CLASSES)
    return tmp_path / "lab"


def run(lab: Path, *words: str, typed: str = "", exit_code: int = 0) -> str:
    result = CliRunner().invoke(data_app, [*words, "--workspace", str(lab)], input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == exit_code, result.output
    return result.stdout


def label(lab: Path, *words: str, typed: str = "") -> str:
    return run(lab, "label", "pool", "--strategy", "random", *words, typed=typed)


def status(lab: Path, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(label(lab, "--status", "--json", *words))
    return answer


def test_lines_label_undo_skip_note_and_quit(lab: Path) -> None:
    said = label(lab, typed="1\nlung\nu\nskin\nn why so?\ns\nnonsense\nq\n3\n")
    assert re.findall(r"saved: (\w+)|(undone)|(\?) ", said) == [
        ("heart", "", ""), ("lung", "", ""), ("", "undone", ""), ("skin", "", ""), ("the", "", ""),
        ("skipped", "", ""), ("", "", "?"),
    ]  # fmt: skip
    assert "All is saved" in said
    found = status(lab)
    assert (found["n_items"], found["n_labelled"], found["n_skipped"]) == (5, 2, 1)
    assert found["counts"] == {"heart": 1, "lung": 0, "skin": 1}


def test_no_control_character_of_a_text_reaches_the_terminal(lab: Path) -> None:
    said = label(lab, typed="1\n" * 5)
    assert "red�[31m skin� [bold]not bold[/bold]" in said
    assert not [c for c in said if not c.isprintable() and c not in "\n"]
    assert "Nothing is left to ask of local." in said


def test_the_whole_way_to_a_labelled_version(lab: Path) -> None:
    label(lab, "--as", "ada", "--overlap", "1", typed="1\n2\n3\n1\n2\n")
    label(lab, "--as", "ben", typed="1\n2\n3\n1\n3\n")
    agreement = json.loads(label(lab, "--agreement", "--json"))
    assert agreement["annotators"] == {"ada": 5, "ben": 5}
    assert agreement["alpha"]["n_items"] == 5
    shown = label(lab, "--agreement")
    assert "Krippendorff's alpha" in shown
    assert "Disagreements:" in shown
    (lab / "rules.toml").write_text('lung = ["cough"]\nheart = ["heart", "pulse"]\n')
    assert "weak labels for 3 of 5 texts" in label(lab, "--rules", str(lab / "rules.toml"))
    done = json.loads(label(lab, "--finish", "--trust", "ada", "--json"))
    assert (done["number"], done["by_source"]) == (2, {"human": 5})
    shown = run(lab, "show", "pool")
    assert "pool@2" in shown
    assert "label_source" in shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--strategy", "best"), "TF-DATA-071"),
        (("--agreement", "--finish"), "TF-DATA-071"),
        (("--overlap", "2"), "TF-DATA-071"),
        (("--classes", "a,,b"), "TF-DATA-072"),
        (("--agreement",), "TF-DATA-073"),
        (("--rules", "none.toml"), "TF-DATA-074"),
        (("--finish",), "TF-DATA-070"),
    ],
)
def test_bad_input_is_one_message_and_exit_status_2(
    lab: Path, words: tuple[str, ...], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        run(lab, "label", "pool", *words)
    assert (caught.value.code, caught.value.exit_status) == (code, 2)
    assert caught.value.remedy


def test_keeping_and_dropping_unlabelled_rows_at_once_is_refused(lab: Path) -> None:
    with pytest.raises(InputError, match="keeps the rows"):
        run(lab, "add", str(lab.parent / "pool.csv"), "--unlabelled", "--drop-unlabelled")


def test_what_was_said_to_be_saved_outlives_a_kill(lab: Path) -> None:
    command = [*TENFOLD, "data", "label", "pool", "--strategy", "random"]
    process = subprocess.Popen(
        command, cwd=lab, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("1\n2\n")
    process.stdin.flush()
    lines = iter(process.stdout.readline, "")
    saved = list(itertools.islice((x for x in lines if x.startswith("saved:")), 2))
    assert len(saved) == 2
    process.kill()
    process.communicate()
    assert status(lab)["n_labelled"] == 2


class Terminal:
    """The real command on a pseudo terminal."""

    def __init__(self, lab: Path, *words: str, columns: int = 80) -> None:
        self.controller, child = os.openpty()
        environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm"}
        command = [*TENFOLD, "data", "label", "pool", "--strategy", "random", *words]
        self.process = subprocess.Popen(
            command,
            cwd=lab,
            stdin=child,
            stdout=child,
            stderr=child,
            env=environment,
            start_new_session=True,
            # as a terminal starts it, also where the tests themselves were started to ignore Ctrl-C
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        os.close(child)
        self.said = ""

    def type(self, keys: str) -> None:
        os.write(self.controller, keys.encode())

    def wait_for(self, pattern: str, timeout_s: float = 60.0) -> str:
        """Read until the pattern was said; what was said before is forgotten."""
        while not (found := re.search(pattern, self.said, re.DOTALL)):
            if not select.select([self.controller], [], [], timeout_s)[0]:
                raise AssertionError(f"not said: {pattern!r}, but {self.said!r}")
            try:
                part = os.read(self.controller, 65536)
            except OSError:  # Linux says so at the end of a terminal
                part = b""
            if not part:
                raise AssertionError(f"ended without {pattern!r}: {self.said!r}")
            self.said += part.decode()
        said, self.said = self.said[: found.end()], self.said[found.end() :]
        return said

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.controller)


@pytest.fixture
def terminal(lab: Path) -> Iterator[Terminal]:
    opened = Terminal(lab)
    yield opened
    opened.close()


def test_one_key_labels_and_a_key_that_came_early_labels_nothing(
    lab: Path, terminal: Terminal
) -> None:
    """The second of two keys in one breath was meant for no text that anybody had seen."""
    terminal.wait_for("q quit")
    terminal.type("12")
    terminal.wait_for("saved:.*heart.*q quit")
    terminal.type("u")
    terminal.wait_for("undone")
    terminal.wait_for("q quit")
    terminal.type("n")
    terminal.wait_for("note: ")
    terminal.type("a note\n")
    terminal.wait_for("and the label")
    terminal.type("3")
    terminal.wait_for("saved:.*skin.*q quit")
    terminal.type("q")
    terminal.wait_for("All is saved")
    assert terminal.process.wait(timeout=60) == 0
    assert status(lab)["counts"] == {"heart": 0, "lung": 0, "skin": 1}


def test_ctrl_c_stops_and_keeps_all(lab: Path, terminal: Terminal) -> None:
    terminal.wait_for("q quit")
    terminal.type("2")
    terminal.wait_for("saved:.*lung.*q quit")
    os.killpg(terminal.process.pid, signal.SIGINT)
    terminal.wait_for("stopped")
    assert terminal.process.wait(timeout=60) == 3
    assert status(lab)["counts"]["lung"] == 1


def test_many_classes_are_typed_with_completion_on_a_phone(lab: Path) -> None:
    classes = ",".join(f"class number {i}" for i in range(35))
    phone = Terminal(lab, "--classes", classes, columns=40)
    try:
        start = phone.wait_for("Tab, Enter.*> ")
        phone.type("sk\t")
        phone.wait_for("> skin")
        phone.type("\n")
        phone.wait_for("saved:.*skin.*> ")
        phone.type("class number 3\n")
        phone.wait_for("saved:.*class number 3\r")
        phone.type(":q\n")
        phone.wait_for("All is saved")
        assert phone.process.wait(timeout=60) == 0
    finally:
        phone.close()
    assert "class number 34" not in start
    assert status(lab)["n_mine"] == 2
