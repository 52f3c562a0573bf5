"""What a notebook shows of a study or a verdict: a few lines of HTML without styles of its own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tenfold.language import translator
from tenfold.study.words.sentences import verdict_sentence, why_sentence

if TYPE_CHECKING:
    from tenfold.study.verdict import Verdict
    from tenfold.study.view import StudyView

__all__ = ["study_snippet", "verdict_snippet"]


def verdict_snippet(verdict: Verdict) -> str:
    """One verdict in two sentences."""
    _ = translator()
    return (
        f"<p><strong>{escape(verdict_sentence(verdict, _))}</strong><br>"
        f"{escape(why_sentence(verdict, _))}</p>"
    )


def study_snippet(view: StudyView) -> str:
    """The question, the verdicts and the table of methods."""
    head = "".join(f"<th>{escape(metric)}</th>" for metric in view.metrics)
    rows = "".join(
        f"<tr><td>{escape(method.name)}</td>"
        + "".join(
            f"<td>{method.scores[m].mean:.3f}</td>" if m in method.scores else "<td></td>"
            for m in view.metrics
        )
        + "</tr>"
        for method in view.methods
    )
    verdicts = "".join(verdict_snippet(h.verdict) for h in view.hypotheses)
    return (
        f"<h4>{escape(view.question)}</h4>{verdicts}"
        f"<table><tr><th>method</th>{head}</tr>{rows}</table>"
    )
