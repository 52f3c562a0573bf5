"""Every instant is on exactly one day, in zones with the oddest rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.weeks import Week
from tenfold.lab.zone import Zone, zone_of
from tenfold.store.workspace import Workspace

ODD = {
    "America/St_Johns": datetime(2000, 10, 29, tzinfo=UTC),  # back at 0:01: over midnight
    "Pacific/Apia": datetime(2011, 12, 30, tzinfo=UTC),  # 30 December is left out
    "America/Havana": datetime(2026, 11, 1, tzinfo=UTC),  # back at 1:00 to 0:00
    "Africa/Cairo": datetime(2026, 4, 24, tzinfo=UTC),  # forth at 0:00: no midnight
    "Asia/Beirut": datetime(2026, 3, 29, tzinfo=UTC),  # the same
    "Antarctica/Troll": datetime(2026, 3, 29, tzinfo=UTC),  # by two hours
    "Australia/Lord_Howe": datetime(2026, 4, 5, tzinfo=UTC),  # by half an hour
}
zones = st.sampled_from(sorted(ODD))
instants = st.datetimes(
    min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)


@given(name=zones, instant=instants)
def test_an_instant_is_on_the_day_of_the_clock_on_the_wall(name: str, instant: datetime) -> None:
    zone = Zone(ZoneInfo(name))
    assert zone.day_of(instant) == instant.astimezone(ZoneInfo(name)).date()
    elsewhere = instant.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert zone.day_of(elsewhere) == zone.day_of(instant)


@given(name=zones, instant=instants)
def test_around_a_day_lie_all_of_its_instants(name: str, instant: datetime) -> None:
    zone = Zone(ZoneInfo(name))
    day = zone.day_of(instant)
    start, end = zone.around(day, day)
    assert start <= instant < end
    start, end = zone.around(Week.of(day).monday, Week.of(day).sunday)
    assert start <= instant < end


@pytest.mark.parametrize("name", sorted(ODD))
def test_minute_by_minute_over_an_odd_change_each_instant_has_one_day(name: str) -> None:
    """Three days around it. A clock that goes back may come to a day twice; none of its minutes is lost."""
    zone = Zone(ZoneInfo(name))
    begin = ODD[name] - timedelta(days=2)
    minutes = [begin + timedelta(minutes=n) for n in range(4 * 24 * 60)]
    by_day: dict[date, int] = {}
    for minute in minutes:
        day = zone.day_of(minute)
        by_day[day] = by_day.get(day, 0) + 1
        start, end = zone.around(day, day)
        assert start <= minute < end
    assert sum(by_day.values()) == len(minutes)
    whole = sorted(by_day)[1:-1]
    lengths = {by_day[day] for day in whole}
    skipped = date(2011, 12, 30) not in by_day and name == "Pacific/Apia"
    assert skipped or lengths != {24 * 60}  # otherwise the change was not looked at


def test_the_day_that_apia_left_out_holds_nothing() -> None:
    zone = Zone(ZoneInfo("Pacific/Apia"))
    last = datetime(2011, 12, 30, 9, 59, 59, tzinfo=UTC)
    assert zone.day_of(last) == date(2011, 12, 29)
    assert zone.day_of(last + timedelta(seconds=1)) == date(2011, 12, 31)


def test_around_the_ends_of_the_calendar_is_an_answer() -> None:
    for zone in (Zone(), Zone(UTC)):
        start, end = zone.around(date.min, date.max)
        assert start < end


def test_the_zone_of_a_workspace_is_the_one_it_names(tmp_path: Path) -> None:
    assert zone_of(Workspace.create(tmp_path / "a")) == Zone()
    assert zone_named(tmp_path / "b", "Asia/Shanghai") == Zone(ZoneInfo("Asia/Shanghai"))
    for wrong in ("Europe/Berln", "../passwd", "/etc/passwd", "Europe", "\\u0000"):
        with pytest.raises(InputError) as refused:
            zone_named(tmp_path / "c", wrong)
        assert refused.value.remedy
        assert refused.value.where == "tenfold.toml: person.timezone"


def zone_named(root: Path, name: str) -> Zone:
    root.mkdir(exist_ok=True)
    (root / "tenfold.toml").write_text(f'[person]\ntimezone = "{name}"\n', encoding="utf-8")
    return zone_of(Workspace(root))


def test_today_is_the_day_of_this_instant_in_the_zone() -> None:
    far_east, far_west = Zone(ZoneInfo("Pacific/Kiritimati")), Zone(ZoneInfo("Pacific/Niue"))
    assert (far_east.today() - far_west.today()).days in (1, 2)
    before = datetime.now(UTC)
    today = far_east.today()
    assert far_east.day_of(before) <= today <= far_east.day_of(datetime.now(UTC))
