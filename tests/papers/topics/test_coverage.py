"""Coverage counts every paper under each of its topics, and names where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chromium import CHROMIUM, WIDTHS, assert_quiet_whole_and_fits
from tenfold.language import translator
from tenfold.papers.record import Paper, Withdrawal
from tenfold.papers.topics.assign import Scored
from tenfold.papers.topics.coverage import Coverage, coverage_of
from tenfold.papers.topics.coverage_page import coverage_figure, render_coverage
from tenfold.papers.topics.coverage_words import (
    cell,
    columns_of,
    gap_words,
    table_of,
    year_words,
)
from tenfold.papers.topics.placing import Placed
from tenfold.papers.topics.taxonomy import Keyword, Part, Taxonomy, Topic

TAXONOMY = Taxonomy(
    "Ours",
    (Part("all", "All"),),
    tuple(Topic(k, "all", k.title(), "A topic.", (Keyword(k),)) for k in ("data", "models", "use")),
    origin="<b>ours</b>",
)


def placed(year: int | None, *topics: str, withdrawn: bool = False) -> Placed:
    flag = Withdrawal("withdrawn") if withdrawn else None
    paper = Paper(title="t", year=year, withdrawn=flag)
    return Placed(1, paper, tuple(Scored(topic=topic, score=1.0) for topic in topics))


papers = st.lists(
    st.builds(
        lambda year, topics: placed(year, *topics),
        st.none() | st.integers(1900, 2030),
        st.sets(st.sampled_from(["data", "models", "use"])),
    ),
    max_size=20,
)


@given(some=papers)
def test_columns_and_undated_papers_add_up_to_all(some: list[Placed]) -> None:
    coverage = coverage_of(TAXONOMY, some)
    spans = columns_of(coverage)
    assert len(spans) <= 12
    for row in coverage.rows:
        assert row.n == sum(row.topic.key in one.topics for one in some)
        assert row.n == sum(cell(row, span) for span in spans) + row.n_undated
    assert coverage.n_without == sum(not one.topics for one in some)


@given(some=papers)
def test_a_gap_names_years_without_a_paper_and_none_twice(some: list[Placed]) -> None:
    coverage = coverage_of(TAXONOMY, some)
    rows = {row.topic.key: row for row in coverage.rows}
    named = [(gap.topic, year) for gap in coverage.gaps for year in gap.years]
    assert len(set(named)) == len(named)
    assert all(year not in rows[topic].by_year for topic, year in named)
    assert {g.topic for g in coverage.gaps if g.kind == "empty"} == {
        key for key, row in rows.items() if some and row.n == 0
    }


def a_coverage() -> Coverage:
    data = [placed(year, "data") for year in (2016, 2017, 2020, 2025)]
    return coverage_of(TAXONOMY, [*data, placed(2019, "models"), placed(None, withdrawn=True)])


def test_gaps_are_said_in_words() -> None:
    coverage = a_coverage()
    assert [gap_words(coverage, gap, translator()) for gap in coverage.gaps] == [
        "Data: no paper of 2018–2019, 2021–2024.",
        "Models: no paper since 2019.",
        "Use: no paper.",
    ]
    assert year_words([2011]) == "2011"


def test_withdrawn_papers_are_counted_apart_too() -> None:
    coverage = coverage_of(TAXONOMY, [placed(2020, "data", withdrawn=True), placed(2020, "data")])
    assert (coverage.rows[0].n, coverage.rows[0].n_withdrawn) == (2, 1)
    assert "retracted papers are counted too: 1 times" in render_coverage(coverage)


def test_the_table_draws_early_years_together() -> None:
    some = [placed(year, "data") for year in range(2000, 2021)]
    heads, rows = table_of(coverage_of(TAXONOMY, some), translator())
    assert heads[:3] == ["topic", "2000–2009", "2010"]
    assert rows[0][1:3] == ["10", "1"]
    assert heads[-1] == "all"
    assert rows[0][-1] == "21"


def test_the_figure_has_a_circle_for_each_cell_that_is_not_empty() -> None:
    figure = coverage_figure(a_coverage(), translator())
    assert figure.svg.count("<circle") == 5
    assert "Data, 2016: 1" in figure.svg
    assert len(figure.rows) == 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_needs_no_network_and_escapes_what_a_file_says(language: str) -> None:
    page = render_coverage(a_coverage(), language=language)
    assert "<script" not in page
    assert "&lt;b&gt;ours&lt;/b&gt;" in page
    assert "<svg" in page
    assert "<svg" not in render_coverage(coverage_of(TAXONOMY, []), language=language)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_the_page_fits_a_screen_and_a_phone(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    page = tmp_path / "topics.html"
    some = [placed(year, "data", "models") for year in range(1990, 2026)]
    page.write_text(render_coverage(coverage_of(TAXONOMY, some)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for width in WIDTHS.values():
            context = browser.new_context(viewport={"width": width, "height": 900})
            assert_quiet_whole_and_fits(context, page, width)
        browser.close()
