"""What a new study takes from papers: hypotheses, data, baselines, and the number that one publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.answers import Answers
from tenfold.papers.holdings import Holdings
from tenfold.papers.plain_words import plain_words
from tenfold.papers.published import PublishedNumbers
from tenfold.papers.subject import subject_of
from tenfold.study.new import Ground

if TYPE_CHECKING:
    from tenfold.papers.published import PublishedNumber
    from tenfold.papers.record import Paper
    from tenfold.store.workspace import Workspace

__all__ = ["Replication", "ground_of", "replication_from"]

_HYPOTHESIS, _DATA = 3, 7
_LONGEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """The beginning of a study that repeats a paper's claim.

    `metric` is that of the published number, empty where none was noted; `lacking` says what the reader has
    still to say of the paper, with the commands.
    """

    ground: Ground
    question: str
    metric: str
    lacking: tuple[str, ...]


def ground_of(workspace: Workspace, keys: Sequence[str]) -> Ground:
    """What papers say that a study which cites them may need: data and baselines, from answers to question 7.

    Raises InputError for a key that the library does not have.
    """
    holdings = Holdings(workspace)
    papers = list(dict.fromkeys(holdings.paper(key).key for key in keys))
    remarks = [
        f"{key}, data and baselines: {said}"
        for key in papers
        if (said := _answer(workspace, key, _DATA))
    ]
    return Ground(papers=papers, remarks=remarks)


def replication_from(
    workspace: Workspace, key: str, *, number: int | None = None, cited: Sequence[str] = ()
) -> Replication:
    """Begin with a paper's hypothesis (answer 3), its data and baselines (7), and a number that it publishes.

    `number` names the published number where there are several; `cited` are other papers of the study.
    Raises InputError for an unknown key, a number that there is not, and several to choose from.
    """
    paper = Holdings(workspace).paper(key)
    hypothesis = _answer(workspace, paper.key, _HYPOTHESIS)
    published = _published(workspace, paper, number)
    ground = ground_of(workspace, [paper.key, *cited])
    said = [f"{paper.key}, hypothesis: {hypothesis}"] if hypothesis else []
    return Replication(
        ground=Ground(
            papers=ground.papers,
            remarks=[*said, *ground.remarks],
            replicates=_fields(paper, published) if published else None,
        ),
        question=f"Does it hold here: {hypothesis or plain_words(paper.title)}",
        metric=published.published.metric if published else "",
        lacking=tuple(_lacking(workspace, paper.key, hypothesis, published)),
    )


def _answer(workspace: Workspace, key: str, n: int) -> str:
    """The answer that stands for a paper, in plain words on one line."""
    subject = subject_of(Holdings(workspace).number(key))
    standing = Answers(workspace).standing(subject).get(n)
    words = plain_words(standing.text) if standing else ""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} ..."


def _published(workspace: Workspace, paper: Paper, number: int | None) -> PublishedNumber | None:
    subject = subject_of(Holdings(workspace).number(paper.key))
    found = PublishedNumbers(workspace).of(subject)
    listed = "; ".join(f"{one.number}: {one.published}" for one in found)
    if number is not None:
        for one in found:
            if one.number == number:
                return one
        raise InputError(
            f"{paper.key} has no published number {number}.",
            where="--published",
            remedy=f"There is: {listed or 'none'}.",
        )
    if len(found) > 1:
        raise InputError(
            f"{paper.key} has {len(found)} published numbers: which one is replicated?",
            where="--replicate",
            remedy=f"Say --published N. {listed}.",
        )
    return found[0] if found else None


def _fields(paper: Paper, number: PublishedNumber) -> Mapping[str, str | float]:
    said = number.published
    fields: dict[str, str | float | None] = {
        "paper": paper.key,
        "metric": said.metric,
        "value": said.in_natural_unit(said.value),
        "baseline_value": said.in_natural_unit(said.baseline_value),
        "method": said.method,
        "baseline": said.baseline,
        "data": said.data,
        "where": said.where,
    }
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _lacking(
    workspace: Workspace, key: str, hypothesis: str, published: PublishedNumber | None
) -> list[str]:
    lacking = []
    if not hypothesis:
        lacking.append(f"its hypothesis: tenfold paper read {key} --answer 3 TEXT")
    if not _answer(workspace, key, _DATA):
        lacking.append(f"its data and baselines: tenfold paper read {key} --answer 7 TEXT")
    if published is None:
        lacking.append(f"its number: tenfold paper claim {key} --metric M --value V")
    return lacking
