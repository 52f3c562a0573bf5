"""`tenfold data augment`: a look, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tenfold.cli.data.app import data_app
from tenfold.data import catalog
from tenfold.data.reading import read_table
from tenfold.errors import DataError, InputError
from tenfold.store.digests import digest_file
from tenfold.store.workspace import Workspace


def tenfold(lab: Path, *words: str) -> str:
    result = CliRunner().invoke(data_app, [*words, "--workspace", str(lab)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    workspace = Workspace.create(tmp_path / "lab")
    rows = [f"the card number {i} was [b]lost[/b] today,{'ab'[i % 2]}" for i in range(8)]
    (tmp_path / "d.csv").write_text("\n".join(["text,label", *rows[:5]]) + "\n")
    (tmp_path / "t.csv").write_text("\n".join(["text,label", *rows[5:]]) + "\n")
    catalog.add(
        workspace, read_table([tmp_path / "d.csv"], splits={"test": tmp_path / "t.csv"}), name="d"
    )
    return tmp_path / "lab"


def contents(folder: Path) -> dict[Path, str]:
    return {path: digest_file(path) for path in folder.rglob("*") if path.is_file()}


def test_a_preview_shows_training_rows_before_and_after_and_stores_nothing(lab: Path) -> None:
    before = contents(lab)
    words = ["augment", "d", "--typos", "0.3", "--deletion", "0.5", "--rows", "9"]
    answer = json.loads(tenfold(lab, *words, "--json"))
    assert [row["row"] for row in answer["rows"]] == [1, 2, 3, 4, 5]  # not those of test
    assert all(set(row["made"]) == {"typos", "deletion"} for row in answer["rows"])
    assert answer == json.loads(tenfold(lab, *words, "--json"))
    shown = tenfold(lab, *words)
    for row in answer["rows"]:
        assert row["text"] in shown
        assert row["made"]["typos"] in shown
    assert "augment = { typos = 0.3, deletion = 0.5 }" in shown
    assert contents(lab) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], "TF-DATA-076", "names no operation"),
        (["--typos", "1.5"], "TF-DATA-076", "up to 1"),
        (["--swap", "0"], "TF-DATA-076", "above 0"),
        (["--synonyms", "none.csv"], "TF-DATA-075", "no such file"),
    ],
)
def test_what_cannot_be_shown_is_said(lab: Path, words: list[str], code: str, said: str) -> None:
    with pytest.raises((InputError, DataError), match=said) as caught:
        tenfold(lab, "augment", "d", *words)
    assert caught.value.code == code
