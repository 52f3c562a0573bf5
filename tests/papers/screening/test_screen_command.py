"""`tenfold paper screen --simulate`: what it prints, and what it says of files that do not fit."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from planted_reviews import make_review
from tenfold.cli.papers.screen import screen_command
from tenfold.errors import DataError, InputError
from tenfold.papers.screening.features import text_features
from tenfold.papers.screening.simulate import simulate
from tenfold.store.workspace import Workspace

_REVIEW = make_review(60, 8)
_APP = typer.Typer()
_APP.command("screen")(screen_command)


def _write(path: Path, *, columns: tuple[str, ...] = ("title", "abstract", "included")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(_REVIEW.titles, _REVIEW.abstracts, _REVIEW.labels, strict=True))
    return path


def test_json_is_what_the_function_gives(tmp_path: Path) -> None:
    words = [
        "--simulate",
        str(_write(tmp_path / "done.csv")),
        "--runs",
        "2",
        "--seed",
        "4",
        "--json",
    ]
    result = CliRunner().invoke(_APP, words)
    assert result.exit_code == 0, result.output
    features = text_features(_REVIEW.titles, _REVIEW.abstracts)
    expected = simulate(features, _REVIEW.labels, n_runs=2, seed=4)
    assert json.loads(result.stdout) == {"schema_version": 1, **expected.to_json()}


def test_the_three_figures_are_shown_with_their_intervals(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        _APP, ["--simulate", str(_write(tmp_path / "a.csv")), "--runs", "2"]
    )
    assert result.exit_code == 0, result.output
    for shown in ("60 records, 8 included; 2 runs", "WSS@95", "RRF@10", "ATD", " to ", "The rule"):
        assert shown in result.stdout


def test_columns_are_named_where_they_are_called_otherwise(tmp_path: Path) -> None:
    path = _write(tmp_path / "b.csv", columns=("name", "summary", "kept"))
    words = ["--title", "name", "--abstract", "summary", "--included", "kept", "--runs", "1"]
    assert CliRunner().invoke(_APP, ["--simulate", str(path), *words]).exit_code == 0


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.csv", columns=("title", "abstract", "kept"))
    refused = CliRunner().invoke(_APP, ["--simulate", str(path)]).exception
    assert isinstance(refused, DataError)
    assert "'included'; the columns are title, abstract, kept" in str(refused)


def test_a_label_that_is_none_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("title,abstract,included\none,two,1\nthree,four,perhaps\n", encoding="utf-8")
    refused = CliRunner().invoke(_APP, ["--simulate", str(path)]).exception
    assert isinstance(refused, DataError)
    assert refused.where == "d.csv, row 2"


def test_an_unknown_ranker_is_refused_before_anything_is_learnt(tmp_path: Path) -> None:
    words = ["--simulate", str(_write(tmp_path / "e.csv")), "--ranker", "svn"]
    refused = CliRunner().invoke(_APP, words).exception
    assert isinstance(refused, InputError)
    assert "no ranker 'svn'" in str(refused)


def test_the_encoder_is_asked_where_its_vectors_are_wanted(
    tmp_path: Path, workspace: Workspace
) -> None:
    words = ["--simulate", str(_write(tmp_path / "f.csv")), "--runs", "1", "--json"]
    words += ["--ranker", "fused-vectors", "--workspace", str(workspace.root)]
    result = CliRunner().invoke(_APP, words)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["ranker"] == "fused-vectors"


def test_without_a_collection_or_a_file_it_says_what_is_needed() -> None:
    refused = CliRunner().invoke(_APP, []).exception
    assert isinstance(refused, InputError)
    assert "--simulate FILE.csv" in str(refused.remedy)
