"""A survey as a page of one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.language import translator
from tenfold.look.page import render_page, templates
from tenfold.look.safe_html import safe_html
from tenfold.papers.survey.survey_words import (
    about_words,
    missing_lines,
    reference_words,
    topic_words,
    year_lines,
)
from tenfold.papers.topics.coverage_page import coverage_figure

if TYPE_CHECKING:
    from tenfold.papers.survey.survey import Survey

__all__ = ["SURVEY_TEMPLATES", "survey_html", "survey_values"]

SURVEY_TEMPLATES = Path(__file__).parents[1] / "templates"


def survey_html(survey: Survey, *, language: str = "en") -> str:
    """The page as text, in `language`. What people wrote is cleaned: nothing in it fetches or runs.

    Raises InputError for a language that tenfold does not speak.
    """
    values = survey_values(survey, language=language)
    return render_page(templates(SURVEY_TEMPLATES), "survey.html.j2", language=language, **values)


def survey_values(survey: Survey, *, language: str = "en") -> dict[str, Any]:
    """What the template of its body is filled in with. Raises InputError as `survey_html` does."""
    _ = translator(language)
    asked = survey.comparison.aspects
    cells = [
        [safe_html(text) if (text := survey.comparison.cell(a, one)) else "" for a in asked]
        for one in survey.comparison.compared
    ]
    return {
        "survey": survey,
        "about": about_words(survey, _),
        "heads": [aspect.label for aspect in asked],
        "rows": list(zip(survey.papers, cells, strict=True)),
        "missing": missing_lines(survey, _),
        "years": year_lines(survey, _, language),
        "figure": coverage_figure(survey.coverage, _, language) if survey.coverage.years else None,
        "topic_words": lambda group: topic_words(group, _),
        "reference": lambda paper: reference_words(paper, _),
    }
