"""`tenfold date`: what a person types and sees."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tenfold.cli.lab.date import date_app
from tenfold.cli.lab.saying import days_left
from tenfold.errors import InputError
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace


def run(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(date_app, [*words, "--workspace", str(workspace.root)])


def said(workspace: Workspace, *words: str) -> str:
    result = run(workspace, *words)
    assert result.exit_code == 0, result.exception or result.output
    return result.output


def refused(workspace: Workspace, *words: str) -> str:
    """The message of a command that must end in one, and must not print anything."""
    result = run(workspace, *words)
    assert isinstance(result.exception, InputError), result.output
    assert result.output == ""
    return str(result.exception)


def dates_in(workspace: Workspace, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(said(workspace, "list", "--json", *options))[
        "dates"
    ]
    return found


def test_a_date_is_added_listed_moved_removed_and_taken_back(workspace: Workspace) -> None:
    today = zone_of(workspace).today()
    assert "Date 1: " in said(
        workspace, "add", "Exam", "--on", "+6", "--at", "9:30", "--kind", "exam"
    )
    assert "in 6 days" in said(workspace, "list")
    said(workspace, "move", "1", "tomorrow")
    (moved,) = dates_in(workspace)
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert (moved["day"], moved["at"], moved["days_left"]) == (tomorrow, "09:30", 1)
    said(workspace, "move", "1", "tomorrow", "--at", "11:00")
    assert "Removed" in said(workspace, "remove", "1")
    assert "Nothing ahead" in said(workspace, "list")
    assert "11:00 Exam" in said(workspace, "undo")
    said(workspace, "undo")
    assert dates_in(workspace) == [moved]


def test_the_past_is_listed_when_asked_for(workspace: Workspace) -> None:
    said(workspace, "add", "over", "--on", "yesterday")
    assert dates_in(workspace) == []
    assert [found["days_left"] for found in dates_in(workspace, "--all")] == [-1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "x", "--on", "someday"), "no day"),
        (("add", "x", "--on", "fri", "--at", "25:00"), "no time"),
        (("add", "x", "--on", "fri", "--kind", "exm"), "'exam'"),
        (("add", " ", "--on", "fri"), "needs a text"),
        (("move", "9", "fri"), "no date 9"),
        (("remove", "9"), "tenfold date list"),
        (("undo",), "nothing to take back"),
        (("import", "none.ics"), "none.ics"),
        (("follow", "acl"), "tenfold date venues --make"),
        (("unfollow", "acl"), "do not follow"),
    ],
)
def test_what_cannot_be_is_a_message_and_changes_nothing(
    workspace: Workspace, words: tuple[str, ...], message: str
) -> None:
    assert message in refused(workspace, *words)
    assert dates_in(workspace, "--all") == []


def test_a_calendar_goes_out_and_comes_in_elsewhere(workspace: Workspace) -> None:
    file = str(workspace.root / "out.ics")
    said(workspace, "add", "Group", "--on", "+3", "--at", "14:00", "--kind", "meeting")
    assert "dates 1, goals 0, tasks 0" in said(workspace, "export", file)
    assert "already" in refused(workspace, "export", file)
    said(workspace, "export", file, "--force")
    other = Workspace.create(workspace.root / "other")
    assert "1 new, 0 changed, 0 as before" in said(other, "import", file)
    assert "0 new, 0 changed, 1 as before" in said(other, "import", file, "--kind", "exam")
    (found,) = dates_in(other)
    assert (found["text"], found["at"], found["kind"]) == ("Group", "14:00", "meeting")
    assert "taken in again" in said(other, "move", "1", "+5")
    assert "Changed: " in said(other, "import", file)


def test_an_import_says_what_it_left_out_and_stops_at_a_day(workspace: Workspace) -> None:
    today = zone_of(workspace).today()
    (workspace.root / "in.ics").write_text(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:{today:%Y%m%d}\n"
        "RRULE:FREQ=DAILY\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    words = ("import", str(workspace.root / "in.ics"), "--until", "+9")
    assert "Mind: 1 event: without a start that can be read." in said(workspace, *words)
    assert len(dates_in(workspace)) == 10
    again = json.loads(said(workspace, *words, "--json"))
    assert (len(again["same"]), again["added"], len(again["left_out"])) == (10, [], 1)
    assert again["to"] == (today + timedelta(days=9)).isoformat()
    said(workspace, "undo")  # the import as a whole; the second one changed nothing
    assert dates_in(workspace) == []


def test_venues_are_made_listed_followed_and_left(workspace: Workspace) -> None:
    made = said(workspace, "venues", "--make")
    assert "no deadline" in made
    assert "(no deadline written down)" in said(workspace, "venues")
    file = workspace.root / "venues.toml"
    at = 'deadlines = [{ what = "paper", at = "2099-02-10 23:59", zone = "UTC" }]'
    file.write_text(file.read_text().replace('key = "acl"', f'key = "acl"\n{at}'))
    listed = json.loads(said(workspace, "venues", "--json"))
    assert listed["schema_version"] == 1
    (acl,) = [venue for venue in listed["venues"] if venue["key"] == "acl"]
    assert acl["deadlines"][0]["zone"] == "UTC"
    assert "New: " in said(workspace, "follow", "acl")
    assert json.loads(said(workspace, "follow", "acl", "--json"))["added"] == []
    assert [found["kind"] for found in dates_in(workspace)] == ["deadline"]
    assert "Removed" in said(workspace, "unfollow", "acl")


def test_every_command_shows_an_example() -> None:
    for command in date_app.registered_commands:
        assert command.callback is not None
        assert "Example: tenfold date" in str(command.callback.__doc__)


def test_days_left_are_said_in_words() -> None:
    day = date(2026, 12, 31)
    words = [days_left(day + timedelta(days=n), day) for n in (-2, -1, 0, 1, 2)]
    assert words == ["2 days ago", "yesterday", "today", "tomorrow", "in 2 days"]
