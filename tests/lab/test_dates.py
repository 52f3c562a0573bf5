"""Dates: kept in order, changed and taken back; taken in from elsewhere as often as one likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.calendar_export import export_calendar
from tenfold.lab.calendar_import import import_calendar
from tenfold.lab.dated import Dated
from tenfold.lab.dates import Dates, as_date_kind, identity
from tenfold.lab.goal import Goal
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.one_line import MOST_LETTERS, one_line
from tenfold.lab.plan import Plan
from tenfold.lab.times import parse_time
from tenfold.store.ledger import Change, Ledger
from tenfold.store.workspace import Workspace

DAY = date(2026, 12, 4)


def _values(dates: Dates) -> list[tuple[str, date, time | None, str]]:
    return [(d.text, d.day, d.at, d.kind) for d in dates.dates()]


def test_they_stand_by_day_and_time_and_what_lasts_all_day_first(
    workspace_on_each: Workspace,
) -> None:
    dates = Dates(workspace_on_each)
    dates.add("late", DAY, at=time(18))
    dates.add("exam", date(2026, 12, 3), at=time(9), kind="exam")
    dates.add("all day", DAY)
    dates.add("midnight", DAY, at=time(0))
    assert [d.text for d in dates.dates()] == ["exam", "all day", "midnight", "late"]


def test_a_change_keeps_the_rest_and_undo_brings_each_state_back(workspace: Workspace) -> None:
    dates = Dates(workspace)
    made = dates.add("exam", DAY, at=time(9), kind="exam")
    moved = dates.change(made.number, action="move", day=date(2026, 12, 7))
    assert moved == replace(made, day=date(2026, 12, 7))
    dates.remove([made.number])
    assert dates.dates() == []
    dates.undo()
    assert dates.dates() == [moved]
    dates.undo()
    assert dates.dates() == [made]
    dates.undo()
    assert dates.dates() == []
    with pytest.raises(InputError, match="nothing to take back"):
        dates.undo()


def test_removing_several_is_all_or_none(workspace: Workspace) -> None:
    dates = Dates(workspace)
    made = dates.add("exam", DAY)
    with pytest.raises(InputError, match="no date 99"):
        dates.remove([made.number, 99])
    assert dates.dates() == [made]


def test_taking_in_again_changes_what_changed_and_adds_nothing_twice(
    workspace_on_each: Workspace,
) -> None:
    dates = Dates(workspace_on_each)
    own = dates.add("by hand", DAY)
    first = [Dated(text=f"t{i}", day=DAY, source=f"s{i}") for i in range(4)]
    assert len(dates.take_in(first).added) == 4
    again = dates.take_in(first)
    assert (again.added, again.changed, len(again.same)) == ((), (), 4)
    second = [replace(first[1], day=date(2026, 12, 5)), first[2], replace(first[0], source="new")]
    taken = dates.take_in(second, gone=["s3", "s2", "unknown"])
    assert [d.source for d in taken.added] == ["new"]
    assert [(m.was.day, m.now.day) for m in taken.changed] == [(DAY, date(2026, 12, 5))]
    assert [d.source for d in taken.same] == ["s2"]
    assert [d.source for d in taken.removed] == ["s3"]
    assert {d.source for d in dates.dates()} == {"", "s0", "s1", "s2", "new"}
    assert dates.dated(own.number) == own
    dates.undo()
    assert {(d.source, d.day) for d in dates.dates()} == {
        ("", DAY),
        *((f"s{i}", DAY) for i in range(4)),
    }


def test_one_that_says_no_kind_leaves_the_kind_that_was_given(workspace: Workspace) -> None:
    dates = Dates(workspace)
    dates.take_in([Dated(text="x", day=DAY, kind="exam", source="s")])
    assert len(dates.take_in([Dated(text="x", day=DAY, source="s")]).same) == 1
    assert len(dates.take_in([Dated(text="x", day=DAY, kind="meeting", source="s")]).changed) == 1


def test_those_of_another_person_stay_theirs(workspace: Workspace) -> None:
    made = Dates(workspace).add("mine", DAY)
    (workspace.root / "tenfold.toml").write_text('[person]\nname = "Bo"\n')
    other = Workspace(workspace.root)
    assert Dates(other).dates() == []
    assert Dates(other).dates("local") == [made]
    with pytest.raises(InputError, match="no date"):
        Dates(other).remove([made.number])
    assert len(Dates(other).take_in([Dated(text="x", day=DAY, source=identity(made))]).added) == 1


@pytest.mark.parametrize("text", ["", " \n", "\x00\x1b", "x" * (MOST_LETTERS + 1)])
def test_a_text_that_is_none_or_too_long_is_refused(workspace: Workspace, text: str) -> None:
    with pytest.raises(InputError):
        Dates(workspace).add(text, DAY)
    assert Dates(workspace).dates() == []


@given(st.text(max_size=700))
def test_one_line_is_one_line_that_stays_the_same(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert len(line) <= MOST_LETTERS
    assert line.splitlines() in ([line], [])


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    assert as_date_kind(" Exam ") == "exam"
    with pytest.raises(InputError, match="exam"):
        as_date_kind("exm")


@given(st.times())
def test_a_time_is_read_as_it_is_written(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    assert parse_time(at.isoformat("minutes")) == parse_time(f"{at:%I:%M %p}") == at


@pytest.mark.parametrize("text", ["", "24:00", "9:60", "13pm", "0am", "noon", "1:2", "-3", "12345"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no time of day"):
        parse_time(text)


def _export(workspace: Workspace, name: str = "out.ics", **options: bool) -> bytes:
    file = workspace.root / name
    export_calendar(workspace, file, overwrite=True, **options)
    return file.read_bytes()


def test_one_s_own_export_taken_in_again_changes_nothing(workspace: Workspace) -> None:
    dates = Dates(workspace)
    today = datetime.now().date()
    dates.add("all day", today)
    dates.add("meeting", today, at=time(14), kind="meeting")
    dates.take_in([Dated(text="deadline", day=today, source="venue:acl:paper")])
    before = dates.dates()
    _export(workspace)
    imported = import_calendar(workspace, workspace.root / "out.ics")
    assert (imported.taken.added, imported.taken.changed, imported.taken.removed) == ((), (), ())
    assert dates.dates() == before


def test_a_date_that_the_calendar_calls_off_goes(workspace: Workspace) -> None:
    dates = Dates(workspace)
    own = dates.add("by hand", datetime.now().date())
    lines = [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", f"DTSTART:{datetime.now():%Y%m%d}T100000",
        "RRULE:FREQ=DAILY;COUNT=3", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    file = workspace.root / "in.ics"
    file.write_text("\r\n".join(lines))
    assert len(import_calendar(workspace, file).taken.added) == 3
    file.write_text("\r\n".join(lines).replace("COUNT=3", "COUNT=2"))
    assert len(import_calendar(workspace, file).taken.removed) == 1
    file.write_text("\r\n".join(lines).replace("UID:a", "UID:a\r\nSTATUS:CANCELLED"))
    assert len(import_calendar(workspace, file).taken.removed) == 2
    assert dates.dates() == [own]


def test_a_bad_file_changes_nothing_and_is_named(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "bad.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")
    for file in (tmp_path / "bad.ics", tmp_path / "none.ics", tmp_path):
        with pytest.raises(InputError) as raised:
            import_calendar(workspace, file)
        assert raised.value.where == str(file)
    with pytest.raises(InputError, match="before last week"):
        import_calendar(workspace, tmp_path / "bad.ics", until=date(2020, 1, 1))
    assert Dates(workspace).dates() == []


def test_an_export_holds_goals_and_the_plan_if_wanted_and_never_a_note(
    workspace: Workspace,
) -> None:
    goal = Goal(text="submit to ACL", by=date(2027, 2, 1))
    Ledger(workspace).save([Change(kind="goal", content=goal.to_content())])
    Plan(workspace).add("write the draft", DAY)
    Dates(workspace).add("Exam", DAY)
    for is_private in (True, False):
        Journal(workspace).write(Note(text="canary 4711", day=DAY, is_private=is_private))
    written, with_plan = _export(workspace), _export(workspace, with_plan=True)
    assert b"submit to ACL" in written
    assert b"write the draft" not in written
    assert b"write the draft" in with_plan
    assert b"4711" not in written + with_plan


def test_a_file_that_is_there_is_kept(workspace: Workspace) -> None:
    file = workspace.root / "out.ics"
    file.write_text("mine")
    with pytest.raises(InputError, match="already"):
        export_calendar(workspace, file)
    assert file.read_text() == "mine"
    with pytest.raises(InputError, match="folder"):
        export_calendar(workspace, workspace.root, overwrite=True)
