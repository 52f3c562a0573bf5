"""What is proposed for a week, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import reads
from sqlalchemy import event

from tenfold.errors import InputError
from tenfold.papers.library import Library
from tenfold.papers.reading_plan import LibraryReading, PlanSize, ReadingPlan, plan_reading
from tenfold.papers.reading_worth import Standing, Worth, worth_of
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.papers.snoozes import Snoozes
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace

TODAY = date(2026, 11, 26)  # a Thursday
MONDAY = date(2026, 11, 23)
VENUES = ["ICML", "EMNLP", "AISTATS", "Journal of Something"]
_NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")


def paper(name: str, **values: object) -> Paper:
    said = {"abstract": "It says something.", "year": 2024, **values}
    return Paper(title=f"About {name} and nothing else", key=name, authors=(Name(name),), **said)  # type: ignore[arg-type]


@pytest.fixture
def library(workspace: Workspace) -> Library:
    """Eight papers, from the best venue and the newest to the least and oldest."""
    papers = [
        paper(name, venue=VENUES[i // 2], year=2026 - i, n_citations=200 - 20 * i)
        for i, name in enumerate(_NAMES)
    ]
    library = Library(workspace)
    library.take_in(reads(*papers))
    return library


def keys(plan: ReadingPlan) -> tuple[list[str], list[str]]:
    return [s.paper.key for s in plan.in_depth], [s.paper.key for s in plan.abstracts]


def test_one_in_depth_and_five_abstracts_of_the_best(
    workspace: Workspace, library: Library
) -> None:
    plan = plan_reading(workspace, today=TODAY)
    assert keys(plan) == (["alpha"], ["beta", "gamma", "delta", "epsilon", "zeta"])
    assert (plan.week, plan.n_waiting, plan.n_put_off) == (MONDAY, 8, 0)
    assert [reason.text for reason in plan.in_depth[0].reasons] == [
        "ICML is CCF A (2026)", "from 2026", "cited 200 times, 200 a year",
    ]  # fmt: skip
    points = [s.points for s in (*plan.in_depth, *plan.abstracts)]
    assert points == sorted(points, reverse=True)


def test_the_plan_is_the_same_on_every_day_of_the_week(
    workspace: Workspace, library: Library
) -> None:
    of_week = [plan_reading(workspace, today=MONDAY.replace(day=23 + i)) for i in range(7)]
    assert all(plan == of_week[0] for plan in of_week)


def test_what_is_put_off_comes_back_on_its_day_and_what_is_dropped_when_asked(
    workspace: Workspace, library: Library
) -> None:
    alpha, beta = library.number("alpha"), library.number("beta")
    snoozes = Snoozes(workspace)
    snoozes.snooze([alpha], until=date(2026, 11, 30), today=TODAY)
    snoozes.drop([beta])
    plan = plan_reading(workspace, today=date(2026, 11, 29))
    assert plan.n_put_off == 2
    assert not {"alpha", "beta"} & {key for part in keys(plan) for key in part}
    later = plan_reading(workspace, today=date(2026, 11, 30))
    assert keys(later)[0] == ["alpha"]
    assert "beta" not in keys(later)[1]
    assert snoozes.take_back([alpha, beta, library.number("gamma")]) == 2
    assert keys(plan_reading(workspace, today=TODAY))[0] == ["alpha"]
    assert snoozes.all() == {}


def test_putting_off_is_taken_back_like_all_that_is_said(
    workspace: Workspace, library: Library
) -> None:
    number = next(n for n, _ in library.each())
    Snoozes(workspace).drop([number])
    take_back(workspace)
    assert Snoozes(workspace).all() == {}


def test_putting_off_works_on_each_database(workspace_on_each: Workspace) -> None:
    library = Library(workspace_on_each)
    library.take_in(reads(paper("alpha", venue="ICML"), paper("beta")))
    assert keys(plan_reading(workspace_on_each, today=TODAY)) == (["alpha"], ["beta"])
    Snoozes(workspace_on_each).drop([library.number("alpha")])
    assert keys(plan_reading(workspace_on_each, today=TODAY)) == (["beta"], [])


def test_a_paper_is_put_off_by_its_number_whatever_its_key(
    workspace: Workspace, library: Library
) -> None:
    Snoozes(workspace).drop([library.number("alpha")])
    library.change("alpha", key="renamed")
    assert keys(plan_reading(workspace, today=TODAY))[0] == ["beta"]


def test_a_later_day_replaces_an_earlier_one_and_a_past_day_is_refused(
    workspace: Workspace, library: Library
) -> None:
    snoozes = Snoozes(workspace)
    snoozes.drop([1])
    snoozes.snooze([1, 1], until=date(2026, 12, 1), today=TODAY)
    assert snoozes.all() == {1: date(2026, 12, 1)}
    with pytest.raises(InputError, match="not ahead"):
        snoozes.snooze([1], until=TODAY, today=TODAY)


def test_what_was_read_in_the_week_counts_and_is_not_proposed_again(
    workspace: Workspace, library: Library
) -> None:
    numbers = {name: library.number(name) for name in _NAMES}
    standing = {
        numbers["alpha"]: Standing(state="read in depth", on=date(2026, 11, 24)),
        numbers["beta"]: Standing(state="skimmed", on=date(2026, 11, 29)),
        numbers["gamma"]: Standing(state="skimmed", on=date(2026, 11, 22)),
        numbers["delta"]: Standing(state="dropped", on=date(2026, 11, 22)),
    }
    plan = plan_reading(workspace, today=TODAY, reading=LibraryReading(standing=lambda: standing))
    assert (plan.n_in_depth_read, plan.n_skimmed) == (1, 1)
    assert keys(plan) == ([], ["epsilon", "zeta", "eta", "theta"])
    next_week = plan_reading(
        workspace, today=date(2026, 11, 30), reading=LibraryReading(standing=lambda: standing)
    )
    assert keys(next_week)[0] == ["beta"], "what was skimmed may be read in depth"
    assert next_week.in_depth[0].reasons[-1].text == "skimmed 2026-11-29"


def test_topics_of_the_open_studies_come_first(workspace: Workspace, library: Library) -> None:
    theta = library.number("theta")

    def fitting(number: int) -> list[str]:
        return ["Agents", "Safety"] if number == theta else []

    worth = Worth(fitting_topics=fitting)
    plan = plan_reading(workspace, today=TODAY, reading=LibraryReading(worth=worth))
    assert "theta" in keys(plan)[1]
    chosen = next(s for s in plan.abstracts if s.paper.key == "theta")
    assert chosen.reasons[0].text == "about what is studied: Agents, Safety"


def test_withdrawn_papers_books_and_what_has_no_abstract(workspace: Workspace) -> None:
    library = Library(workspace)
    library.take_in(
        reads(
            paper("gone", venue="ICML", withdrawn=Withdrawal("retracted")),
            paper("book", venue="ICML", type="book"),
            paper("bare", venue="ICML", abstract=""),
            paper("bare2", abstract=""),
        )
    )
    plan = plan_reading(workspace, today=TODAY)
    assert keys(plan) == (["bare"], [])
    assert plan.n_waiting == 2


def test_of_two_versions_of_one_work_one_is_proposed(
    workspace: Workspace, library: Library
) -> None:
    library.link("beta", "alpha", "version of")
    assert keys(plan_reading(workspace, today=TODAY))[1][0] == "gamma"
    Snoozes(workspace).drop([library.number("alpha")])
    assert keys(plan_reading(workspace, today=TODAY))[0] == ["gamma"]


@given(
    year=st.integers(1990, 2030) | st.none(),
    citations=st.integers(0, 10**6) | st.none(),
    more=st.integers(1, 10**6),
)
def test_more_citations_and_a_better_venue_never_speak_against_a_paper(
    year: int | None, citations: int | None, more: int
) -> None:
    def points(of: Paper) -> float:
        return sum(r.points for r in worth_of(1, of, Standing(), worth=Worth(), day=MONDAY))

    least = paper("x", year=year, n_citations=citations, venue="Somewhere")
    assert points(least) <= points(replace(least, n_citations=(citations or 0) + more))
    ranked = [points(replace(least, venue=venue)) for venue in reversed(VENUES)]
    assert ranked == sorted(ranked)
    assert ranked[0] < ranked[-1]


def test_only_the_last_three_years_are_recent() -> None:
    def is_recent(year: int) -> bool:
        found = worth_of(1, paper("x", year=year), Standing(), worth=Worth(), day=MONDAY)
        return any(reason.text == f"from {year}" for reason in found)

    assert [year for year in range(2020, 2028) if is_recent(year)] == [2023, 2024, 2025, 2026, 2027]


def test_what_somebody_waits_for_says_so() -> None:
    own = Standing(state="to read", giver="Gao", due=date(2026, 11, 27))
    found = worth_of(1, paper("x"), own, worth=Worth(), day=MONDAY)
    assert found[0].text == "handed over by Gao, due 2026-11-27"
    assert "on your list" not in [reason.text for reason in found]


@pytest.mark.parametrize("size", [{"abstracts": 2}, {"abstracts": 6}, {"in_depth": -1}])
def test_a_week_holds_three_to_five_abstracts(size: dict[str, int]) -> None:
    with pytest.raises(InputError, match="Got"):
        PlanSize(**size)


def test_an_empty_library_has_an_empty_plan(workspace: Workspace) -> None:
    plan = plan_reading(workspace, today=TODAY)
    assert (keys(plan), plan.n_waiting) == (([], []), 0)


def test_what_papers_are_weighed_by_is_what_stands_in_them(workspace_on_each: Workspace) -> None:
    library = Library(workspace_on_each)
    library.take_in(
        reads(
            paper("full", venue="ICML", n_citations=12, type="book"),
            paper("bare", abstract="", year=None),
            paper("gone", withdrawn=Withdrawal("retracted"), n_citations=0),
        )
    )
    for brief, (number, of) in zip(library.each_in_brief(), library.each(), strict=True):
        assert brief == (
            number,
            of.year,
            of.type,
            of.venue,
            of.n_citations,
            bool(of.abstract),
            of.withdrawn is not None,
        )


def test_only_the_best_papers_are_read_whole(workspace: Workspace) -> None:
    """Of a large library all else is a handful of columns."""
    library = Library(workspace)
    library.take_in(reads(*(paper(f"p{i}", year=2000 + i % 20) for i in range(230))))
    whole: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "papers.content \nFROM papers" in statement:
            whole.extend([statement] * len(values))

    event.listen(workspace.database.engine, "before_cursor_execute", hear)
    plan = plan_reading(workspace, today=TODAY)
    event.remove(workspace.database.engine, "before_cursor_execute", hear)
    assert plan.n_waiting == 230
    assert 0 < len(whole) <= 225  # the 200 best of both kinds, and other versions of those proposed
