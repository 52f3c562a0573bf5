"""Screened papers with what was decided, to take elsewhere: RIS for reference managers, CSV for tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from tenfold.desk.export.formulas import guarded
from tenfold.errors import InputError
from tenfold.papers.exporters.ris import write_ris
from tenfold.papers.formats.ris import PREFIX
from tenfold.papers.record import Paper
from tenfold.papers.screening.reviewers import Outcome

__all__ = ["written_screening"]

_NOTE = f"{PREFIX}N1"


def written_screening(
    papers: Mapping[str, Paper], outcomes: Mapping[str, Outcome], *, ending: str
) -> str:
    """All papers, with the outcome, and each reviewer's decision and reason. `ending` is ``.ris`` or ``.csv``.

    Raises InputError for another ending.
    """
    if ending == ".ris":
        return write_ris(_noted(paper, outcomes[subject]) for subject, paper in papers.items())
    if ending == ".csv":
        return _csv(papers, outcomes)
    raise InputError(
        f"a screening is not written as {ending or 'a file without an ending'}.",
        code="TF-PAPER-OUT",
        remedy="Name a file that ends in .ris or .csv.",
    )


def _noted(paper: Paper, outcome: Outcome) -> Paper:
    said = [f"Screening: {outcome.verdict}"]
    for person, decision in outcome.decisions.items():
        reason = f" ({decision.reason})" if decision.reason else ""
        said.append(f"{person}: {decision.verdict}{reason}")
    before = paper.extra.get(_NOTE)
    notes = "\n".join([*([before] if before else []), "; ".join(said)])
    return replace(paper, extra={**paper.extra, _NOTE: notes})


def _csv(papers: Mapping[str, Paper], outcomes: Mapping[str, Outcome]) -> str:
    people = sorted({person for outcome in outcomes.values() for person in outcome.decisions})
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    heads = ["key", "title", "authors", "year", "venue", "doi", "abstract", "outcome", "reasons"]
    of_each = [f"{what} of {person}" for person in people for what in ("decision", "reason")]
    table.writerow(map(guarded, [*heads, *of_each]))
    for subject, paper in papers.items():
        table.writerow(map(guarded, _row(paper, outcomes[subject], people)))
    return written.getvalue()


def _row(paper: Paper, outcome: Outcome, people: list[str]) -> list[str]:
    row = [
        paper.key,
        paper.title,
        "; ".join(map(str, paper.authors)),
        str(paper.year or ""),
        paper.venue,
        paper.ids.get("doi", ""),
        paper.abstract,
        outcome.verdict,
        "; ".join(outcome.reasons),
    ]
    for person in people:
        decision = outcome.decisions.get(person)
        row += [decision.verdict, decision.reason] if decision else ["", ""]
    return row
