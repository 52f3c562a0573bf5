"""`tenfold lab week FOLDER`."""

from __future__ import annotations

import json

import pytest
from reports_of_a_week import ADA, report_of
from typer.testing import CliRunner

from tenfold.cli.lab.lab import lab_app
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace


def run(*words):
    return CliRunner().invoke(lab_app, ["week", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "ada.md").write_text(ADA, encoding="utf-8")
    (folder / "bob.md").write_text(report_of("Bob", "2026-W47"), encoding="utf-8")
    (folder / "notes.md").write_text("# Shopping\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_table_is_printed(folder):
    said = run(folder, "--me", "Gao").output
    assert said.index("## Ada, 2026-W48") < said.index("## Bob, 2026-W47")
    assert "Q12 Which margin" in said
    assert "notes.md" in said


def test_json_and_a_page_say_the_same(folder, tmp_path):
    page = tmp_path / "lab.html"
    table = json.loads(run(folder, "--me", "Gao", "--json", "--html", page).output)
    assert table["schema_version"] == 1
    assert [row["person"] for row in table["rows"]] == ["Ada", "Bob"]
    assert [one["file"] for one in table["skipped"]] == ["notes.md"]
    text = page.read_text(encoding="utf-8")
    assert all(word in text for word in ("Ada", "Bob", "Waits for Gao", "notes.md"))


def test_a_page_in_chinese_and_what_is_left_out_is_said(folder, tmp_path):
    page = tmp_path / "lab.html"
    said = run(folder, "--me", "Gao", "--html", page, "--lang", "zh", "--of", "2026-W48").output
    assert "Wrote" in said
    assert "notes.md" in said
    assert "Bob" in said
    assert 'lang="zh-Hans"' in page.read_text(encoding="utf-8")


def test_who_i_am_is_the_person_of_the_workspace(folder, tmp_path):
    with pytest.raises(InputError, match="not known who you are") as error:
        run(folder)
    assert "--me" in error.value.remedy
    lab = tmp_path / "lab"
    lab.mkdir()
    (lab / "tenfold.toml").write_text('[person]\nname = "Gao"\n', encoding="utf-8")
    Workspace.create(lab)
    assert json.loads(run(folder, "--json", "--workspace", lab).output)["me"] == "Gao"


def test_nothing_is_written_where_something_is_wrong(folder, tmp_path):
    page = tmp_path / "lab.html"
    for wrong in (["--of", "2026-W99"], ["--lang", "xx"]):
        with pytest.raises(InputError):
            run(folder, "--me", "Gao", "--html", page, *wrong)
    with pytest.raises(InputError, match="is a folder"):
        run(folder, "--me", "Gao", "--html", tmp_path)
    assert not page.exists()


def test_a_stranger_s_report_steers_no_terminal(folder, tmp_path):
    evil = report_of("E\x1b[2Jve", verdict="● probe \x1b]0;x\x07 beats")
    (folder / "eve.md").write_text(evil, encoding="utf-8")
    lines = [{"text": "Gao \x1b[2J"}]
    said = {"person": "M\x1bal", "week": "2026-W48", "sections": {"needs_you": lines}}
    (folder / "mal.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "\x1b[2J.md").write_text("# Shopping\n", encoding="utf-8")
    for words in (["--me", "Gao"], ["--me", "Gao", "--html", tmp_path / "lab.html"]):
        printed = run(folder, *words).output
        assert "[2Jve" in printed
        assert "\x1b" not in printed
        assert "\x07" not in printed
