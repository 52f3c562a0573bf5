"""The commands of the library, with a small importer of lines in place of a format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError
from tenfold.papers import files
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.importers.registry import all_importers
from tenfold.papers.record import Name, Paper


class Lines:
    """``family|year|title|doi``, one a line."""

    name = "lines"
    endings = (".lines",)

    def recognises(self, path: Path, head: bytes) -> bool:
        return path.suffix == ".lines"

    def read(self, path: Path) -> Iterator[Read | Refused]:
        for n, line in enumerate(path.read_text().splitlines(), start=1):
            where = f"{path.name}:{n}"
            if line == "broken off":
                raise InputError("broken off.", where=where)
            parts = line.split("|")
            if len(parts) != 4:
                yield Refused(where, "four parts are needed.", line[:20])
                continue
            family, year, title, doi = parts
            ids = {"doi": doi} if doi else {}
            names = (Name(family),)
            yield Read(Paper(title=title, authors=names, year=int(year), ids=ids), where)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in the current folder, and lines as a format."""
    from tenfold.store.workspace import Workspace

    def importer_for(path: Path) -> Importer:
        return Lines()

    Workspace.create(tmp_path).database.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "importer_for", importer_for)
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(paper_app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def said(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


LINES = """\
Hu|2021|Low-rank adaptation of models|10.1234/a
Gao|2020|Prompts for everything|10.1234/b
nothing
Gao|2020|Prompts for everything|10.1234/c
"""


def test_a_file_is_imported_shown_and_taken_back(lab: Path) -> None:
    (lab / "a.lines").write_text(LINES)
    dry = said("import", "a.lines", "--dry-run")
    assert (dry["batch"], dry["n_new"]) == (None, 3)
    assert said("list") == []
    report = said("import", "a.lines")
    assert {k: report[k] for k in ("n_read", "n_new", "n_doubtful", "n_refused")} == {
        "n_read": 4,
        "n_new": 3,
        "n_doubtful": 1,
        "n_refused": 1,
    }
    assert report["refused"][0]["where"] == "a.lines:3"
    assert [(p["key"], p["year"]) for p in said("list")] == [
        ("gao2020promptsa", 2020),
        ("gao2020prompts", 2020),
        ("hu2021low", 2021),
    ]
    assert said("undo")["n_gone"] == 3
    assert said("list") == []
    assert "tenfold paper import" in run("list").output


def test_a_report_shows_ten_refused_and_where_the_rest_is(lab: Path) -> None:
    (lab / "a.lines").write_text("wrong\n" * 25 + LINES)
    output = run("import", "a.lines").output
    assert output.count("four parts") == 10
    assert "16 more: tenfold paper imports --json" in output
    assert len(said("imports")["imports"][0]["refused"]) == 26


def test_a_file_that_breaks_off_does_not_stop_the_next_one(lab: Path) -> None:
    (lab / "a.lines").write_text("Hu|2021|Before|\nbroken off\n")
    (lab / "b.lines").write_text("Gao|2021|After|\n")
    report = said("import", "a.lines", "b.lines")
    assert report["n_new"] == 2
    assert report["refused"] == [{"where": "a.lines:2", "reason": "broken off.", "excerpt": ""}]
    assert "a.lines, b.lines" in run("imports").output


def test_doubtful_pairs_are_shown_and_decided(lab: Path) -> None:
    (lab / "a.lines").write_text(LINES)
    run("import", "a.lines")
    assert said("duplicates")["pairs"] == [
        {"keys": ["gao2020prompts", "gao2020promptsa"], "reason": _EACH_ITS_OWN}
    ]
    assert "Prompts for everything" in run("duplicates").output
    run("different", "gao2020prompts", "gao2020promptsa")
    assert said("duplicates", "--again")["pairs"] == []
    run("undo")
    merged = said("merge", "gao2020prompts", "gao2020promptsa")
    assert merged["conflicts"] == [{"field": "ids.doi", "kept": "10.1234/b", "other": "10.1234/c"}]
    shown = said("show", "gao2020promptsa", "--history")
    assert (shown["key"], shown["aliases"]) == ("gao2020prompts", ["gao2020promptsa"])
    assert [state["action"] for state in shown["history"]] == ["import", "link", "undo", "merge"]


_EACH_ITS_OWN = "the same title, but each its own doi"


def test_fields_are_edited_as_one_types_them(lab: Path) -> None:
    (lab / "a.lines").write_text(LINES)
    run("import", "a.lines")
    paper = said(
        "edit", "hu2021low", "authors=Hu, Edward; Yelong Shen; {DeepMind}", "year=2022",
        "arxiv=arXiv:2106.09685v2", "doi=", "keywords=a, b", "key=lora", "open_access=yes",
        "withdrawn=2024-05 error in a proof",
    )  # fmt: skip
    assert [(n["family"], n.get("given")) for n in paper["authors"]] == [
        ("Hu", "Edward"), ("Shen", "Yelong"), ("DeepMind", None),
    ]  # fmt: skip
    assert paper["ids"] == {"arxiv": "2106.09685"}
    assert (paper["key"], paper["year"], paper["keywords"]) == ("lora", 2022, ["a", "b"])
    assert paper["withdrawn"] == {
        "kind": "withdrawn", "on": "2024-05", "reason": "error in a proof",
    }  # fmt: skip
    assert "WITHDRAWN" in run("list").output
    assert run("show", "hu2021low").output.startswith("WITHDRAWN 2024-05 error in a proof")
    assert "withdrawn" not in said("edit", "lora", "withdrawn=no")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("yeer=2021", "Did you mean 'year'"),
        ("year=soon", "must be a year"),
        ("year=²", "must be a year"),
        ("year", "no FIELD=VALUE"),
        ("doi=none", "no identifier"),
        ("open_access=maybe", "yes or no"),
        ("title=", "neither a title"),
        ("key=a b", "no citation key"),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_changed(
    lab: Path, value: str, message: str
) -> None:
    (lab / "a.lines").write_text("Hu|2021|Low-rank adaptation|\n")
    run("import", "a.lines")
    before = said("show", "hu2021low")
    with pytest.raises(InputError) as error:
        run("edit", "hu2021low", value)
    assert message in str(error.value)
    assert said("show", "hu2021low") == before


def test_a_file_that_no_importer_reads_is_refused_before_anything_is_written(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(lab)
    (lab / "a.lines").write_text("neither this nor that\n")
    for name in ("a.lines", "missing.lines"):
        with pytest.raises(InputError) as error:
            run("import", name)
        assert name in str(error.value)
    assert said("imports")["imports"] == []


def test_every_importer_has_a_name_and_endings() -> None:
    for importer in all_importers():
        assert importer.name
        assert isinstance(importer.endings, tuple)


def test_an_abstract_is_shown_without_marks_of_its_own(lab: Path) -> None:
    (lab / "a.lines").write_text("Hu|2021|LoRA|\n")
    key = said("import", "a.lines")["new"][0]["key"]
    run("edit", key, "abstract=Two small matrices a layer.")
    shown = run("show", key).output
    assert "\n\nTwo small matrices a layer.\n" in shown
    assert "\ufffd" not in shown


def test_many_files_of_an_import_are_counted(lab: Path) -> None:
    names = [f"{letter}.lines" for letter in "abcde"]
    for name in names:
        (lab / name).write_text(f"Hu|2021|{name}|\n")
    run("import", *names)
    listed = run("imports").output
    assert "a.lines, b.lines and 3 more" in " ".join(listed.split())
    assert "e.lines" not in listed


def test_undo_is_offered_only_where_this_import_wrote_something(lab: Path) -> None:
    """Undo after an import that said nothing new takes back the one before it."""
    (lab / "a.lines").write_text("Hu|2021|Low-rank adaptation of models|\n")
    (lab / "bad.lines").write_text("no paper\n")
    assert "paper undo" in run("import", "a.lines").stdout
    assert "paper undo" not in run("import", "a.lines").stdout
    assert "paper undo" not in run("import", "bad.lines").stdout
