"""Bad files through the command itself: one message, exit status 2, nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bad_case import Bad
from bad_files import bad_files

from command import tenfold
from tenfold.store.workspace import Workspace

_CHOSEN = {
    "undeclared non-UTF-8: latin1-middle.csv", "NUL bytes: cell.xlsx", "unclosed quote: bare.txt",
    "ragged rows: extra-end.jsonl", "duplicate columns: form.csv", "missing column: label.feather",
    "labels of one class in several ways: float.parquet",
    "a gzip beyond the ratio limit: gigabyte.csv.gz",
    "a Parquet bomb: rows.parquet", "a workbook of several sheets: two.xlsx",
    "content that is not what the ending says: deep.json", "missing labels: end.xlsx",
}  # fmt: skip


def files_of(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command") / "lab"
    Workspace.create(folder)
    return folder


@pytest.mark.parametrize("bad", [bad for bad in bad_files() if str(bad) in _CHOSEN], ids=str)
def test_the_command_says_it_once_and_leaves_nothing(bad: Bad, lab: Path, tmp_path: Path) -> None:
    (tmp_path / bad.name).write_bytes(bad.content)
    before = files_of(lab)
    words = [f"--{name}={value}" for name, value in bad.options.items()]
    done = tenfold(tmp_path, "data", "add", bad.name, "--workspace", str(lab), "--json", *words)
    assert done.returncode == 2, done.stderr
    error = json.loads(done.stdout)["error"]
    assert (error["code"], done.stderr) == (bad.code, "")
    assert error["where"].startswith(bad.name)
    assert error["remedy"]
    assert files_of(lab) == before


def test_there_are_a_dozen() -> None:
    assert {str(bad) for bad in bad_files()} >= _CHOSEN
    assert len(_CHOSEN) >= 12
