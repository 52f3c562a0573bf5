"""`tenfold data` as one types it, on a real workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tenfold.cli.data.app import data_app
from tenfold.errors import DataError, InputError, WorkspaceError
from tenfold.store.workspace import Workspace

CSV = "text,label\ngood [red]food[/red],pos\nbad,neg\nbad,neg\n"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "lab")
    (tmp_path / "reviews.csv").write_text(CSV)
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


def test_add_list_show_audit(lab: Path) -> None:
    added = as_json(lab, "add", str(lab.parent / "reviews.csv"))
    assert (added["name"], added["n_rows"], len(added["version"])) == ("reviews", 3, 64)
    assert {finding["code"] for finding in added["findings"]} >= {"TF-DATA-023", "TF-DATA-025"}
    assert [entry["name"] for entry in as_json(lab, "list")["datasets"]] == ["reviews"]
    shown = as_json(lab, "show", "reviews", "--rows", "1")
    assert shown["classes"] == {"neg": 2, "pos": 1}
    assert shown["rows"] == [{"text": "good [red]food[/red]", "label": "pos"}]
    audit = as_json(lab, "audit", "reviews@1")["findings"]
    duplicate = next(finding for finding in audit if finding["code"] == "TF-DATA-023")
    assert (duplicate["count"], duplicate["state"]) == (1, "found")


def test_people_read_the_same(lab: Path) -> None:
    file = str(lab.parent / "reviews.csv")
    said = tenfold(lab, "add", file)
    assert "reviews@1" in said
    assert "(new)" in said
    assert "TF-DATA-023" in said
    assert "known already" in tenfold(lab, "add", file)
    assert "[red]food[/red]" in tenfold(lab, "show", "reviews"), "data are never markup"
    assert "not applicable TF-DATA-029" in tenfold(lab, "audit", "reviews")
    assert "builtin:diagnosis" in tenfold(lab, "list")
    assert "simulated" in tenfold(lab, "show", "builtin:diagnosis", "--card")


def test_splits_by_option(lab: Path) -> None:
    file = str(lab.parent / "reviews.csv")
    tenfold(lab, "add", file, "--name", "a", "--test", file, "--split", f"dev={file}")
    assert as_json(lab, "show", "a")["splits"] == {"train": 3, "dev": 3, "test": 3}


def test_statistics_of_the_columns(lab: Path) -> None:
    file = str(lab.parent / "reviews.csv")
    tenfold(lab, "add", file, "--name", "a", "--test", file)
    stats = as_json(lab, "show", "a", "--stats")["stats"]
    assert stats["classes"] == {"neg": 2, "pos": 1}
    assert (stats["n_rows"], stats["n_labels_unread"]) == (6, 3)
    assert [column["n_distinct"] for column in stats["columns"]] == [2, 2]
    said = tenfold(lab, "show", "a", "--stats", "--rows", "0")
    assert "2 classes: neg 2 (66.7%), pos 1 (33.3%)" in said
    assert "The labels of the 3 test rows were not looked at." in said


def test_a_database_as_a_source(lab: Path) -> None:
    import sqlite3

    with sqlite3.connect(lab.parent / "reviews.db") as connection:
        connection.execute("create table t as select 'a ' || value as text, value % 2 as label from "
                           "(select 1 as value union select 2 union select 3)")  # fmt: skip
    connection.close()
    url = f"sqlite:///{lab.parent / 'reviews.db'}"
    added = as_json(lab, "add", url, "--query", "SELECT * FROM t ORDER BY text")
    assert (added["name"], added["n_rows"]) == ("reviews", 3)
    assert "(SELECT * FROM t ORDER BY text)" in tenfold(lab, "show", "reviews")
    file = str(lab.parent / "reviews.csv")
    for words in (
        ("add", url),
        ("add", url, "--query", "SELECT 1 AS text", "--encoding", "gbk"),
        ("add", file, "--query", "SELECT 1"),
        ("add", file, "--revision", "main"),
        ("add", "hub:org/name", file),
    ):
        with pytest.raises(InputError):
            tenfold(lab, *words)


def test_wrong_requests_are_refused(lab: Path) -> None:
    file = str(lab.parent / "reviews.csv")
    for words, error in (
        (("add", file, "--quoting", "odd"), InputError),
        (("add", file, "--split", "dev"), InputError),
        (("add", file, "--test", file, "--split", f"test={file}"), InputError),
        (("add", file, "--name", "no/name"), InputError),
        (("add", file, "--label", "lable"), DataError),
        (("add", str(lab / "none.csv")), DataError),
        (("show", "nothing"), DataError),
        (("show", "reviews", "--card"), InputError),
        (("audit", file, "--quick", "--suspects", str(lab / "s.csv")), InputError),
    ):
        with pytest.raises(error) as caught:
            tenfold(lab, *words)
        assert caught.value.remedy
    assert as_json(lab, "list")["datasets"] == [], "nothing half-written"
    with pytest.raises(WorkspaceError):
        tenfold(lab.parent, "list")


def test_suspects_are_written_or_it_is_said_why_not(lab: Path) -> None:
    """Five texts a class suffice; three rows do not."""
    few, enough, out = lab.parent / "reviews.csv", lab.parent / "enough.csv", lab.parent / "s.csv"
    with pytest.raises(InputError, match="fewer than two classes"):
        tenfold(lab, "audit", str(few), "--suspects", str(out))
    assert not out.exists()
    rows = [f"the {dish} was {how},{how}" for dish in ("rice", "soup", "tea", "egg", "pie") for how in
            ("awful", "great")]  # fmt: skip
    enough.write_text("\n".join(["text,label", *rows]))
    assert f"suspects: {out}" in tenfold(lab, "audit", str(enough), "--suspects", str(out))
    assert out.read_text().startswith("row,id,text,label,suggested,score,decision\n")
    out.write_text("with my decisions")
    for file in ("--suspects", "--out"):
        with pytest.raises(InputError, match="stands there already"):
            tenfold(lab, "audit", str(enough), file, str(out))
    with pytest.raises(InputError, match="stands there already"):
        tenfold(lab, "card", str(enough), "--out", str(out))
    assert out.read_text() == "with my decisions"


def test_the_labels_of_test_are_not_shown_and_an_id_column_is_not_forgotten(lab: Path) -> None:
    file = lab.parent / "t.csv"
    file.write_text("key,text,label\n1,c,secret\n2,d,pos\n")
    words = ["add", str(lab.parent / "reviews.csv"), "--fill-missing", "--test", str(file)]
    as_json(lab, *words, "--id", "key", "--name", "both")
    as_json(lab, *words, "--name", "both")
    shown = as_json(lab, "show", "both")
    assert shown["id"] == "key"
    assert shown["classes"] == {"neg": 2, "pos": 1}
    assert [row["label"] for row in shown["rows"]] == ["pos", "neg", "neg", None, None]
    assert "secret" not in tenfold(lab, "show", "both")


@pytest.mark.parametrize("command", ["add", "list", "show", "audit"])
def test_help_has_an_example(command: str) -> None:
    assert "Example: tenfold data" in CliRunner().invoke(data_app, [command, "--help"]).output


def test_named_splits_alone_are_enough_and_nothing_at_all_is_not(lab: Path) -> None:
    file = str(lab.parent / "reviews.csv")
    added = as_json(lab, "add", "--split", f"old={file}", "--split", f"new={file}")
    assert (added["name"], added["n_rows"] % 2) == ("reviews", 0)
    assert set(as_json(lab, "show", "reviews")["splits"]) == {"old", "new"}
    with pytest.raises(InputError, match="no file was named"):
        tenfold(lab, "add")
