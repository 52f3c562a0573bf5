"""A report taken apart says the same however it was wrapped."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_of_a_week import ADA, fenced, quoted

from tenfold.lab.week.report_text import parse_report, split_footer
from tenfold.lab.week.titles import section_titles, span_titles
from tenfold.language import LANGUAGES, translator

DIGEST = "0123456789abcdef" * 4
FOOTER = f"---\n\nFrozen 2026-11-27 17:02 UTC, digest {DIGEST}\n"


def test_title_person_and_week():
    parts = parse_report(ADA)
    assert parts.title == "Ada, week 2026-W48 (23 to 29 November 2026)"
    assert (parts.person, parts.week) == ("Ada", "2026-W48")


@pytest.mark.parametrize(
    ("title", "person", "week"),
    [
        ("Ada Lovelace, Countess, week 2026-W48 (x)", "Ada Lovelace, Countess", "2026-W48"),
        ("艾达，2026-W48 周（11月23日至29日）", "艾达", "2026-W48"),
        ("Ada, weeks 2026-W47 to 2026-W48", "Ada", "2026-W48"),
        (r"Ada\_L, week 2026-W48", "Ada_L", "2026-W48"),
        ("Ada, week 2026-W60", "Ada", None),
        ("Holidays", "Holidays", None),
    ],
)
def test_titles_of_all_kinds(title, person, week):
    parts = parse_report(f"# {title}\n")
    assert (parts.person, parts.week) == (person, week)


def test_sections_hold_their_lines_and_no_others():
    sections = parse_report(ADA).sections
    assert list(sections) == [
        "beliefs",
        "verdicts",
        "needs_you",
        "on_track",
        "questions",
        "this_week",
    ]
    assert sections["on_track"] == ("- ▲ submit to ACL: at risk, one milestone slipped twice",)
    assert sections["beliefs"][1] == "  - before: at least a hundred a class"


@pytest.mark.parametrize(
    "wrap",
    [
        fenced,
        quoted,
        lambda text: quoted(fenced(text)),
        lambda text: f"Dear Gao,\n\nmy week:\n\n{fenced(text)}\nAda\n",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: (
            text + "\n" + FOOTER + "\n**Addendum of 2026-11-28 09:00 UTC**\n\n## No section\n"
        ),
    ],
)
def test_wrapping_changes_nothing(wrap):
    assert parse_report(wrap(ADA)) == parse_report(ADA)


def test_an_unknown_heading_keeps_its_title():
    assert parse_report("# A, week 2026-W48\n\n## Baking\n\n- bread\n").sections == {
        "Baking": ("- bread",)
    }


def test_a_heading_in_a_block_of_code_is_none():
    text = "# A, week 2026-W48\n\n## Thinking\n\n```sh\n## Verdicts\n```\n- after\n"
    assert list(parse_report(text).sections) == ["thinking"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_of_every_language_gives_its_key(language):
    _ = translator(language)
    for key, title in {**section_titles(_), **span_titles(_)}.items():
        assert list(parse_report(f"## {title}\n- x\n").sections) == [key]
        assert list(parse_report(f"## {title} (23 to 29 November)\n- x\n").sections) == [key]


def test_an_answered_question_is_not_open():
    assert [question.number for question in parse_report(ADA).open_questions] == [12]


def test_the_footer_is_split_off_in_any_language():
    zh = f"---\n\n冻结于 2026-11-27 17:02 UTC，摘要 {DIGEST}\n"
    for footer in (FOOTER, zh):
        body, below = split_footer(ADA + "\n" + footer)
        assert body.rstrip("\n") + "\n" == ADA
        assert below == footer


@given(st.text())
@settings(deadline=None)
def test_any_text_can_be_taken_apart(text):
    parts = parse_report(text)
    assert all(line.strip() for lines in parts.sections.values() for line in lines)
    assert "".join(split_footer(text)).count("#") == text.count("#")


def test_a_time_and_a_digest_in_the_report_itself_end_nothing():
    text = (
        ADA + f"\n---\n\n## Declared, before the results\n\n- 2026-11-25 10:00 UTC, code {DIGEST}\n"
    )
    assert split_footer(text) == (text, "")
    assert split_footer(text + "\n" + FOOTER) == (text, FOOTER)
