"""A folder of papis comes in with names, tags, notes and the paths of files; a bad paper stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenfold.papers.exporters.bibtex import write_bibtex
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importers.papis import PAPIS
from tenfold.papers.importers.registry import importer_for

WHOLE = """\
author: Hu, Edward J. and Shen, Yelong
author_list:
- family: Hu
  given: Edward J.
- family: Shen
  given: Yelong
booktitle: ICLR
doi: 10.5555/lora
files:
- hu.pdf
- slides/hu.pdf
notes: notes.md
ref: hu2022
shelf: second
tags:
- adapters
- to read
title: '{LoRA}: Low-Rank Adaptation'
type: inproceedings
year: 2022
"""


def made(folder: Path, name: str, content: str) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "info.yaml").write_text(content, encoding="utf-8")
    return folder / name


def test_a_paper_comes_in_whole(tmp_path: Path) -> None:
    paper_folder = made(tmp_path, "hu", WHOLE)
    (paper_folder / "notes.md").write_text("My *notes*.\n")
    assert importer_for(tmp_path) is PAPIS
    (record,) = PAPIS.read(tmp_path)
    assert isinstance(record, Read)
    paper = record.paper
    assert (paper.key, paper.title) == ("hu2022", "LoRA: Low-Rank Adaptation")
    assert [str(name) for name in paper.authors] == ["Edward J. Hu", "Yelong Shen"]
    assert (paper.year, paper.venue, paper.type) == (2022, "ICLR", "paper-conference")
    assert (paper.ids, paper.keywords) == ({"doi": "10.5555/lora"}, ("adapters", "to read"))
    assert paper.extra["papis:notes"] == "My *notes*."
    assert paper.extra["papis:files"].split("\n") == [
        str(paper_folder / "hu.pdf"), str(paper_folder / "slides/hu.pdf"),
    ]  # fmt: skip
    assert "shelf        = {second}" in write_bibtex([paper])


@pytest.mark.parametrize("content", [
    "", "- a", "a: [", "title: &t x\nb: *t", "1: 2", "title: \"a\\0b\"", "!!python/object:os.system {}",
    "x" * 1_000_001, "{" * 100_000,
])  # fmt: skip
def test_a_bad_paper_is_refused_and_stops_no_other(tmp_path: Path, content: str) -> None:
    made(tmp_path, "a", content)
    made(tmp_path, "b", WHOLE.replace("notes.md", "../a/info.yaml"))
    bad, good = PAPIS.read(tmp_path)
    assert isinstance(bad, Refused)
    assert bad.where.endswith("a/info.yaml")
    assert isinstance(good, Read)
    assert (
        good.paper.extra["papis:notes"] == "../a/info.yaml"
    )  # its place, not what others' files say


@pytest.mark.parametrize(("tags", "expected"), [
    ("a, b c", ("a", "b c")), ("a b", ("a", "b")), ("[x, 3, null]", ("x", "3")), ("{a: b}", ()),
])  # fmt: skip
def test_tags_in_each_form(tmp_path: Path, tags: str, expected: tuple[str, ...]) -> None:
    made(tmp_path, "a", f"title: T\ntags: {tags}\n")
    (record,) = PAPIS.read(tmp_path)
    assert isinstance(record, Read)
    assert record.paper.keywords == expected
