"""What is gathered for a week: each thing that happened is in exactly one, whatever the clocks do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from tenfold.lab.facts import Facts, gather_facts
from tenfold.lab.zone import Zone
from tenfold.store.tables.base import Base
from tenfold.store.tables.data import DatasetRow
from tenfold.store.tables.study import EventRow, RegistrationRow
from tenfold.store.workspace import Workspace
from tenfold.study.verdict_record import Verdict
from told import event, tell, verdict

# In 2010 the clocks of St. John's went back from one minute past midnight, so that Saturday came again after
# Sunday had begun; in 2011 Samoa had no 30 December; then New Year, an end of summer time, and a plain Sunday.
TURNS = {
    "America/St_Johns": datetime(2010, 11, 7, 2, 31, tzinfo=UTC),
    "Pacific/Apia": datetime(2011, 12, 30, 10, tzinfo=UTC),
    "Pacific/Kiritimati": datetime(2020, 12, 31, 10, tzinfo=UTC),
    "America/New_York": datetime(2026, 11, 1, 6, tzinfo=UTC),
    "Asia/Shanghai": datetime(2027, 1, 3, 16, tzinfo=UTC),
}

_near = st.integers(-180, 180).map(lambda minutes: timedelta(minutes=minutes))
_far = st.integers(-14 * 24, 14 * 24).map(lambda hours: timedelta(hours=hours))
happenings = st.lists(
    st.tuples(_near | _far, st.sampled_from(["h1", "h2"]), st.sampled_from(["ada", "ben"])),
    max_size=8,
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One workspace for all examples, which each put their rows in place of those before."""
    return Workspace.create(tmp_path_factory.mktemp("facts") / "lab")


Told = list[tuple[timedelta, str, str]]


def filled(workspace: Workspace, rows: Iterable[Base]) -> None:
    """Put these rows in place of all that is there."""
    with workspace.database.write() as session:
        for table in (EventRow, RegistrationRow, DatasetRow):
            session.execute(delete(table))
        session.add_all(rows)


def spans(instants: Sequence[datetime], n_days: int) -> Iterator[tuple[date, date]]:
    """Those of n days, without a gap in between, that something can have happened on, in any zone."""
    days = {(at + timedelta(days=off)).toordinal() for at in instants for off in (-1, 0, 1)}
    for number in sorted({(day - 1) // n_days for day in days}):
        first = date.fromordinal(number * n_days + 1)  # day 1 of the calendar was a Monday
        yield first, first + timedelta(days=n_days - 1)


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(sorted(TURNS)), told=happenings, n_days=st.sampled_from([1, 7]))
def test_each_verdict_is_judged_by_the_days_that_it_is_on(
    lab: Workspace, name: str, told: Told, n_days: int
) -> None:
    """Against a slow loop: the last one on the days is told, with the last one of the days before."""
    zone, times = Zone(ZoneInfo(name)), [TURNS[name] + off for off, _, _ in told]
    verdicts = [verdict(h, claim=f"claim {n}") for n, (_, h, _) in enumerate(told)]
    people = [person for _, _, person in told]
    filled(lab, map(_verdict_event, times, verdicts, people))
    order = sorted(range(len(told)), key=lambda n: (times[n], n))
    for first, last in spans(times, n_days):
        wanted = {}
        for n in order:
            if first <= zone.day_of(times[n]) <= last and people[n] == "ada":
                same = [m for m in order if verdicts[m].id == verdicts[n].id]
                before = [m for m in same if zone.day_of(times[m]) < first]
                wanted[verdicts[n].id] = (verdicts[n], verdicts[before[-1]] if before else None)
        judged = gather_facts(lab, zone, first, last, person="ada").judged
        assert {j.verdict.id: (j.verdict, j.before) for j in judged} == wanted
        assert [j.time for j in judged] == sorted(j.time for j in judged)


def _verdict_event(time: datetime, content: Verdict, person: str) -> EventRow:
    return event("verdict", time, content, person=person)


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(sorted(TURNS)), told=happenings, n_days=st.sampled_from([1, 7]))
def test_each_thing_that_happened_is_on_the_days_of_exactly_one_span(
    lab: Workspace, name: str, told: Told, n_days: int
) -> None:
    zone, times = Zone(ZoneInfo(name)), [TURNS[name] + off for off, _, _ in told]
    people = [person for _, _, person in told]
    numbers = range(len(told))
    filled(lab, [row for n in numbers for row in _rows(n, times[n], people[n])])
    n_runs, codes, added = 0, [], []
    for first, last in spans(times, n_days):
        facts = gather_facts(lab, zone, first, last, person="ada")
        n_runs += sum(session.n_runs for session in facts.sessions)
        codes += [declared.code for declared in facts.declared]
        added += [data.number for data in facts.added]
        things = [*facts.sessions, *facts.declared, *facts.added]
        assert all(first <= zone.day_of(thing.time) <= last for thing in things)
    own = [n for n in numbers if people[n] == "ada"]
    assert n_runs == len(own)
    assert sorted(codes) == sorted(f"code {n}" for n in own)
    assert sorted(added) == own


