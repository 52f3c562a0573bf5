"""`tenfold note` as one types it."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tenfold.cli.editor import edited_text, written_text
from tenfold.cli.lab.note import note_app
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace


@pytest.fixture
def lab(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(workspace.root)
    return workspace


def note(*words: str, typed: str | bytes = "", exit_code: int = 0) -> str:
    """Run `tenfold note WORDS` here, with `typed` on standard input."""
    result = CliRunner().invoke(note_app, list(words), input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == exit_code, result.output
    return result.stdout


def note_json(*words: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(note(*words, "--json"))
    assert said["schema_version"] == 1
    return said


def refused(*words: str, typed: str | bytes = "") -> str:
    with pytest.raises(InputError) as error:
        note(*words, typed=typed)
    return str(error.value)


def test_a_text_alone_becomes_a_private_thought(lab: Workspace) -> None:
    said = note("A probe is enough.")
    assert said == "Note 1 saved: thought, private. Share it: tenfold note share 1\n"
    (saved,) = Journal(lab).notes()
    assert (saved.text, saved.kind, saved.is_private) == ("A probe is enough.", "thought", True)
    assert saved.day == zone_of(lab).today()


@pytest.mark.parametrize("words", [["add"], []], ids=["add", "plain"])
def test_standard_input_is_a_note(lab: Workspace, words: list[str]) -> None:
    note(*words, typed="\ufeff first line\r\nsecond 行\n\n")
    assert Journal(lab).note(1).text == "first line\nsecond 行"


@pytest.mark.parametrize(
    ("words", "kind", "because"),
    [
        (["--whom", "Li"], "question", "--whom"),
        (["--from", "Li"], "advice", "--from"),
        (["--again", "+1w", "--why", "time"], "parked", "--again and --why"),
        (["--before", "x"], "thought", "--before"),
    ],
)
def test_an_option_says_the_kind_and_the_command_says_so(
    lab: Workspace, words: list[str], kind: str, because: str
) -> None:
    assert f"Note 1 saved: {kind} (because of {because}), private." in note("x", *words)
    assert Journal(lab).note(1).kind == kind


def test_all_options_are_kept(lab: Workspace) -> None:
    said = note_json(
        "add", "Which layer? @nobody", "-k", "q", "--share", "--day", "yesterday", "-t", "a", "-t", "#b",
        "--whom", "Li Wei", "--asked", "-3", "--answer", "the ninth",
    )  # fmt: skip
    saved = Journal(lab).note(1)
    today = zone_of(lab).today()
    assert (saved.kind, saved.is_private, saved.tags) == ("question", False, ("a", "b"))
    assert ((today - saved.day).days, saved.answered_on) == (1, saved.day)
    assert saved.asked_on is not None
    assert (today - saved.asked_on).days == 3
    assert (saved.whom, saved.answer) == ("Li Wei", "the ninth")
    assert said["note"] == saved.to_json()
    assert said["links"] == [{"name": "nobody", "kind": "unknown"}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "-k", "did", "--from", "y"], "Use --kind advice, or leave --from out"),
        (["x", "-k", "t"], "thought or to-learn"),
        (["x", "-k", "idea"], "There is: thought, did, question"),
        (["x", "--why", "y"], "--kind parked or --kind not-now"),
        (["x", "--day", "+1"], "still to come"),
        (["x", "--day", "someday"], "no day that tenfold can read"),
        (["x", "-t", "#"], "is no tag"),
        ([" "], "no note was written"),
        ([], "no note was written"),
        (["bad \udcff"], "not UTF-8"),
        (["lst"], "Did you mean: tenfold note list?"),
        (["12"], "tenfold note show 12"),
        (["share", "7"], "you have no note 7"),
        (["undo"], "nothing to take back"),
    ],
    ids=lambda value: (
        " ".join(value).encode("ascii", "replace").decode() if isinstance(value, list) else ""
    ),
)
def test_what_cannot_be_is_refused_with_the_next_step(
    lab: Workspace, words: list[str], said: str
) -> None:
    assert said in refused(*words)
    assert Journal(lab).notes() == []


def test_bytes_that_are_not_utf8_are_refused(lab: Workspace) -> None:
    said = refused(typed="发烧".encode("gbk"))
    assert "the note is not UTF-8 (byte 1 is 0xB7)" in said
    assert Journal(lab).notes() == []


def test_a_name_that_leads_nowhere_is_remarked_on_and_kept(lab: Workspace) -> None:
    (lab.studies / "first.toml").write_text("", encoding="utf-8")
    said = note("see @first and @smith2020; mail a@b.org")
    assert "@smith2020: no study or paper of this name" in said
    assert "first" not in said
    assert "b.org" not in said
    shown = note("show", "1")
    assert "@first: study\n@smith2020: unknown\n" in shown


def test_whoever_takes_a_name_later_is_told_where_the_notes_are(lab: Workspace) -> None:
    note("old")
    (lab.root / "tenfold.toml").write_text('[person]\nname = "Ada"\n', encoding="utf-8")
    assert "is by 'local'" in note("list")
    note("new")
    assert "local" not in note("list", "--tag", "a")


def test_a_list_says_what_is_private_in_words_the_newest_first(lab: Workspace) -> None:
    assert "No note yet" in note("list")
    note("old", "--day", "-2", "--share")
    note("new\nwith more", "-t", "a")
    first, second = note("list").splitlines()
    assert re.fullmatch(r" *2  \d{4}-\d\d-\d\d  thought   private  new \.\.\.  #a", first)
    assert re.fullmatch(r" *1  \d{4}-\d\d-\d\d  thought   shared   old", second)
    assert [n["number"] for n in note_json("list")["notes"]] == [2, 1]


def test_lists_are_filtered(lab: Workspace) -> None:
    note("one", "--share", "-t", "a", "--day", "-5")
    note("two", "--share", "-t", "a", "--whom", "Li", "--answer", "yes", "--day", "-1")
    note("three", "--whom", "Li")
    note("four @first")
    for words, numbers in (
        ("", [4, 3, 2, 1]),
        ("--kind que", [3, 2]),
        ("--open", [3]),
        ("--private", [4, 3]),
        ("--shared", [2, 1]),
        ("--tag A", [2, 1]),
        ("--since yesterday", [4, 3, 2]),
        ("--until yesterday", [2, 1]),
        ("--since -1 --until -1", [2]),
        ("--link @first", [4]),
        ("--kind did", []),
    ):
        found = note_json("list", *words.split())["notes"]
        assert [n["number"] for n in found] == numbers, words
    assert note("list", "--kind", "did") == "None of your 4 notes is so.\n"


def test_search_finds_in_all_that_was_written(lab: Workspace) -> None:
    note("知识蒸馏 works", "--whom", "Li Wei")
    note("other", "-t", "probe")
    assert [n["number"] for n in note_json("search", "蒸馏", "li")["notes"]] == [1]
    assert "other" in note("search", "PROBE")
    assert note("search", "nothing") == "None of your 2 notes is so.\n"


def test_a_note_is_edited_by_options_text_and_standard_input(lab: Workspace) -> None:
    note("one", "--whom", "Li", "-t", "a")
    note("edit", "1", "-t", "b", "--untag", "a", "--asked", "yesterday")
    changed = Journal(lab).note(1)
    assert (changed.text, changed.tags, changed.whom) == ("one", ("b",), "Li")
    note("edit", "1", typed="two\n")
    note("edit", "1", "three", "--asked", "")
    changed = Journal(lab).note(1)
    assert (changed.text, changed.asked_on, changed.tags) == ("three", None, ("b",))
    assert "nothing was changed" in note("edit", "1", "three")
    assert len(Journal(lab).history(1)) == 4
    said = note("edit", "1", "--kind", "thought")
    assert "A note of this kind has no whom: taken off." in said
    assert "Use --kind question" in refused("edit", "1", "--whom", "Li")


def test_what_is_wrong_in_an_edit_changes_nothing(lab: Workspace) -> None:
    note("one")
    for words in (["edit", "1", "two", "--again", "+1"], ["edit", "1"], ["edit", "1", " "]):
        refused(*words)
    assert len(Journal(lab).history(1)) == 1


def test_a_question_is_answered_and_the_answer_before_is_kept(lab: Workspace) -> None:
    note("Which layer?", "--whom", "Li")
    assert "no answer yet" in note("show", "1")
    note("answer", "1", "the ninth", "--day", "yesterday")
    said = note("answer", "1", typed="the tenth\n")
    assert "The answer before it is kept" in said
    shown = note("show", "1")
    assert "answer: the ninth; answered on:" in shown
    assert "\nanswer: the tenth\nanswered on: " in shown
    note("x")
    assert "note 2 is no question" in refused("answer", "2", "y")


def test_sharing_and_taking_back(lab: Workspace) -> None:
    note("one")
    note("two")
    note("share", "1", "2")
    assert [n.number for n in Journal(lab).shared()] == [1, 2]
    note("unshare", "1")
    assert [n.number for n in Journal(lab).shared()] == [2]
    refused("share", "1", "9")
    assert [n.number for n in Journal(lab).shared()] == [2]
    assert "Note 1 is as it was before: thought, shared" in note("undo")
    assert note("undo").count("thought, private") == 2
    assert Journal(lab).shared() == []


def test_a_removed_note_is_brought_back_and_an_undone_one_is_shown(lab: Workspace) -> None:
    note("keep me")
    assert "Bring it back: tenfold note undo" in note("remove", "1")
    assert Journal(lab).notes() == []
    assert note("undo") == "Note 1 is back: thought, private.\n"
    assert note("undo") == "Note 1 is taken away again: keep me\n"
    assert "nothing to take back" in refused("undo")


def test_a_parked_idea_comes_back_with_what_to_do(lab: Workspace) -> None:
    assert note("due") == "No parked idea is due.\n"
    note("later", "--again", "+1w")
    note("now", "--again", "today", "--why", "no time")
    said = note("due")
    assert "now" in said
    assert "why: no time" in said
    assert "later" not in said
    assert "tenfold note edit 2 --again +4w" in said
    assert "1 parked idea is back: tenfold note due" in note("list")
    assert [n["number"] for n in note_json("due")["notes"]] == [2]


def test_a_note_is_shown_with_all_that_it_was(lab: Workspace) -> None:
    note("one", "-t", "a")
    note("edit", "1", "two")
    note("share", "1")
    shown = note("show", "1").splitlines()
    assert shown[0].endswith("thought, shared")
    assert [line[18:] for line in shown[-3:]] == [
        "write: thought, private: one",
        "edit: text: two",
        "share: thought, shared",
    ]
    states = note_json("show", "1")["history"]
    assert [(s["action"], s["note"]["text"]) for s in states] == [
        ("write", "one"),
        ("edit", "two"),
        ("share", "two"),
    ]


def test_what_another_person_wrote_is_not_there(lab: Workspace) -> None:
    note("canary of local")
    note("canary shared", "--share")
    (lab.root / "tenfold.toml").write_text('[person]\nname = "Ada"\n', encoding="utf-8")
    assert "canary" not in note("list") + note("search", "canary") + note("due")
    for words in (["show", "1"], ["edit", "2", "x"], ["share", "1"], ["remove", "2"], ["undo"]):
        assert "canary" not in refused(*words)


def test_codes_that_a_terminal_obeys_are_not_printed(lab: Workspace) -> None:
    note("red\x1b[31m", "--whom", "\x1b]0;title\x07", "-t", "\x1b[1mx")
    assert not set("\x1b\x07") & set(note("list") + note("show", "1") + note("search", "red"))


def editor(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that is a small shell script; $1 is the file."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(path))


def test_an_editor_begins_with_the_text_and_its_file_is_private_and_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    editor(tmp_path, f'ls -l "$1" >{kept}; echo "$1" >>{kept}; echo more 行 >>"$1"', monkeypatch)
    assert edited_text("begun", what="note") == "begun\nmore 行\n"
    mode, path = kept.read_text(encoding="utf-8").splitlines()
    assert mode.startswith("-rw------- ")
    assert not os.path.exists(path)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("true", "left without saving"),
        ("exit 1", "Nothing was changed"),
        ("printf '\\377' >\"$1\"", "the note is not UTF-8"),
    ],
)
def test_an_editor_that_saved_nothing_or_failed_changes_nothing(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, script, monkeypatch)
    with pytest.raises(InputError, match=said):
        edited_text("begun", what="note")


def test_an_editor_that_is_not_there_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    with pytest.raises(InputError, match="export EDITOR=") as error:
        edited_text("begun", what="note")
    assert "/nowhere/editor" in str(error.value)


def test_at_a_terminal_the_editor_opens_and_elsewhere_standard_input_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, 'echo edited >"$1"', monkeypatch)
    main_end, terminal = os.openpty()
    with os.fdopen(main_end, "wb"), os.fdopen(terminal, "r", encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert written_text(None, what="note") == "edited\n"
        assert written_text("given", what="note") == "given"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("行\n".encode())))
    assert written_text(None, what="note") == "行\n"
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="no note was written"):
        written_text(None, what="note")


def test_words_that_are_not_in_quotes_are_one_text(lab: Workspace) -> None:
    note("probe", "beats", "tfidf", "--share", "--tag", "x")
    assert [n.text for n in Journal(lab).notes()] == ["probe beats tfidf"]
