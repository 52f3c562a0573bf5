"""Calendar files: what was written is read back; series are dateutil's; hostile files end in a message."""

from __future__ import annotations

import random
import time as clock
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.calendar_file import CalendarDates, read_calendar, write_calendar
from tenfold.lab.calendar_lines import MOST_BYTES
from tenfold.lab.dated import DATE_KINDS, Dated
from tenfold.lab.dates import identity
from tenfold.lab.goal import Goal, Milestone
from tenfold.lab.one_line import one_line
from tenfold.lab.recurrence import Budget, RuleError, occurrences
from tenfold.lab.task import Task
from tenfold.lab.zone import Zone

BERLIN = Zone(ZoneInfo("Europe/Berlin"))
ZONES = [
    "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC",
]  # fmt: skip
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
MADE = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def event(*lines: str, uid: str = "one") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


def read(*parts: str, zone: Zone = BERLIN, first: date = FIRST, last: date = LAST) -> CalendarDates:
    return read_calendar(calendar(*parts), zone, first=first, last=last)


def places(found: CalendarDates) -> list[tuple[date, time | None]]:
    return [(dated.day, dated.at) for dated in found.dates]


texts = st.text(max_size=80).map(one_line).filter(bool)
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def dated_items(draw: st.DrawFn) -> list[Dated]:
    n = draw(st.integers(0, 6))
    return [
        Dated(
            text=draw(texts),
            day=draw(st.dates(FIRST, LAST)),
            at=draw(st.none() | minutes),
            kind=draw(st.sampled_from(DATE_KINDS)),
            source=draw(st.sampled_from(["", f"abc-{i}@example.org", f"venue:acl:{i}"])),
            number=i + 1,
            made=MADE,
        )
        for i in range(n)
    ]


def exists(dated: Dated, zone: Zone) -> bool:
    """Whether the clock shows that time on that day at all: it leaves an hour out in spring."""
    if dated.at is None:
        return True
    wall = datetime.combine(dated.day, dated.at)
    there = wall.replace(tzinfo=zone.info).astimezone(UTC).astimezone(zone.info)
    return there.replace(tzinfo=None) == wall


@given(items=dated_items(), name=st.sampled_from(ZONES))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_written_is_read_back_the_same(items: list[Dated], name: str) -> None:
    zone = Zone(ZoneInfo(name))
    assume(all(exists(item, zone) for item in items))
    written = write_calendar(items, zone=zone)
    found = read_calendar(written, zone, first=FIRST, last=LAST)
    wanted = {(identity(d), d.text, d.day, d.at, d.kind) for d in items}
    assert {(d.source, d.text, d.day, d.at, d.kind) for d in found.dates} == wanted
    assert found.left_out == ()
    assert write_calendar(items, zone=zone) == written


def test_a_file_of_ours_has_short_lines_that_end_as_the_standard_says() -> None:
    text = "组会 " * 60
    written = write_calendar([Dated(text=text.strip(), day=FIRST)], zone=BERLIN)
    lines = written.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)


def test_goals_and_tasks_are_written_and_not_taken_for_dates() -> None:
    goal = Goal(
        text="submit",
        by=date(2027, 2, 1),
        milestones=(
            Milestone(text="draft", by=date(2027, 1, 5)),
            Milestone(text="data", by=date(2026, 12, 1), done_on=date(2026, 12, 1)),
        ),
        number=4,
        made=MADE,
    )
    dropped = Goal(text="elsewhere", by=date(2027, 3, 1), dropped_on=date(2026, 11, 1))
    done = Task(text="finished", day=FIRST, done_on=FIRST)
    written = write_calendar(
        [], [goal, dropped], [Task(text="write", day=FIRST, number=2), done], zone=BERLIN
    )
    text = written.decode()
    assert "Goal: submit" in text
    assert "Milestone: draft (submit)" in text
    assert "To do: write" in text
    assert not [word for word in ("elsewhere", "finished", "data") if word in text]
    found = read_calendar(written, BERLIN, first=FIRST, last=LAST)
    assert found.dates == ()
    assert "goals and tasks" in found.left_out[0]


