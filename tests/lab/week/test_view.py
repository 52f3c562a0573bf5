"""A week as its owner sees it: once it is frozen, the kept text is the only truth, in every form."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tenfold.errors import InputError
from tenfold.lab.goal import Goal
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.week.exported import read_exported
from tenfold.lab.week.view import WeekView, freeze_week, view_week
from tenfold.lab.weeks import Week
from tenfold.lab.zone import Zone
from tenfold.language import LANGUAGES, translator
from tenfold.store.workspace import Workspace

TODAY = Zone().today()
WEEK = Week.of(TODAY)
CANARY = "canary"


def forms(view: WeekView) -> dict[str, str]:
    """Everything that can be handed on of a week."""
    return {
        "markdown": view.markdown,
        "text": view.text(),
        "html": view.html,
        "json": json.dumps(view.to_json(), ensure_ascii=False),
        "notebook": view._repr_html_(),
    }


def without(view: WeekView, word: str) -> str:
    """Its text, with the lines taken out that hold a word."""
    return "".join(line for line in view.markdown.splitlines(True) if word not in line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_edited_out_before_it_was_frozen_is_nowhere(workspace: Workspace, language: str):
    journal = Journal(workspace)
    note = Note(text="", day=TODAY, is_private=False)
    for kind, text in (
        ("thought", f"{CANARY} about @gao"),
        ("did", f"{CANARY} done"),
        ("question", f"{CANARY} asked?"),
        ("parked", f"{CANARY} parked"),
        ("thought", "kept"),
    ):
        journal.write(replace(note, kind=kind, text=text))
    Goals(workspace).add(Goal(text=f"{CANARY} reached"))
    view = view_week(workspace, language=language)
    assert all(CANARY in said for said in forms(view).values())
    freeze_week(workspace, view, without(view, CANARY), ())
    for said in forms(view_week(workspace, language=language)).values():
        assert CANARY not in said
        assert "kept" in said


def test_a_note_taken_back_after_freezing_leaves_the_frozen_json_as_it_was(workspace: Workspace):
    journal = Journal(workspace)
    note = journal.write(Note(text="it was shared", day=TODAY, is_private=False))
    view = view_week(workspace)
    freeze_week(workspace, view, view.markdown, ())
    frozen = view_week(workspace).to_json()
    journal.share([note.number], private=True)
    journal.write(Note(text="too late", day=TODAY, is_private=False))
    assert view_week(workspace).to_json() == frozen


def test_the_json_of_a_frozen_report_that_nobody_edited_says_what_it_said_before(workspace):
    journal = Journal(workspace)
    for number in range(9):
        journal.write(
            Note(text=f"q{number}?", day=TODAY, kind="question", whom="Gao", is_private=False)
        )
    Goals(workspace).add(Goal(text="submit"))
    view = view_week(workspace)
    before = view.to_json()
    freeze_week(workspace, view, view.markdown, ())
    after = view_week(workspace).to_json()
    for name in ("week", "n_weeks", "from", "to", "person", "language", "title", "question"):
        assert after[name] == before[name]
    for key, lines in before["sections"].items():
        found = [line for line in after["sections"].get(key, []) if "is_prose" not in line]
        said = [{n: line[n] for n in ("text", "sign", "details") if n in line} for line in lines]
        assert found == said


def test_a_table_of_a_lab_reads_the_json_of_a_frozen_report(workspace: Workspace, tmp_path):
    asked = Note(text="which seed?", day=TODAY, kind="question", whom="Gao", is_private=False)
    Journal(workspace).write(asked)
    view = view_week(workspace)
    freeze_week(workspace, view, view.markdown, ())
    path = tmp_path / "ada.json"
    path.write_text(json.dumps(view_week(workspace).to_json()))
    waits = read_exported(path, translator()).waits_for("Gao")
    assert ["which seed?" in line.text for line in waits] == [True]


def test_a_kept_report_is_not_frozen_again(workspace: Workspace):
    view = view_week(workspace)
    freeze_week(workspace, view, view.markdown, ())
    with pytest.raises(InputError, match="was frozen on"):
        freeze_week(workspace, view_week(workspace), "# another\n", ())


def test_a_report_of_several_weeks_is_another_one(workspace: Workspace):
    view = view_week(workspace, n_weeks=2)
    freeze_week(workspace, view, view.markdown, ())
    assert view_week(workspace).frozen is None
    kept = view_week(workspace, n_weeks=2)
    assert kept.frozen is not None
    assert kept.to_json()["from"] == (WEEK - 1).monday.isoformat()


def test_a_notebook_shows_headings_and_lists_and_no_markdown(workspace: Workspace):
    Journal(workspace).write(Note(text="<b>bold</b> claim", day=TODAY, is_private=False))
    page = view_week(workspace)._repr_html_()
    assert "<h2>Late</h2>" in page
    assert "<li>&lt;b&gt;bold&lt;/b&gt; claim</li>" in page
    assert "##" not in page


def of_person(workspace: Workspace, name: str) -> Workspace:
    """The same store for somebody else."""
    other = Workspace(workspace.root)
    other.settings = {**workspace.settings, "person": {"name": name}}
    other.__dict__["database"] = workspace.database
    return other


def test_a_name_that_nobody_has_is_told_from_one_that_shared_nothing_by_no_word(workspace):
    """A blank report would pass for somebody's; and that there are private notes is not told."""
    ada = Journal(of_person(workspace, "Ada"))
    ada.write(Note(text=CANARY, day=TODAY))
    said = []
    for name in ("Ada", "Adda"):
        with pytest.raises(InputError, match="nothing of anybody") as refused:
            view_week(workspace, person=name)
        said.append(f"{refused.value} {refused.value.remedy}".replace(name, "NAME"))
    assert said[0] == said[1]
    ada.write(Note(text="shared", day=TODAY, is_private=False))
    shown = forms(view_week(workspace, person="Ada"))
    assert all("shared" in text and CANARY not in text for text in shown.values())
    assert view_week(workspace).person == "local"


def test_one_s_own_private_notes_never_stand_in_another_s_report(workspace: Workspace):
    Journal(of_person(workspace, "Ada")).write(Note(text="x", day=TODAY, is_private=False))
    own = Journal(workspace).write(Note(text=CANARY, day=TODAY))
    with pytest.raises(ValueError, match="somebody else"):
        view_week(workspace, person="Ada", share=[own.number])


@pytest.mark.parametrize(("n_weeks", "week"), [(1, WEEK - 1), (2, WEEK)])
def test_the_text_of_another_report_is_not_frozen_for_this_one(workspace, n_weeks, week):
    other = view_week(workspace, week, n_weeks=n_weeks)
    with pytest.raises(InputError, match="title is that of another report"):
        freeze_week(workspace, view_week(workspace), other.markdown, ())
    assert view_week(workspace).frozen is None


def test_commands_are_for_the_owner_s_eyes_and_not_for_who_gets_the_report(workspace: Workspace):
    """An advisor has no use for them; the same report at the owner's terminal says how to go on."""
    journal = Journal(workspace)
    journal.write(Note(text="why?", kind="question", whom="Gao", day=TODAY, is_private=False))
    view = view_week(workspace)
    assert "tenfold note answer 1" in view.for_owner
    for text in (view.markdown, view.html, view.text()):
        assert "tenfold note" not in text
        assert "tenfold goal" not in text
    other = view_week(of_person(workspace, "Gao"), person="local")
    assert "tenfold note" not in other.for_owner
