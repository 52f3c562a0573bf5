"""What a note is made of: its kind follows from what is said, and nothing that does not fit is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up_notes import TODAY, notes
from tenfold.errors import InputError
from tenfold.lab.note import KINDS, Note, NoteKind
from tenfold.lab.note_details import DETAILS, chosen_kind, fitted, kind_named
from tenfold.lab.note_making import clean_tag, draft, redraft, with_text
from tenfold.look.clean_text import clean_text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("q", "question"),
        ("Tho", "thought"),
        ("to", "to-learn"),
        ("not now", "not-now"),
        ("DID", "did"),
    ],
)
def test_a_kind_is_known_by_its_beginning(said: str, kind: str) -> None:
    assert kind_named(said) == kind


@pytest.mark.parametrize("said", ["", "t", "nothing", "questions", "-"])
def test_what_names_no_kind_or_two_is_refused(said: str) -> None:
    with pytest.raises(InputError) as refused:
        kind_named(said)
    assert refused.value.remedy


def fitting_details(kind: NoteKind) -> set[str]:
    return {name for name, detail in DETAILS.items() if kind in detail.kinds}


@given(details=st.sets(st.sampled_from(sorted(DETAILS))), kind=st.none() | st.sampled_from(KINDS))
def test_a_kind_has_all_the_details_that_it_is_given(
    details: set[str], kind: NoteKind | None
) -> None:
    try:
        chosen = chosen_kind(kind, details)
    except InputError:
        assert not any(details <= fitting_details(k) for k in KINDS if kind in (None, k)) or (
            kind is None and details == {"why"}
        )
        return
    assert kind in (None, chosen)
    assert all(chosen in DETAILS[name].kinds for name in details)


@pytest.mark.parametrize(
    ("details", "kind"),
    [
        ({}, "thought"),
        ({"before": "x"}, "thought"),
        ({"whom": "Li"}, "question"),
        ({"giver": "Li"}, "advice"),
        ({"look_again": TODAY}, "parked"),
        ({"look_again": TODAY, "why": "x"}, "parked"),
    ],
)
def test_details_alone_say_the_kind(details: dict[str, Any], kind: str) -> None:
    note = draft(today=TODAY, details=details)
    assert (note.kind, note.is_private, note.day) == (kind, True, TODAY)
    assert all(getattr(note, name) == value for name, value in details.items())


def test_details_that_fit_several_kinds_or_none_are_refused_with_what_to_say() -> None:
    with pytest.raises(InputError, match="--why may belong to parked or not-now"):
        draft(today=TODAY, details={"why": "x"})
    with pytest.raises(InputError, match="no note has --whom and --from together"):
        draft(today=TODAY, details={"whom": "x", "giver": "y"})
    with pytest.raises(InputError, match="--whom is for 'question', not for 'did'"):
        draft(today=TODAY, kind="did", details={"whom": "x"})


def test_an_answer_has_a_day() -> None:
    day = TODAY - timedelta(days=2)
    assert draft(today=TODAY, day=day, details={"answer": "yes"}).answered_on == day
    note = with_text(draft(today=TODAY, details={"answer": "yes"}), "x")
    later, _ = redraft(note, today=TODAY + timedelta(days=3), details={"answer": "no"})
    assert later.answered_on == TODAY + timedelta(days=3)
    emptied, _ = redraft(note, today=TODAY, details={"answer": ""})
    assert (emptied.answer, emptied.answered_on) == ("", None)


def test_days_that_cannot_be_are_refused() -> None:
    after, before = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    for days in (
        {"day": after},
        {"details": {"asked_on": after}},
        {"details": {"look_again": before}},
    ):
        with pytest.raises(InputError, match=r"still to come|is over"):
            draft(today=TODAY, **days)  # type: ignore[arg-type]
    draft(today=TODAY, day=before, details={"look_again": TODAY})


@given(note=notes)
def test_a_fitted_note_keeps_what_its_kind_has_and_loses_the_rest(note: Note) -> None:
    kept, lost = fitted(note)
    for name, detail in DETAILS.items():
        assert getattr(kept, name) in ("", None) or note.kind in detail.kinds
        assert (getattr(kept, name) == getattr(note, name)) == (name not in lost)
    assert fitted(kept) == (kept, ())
    assert (kept.text, kept.tags, kept.is_private) == (note.text, note.tags, note.is_private)


def test_a_new_kind_says_what_it_takes() -> None:
    note = Note(text="x", day=TODAY, kind="parked", why="time", look_again=TODAY)
    changed, lost = redraft(note, today=TODAY, kind="not-now")
    assert (changed.why, changed.look_again, lost) == ("time", None, ("look_again",))


def test_a_redraft_without_anything_is_the_note_as_it_was() -> None:
    note = Note(text="x", day=TODAY, kind="question", whom="Li", tags=("a", "b"))
    assert redraft(note, today=TODAY) == (note, ())
    changed, _ = redraft(note, today=TODAY, tags=["#c", "A"], untags=["b"])
    assert changed == replace(note, tags=("A", "c"))


@given(text=st.text())
def test_a_clean_text_is_clean_and_nothing_that_shows_is_lost(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except InputError:
        assert any("\ud800" <= character <= "\udfff" for character in text)
        return
    assert clean_text(cleaned) == cleaned
    assert _shown(cleaned) == _shown(text)


def _shown(text: str) -> list[str]:
    return [c for c in text if c.isprintable() and not c.isspace() and c != "\ufffd"]


def test_escape_codes_show_as_marks_and_lines_stay_lines() -> None:
    assert clean_text(" a\x1b[31mb\0\r\nc\x9b ") == "a\ufffd[31mb\ufffd\nc\ufffd"


@pytest.mark.parametrize("said", ["", " ", "#", "# "])
def test_an_empty_text_or_tag_is_refused(said: str) -> None:
    with pytest.raises(InputError):
        clean_tag(said)
    with pytest.raises(InputError):
        with_text(Note(text="", day=TODAY), said.replace("#", ""))
