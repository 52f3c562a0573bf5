"""A reader's own marks: state, tags, what is owed, progress."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.mark_change import MarkChange, changed, read_state
from tenfold.papers.reading_mark import READING_STATES, Progress, ReadingMark
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace
from written_about import DAY, PAPER

CANARY = "canary-4711"
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
changes = st.builds(
    MarkChange,
    state=st.none() | st.sampled_from(READING_STATES),
    giver=st.sampled_from(["", "Gao"]),
    due=st.none() | days,
    settle=st.booleans(),
    progress=st.sampled_from(["", "0/10", "40/200"]),
    saved=st.none() | st.booleans(),
)


@given(st.lists(st.tuples(changes, days), max_size=6))
def test_a_mark_is_kept_as_it_is(said: list[tuple[MarkChange, date]]) -> None:
    mark = ReadingMark(subject=PAPER)
    for change, day in said:
        mark = changed(mark, change, day=day)
        assert ReadingMark.from_content(mark.to_content(), subject=PAPER) == mark
        assert mark.state in READING_STATES
        assert not (change.settle and mark.is_owed)


def test_looking_at_a_mark_writes_nothing(workspace: Workspace) -> None:
    marks = ReadingMarks(workspace)
    assert marks.change(PAPER, MarkChange(), day=DAY) == ReadingMark(subject=PAPER)
    assert marks.tag(PAPER) == ReadingMark(subject=PAPER)
    assert marks.history(PAPER) == []


def test_nobody_else_sees_a_mark(workspace: Workspace) -> None:
    ada, gao = ReadingMarks(workspace, person="ada"), ReadingMarks(workspace, person="gao")
    ada.tag(PAPER, [CANARY])
    ada.change(PAPER, MarkChange(state="read", giver=CANARY), day=DAY)
    assert gao.mark(PAPER) == ReadingMark(subject=PAPER)
    assert gao.all() == gao.owed() == gao.history(PAPER) == []
    gao.tag(PAPER, ["his"])
    assert ada.mark(PAPER).tags == (CANARY,)


def test_each_state_has_the_day_on_which_it_was_reached(workspace: Workspace) -> None:
    marks = ReadingMarks(workspace)
    assert marks.mark(PAPER).state == "inbox"
    marks.change(PAPER, MarkChange(state="skimmed"), day=DAY)
    marks.change(PAPER, MarkChange(state="skimmed"), day=DAY + timedelta(1))  # it is so already
    mark = marks.change(PAPER, MarkChange(state="read"), day=DAY + timedelta(2))
    assert mark.since == {"skimmed": DAY, "read in depth": DAY + timedelta(2)}
    assert marks.reach(PAPER, "skimmed", day=DAY).state == "read in depth"
    assert len(marks.history(PAPER)) == 2
    take_back(workspace)
    assert marks.mark(PAPER).state == "skimmed"


@pytest.mark.parametrize("said", ["to-read", "To Read", "to_read", "to read"])
def test_a_state_is_known_however_it_is_spelled(said: str) -> None:
    assert read_state(said) == "to read"


def test_what_was_handed_over_is_owed_until_it_is_read(workspace: Workspace) -> None:
    marks = ReadingMarks(workspace)
    marks.change("paper:3", MarkChange(giver="Li"), day=DAY)
    marks.change("paper:2", MarkChange(giver="Li", due=DAY + timedelta(9)), day=DAY)
    mark = marks.change("paper:1", MarkChange(giver="Gao", due=DAY + timedelta(6)), day=DAY)
    assert (mark.state, mark.since) == ("to read", {"to read": DAY})
    assert [m.subject for m in marks.owed()] == ["paper:1", "paper:2", "paper:3"]
    assert mark.is_late(DAY + timedelta(7))
    assert not mark.is_late(DAY + timedelta(6))
    marks.change("paper:1", MarkChange(state="skimmed"), day=DAY + timedelta(1))
    marks.change("paper:2", MarkChange(settle=True), day=DAY)
    assert [m.subject for m in marks.owed()] == ["paper:3"]
    marks.change(
        "paper:1", MarkChange(giver="Gao"), day=DAY + timedelta(2)
    )  # again, after it was read
    assert [m.subject for m in marks.owed()] == ["paper:1", "paper:3"]


def test_progress_needs_its_whole_once(workspace: Workspace) -> None:
    marks = ReadingMarks(workspace)

    def say(progress: str, unit: str = "") -> Progress | None:
        return marks.change(PAPER, MarkChange(progress=progress, unit=unit), day=DAY).progress

    for refused in ("40", "201/200", "x", "-1/3", "0/0", "1/2/3"):
        with pytest.raises(InputError, match="is no progress"):
            say(refused)
    assert say("40/200") == Progress(40, 200, "pages")
    assert say("60") == Progress(60, 200, "pages")
    assert str(say("3/12", "lessons")) == "3 of 12 lessons"
    with pytest.raises(InputError, match="no unit 'furlongs'"):
        say("1", "furlongs")
    assert marks.mark(PAPER).progress == Progress(3, 12, "lessons")


def test_what_cannot_be_leaves_all_that_was_said_with_it_out(workspace: Workspace) -> None:
    marks = ReadingMarks(workspace)
    with pytest.raises(InputError, match="no progress"):
        marks.change(PAPER, MarkChange(state="read", giver="Gao", progress="x"), day=DAY)
    with pytest.raises(InputError, match="no reading state 'devoured'"):
        marks.change(PAPER, MarkChange(state="devoured", saved=True), day=DAY)
    assert marks.all() == []


def test_a_tag_is_there_once_whatever_its_case(workspace: Workspace) -> None:
    marks = ReadingMarks(workspace)
    assert marks.tag(PAPER, ["#LoRA", "lora", " low  rank "]).tags == ("LoRA", "low rank")
    assert marks.tag(PAPER, ["new"], untag=["LORA"]).tags == ("low rank", "new")
    assert marks.tag(PAPER, ["x"], untag=["x"]).tags == ("low rank", "new")
    with pytest.raises(InputError, match="the tag is empty"):
        marks.tag(PAPER, ["#"])