def _rows(number: int, time: datetime, person: str) -> list[Base]:
    """A run, a registration and a version of data."""
    return [
        event("run", time, {"seconds": 1.0, "seed": number}, worker=number % 2, person=person),
        RegistrationRow(
            study="small", hypothesis="h1", digest=str(number), code=f"code {number}", family=str(number),
            content={}, person=person, time=time,
        ),
        DatasetRow(
            name="texts", number=number, digest=str(number), artifact="", source_key="", columns=[],
            kinds={}, sources=[], n_rows=1, person=person, added=time,
        ),
    ]  # fmt: skip


def test_a_saturday_that_comes_again_after_sunday_has_begun_is_saturday_still(
    workspace: Workspace,
) -> None:
    """The instants of neither day follow each other without a gap, so no comparison of instants is right."""
    zone, turn = Zone(ZoneInfo("America/St_Johns")), TURNS["America/St_Johns"]
    minute = timedelta(minutes=1)
    for n, off in enumerate([-60 * minute, -minute / 2, 30 * minute, 90 * minute]):
        tell(workspace, "verdict", turn + off, verdict(claim=f"claim {n}"))
        tell(workspace, "run", turn + off, {"seconds": 1.0})
    saturday, sunday = (
        gather_facts(workspace, zone, day, day) for day in (date(2010, 11, 6), date(2010, 11, 7))
    )
    assert [j.verdict.claim for j in saturday.judged] == ["claim 2"]
    (judged,) = sunday.judged
    assert judged.before is not None
    assert (judged.verdict.claim, judged.before.claim) == ("claim 3", "claim 2")
    assert [facts.sessions[0].n_runs for facts in (saturday, sunday)] == [2, 2]


def test_it_is_of_the_acting_person_unless_another_is_named(workspace: Workspace) -> None:
    monday, noon = date(2026, 11, 16), datetime(2026, 11, 16, 12, tzinfo=UTC)
    tell(workspace, "verdict", noon, verdict("h1"))
    tell(workspace, "verdict", noon, verdict("h2"), person="ada")
    told = [
        [
            j.verdict.id
            for j in gather_facts(workspace, Zone(UTC), monday, monday, person=person).judged
        ]
        for person in (None, workspace.person, "ada", "nobody")
    ]
    assert told == [["h1"], ["h1"], ["h2"], []]


def test_nothing_happened(workspace: Workspace) -> None:
    for first, last in [(date.min, date.min), (date.max, date.max), (date.min, date.max)]:
        assert gather_facts(workspace, Zone(UTC), first, last) == Facts()


def test_reading_a_week_loads_nothing_heavy() -> None:
    """A week is to be there at once: what data and models need stays away."""
    heavy = {"torch", "scipy", "sklearn", "numpy", "pyarrow", "pandas", "pydantic", "transformers"}
    script = (
        "import sys, tenfold.lab.facts, tenfold.study.chronicle, tenfold.study.happenings;"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert sorted(set(done.stdout.split()) & heavy) == []
