"""Venues: deadlines on the owner's clock, a file that is read strictly, followed and followed again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.dates import Dates
from tenfold.lab.venue import Deadline
from tenfold.lab.venue_file import parse_venues
from tenfold.lab.venues import VENUES_FILE, follow, followed, make_venues, read_venues, unfollow
from tenfold.lab.zone import Zone
from tenfold.papers.venue_ranks import ranked_venues
from tenfold.store.workspace import Workspace

ENTRY = """
[[venue]]
key = "acl"
name = "ACL"
rank = "CCF A (2026)"
deadlines = [{ what = "abstract", at = "2027-02-03 23:59", zone = "UTC" },
             { what = "paper", at = "2027-02-10 23:59", zone = "UTC" }]
"""


def _write(workspace: Workspace, text: str) -> None:
    (workspace.root / VENUES_FILE).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "day", "at"),
    [
        ("Etc/GMT+12", date(2027, 2, 10), time(23, 59)),
        ("Pacific/Honolulu", date(2027, 2, 11), time(1, 59)),
        ("America/New_York", date(2027, 2, 11), time(6, 59)),
        ("UTC", date(2027, 2, 11), time(11, 59)),
        ("Europe/Berlin", date(2027, 2, 11), time(12, 59)),
        ("Asia/Shanghai", date(2027, 2, 11), time(19, 59)),
        ("Pacific/Kiritimati", date(2027, 2, 12), time(1, 59)),
    ],
)
def test_the_end_of_a_day_anywhere_on_earth_east_and_west(name: str, day: date, at: time) -> None:
    deadline = Deadline(what="paper", at=datetime(2027, 2, 10, 23, 59))
    assert deadline.place(Zone(ZoneInfo(name))) == (day, at)


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    owner=st.sampled_from(["Asia/Tokyo", "America/Los_Angeles", "Australia/Lord_Howe", "UTC"]),
)
def test_anywhere_on_earth_is_twelve_hours_behind_utc(at: datetime, owner: str) -> None:
    at = at.replace(second=0, microsecond=0)
    wanted = (at + timedelta(hours=12)).replace(tzinfo=UTC).astimezone(ZoneInfo(owner))
    there = Deadline(what="x", at=at).place(Zone(ZoneInfo(owner)))
    assert there == (wanted.date(), wanted.time().replace(tzinfo=None))


def test_a_deadline_in_summer_time_of_its_own_zone() -> None:
    summer = Deadline(what="x", at=datetime(2027, 7, 1, 17), zone="America/New_York")
    winter = Deadline(what="x", at=datetime(2027, 1, 1, 17), zone="America/New_York")
    utc = Zone(ZoneInfo("UTC"))
    assert (summer.place(utc)[1], winter.place(utc)[1]) == (time(21), time(22))


def test_the_file_to_start_from_has_names_and_ranks_and_no_deadline(workspace: Workspace) -> None:
    path = make_venues(workspace)
    venues = {venue.key: venue for venue in read_venues(workspace)}
    assert venues["acl"].rank == "CCF A (2026)"
    assert venues["mlsys"].rank == "CCF N (2026)"
    assert len(venues) > 50
    assert not [venue.key for venue in venues.values() if venue.deadlines]
    text = path.read_text()
    assert "There is no deadline in here" in text
    assert "5f8dce3" in text
    path.write_text(text + "# mine")
    with pytest.raises(InputError, match="already"):
        make_venues(workspace)
    assert path.read_text().endswith("# mine")


def test_without_a_file_the_message_says_how_to_make_one(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="no file of venues") as raised:
        follow(workspace, "acl")
    assert "tenfold date venues --make" in str(raised.value.remedy)


def test_every_problem_of_a_file_is_said_with_its_place() -> None:
    text = """
    [[venue]]
    key = "acl"
    name = "ACL"
    rnk = "A"
    deadlines = [{ what = "a", at = "2027-02-30 23:59" },
                 { what = "a", at = 2027-02-01, zone = "Berlin" }]
    [[venue]]
    key = "acl"
    url = "ftp://x"
    [[venue]]
    key = "A B"
    name = 3
    deadlines = "soon"
    [[venues]]
    """
    with pytest.raises(InputError) as raised:
        parse_venues(text.encode(), where="venues.toml")
    said = str(raised.value)
    for problem in (
        "venues.toml: 12 problems:",
        "venues: is not known. Did you mean 'venue'?",
        "venue 1 (acl): rnk: is not known. Did you mean 'rank'?",
        "venue 1 (acl): deadline 1: at: must be a day and a time",
        "venue 1 (acl): deadline 2: at: must be a day and a time",
        "venue 1 (acl): deadline 2: zone: there is no Berlin. Did you mean 'Europe/Berlin'?",
        "venue 1 (acl): deadline 2: what: a is there twice.",
        "venue 2 (acl): name: is missing.",
        "venue 2 (acl): key: is that of venue 1 too.",
        "venue 2 (acl): url: must begin with https://.",
        "venue 3 (A B): key: must be of a-z",
        "venue 3 (A B): name: must be a text on one line. Got 3.",
        "venue 3 (A B): deadlines: must be a list",
    ):
        assert problem in said


@pytest.mark.parametrize(
    "content",
    [
        b"\xff", b"[[venue]",
        b"venue = 3", b"venue = [1]", b"[venue]\nkey = 'x'", b"[[venue]]", b"x" * 2_000_000,
        b"a = " + b"[" * 5_000, b'[[venue]]\nkey = "a"\nname = "a\\nb"',
        b'[[venue]]\nkey="a"\nname="a"\ndeadlines=[{what="a",at=2027-01-01T10:00:00Z}]',
        b'[[venue]]\nkey="a"\nname="a"\ndeadlines=[{what="a",at="9999-12-31 23:59"}]',
        b'[[venue]]\nkey="a"\nname="a"\ndeadlines=[{what="a",at="2027-01-01 10:00",zone=["x"]}]',
        b'[[venue]]\nkey="a"\nname="a"\ndeadlines=[{what=["a"],at="2027-01-01 10:00",zone="../x"}]',
    ],
)  # fmt: skip
def test_an_odd_file_is_one_message(content: bytes) -> None:
    with pytest.raises(InputError) as raised:
        parse_venues(content, where="venues.toml")
    assert raised.value.where == "venues.toml"
    assert len(str(raised.value)) < 2_000


def test_a_date_and_time_of_toml_itself_is_read_too() -> None:
    text = (
        '[[venue]]\nkey="a"\nname="a"\ndeadlines=[{what="x", at=2027-02-10T23:59:00, zone="UTC"}]'
    )
    (venue,) = parse_venues(text.encode(), where="")
    assert venue.deadlines[0].at == datetime(2027, 2, 10, 23, 59)


def test_following_again_says_what_moved_and_what_is_no_more(workspace: Workspace) -> None:
    _write(workspace, ENTRY)
    own = Dates(workspace).add("by hand", date(2027, 1, 1))
    assert [d.text for d in follow(workspace, "acl").added] == ["ACL: abstract", "ACL: paper"]
    assert len(follow(workspace, "ACL").same) == 2
    _write(workspace, ENTRY.replace("2027-02-10", "2027-02-15").replace('"abstract"', '"titles"'))
    taken = follow(workspace, "acl")
    assert [d.text for d in taken.added] == ["ACL: titles"]
    assert [d.text for d in taken.removed] == ["ACL: abstract"]
    (moved,) = taken.changed
    assert (moved.now.day - moved.was.day).days == 5
    assert moved.now.number == moved.was.number
    assert len(unfollow(workspace, "acl")) == 2
    assert Dates(workspace).dates() == [own]
    with pytest.raises(InputError, match="do not follow"):
        unfollow(workspace, "acl")


def test_a_venue_whose_name_begins_the_same_is_another(workspace: Workspace) -> None:
    _write(workspace, ENTRY + ENTRY.replace('"acl"', '"acl-x"').replace('"ACL"', '"ACL X"'))
    follow(workspace, "acl-x")
    follow(workspace, "acl")
    assert len(followed(workspace, "acl")) == 2
    unfollow(workspace, "acl")
    assert len(followed(workspace, "acl-x")) == 2


def test_one_without_a_deadline_is_followed_once_it_has_one(workspace: Workspace) -> None:
    make_venues(workspace)
    with pytest.raises(InputError, match="no deadline of NeurIPS") as raised:
        follow(workspace, "neurips")
    assert 'key = "neurips"' in str(raised.value.remedy)
    with pytest.raises(InputError, match="no venue"):
        follow(workspace, "neurisp")
    _write(workspace, ENTRY)
    follow(workspace, "acl")
    _write(workspace, '[[venue]]\nkey = "acl"\nname = "ACL"\n')
    assert len(follow(workspace, "acl").removed) == 2


def test_the_file_to_start_from_has_the_ranks_by_which_papers_are_weighed(
    workspace: Workspace,
) -> None:
    make_venues(workspace)
    known = ranked_venues()
    said = {venue.name: venue.rank for venue in read_venues(workspace)}
    assert said == {name: str(known[name]) for name in said}
