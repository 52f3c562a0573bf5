"""A survey as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.language import translator
from tenfold.look.markdown import escape_markdown
from tenfold.papers.comparison_text import comparison_markdown
from tenfold.papers.survey.survey_words import (
    about_words,
    missing_lines,
    reference_words,
    title_words,
    topic_words,
    year_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenfold.language import Translate
    from tenfold.papers.survey.survey import Survey

__all__ = ["survey_markdown"]


def survey_markdown(survey: Survey, *, language: str = "en") -> str:
    """The table, the gaps, what is next by topic, and the papers. What people wrote means nothing to HTML."""
    _ = translator(language)
    missing = [f"{key}: {said}" for key, said in missing_lines(survey, _)]
    papers = [f"{paper.key}: {reference_words(paper, _)}" for paper in survey.papers]
    parts = [
        f"# {escape_markdown(title_words(survey, _))}",
        about_words(survey, _),
        comparison_markdown(survey.comparison, papers_down=True).rstrip("\n"),
        f"## {_('Gaps')}",
        f"### {_('Papers and questions')}",
        _listed(missing, _),
        f"### {_('Topics and years without a paper')}",
        _listed(year_lines(survey, _, language), _),
        f"## {_('What is to be done next, by topic')}",
        *_next(survey, _),
        f"## {_('Papers')}",
        _listed(papers, _),
    ]
    return "\n\n".join(parts) + "\n"


def _next(survey: Survey, _: Translate) -> list[str]:
    parts = []
    for group in survey.next_steps:
        steps = [f"{key}: {text}" for key, text in group.steps]
        parts += [f"### {escape_markdown(topic_words(group, _))}", _listed(steps, _)]
    return parts or [_("None.")]


def _listed(lines: Iterable[str], _: Translate) -> str:
    return "\n".join(f"- {escape_markdown(line)}" for line in lines) or _("None.")
