"""What a survey says in words that all its formats share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.papers.topics.coverage_words import gap_words

if TYPE_CHECKING:
    from tenfold.language import Translate
    from tenfold.papers.record import Paper
    from tenfold.papers.survey.survey import Missing, NextSteps, Survey

__all__ = [
    "about_words",
    "missing_lines",
    "reference_words",
    "title_words",
    "topic_words",
    "year_lines",
]


def title_words(survey: Survey, _: Translate) -> str:
    """What stands over it."""
    return _("Survey: {name}").format(name=survey.collection)


def about_words(survey: Survey, _: Translate) -> str:
    """How much there is, and how much is missing, in a sentence."""
    n_cells = len(survey.papers) * len(survey.comparison.aspects)
    return _("{n} papers; {filled} of {cells} cells are filled.").format(
        n=len(survey.papers), filled=n_cells - len(survey.missing), cells=n_cells
    )


def reference_words(paper: Paper, _: Translate) -> str:
    """Who, when, what and where, in a line; first of all whether it was withdrawn."""
    names = [str(name) for name in paper.authors]
    who = ", ".join(names[:3]) + (" et al." if len(names) > 3 else "") or _("no author")
    said = f"{who} ({paper.year or _('no year')}): {paper.title}"
    said += f". {paper.venue}" if paper.venue else ""
    return f"[{paper.withdrawn.kind.upper()}] {said}" if paper.withdrawn else said


def missing_lines(survey: Survey, _: Translate) -> list[tuple[str, str]]:
    """By paper (its key): which questions have no answer, and whose the lab could choose."""
    by_paper: dict[str, list[Missing]] = {}
    for one in survey.missing:
        by_paper.setdefault(one.paper, []).append(one)
    return [(key, _missing_words(missing, _)) for key, missing in by_paper.items()]


def _missing_words(missing: Sequence[Missing], _: Translate) -> str:
    said = _("not answered: {questions}").format(questions=", ".join(str(m.n) for m in missing))
    for one in missing:
        if one.given_by:
            others = _("{people} answered {n}, which the lab may choose")
            said += "; " + others.format(people=", ".join(one.given_by), n=one.n)
    return said


def topic_words(group: NextSteps, _: Translate) -> str:
    """The name of a topic, or that papers are under none."""
    return group.name or _("under no topic")


def year_lines(survey: Survey, _: Translate, language: str) -> list[str]:
    """Topics and years without a paper of the collection, a sentence each."""
    coverage = survey.coverage
    return [gap_words(coverage, gap, _, language) for gap in coverage.gaps]
