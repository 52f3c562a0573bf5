"""`tenfold data clean`, `recipe`, `diff` and `where` as one types them, on a real workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tenfold.cli.data.app import data_app
from tenfold.errors import DataError, DeclarationError, InputError, TenfoldError
from tenfold.store.workspace import Workspace

CSV = (
    "text,label,note\n<b>good</b> [red]food[/red],pos,a\nbad\u200b,neg,b\nbad,neg,c\n"
    "cafÃ© from jane@example.org,pos,d\n"
)


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "lab")
    (tmp_path / "d.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "test.csv").write_text("text,label,note\nbad,secret,t\n", encoding="utf-8")
    tenfold(tmp_path / "lab", "add", str(tmp_path / "d.csv"))
    return tmp_path / "lab"


def tenfold(lab: Path, *words: str) -> str:
    result = CliRunner().invoke(data_app, [*words, "--workspace", str(lab)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def as_json(lab: Path, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(tenfold(lab, *words, "--json"))
    assert answer["schema_version"] == 1
    return answer


MEND = (
    "--strip-controls",
    "--strip-html",
    "--fix-encoding",
    "--redact-personal",
    "--drop-duplicates",
)


def test_clean_shows_first_and_writes_then(lab: Path) -> None:
    said = tenfold(lab, "clean", "d", *MEND, "--dry-run")
    assert "Nothing was written" in said
    assert len(as_json(lab, "list")["datasets"]) == 1
    said = tenfold(lab, "clean", "d", *MEND)
    assert "drop-duplicates (exact): 1 dropped" in said
    assert "row 2 (strip-controls (U+200B))" in said
    assert r"bad[-\u200b-]" in said
    assert "[-<b>-]good[-</b>-] [red]food[/red]" in said, "data are never markup"
    assert "caf[-Ã©-]" not in said, "whole words are compared"
    assert "{+café+}" in said
    assert "{+[EMAIL]+}" in said
    assert "row 3 (drop-duplicates: same text as row 2): bad" in said
    assert "d@2" in said
    assert "say d@1 to go back" in said
    assert "Made from d@1 by fix-encoding, strip-controls" in tenfold(lab, "show", "d")
    listed = tenfold(lab, "list")
    assert "d@1 by fix-encoding" in listed
    assert "d.csv" in listed
    again = tenfold(lab, "clean", "d", *MEND)
    assert "Nothing changes, so there is no new version" in again
    assert as_json(lab, "clean", "d@1", *MEND)["state"] == "known"


def test_a_recipe_is_printed_and_used_on_other_data(lab: Path) -> None:
    file = lab / "recipe.toml"
    made = as_json(lab, "clean", "d", *MEND)
    assert (made["state"], made["number"], made["n_rows"]) == ("written", 2, 3)
    assert [done["n_changed"] for done in made["operations"]] == [1, 1, 1, 1, 0]
    assert made["diff"]["n_dropped"] == 1
    tenfold(lab, "recipe", "d@2", "--toml", str(file))
    assert 'do = "strip-html"' in tenfold(lab, "recipe", "d@2")
    assert as_json(lab, "recipe", "d")["digest"] == made["recipe_digest"]
    with pytest.raises(InputError, match="there already"):
        tenfold(lab, "recipe", "d@2", "--toml", str(file))
    by_file = as_json(lab, "clean", "d@1", "--recipe", str(file), "--as", "e")
    by_name = as_json(lab, "clean", "d@1", "--recipe", "d@2", "--as", "f")
    assert {by_file["version"], by_name["version"]} == {made["version"]}, (
        "a replay is the same rows"
    )
    assert by_file["name"] == "e"


def test_diff_and_where(lab: Path) -> None:
    tenfold(lab, "clean", "d", *MEND)
    said = tenfold(lab, "diff", "d@1", "d@2")
    assert "d@1 4 rows → d@2 3 rows, matched by lineage" in said
    assert "3 rows changed" in said
    assert "No difference" in tenfold(lab, "diff", "d@2", "d")
    found = as_json(lab, "diff", "d@1", "d@2", "--all")
    assert (found["n_kept"], found["n_changed"], found["n_dropped"]) == (0, 3, 1)
    assert found["dropped"][0]["why"] == "drop-duplicates: same text as row 2"
    said = tenfold(lab, "where", "d@2", "3")
    assert "← d@1 row 4 (fix-encoding; redact-personal (email))" in said
    assert "← d.csv, row 4" in said
    trail = as_json(lab, "where", "d@2", "3")
    assert (trail["file"], trail["file_row"], len(trail["trail"])) == ("d.csv", 4, 2)
    ids = "nothing"
    with pytest.raises(DataError, match="no row has the id"):
        tenfold(lab, "where", "d@2", ids)


def test_labels_of_test_are_neither_shown_nor_changed_in_passing(lab: Path) -> None:
    files = str(lab.parent / "d.csv"), "--test", str(lab.parent / "test.csv"), "--name", "s"
    tenfold(lab, "add", *files)
    said = tenfold(lab, "clean", "s", "--drop-duplicates", "--dry-run")
    assert "same text as row 5 of the split test" in said
    with pytest.raises(DeclarationError) as caught:
        tenfold(lab, "clean", "s", "--rename-label", "neg=minus")
    assert caught.value.code == "TF-DATA-067"
    words = ("--rename-label", "secret=pos", "--test-too")
    said = tenfold(lab, "clean", "s", *words)
    assert "labels of test are not shown" in said
    assert "rows of test too" in said
    assert "secret" not in tenfold(lab, "diff", "s@1", "s@2", "--all")
    assert "secret" not in json.dumps(as_json(lab, "diff", "s@1", "s@2", "--all"))


def test_a_list_of_decisions(lab: Path) -> None:
    file = lab / "suspects.csv"
    file.write_text(
        "row,label,suggested,score,decision\n1,pos,neg,0.9,relabel\n2,neg,pos,0.8,keep\n"
        "3,neg,pos,0.7,drop\n4,pos,neg,0.6,\n"
    )
    said = tenfold(lab, "clean", "d", "--relabel", str(file))
    assert "relabel (1 rows listed): 1 changed" in said
    assert "drop-rows (1 rows listed): 1 dropped" in said
    assert "suspects.csv: 1 rows without a decision." in said
    assert "label: [-pos-]{+neg+}" in said


def test_wrong_requests_are_refused_and_leave_nothing(lab: Path) -> None:
    odd = lab / "odd.toml"
    odd.write_text('[[operations]]\ndo = "polish"\n')
    wrong: list[tuple[tuple[str, ...], type[TenfoldError]]] = [
        ((), InputError),
        (("--level", "normalised"), InputError),
        (("--drop-duplicates", "--level", "nearly"), DeclarationError),
        (("--rename-label", "pos"), InputError),
        (("--rename-label", "posi=x"), DeclarationError),
        (("--drop-class", "pos"), DataError),
        (("--keep-columns", "label"), DeclarationError),
        (("--keep-columns", "text,label,nota"), DeclarationError),
        (("--strip-html", "--in", "nota"), DeclarationError),
        (("--relabel", str(lab / "none.csv")), DataError),
        (("--recipe", str(odd)), DeclarationError),
        (("--recipe", "d@1"), DataError),
        (("--recipe", str(odd), "--strip-html"), InputError),
        (("--strip-html", "--as", "no/name"), InputError),
    ]
    for words, error in wrong:
        with pytest.raises(error):
            tenfold(lab, "clean", "d", *words)
    assert len(as_json(lab, "list")["datasets"]) == 1


@pytest.mark.parametrize("command", ["clean", "recipe", "diff", "where"])
def test_help_has_an_example(command: str) -> None:
    assert (
        f"Example: tenfold data {command}"
        in CliRunner().invoke(data_app, [command, "--help"]).output
    )
