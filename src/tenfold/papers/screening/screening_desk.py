"""A screening as one reviewer sees it at one moment: the paper asked, what was decided, when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tenfold.errors import InputError
from tenfold.papers.screening.curve import found_figure
from tenfold.papers.screening.decisions import read_verdict
from tenfold.papers.screening.marked import Mark, marked
from tenfold.papers.screening.reviewers import Outcome, Pair, pairs_of_reviewers
from tenfold.papers.screening.words import stop_words, why_words

if TYPE_CHECKING:
    from tenfold.figures.figure import Figure
    from tenfold.language import Translate
    from tenfold.papers.record import Paper
    from tenfold.papers.screening.decisions import Decision
    from tenfold.papers.screening.screened import Asked, Screening
    from tenfold.papers.screening.session import Standing

__all__ = ["Decided", "Done", "ScreeningDesk", "carry_out", "look"]

_N_LATEST = 10


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and the paper that it is about."""

    decision: Decision
    paper: Paper


@dataclass(frozen=True, kw_only=True)
class ScreeningDesk:
    """`title` and `abstract` are in pieces, those marked that speak for the paper or against it.

    `mine` is what the reviewer has decided about it. `based_on` stands for that and `newest` for their last
    decision of all: who writes says them again. `others` counts what everybody else has read.
    """

    collection: str
    person: str
    criteria: str
    asked: Asked | None
    title: tuple[tuple[str, Mark], ...]
    abstract: tuple[tuple[str, Mark], ...]
    why: str
    mine: Decision | None
    newest: str
    back: str
    standing: Standing
    stop: str
    reasons: tuple[str, ...]
    latest: tuple[Decided, ...]
    others: dict[str, int]
    curve: Figure | None
    pairs: tuple[Pair, ...]
    conflicts: tuple[tuple[Paper, Outcome], ...]

    @property
    def based_on(self) -> str:
        return self.mine.stamp if self.mine else ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an answer. ``newer``: another window had decided meanwhile, and nothing was saved."""

    what: Literal["decided", "undo", "nothing to undo", "newer"]
    text: str = ""


def look(screening: Screening, _: Translate, *, subject: str = "") -> ScreeningDesk:
    """The desk with the next paper on it, or with the one whose subject it is."""
    asked = screening.again(subject) if subject else next(iter(screening.next()), None)
    by_person = screening.by_person()
    own = by_person.get(screening.person, {})
    latest = sorted(own.values(), key=lambda decision: decision.changed, reverse=True)
    labels = [label for d in own.values() if (label := d.label) is not None]
    standing, at = screening.standing(), asked.subject if asked else ""
    telling = asked.question.telling if asked else ()
    return ScreeningDesk(
        collection=screening.collection.name,
        person=screening.person,
        criteria=screening.decisions.criteria(),
        asked=asked,
        title=tuple(marked(asked.paper.title, telling)) if asked else (),
        abstract=tuple(marked(asked.paper.abstract, telling)) if asked else (),
        why=why_words(asked, _) if asked else "",
        mine=own.get(at),
        newest=latest[0].stamp if latest else "",
        back=_before([d.subject for d in latest], at),
        standing=standing,
        stop=stop_words(standing, _),
        reasons=tuple(screening.reasons()),
        latest=tuple(Decided(d, screening.papers[d.subject]) for d in latest[:_N_LATEST]),
        others={
            person: sum(d.label is not None for d in decisions.values())
            for person, decisions in by_person.items()
            if person != screening.person
        },
        curve=found_figure(labels, len(screening.papers), _) if labels else None,
        pairs=tuple(pairs_of_reviewers(by_person)),
        conflicts=tuple((screening.papers[s], o) for s, o in screening.conflicts().items()),
    )


def _before(decided: list[str], shown: str) -> str:
    """The paper that was decided about before the one that is shown; the last one, where that is new."""
    after = decided.index(shown) + 1 if shown in decided else 0
    return decided[after] if after < len(decided) else ""


def carry_out(
    screening: Screening, do: str, *, subject: str, reason: str, based_on: str, newest: str
) -> Done:
    """Save a decision about the paper, unless this reviewer has said something newer meanwhile.

    `do` is a verdict, or ``undo``. Raises InputError for another word, and as `Screening.decide` does.
    """
    own = screening.own()
    if do == "undo":
        last = max(own.values(), key=lambda decision: decision.changed, default=None)
        if (last.stamp if last else "") != newest:
            return Done("newer", last.verdict if last else "")
        return _undo(screening)
    verdict = read_verdict(do)
    mine = own.get(screening.again(subject).subject)
    if (mine.stamp if mine else "") != based_on:
        return Done("newer", mine.verdict if mine else "")
    screening.decide(subject, verdict, reason)
    return Done("decided", verdict)


def _undo(screening: Screening) -> Done:
    try:
        paper = screening.undo()
    except InputError:
        return Done("nothing to undo")
    return Done("undo", paper.key if paper else "")