@pytest.mark.parametrize(
    ("start", "name", "wanted"),
    [
        ("20261201T230000Z", "Europe/Berlin", (date(2026, 12, 2), time(0, 0))),
        ("20261201T230000Z", "America/New_York", (date(2026, 12, 1), time(18, 0))),
        (";TZID=Asia/Shanghai:20261201T080000", "Europe/Berlin", (date(2026, 12, 1), time(1, 0))),
        (";TZID=W. Europe Standard Time:20260701T080000", "UTC", (date(2026, 7, 1), time(6, 0))),
        ("20261201T080000", "Asia/Shanghai", (date(2026, 12, 1), time(8, 0))),
        (";TZID=/a.org/Asia/Shanghai:20261201T080000", "UTC", (date(2026, 12, 1), time(0, 0))),
        (";VALUE=DATE:20261201", "Pacific/Apia", (date(2026, 12, 1), None)),
    ],
)
def test_a_moment_is_put_on_the_owner_s_clock(
    start: str, name: str, wanted: tuple[date, time | None]
) -> None:
    line = "DTSTART" + (start if start[0] == ";" else f":{start}")
    found = read(event(line, "SUMMARY:x"), zone=Zone(ZoneInfo(name)))
    assert places(found) == [wanted]


def test_a_zone_that_the_file_itself_defines_is_followed() -> None:
    zone = "\r\n".join(
        [
            "BEGIN:VTIMEZONE", "TZID:Our lab",
            "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
            "TZOFFSETFROM:+0400", "TZOFFSETTO:+0300", "END:STANDARD",
            "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            "TZOFFSETFROM:+0300", "TZOFFSETTO:+0400", "END:DAYLIGHT", "END:VTIMEZONE",
        ]
    )  # fmt: skip
    found = read(
        zone,
        event("DTSTART;TZID=Our lab:20260701T120000", uid="summer"),
        event("DTSTART;TZID=Our lab:20261201T120000", uid="winter"),
        zone=Zone(ZoneInfo("UTC")),
    )
    assert places(found) == [(date(2026, 7, 1), time(8)), (date(2026, 12, 1), time(9))]
    # Not remembered for the next file.
    other = read(event("DTSTART;TZID=Our lab:20260701T120000"), zone=Zone(ZoneInfo("UTC")))
    assert places(other) == [(date(2026, 7, 1), time(12))]
    assert "unknown time zone 'Our lab'" in other.left_out[0]


def test_a_weekly_meeting_keeps_its_hour_over_the_end_of_summer_time() -> None:
    """It is one of New York: in Berlin, whose clocks change a week earlier, it moves for that week."""
    found = read(
        event("DTSTART;TZID=America/New_York:20261020T100000", "RRULE:FREQ=WEEKLY;COUNT=3")
    )
    assert places(found) == [
        (date(2026, 10, 20), time(16)),
        (date(2026, 10, 27), time(15)),
        (date(2026, 11, 3), time(16)),
    ]


def test_a_moved_a_cancelled_and_an_excepted_occurrence() -> None:
    zone = "TZID=Europe/Berlin"
    master = event(
        f"DTSTART;{zone}:20261201T100000", "RRULE:FREQ=WEEKLY;COUNT=5",
        f"EXDATE;{zone}:20261208T100000", f"RDATE;{zone}:20261210T110000", "SUMMARY:Group",
    )  # fmt: skip
    moved = event(
        f"RECURRENCE-ID;{zone}:20261215T100000", "DTSTART:20261216T130000Z", "SUMMARY:Group, late"
    )
    cancelled = event(
        "RECURRENCE-ID:20261222T090000Z", "DTSTART:20261222T090000Z", "STATUS:CANCELLED"
    )
    found = read(moved, master, cancelled)
    assert [(d.text, d.day, d.at, d.source) for d in found.dates] == [
        ("Group", date(2026, 12, 1), time(10), "one#20261201"),
        ("Group", date(2026, 12, 10), time(11), "one#20261210"),
        ("Group, late", date(2026, 12, 16), time(14), "one#20261215"),
        ("Group", date(2026, 12, 29), time(10), "one#20261229"),
    ]
    assert found.whole == {"one"}


def test_what_a_file_no_longer_has_is_known_by_its_series_alone() -> None:
    found = read(event("DTSTART:20261201T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2"))
    known = [
        Dated(text="x", day=FIRST, source=source)
        for source in ("one#20261201", "one#20261215", "one", "two", "two#20261201", "")
    ]
    assert found.gone(known) == ["one#20261215", "one"]


def test_a_cancelled_event_is_left_out_and_the_last_word_counts() -> None:
    found = read(
        event("DTSTART:20261201T100000Z", "STATUS:CANCELLED", uid="off"),
        event("DTSTART:20261203T100000Z", "SEQUENCE:2", uid="twice"),
        event("DTSTART:20261202T100000Z", "SEQUENCE:1", uid="twice"),
    )
    assert places(found) == [(date(2026, 12, 3), time(11))]


def test_several_days_stand_on_their_first_and_that_is_said() -> None:
    found = read(event("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204"))
    assert places(found) == [(date(2026, 12, 1), None)]
    assert found.left_out == ("1 event: over several days, of which the first was taken.",)
    one = read(event("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202"))
    assert one.left_out == ()


