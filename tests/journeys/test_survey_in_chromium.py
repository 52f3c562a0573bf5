"""The page of a survey in a real browser: quiet, whole, on a phone and in the dark."""

from __future__ import annotations

from typing import Any

import pytest

from chromium import WIDTHS, assert_quiet_whole_and_fits
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.subject import subject_of
from tenfold.papers.survey.survey import survey_of
from tenfold.papers.survey.survey_page import survey_html
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

LONG = "https://example.org/" + "a" * 300


def test_a_survey_is_quiet_whole_and_fits(browser: Any, workspace: Workspace) -> None:
    library = Library(workspace)
    papers = [Paper(title=f"On translation {i} " + "x" * 150, key=f"k{i}", year=2000 + i)
              for i in range(12)]  # fmt: skip
    library.take_in([Read(paper, "refs.bib:1") for paper in papers])
    subjects = [subject_of(library.number(paper.key)) for paper in papers]
    Collections(workspace).begin("mine")
    Collections(workspace).add("mine", subjects)
    for n in (1, 5, 10):
        Answers(workspace).answer(
            subjects[0], n, f"{LONG}\n\n    code\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        )
    path = workspace.root / "survey.html"
    path.write_text(survey_html(survey_of(workspace, "mine")), encoding="utf-8")
    for scheme in ("light", "dark"):
        for width in WIDTHS.values():
            context = browser.new_context(
                viewport={"width": width, "height": 844}, color_scheme=scheme
            )
            assert_quiet_whole_and_fits(context, path, width)
            context.close()
