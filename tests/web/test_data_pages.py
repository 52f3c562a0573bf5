"""Findings with their rows, versions, and how two differ; labels of the test split are not shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from served import Client

from command import tenfold
from tenfold.retelling import retelling

TRAIN = [
    ("a1", "chest pain since monday <b>", "heart"),
    ("a2", "cough at night", "lung"),
    ("a4", "red rash", "skin"),
    ("a6", "red rash", "lung"),
]
TEST = [("a3", "red rash", "hidden-label")]


@pytest.fixture(scope="module")
def two_versions(lab: Path) -> Path:
    """Version 2 has another word in a row, a row less, a row more, and another label in test."""
    later = [("a1", "chest pain since friday <b>", "heart"), ("a4", "red rash", "skin")]
    versions = [
        (TRAIN, TEST),
        ([*later, ("a5", "short breath", "lung")], [("a3", "red rash", "s2")]),
    ]
    for number, (train, test) in enumerate(versions):
        folder = lab / f"v{number}"
        folder.mkdir()
        for name, rows in (("notes", train), ("test", test)):
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([("id", "text", "organ"), *rows])
        given = [
            "--name",
            "notes",
            "--label",
            "organ",
            "--id",
            "id",
            "--test",
            str(folder / "test.csv"),
        ]
        done = tenfold(lab, "data", "add", str(folder / "notes.csv"), *given)
        assert done.returncode == 0, done.stderr
    return lab


def test_findings_stand_with_their_rows(client: Client, two_versions: Path) -> None:
    page = client.get("/data/notes@1/audit")
    assert page.status_code == 200
    assert "red rash" in page.text
    assert "row 3" in page.text
    assert "hidden-label" not in page.text
    assert "tenfold data audit notes@1" in page.text  # the deep checks were not made yet
    assert "&lt;b&gt;" in client.get("/data/notes/versions?before=1&after=2").text


def test_findings_are_told_in_the_language_of_the_page(client: Client, two_versions: Path) -> None:
    retell = retelling("zh")
    english = ("every id stands once.", "1 text stands under more than one label.")
    page = client.get("/data/notes@1/audit", headers={"accept-language": "zh"}).text
    for said in english:
        assert said in client.get("/data/notes@1/audit").text
        assert f" {retell(said)} " in page or f">{retell(said)}<" in page
    assert retell(english[0]) == english[0] or english[0] not in page


def test_two_versions_differ_by_row_and_word(client: Client, two_versions: Path) -> None:
    page = client.get("/data/notes/versions?before=1&after=2").text
    assert "<del>monday</del><ins>friday</ins>" in page
    assert "Dropped rows" in page.split("New rows")[0]
    assert "short breath" in page.split("New rows")[1]
    assert "a label of the test split is not shown" in page
    assert "hidden-label" not in page
    assert "No difference" in client.get("/data/notes/versions?before=2&after=2").text
    assert client.get("/data/notes@1/versions").status_code == 200
    assert client.get("/data/notes/versions?before=1&after=9").status_code == 400
    assert client.get("/data/..%2f..%2fetc/versions").status_code == 404
    assert client.get("/data/nothing/audit").status_code == 404
