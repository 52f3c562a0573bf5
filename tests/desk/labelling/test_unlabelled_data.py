"""Data sets without labels: in the catalog, and closed to all but the labelling."""

from __future__ import annotations

import pytest

from small import write_study
from tenfold.data import catalog
from tenfold.data.reading import read_table
from tenfold.errors import DataError
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study

from .pools import add_pool, write_csv


def test_a_file_without_labels_gets_an_empty_column_and_says_so(workspace: Workspace) -> None:
    dataset = add_pool(workspace, [["text"], ["a"], ["b"]])
    assert dataset.columns == ("text", "label")
    assert dataset.labels() == ["", ""]
    assert "'label' was added" in dataset.sources[0].remarks[0]
    assert catalog.load(workspace, "pool", unlabelled=True).labels() == ["", ""]


@pytest.mark.parametrize("use", ["pool", "pool@1", "pool.csv"])
def test_whoever_does_not_ask_for_it_is_refused(workspace: Workspace, use: str) -> None:
    add_pool(workspace, [["text", "label"], ["a", "x"], ["b", ""], ["c", "y"]])
    with pytest.raises(DataError, match="1 of 3 rows have no label yet") as caught:
        catalog.load(workspace, use)
    assert caught.value.code == "TF-DATA-070"
    assert "tenfold data label pool" in str(caught.value)


def test_a_study_is_refused_in_plain_words(workspace: Workspace) -> None:
    add_pool(workspace, [["text"], *([f"text {i}"] for i in range(40))])
    write_study(workspace, "early", more='label = "label"')
    path = workspace.studies / "early.toml"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("texts.csv", "pool")
        .replace('label = "organ"\n', "")
    )
    with pytest.raises(DataError, match="40 of 40 rows have no label yet"):
        load_study(path).run()


def test_labels_that_are_there_are_still_checked(workspace: Workspace) -> None:
    with pytest.raises(DataError, match="one class written in two ways"):
        add_pool(workspace, [["text", "label"], ["a", "x"], ["b", ""], ["c", " x"]])
    assert catalog.listing(workspace) == []


def test_without_the_flag_nothing_has_changed(workspace: Workspace) -> None:
    path = write_csv(workspace.root / "part.csv", [["text", "label"], ["a", "x"], ["b", ""]])
    with pytest.raises(DataError, match="1 rows have no label") as caught:
        catalog.add(workspace, read_table([path]), name="part")
    assert caught.value.code == "TF-DATA-012"
