"""The report as one HTML file that needs no network: no script, no inline style, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.language import Translate, translator
from tenfold.look.page import render_page, templates
from tenfold.look.safe_html import safe_html
from tenfold.numerals import energy, minutes, moment
from tenfold.questions import Question, ten_questions
from tenfold.study.answer_version import answer_version
from tenfold.study.report.figures.confusion import ExamplesAt
from tenfold.study.report.figures.gallery import draw_figures
from tenfold.study.report.figures.lineage import draw_lineage
from tenfold.study.report.latex import render_latex
from tenfold.study.report.method_table import method_table, primary_hypothesis
from tenfold.study.view import AnswerView, HypothesisView, StudyView
from tenfold.study.words.metric_words import metric_word
from tenfold.study.words.replication_words import replication_sentences
from tenfold.study.words.training_words import failure_sentence, training_sentence

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = [
    "REPORT_FILTERS",
    "REPORT_TEMPLATES",
    "Answer",
    "VerdictBlock",
    "answers",
    "render_html",
    "report_values",
    "verdict_blocks",
]

REPORT_TEMPLATES = Path(__file__).parent / "templates"
REPORT_FILTERS = {"energy": energy, "minutes": minutes}


@dataclass(frozen=True, kw_only=True)
class VerdictBlock:
    """A verdict in plain words. `word` and the shape drawn beside it say it without colour."""

    id: str
    verdict: str
    word: str
    is_primary: bool
    is_exploratory: bool
    say: str
    why: str
    scope: str
    why_exploratory: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One of the ten answers; `html` is empty where there is none yet."""

    n: int
    question: str
    hint: str
    markdown: str
    html: str
    source: str
    is_from_record: bool

    @property
    def version(self) -> str:
        """What a new text is based on."""
        return answer_version(self.markdown if self.source else "")


def verdict_blocks(view: StudyView, _: Translate) -> list[VerdictBlock]:
    """The verdicts, the primary one first."""
    ordered = sorted(view.hypotheses, key=lambda hypothesis: not hypothesis.primary)
    return [_verdict_block(hypothesis, _) for hypothesis in ordered]


def _verdict_block(hypothesis: HypothesisView, _: Translate) -> VerdictBlock:
    from tenfold.study.words.sentences import scope_sentence, verdict_sentence, why_sentence

    words = {
        "supported": _("supported"),
        "refuted": _("refuted"),
        "undecided": _("undecided"),
    }
    verdict = hypothesis.verdict
    return VerdictBlock(
        id=verdict.id,
        verdict=verdict.verdict,
        word=words[verdict.verdict],
        is_primary=hypothesis.primary,
        is_exploratory=verdict.mode == "exploratory",
        say=verdict_sentence(verdict, _),
        why=why_sentence(verdict, _),
        scope=scope_sentence(verdict, _),
        why_exploratory=hypothesis.why_exploratory,
    )


def answers(view: StudyView, *, language: str) -> list[Answer]:
    """The ten answers in order, the questions in the report's language."""
    _ = translator(language)
    given = {answer.n: answer for answer in view.answers}
    return [_answer(q, given.get(q.n), _) for q in ten_questions(language)]


def _answer(question: Question, given: AnswerView | None, _: Translate) -> Answer:
    text = given.text.strip() if given else ""
    source = given.source if given else ""
    return Answer(
        n=question.n,
        question=question.text,
        hint=question.hint,
        markdown=text,
        html=safe_html(text) if text else "",
        is_from_record=question.is_from_record,
        source=_("written by you") if source == "you" else _(source) if source else "",
    )


@cache
def _environment() -> Environment:
    environment = templates(REPORT_TEMPLATES)
    environment.filters |= REPORT_FILTERS
    return environment


def render_html(view: StudyView, *, language: str = "en") -> str:
    """The report as the text of one HTML page, in `language`. What people wrote is escaped or cleaned.

    Raises
    ------
    InputError
        If `language` is not one that tenfold speaks.
    """
    values = report_values(view, language=language)
    return render_page(_environment(), "report.html.j2", language=language, **values)


def report_values(
    view: StudyView, *, language: str = "en", examples_at: ExamplesAt | None = None
) -> dict[str, Any]:
    """What the template of the report's body is filled in with. Raises InputError as `render_html` does.

    `examples_at`: where the examples behind a cell of the confusion are shown, if anywhere.
    """
    _ = translator(language)
    return {
        "view": view,
        "verdicts": verdict_blocks(view, _),
        "answers": answers(view, language=language),
        "table": method_table(view, _),
        "figures": draw_figures(view, language=language, examples_at=examples_at),
        "lineage": draw_lineage(view, _),
        "findings": [finding for finding in view.findings if finding.state == "found"],
        "registrations": _registrations(view, _),
        "paper": _paper_sentence(primary_hypothesis(view), _),
        "latex": render_latex(view, language=language),
        "training": training_sentence(view, _),
        "replication": replication_sentences(view.replication, view.unit, _)
        if view.replication
        else [],
        "failure_sentence": lambda method: failure_sentence(method, _),
        "flat": _flat,
        "bold": _bold,
        "coded": _coded,
        "moment": lambda time: moment(time, _),
        "metric_word": lambda metric: metric_word(metric, _),
    }


def _bold(message: str, **values: object) -> Markup:
    """A message as HTML with its values in bold; both are escaped."""
    from markupsafe import Markup, escape

    bold = {name: Markup("<b>{}</b>").format(value) for name, value in values.items()}
    return escape(message).format(**bold)


def _coded(sentence: str) -> Markup:
    """A sentence as HTML, what stands between backticks as code."""
    import re

    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))


def _flat(parameters: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Fields as a declaration writes them: those of a table with its name and a dot before them."""
    found: list[tuple[str, Any]] = []
    for name, value in parameters.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", value))
    return found


def _paper_sentence(primary: HypothesisView | None, _: Translate) -> str:
    from tenfold.study.words.sentences import paper_sentence

    return paper_sentence(primary.verdict, _) if primary else ""


@dataclass(frozen=True, kw_only=True)
class _Registration:
    time: str
    code: str
    modes: tuple[str, ...]


def _registrations(view: StudyView, _: Translate) -> list[_Registration]:
    """The distinct registrations behind the hypotheses; one declared study has one."""
    found: dict[tuple[str, str], set[str]] = {}
    for hypothesis in view.hypotheses:
        if hypothesis.registered:
            which = (moment(hypothesis.registered, _), hypothesis.code or "")
            found.setdefault(which, set()).add(hypothesis.verdict.mode)
    return [
        _Registration(time=time, code=code, modes=tuple(sorted(modes)))
        for (time, code), modes in found.items()
    ]