weekdays = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
rules = st.builds(
    ";".join,
    st.tuples(
        st.sampled_from(
            [
                "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=-1FR",
                "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=MO,WE;WKST=SU",
                "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "FREQ=DAILY;BYHOUR=9,15", "FREQ=YEARLY;BYYEARDAY=-1",
            ]
        ),
        st.integers(1, 5).map(lambda n: f"INTERVAL={n}"),
        st.one_of(
            st.integers(1, 60).map(lambda n: f"COUNT={n}"),
            st.dates(date(2026, 1, 1), date(2029, 1, 1)).map(lambda d: f"UNTIL={d:%Y%m%d}T120000"),
        ),
    ),
)  # fmt: skip


@given(rule=rules, start=st.datetimes(datetime(2020, 1, 1), datetime(2028, 1, 1)))
@example(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=2;COUNT=1", start=datetime(2021, 1, 1))
@settings(deadline=None)
def test_series_are_those_of_dateutil(rule: str, start: datetime) -> None:
    """On one clock, without a zone, dateutil's own expansion is the oracle; the start always counts."""
    start = start.replace(second=0, microsecond=0)
    last = date(2027, 4, 30)  # fewer days than may be taken of a series, twice a day
    found = read(event(f"DTSTART:{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}"), last=last)
    by_rule = list(rrulestr(rule, dtstart=start))
    wanted = {start, *by_rule}
    inside = sorted((m.date(), m.time()) for m in wanted if FIRST <= m.date() <= last)
    assert places(found) == inside
    assert len({dated.source for dated in found.dates}) == len(inside)
    # a rule that never applies, such as 29 February of every other odd year, is given up, and that is said
    assert found.left_out == () or not by_rule


def test_a_long_series_is_cut_and_that_is_said() -> None:
    found = read(
        event("DTSTART:20260101T100000", "RRULE:FREQ=DAILY;BYHOUR=9,10"), last=date(2028, 1, 1)
    )
    assert len(found.dates) == 1_000
    assert "past the first 1,000 times of their series" in found.left_out[0]
    assert found.whole == frozenset()


def test_many_long_series_are_cut_at_the_nearest_dates() -> None:
    parts = [event("DTSTART:20260101T100000", "RRULE:FREQ=DAILY", uid=f"u{i}") for i in range(10)]
    found = read(*parts, last=date(2027, 12, 31))
    assert len(found.dates) == 5_000
    assert found.dates[-1].day == date(2026, 1, 1) + timedelta(days=499)
    assert found.left_out == ("2,300 events: past the first 5,000 dates of the file.",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no calendar"),
        (b"hello", "outside"),
        (b"<html></html>", "outside"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "no calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "cut off"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "did not begin"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nmore", "outside"),
        (calendar(event("SUMMARY:caf\xe9")).decode().encode("latin-1"), "not UTF-8"),
        (b"BEGIN:VCALENDAR\r\n" + b"A:1\r\n" * (MOST_BYTES // 5) + b"END:VCALENDAR", "more than"),
        (b"BEGIN:VCALENDAR\r\n" * 5_000, "too deep"),
        (b"\x00\xff\xfe" * 100, "not UTF-8"),
    ],
)
def test_what_is_no_calendar_is_refused_with_a_message(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        read_calendar(content, BERLIN, first=FIRST, last=LAST)
    assert raised.value.code == "TF-CALENDAR"
    assert "Nothing was taken in" in str(raised.value.remedy)


ENDLESS = [
    "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=7", "FREQ=HOURLY;COUNT=99999999", "FREQ=DAILY;INTERVAL=0",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=FOO", "COUNT=3",
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=MONTHLY;BYSETPOS=" + ",".join(["366"] * 5_000), "FREQ=DAILY;INTERVAL=99999999999999999999",
    "FREQ=DAILY;RSCALE=CHINESE", "",
]  # fmt: skip


@pytest.mark.parametrize("rule", ENDLESS)
def test_a_rule_that_does_not_end_is_left_and_the_start_is_kept(rule: str) -> None:
    begun = clock.perf_counter()
    found = read(*(event("DTSTART:20260301T100000", f"RRULE:{rule}", uid=str(i)) for i in range(3)))
    assert clock.perf_counter() - begun < 60  # they would go on for days
    assert len(found.dates) == 3
    assert "repeats" in found.left_out[0]
    assert found.whole == frozenset()


def test_a_file_has_a_budget_beside_that_of_each_series() -> None:
    """A file may hold thousands of rules that are each stopped in time."""
    rule = {"FREQ": ["DAILY"], "BYMONTH": [2], "BYMONTHDAY": [30]}
    budget = Budget(total=3_000, a_series=2_000)
    spent = []
    for _series in range(4):
        before = budget.total
        budget.begin()
        with pytest.raises(RuleError, match="too often or too long"):
            list(occurrences(rule, datetime(2026, 3, 1), datetime(2027, 3, 1), budget))
        spent.append(before - budget.total)
    assert spent == [2_001, 1_000, 1, 1]


def test_a_zone_whose_rule_does_not_end_is_not_followed() -> None:
    zone = "\r\n".join(
        [
            "BEGIN:VTIMEZONE", "TZID:Endless", "BEGIN:STANDARD", "DTSTART:16010101T000000",
            "RRULE:FREQ=SECONDLY", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE",
        ]
    )  # fmt: skip
    found = read(zone, event("DTSTART;TZID=Endless:20261201T120000"))
    assert places(found) == [(date(2026, 12, 1), time(12))]
    assert "unknown time zone" in found.left_out[0]


ODD = [
    "DTSTART:", "DTSTART:2026", "DTSTART;TZID=Europe:20261201T100000", "DTSTART;TZID=:20261201T100000",
    "DTSTART;TZID=../../etc/passwd:20261201T100000", "DTSTART:99991231T235959Z", "DTSTART:00010101T000000Z",
    "DTSTART;VALUE=TIME:100000", "DTSTART;VALUE=PERIOD:20261201T100000Z/PT1H", "DTSTART:20261301T100000",
    "DTSTART:20261201T100000\r\nRDATE;VALUE=PERIOD:20261202T100000Z/PT1H",
    "DTSTART:20261201T100000\r\nRDATE:99991231T235959Z,00010101T000000Z\r\nEXDATE:x",
    "DTSTART:20261201T100000\r\nRRULE:FREQ=DAILY;UNTIL=x", "DTSTART:20261201T100000\r\nSUMMARY:\x00\x1b[2J",
    "DTSTART:20261201T100000\r\nRECURRENCE-ID:x",
    "DTSTART:20261201T100000\r\nRECURRENCE-ID:PT5H",
    "DTSTART:20261201T100000\r\nSEQUENCE:x\r\nDTEND:20261201",
    "DTSTART:20261201T100000\r\nSUMMARY;LANGUAGE=\"en:a\r\nUID:again\r\nSUMMARY:b",
    "DTSTART:20261201T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\nRECURRENCE-ID:20261201T100000",
]  # fmt: skip


@pytest.mark.parametrize("lines", ODD)
def test_odd_lines_are_a_message_or_left_out(lines: str) -> None:
    try:
        found = read(event(lines), event("DTSTART:20261205T100000", uid="good"))
    except InputError as error:
        assert error.code == "TF-CALENDAR"  # noqa: PT017 - either outcome is right
    else:
        assert found.dates[-1].source == "good"
        assert all(dated.text.isprintable() for dated in found.dates)


WHOLE = calendar(
    event(
        "DTSTART;TZID=Europe/Berlin:20261201T100000", "RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=TU",
        "EXDATE;TZID=Europe/Berlin:20261208T100000", "SUMMARY:Gruppe\\, spät",
    ),
    event("RECURRENCE-ID;TZID=Europe/Berlin:20261215T100000", "DTSTART:20261216T130000Z"),
    event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", uid="two"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_garbled_file_never_ends_in_a_traceback(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = b':;=,\r\n \t"\\0123456789TZ-+BEGINDVALUE\xff\x00'
    for _ in range(40):
        content = bytearray(WHOLE)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[at] = chance.choice(alphabet)
                case 1:
                    del content[at : at + chance.randint(1, 30)]
                case 2:
                    content[at:at] = content[chance.randrange(len(content)) :][:40]
                case _:
                    content[at:at] = bytes([chance.choice(alphabet)])
        try:
            found = read_calendar(bytes(content), BERLIN, first=FIRST, last=LAST)
        except InputError as error:
            assert error.code == "TF-CALENDAR"  # noqa: PT017 - either outcome is right
        else:
            assert all(FIRST <= dated.day <= LAST for dated in found.dates)


@pytest.mark.parametrize("n", range(0, len(WHOLE) - 1, 7))
def test_a_file_that_is_cut_off_is_refused_whole(n: int) -> None:
    if n < WHOLE.index(b"END:VCALENDAR") + len(b"END:VCALENDAR"):
        with pytest.raises(InputError):
            read_calendar(WHOLE[:n], BERLIN, first=FIRST, last=LAST)
