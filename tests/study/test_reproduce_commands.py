"""Programs of a bundle's author are shown, and run only when they are allowed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bundles import Files, finished_study, forged, in_json
from command import tenfold
from small import DECLARATION
from tenfold.errors import InputError
from tenfold.study.reproduce.rerunning import reproduce

SCRIPT = """\
# My secret sauce.
import csv, pathlib, sys
test, out, mark = sys.argv[1:]
pathlib.Path(mark).touch()
words = pathlib.Path("words.txt").read_text().split()
with open(test) as file, open(out, "w") as to:
    print("id,heart,lung,skin", file=to)
    for row in csv.DictReader(file):
        heart = 0.8 if any(word in row["text"] for word in words) else 0.2
        print(row["id"], heart, (1 - heart) / 2, (1 - heart) / 2, sep=",", file=to)
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    lab = tmp_path / "author"
    lab.mkdir()
    (lab / "mine.py").write_text(SCRIPT)
    (lab / "words.txt").write_text("chest pulse valve")
    run = f"{sys.executable} mine.py {{test}} {{out}} {tmp_path / 'it-ran'}"
    own = f'kind = "command"\nrun = "{run}"\ninputs = ["words.txt"]'
    text = DECLARATION.format(seeds="2", data="texts.csv", more='label = "organ"')
    study = finished_study(lab, text=text.replace('kind = "tfidf"\nC = 1.0', own))
    (tmp_path / "it-ran").unlink()
    return study.bundle(tmp_path / "organs.zip", with_data=True).path


def test_they_are_shown_and_refused(bundle: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    done = tenfold(tmp_path, "reproduce", "organs.zip")
    assert done.returncode == 2
    assert "words runs: " in done.stderr
    assert "mine.py {test} {out}" in done.stderr
    assert "--- mine.py (" in done.stderr
    assert "| # My secret sauce." in done.stderr
    assert "| chest pulse valve" in done.stderr
    assert "--allow-commands" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(tmp_path.rglob("*")) == before
    assert not (tmp_path / "it-ran").exists()


def test_they_run_when_they_are_allowed(bundle: Path, tmp_path: Path) -> None:
    found = reproduce(bundle, allow_commands=True)
    assert (tmp_path / "it-ran").exists()
    assert found.outcome == "identical"
    assert found.around == []
    assert any("Programs of the bundle's author were run: words." in n for n in found.notes())
    assert (found.folder / "mine.py").read_text() == SCRIPT


def test_a_bundle_that_hides_its_commands_is_refused_all_the_same(
    bundle: Path, tmp_path: Path
) -> None:
    """What the declaration would run decides, and not what the bundle says of it."""

    def change(files: Files) -> None:
        in_json(files, "inputs.json", lambda value: value.update(commands=[]))

    path = forged(bundle, tmp_path / "x.zip", change)
    with pytest.raises(InputError, match="runs programs of its author") as caught:
        reproduce(path)
    assert caught.value.code == "TF-BUNDLE-COMMANDS"
    assert "mine.py {test}" in str(caught.value)
    assert not (tmp_path / "it-ran").exists()


def test_what_a_script_holds_cannot_write_to_the_terminal(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        files["inputs/0001-mine.py"] = b"\x1b[2J\x1b]0;title\x07hidden\rshown\n" * 100

    forged(bundle, tmp_path / "x.zip", change)
    done = tenfold(tmp_path, "reproduce", "x.zip")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr
    assert "more lines" in done.stderr
