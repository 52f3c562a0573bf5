"""One row a person, with what the reports say and nothing else; every other file is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports_of_a_week import ADA, fenced, quoted, report_of

from chromium import CHROMIUM, WIDTHS, assert_quiet_whole_and_fits
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.week.keeping import freeze, with_addenda
from tenfold.lab.week.lab_page import render_lab_markdown, render_lab_table
from tenfold.lab.week.lab_table import LabTable, lab_table
from tenfold.lab.week.report import Line, Section, WeekReport
from tenfold.lab.weeks import Week
from tenfold.language import LANGUAGES, translator

BOB = report_of(
    "Bob",
    verdict="✕ lora beats probe",
    on_track="▲ thesis: late",
    question="□ Q31: May I drop the third class?\n  - For Gao, asked on 24 Nov. Waits for 3 days.",
)
LIN = WeekReport(
    week=Week(2026, 47),
    person="Lin",
    title="Lin, week 2026-W47",
    made=datetime(2026, 11, 20, 17, tzinfo=UTC),
    first=(
        Section(
            key="verdicts",
            title="Verdicts",
            lines=(Line(text="tfidf is enough", sign="supported", details=("gain 0.001",)),),
        ),
    ),
    status=(Section(key="on_track", title="On track?", lines=(Line(text="paper", sign="ok"),)),),
    rest=(
        Section(
            key="questions",
            title="Questions, and whom",
            lines=(
                Line(text="Q40: Which venue?", sign="open", facts={"whom": "Gao"}),
                Line(text="Q41: Which editor?", sign="open", facts={"whom": "Bob"}),
                Line(text="Q42: And when?", sign="done", facts={"whom": "Gao"}),
            ),
        ),
    ),
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "ada.md").write_text(ADA, encoding="utf-8")
    (folder / "ada-47.md").write_text(report_of("Ada", "2026-W47"), encoding="utf-8")
    (folder / "bob.md").write_text(fenced(BOB), encoding="utf-8")
    (folder / "lin.json").write_text(json.dumps(LIN.to_json()), encoding="utf-8")
    return folder


def row(table: LabTable, person):
    return next(row for row in table.rows if row.person == person)


def texts(lines):
    return [line.text for line in lines]


def test_three_people_and_the_newest_week_of_each(folder):
    table = lab_table(folder, me="Gao")
    assert [(r.person, r.week, r.file) for r in table.rows] == [
        ("Ada", "2026-W48", "ada.md"),
        ("Bob", "2026-W48", "bob.md"),
        ("Lin", "2026-W47", "lin.json"),
    ]
    assert texts(row(table, "Bob").on_track) == ["▲ thesis: late"]
    assert texts(row(table, "Bob").verdicts) == ["✕ lora beats probe"]
    assert texts(row(table, "Lin").verdicts) == ["● tfidf is enough"]
    assert row(table, "Lin").verdicts[0].details == ("gain 0.001",)
    assert texts(row(table, "Lin").on_track) == ["✓ paper"]
    assert (table.n_older, table.missing, table.skipped) == (1, (), ())


def test_what_waits_is_what_names_me_once(folder):
    def waits(me):
        return {r.person: texts(r.waits) for r in lab_table(folder, me=me).rows}

    assert waits("Gao") == {
        "Ada": ["Q12 Which margin is worth having? (to Gao, asked 20 Nov)"],
        "Bob": ["□ Q31: May I drop the third class?"],
        "Lin": ["□ Q40: Which venue?"],
    }
    assert waits("gao") == waits("Gao")
    assert waits("Lin") == {"Ada": [], "Bob": [], "Lin": []}  # Ada's question has its answer
    assert waits("Ga") == {"Ada": [], "Bob": [], "Lin": []}
    assert waits(".*") == {"Ada": [], "Bob": [], "Lin": []}


def test_an_asked_week_and_who_has_none(folder):
    table = lab_table(folder, me="Gao", week="2026-w47")
    assert [(r.person, r.week) for r in table.rows] == [("Ada", "2026-W47"), ("Lin", "2026-W47")]
    assert (table.week, table.missing) == ("2026-W47", ("Bob",))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrap", [str, fenced, quoted])
def test_a_report_reads_the_same_in_each_language_and_wrapping(tmp_path, language, wrap):
    text = report_of("艾达", language=language, question="Q5 Why? (to Gao)")
    (tmp_path / "a.md").write_text(wrap(text), encoding="utf-8")
    (only,) = lab_table(tmp_path, me="Gao").rows
    assert (only.person, only.week) == ("艾达", "2026-W48")
    assert texts(only.on_track) == ["● submit to ACL"]
    assert texts(only.verdicts) == ["● probe beats tfidf"]
    assert texts(only.waits) == ["Q5 Why? (to Gao)"]


def test_a_section_that_goes_on_below_is_one(tmp_path):
    text = report_of("Ada").replace(
        "- ● probe", "- ● first\n- *and 1 more below*\n\n---\n\n## Verdicts\n\n- ● probe"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert texts(lab_table(tmp_path, me="Gao").rows[0].verdicts) == [
        "● first",
        "● probe beats tfidf",
    ]


def test_frozen_reports_are_told_from_changed_ones(workspace, tmp_path):
    frozen = freeze(workspace, {"week": "2026-W48", "n_weeks": 1, "language": "en"}, ADA)
    sent = with_addenda(frozen, translator())
    (tmp_path / "a.md").write_text(sent, encoding="utf-8")
    assert lab_table(tmp_path, me="Gao").rows[0].frozen == "yes"
    (tmp_path / "a.md").write_text(fenced(sent), encoding="utf-8")
    assert lab_table(tmp_path, me="Gao").rows[0].frozen == "yes"
    (tmp_path / "a.md").write_text(sent.replace("0.061", "0.161"), encoding="utf-8")
    assert lab_table(tmp_path, me="Gao").rows[0].frozen == "changed"


def test_of_two_of_the_same_week_the_frozen_one_is_taken(workspace, tmp_path):
    frozen = freeze(workspace, {"week": "2026-W48", "n_weeks": 1, "language": "en"}, ADA)
    (tmp_path / "a.md").write_text(with_addenda(frozen, translator()), encoding="utf-8")
    (tmp_path / "z.md").write_text(ADA, encoding="utf-8")
    table = lab_table(tmp_path, me="Gao")
    assert [r.file for r in table.rows] == ["a.md"]
    assert [s.file for s in table.skipped] == ["z.md"]
    assert "a.md" in table.skipped[0].reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.md", b"# Shopping\n", "names no person and week"),
        ("x.md", b"", "names no person and week"),
        ("x.md", b"\xff\xfe", "not UTF-8"),
        ("x.md", b"x" * 2_000_001, "longer than 2 MB"),
        ("x.json", b"{", "not the JSON"),
        ("x.json", b"[]", "not the JSON"),
        ("x.json", b'{"person": "A", "week": "2026-W77", "sections": {}}', "not the JSON"),
        ("x.json", b'{"person": "", "week": "2026-W48", "sections": {}}', "names no person"),
        (
            "x.json",
            b'{"person": "A", "week": "2026-W48", "sections": {"late": [{"text": 1}]}}',
            "not the JSON",
        ),
        ("x.json", b"[" * 100_000, "not the JSON"),
    ],
)
def test_what_is_no_report_is_named_with_the_reason(folder, name, data, reason):
    (folder / name).write_bytes(data)
    table = lab_table(folder, me="Gao")
    assert len(table.rows) == 3
    ((skipped),) = table.skipped
    assert skipped.file == name
    assert reason in skipped.reason
    for language in LANGUAGES:
        assert name in render_lab_table(table, language)
        assert name in render_lab_markdown(table, translator(language))


def test_a_folder_without_reports_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        lab_table(tmp_path / "none", me="Gao")
    with pytest.raises(InputError, match="no report of a week"):
        lab_table(tmp_path, me="Gao")
    (tmp_path / "a.md").write_text("# Shopping\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.md: its first heading"):
        lab_table(tmp_path, me="Gao")


def test_a_private_note_of_a_workspace_is_nowhere(workspace):
    canary = "canary-51d2"
    Journal(workspace).write(Note(text=canary, day=date(2026, 11, 25), kind="question", whom="Gao"))
    (workspace.root / "a.md").write_text(BOB, encoding="utf-8")
    table = lab_table(workspace.root, me="Gao")
    shown = [
        str(table.to_json()),
        render_lab_table(table),
        render_lab_markdown(table, translator()),
    ]
    assert all("third class" in text and canary not in text for text in shown)


@given(text=st.text(max_size=60))
@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_nothing_that_a_report_says_becomes_markup(folder, text):
    table = lab_table(folder, me="Gao")
    evil = f"<script>{text}</script><img src=http://x/> [a](javascript:b)"
    line = replace(table.rows[0].verdicts[0], text=evil, details=(evil,))
    page = render_lab_table(
        replace(table, rows=(replace(table.rows[0], person=evil, verdicts=(line,)),))
    )
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_the_page_fits_a_phone_and_asks_for_nothing(folder, tmp_path):
    from playwright.sync_api import sync_playwright

    (folder / "x.md").write_text("# Shopping\n", encoding="utf-8")
    page = tmp_path / "lab.html"
    page.write_text(render_lab_table(lab_table(folder, me="Gao")), encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        for width in WIDTHS.values():
            context = browser.new_context(viewport={"width": width, "height": 900})
            assert_quiet_whole_and_fits(context, page, width)
        browser.close()
