"""Which studies, papers and reports are published, and why others are not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.errors import InputError, nearest
from tenfold.lab.publish.wanted import ALL, COLLECTION
from tenfold.lab.studies_seen import studies_seen
from tenfold.lab.week.keeping import frozen_of_all, frozen_reports
from tenfold.lab.weeks import Week
from tenfold.papers.answers import Answer, Answers
from tenfold.papers.collections import Collections
from tenfold.papers.library import Library
from tenfold.papers.reviews import Review, Reviews
from tenfold.papers.shelf import Shelf
from tenfold.papers.subject import number_of, subject_of
from tenfold.store.ledger import Ledger

if TYPE_CHECKING:
    from tenfold.lab.publish.circle import Circle
    from tenfold.lab.publish.wanted import Wanted
    from tenfold.lab.week.keeping import Frozen
    from tenfold.papers.collections import Collection
    from tenfold.papers.record import Paper
    from tenfold.papers.shelf import Standing
    from tenfold.store.workspace import Workspace

__all__ = ["BY_OTHERS", "Chosen", "ChosenPaper", "LeftOut", "choose"]

BY_OTHERS = "they are by others: --everybody, but for those who keep theirs ([publish] keep)"
"""Why words are not published that somebody else wrote."""
_LEAST_LETTERS = 12
"""A private note that is shorter may stand in a report by chance; a Chinese character counts twice."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not published though one might expect it, and why."""

    kind: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPaper:
    """A paper with what may be told of it: answers by question, reviews."""

    paper: Paper
    aliases: tuple[str, ...]
    answers: Mapping[int, tuple[Answer, ...]]
    reviews: tuple[Review, ...]

    @property
    def n_answers(self) -> int:
        """By whomever, to whichever question."""
        return sum(map(len, self.answers.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """All that is published: names of studies, papers by key, collections as surveys, reports by week."""

    studies: tuple[str, ...]
    papers: tuple[ChosenPaper, ...]
    collections: tuple[str, ...]
    reports: tuple[Frozen, ...]
    left_out: tuple[LeftOut, ...]


def choose(workspace: Workspace, wanted: Wanted, circle: Circle) -> Chosen:
    """What is asked for. Raises InputError where something that is named is not there."""
    left_out: list[LeftOut] = []
    studies = _studies(workspace, wanted.of("studies"), left_out)
    collections = list(_collections(workspace, wanted.of("papers"), left_out))
    papers = _papers(workspace, wanted.of("papers"), circle, left_out)
    reports = _reports(workspace, wanted.of("weeks"), circle, left_out)
    return Chosen(
        studies=tuple(studies),
        papers=tuple(papers),
        collections=tuple(dict.fromkeys(collections)),
        reports=tuple(reports),
        left_out=tuple(left_out),
    )


def _studies(workspace: Workspace, asked: tuple[str, ...], left_out: list[LeftOut]) -> list[str]:
    """Those that are named, whatever their state; of all those that have come to their verdicts."""
    seen = {study.name: study for study in studies_seen(workspace)}
    for name in asked:
        if name != ALL and name not in seen:
            raise InputError(
                f"there is no study {name!r}.",
                code="TF-PUBLISH",
                where="--studies",
                remedy=nearest(name, seen),
            )
        if name != ALL and seen[name].state == "broken":
            raise InputError(
                f"the declaration of {name} cannot be read.",
                code="TF-PUBLISH",
                where="--studies",
                remedy=f"See why: tenfold study check {name}",
            )
    decided = [s.name for s in seen.values() if s.state == "done" and s.verdicts]
    if ALL in asked:
        named = {*asked, *decided}
        left_out += [
            LeftOut("study", s.name, "it has no verdict yet")
            for s in seen.values()
            if s.name not in named
        ]
        return sorted(named - {ALL})
    return sorted(set(asked))


def _collections(
    workspace: Workspace, asked: tuple[str, ...], left_out: list[LeftOut]
) -> Iterator[str]:
    """The collections of the lab that are named. Of a private one only the papers go out."""
    for collection in _named_collections(workspace, asked):
        if collection.is_private:
            why = "it is yours alone: its papers are published, its name is not"
            left_out.append(LeftOut("collection", collection.name, why))
        else:
            yield collection.name


def _named_collections(workspace: Workspace, asked: Iterable[str]) -> list[Collection]:
    names = [word.removeprefix(COLLECTION) for word in asked if word.startswith(COLLECTION)]
    store = Collections(workspace)
    return [store.named(name) for name in names]


def _papers(
    workspace: Workspace, asked: tuple[str, ...], circle: Circle, left_out: list[LeftOut]
) -> list[ChosenPaper]:
    """Those that are named, or in a collection that is; of all those of which something may be told."""
    named = _named_papers(workspace, asked)
    answers, reviews = Answers(workspace).of_all_papers(), Reviews(workspace).of_all_papers()
    said = {number_of(subject) for subject in (*answers, *reviews)} if ALL in asked else set()
    chosen, n_held = [], 0
    for number, standing in _standing(workspace, named | said).items():
        subject = subject_of(number)
        given = [a for own in answers.get(subject, {}).values() for a in own.values()]
        written = reviews.get(subject, [])
        one = ChosenPaper(
            paper=standing.paper,
            aliases=standing.aliases,
            answers=_by_question([a for a in given if a.person in circle], circle.own),
            reviews=tuple(review for review in written if review.person in circle),
        )
        n_held += len(given) + len(written) - one.n_answers - len(one.reviews)
        if number in named or one.answers or one.reviews:
            chosen.append(one)
    if n_held:
        left_out.append(LeftOut("answers and reviews", str(n_held), BY_OTHERS))
    return sorted(chosen, key=lambda one: (one.paper.key.casefold(), one.paper.key))


def _named_papers(workspace: Workspace, asked: tuple[str, ...]) -> set[int]:
    """The numbers of papers that are named by their keys or by a collection."""
    library = Library(workspace)
    keys = [word for word in asked if word != ALL and not word.startswith(COLLECTION)]
    collections = _named_collections(workspace, asked)
    members = (number_of(subject) for one in collections for subject in one.members)
    return {*map(library.number, keys), *members}


def _standing(workspace: Workspace, numbers: set[int]) -> dict[int, Standing]:
    """Papers with their other keys, without those that were removed."""
    with Library(workspace).reading() as session:
        return Shelf(session).standing(sorted(numbers))


def _by_question(told: Iterable[Answer], own: str) -> dict[int, tuple[Answer, ...]]:
    """The lab's own first, then those of who publishes, then by age."""
    answers: dict[int, list[Answer]] = {}
    for answer in sorted(told, key=lambda a: (not a.is_chosen, a.person != own, a.made, a.person)):
        answers.setdefault(answer.n, []).append(answer)
    return {n: tuple(given) for n, given in sorted(answers.items())}


def _reports(
    workspace: Workspace, asked: tuple[str, ...], circle: Circle, left_out: list[LeftOut]
) -> list[Frozen]:
    """Frozen reports of the weeks that are named; without those that tell a note that is private by now."""
    weeks = {Week.parse(word) for word in asked if word != ALL}
    own = frozen_reports(workspace, circle.own)
    others = frozen_of_all(workspace) if circle.everybody else []
    kept = [f for f in (*own, *(o for o in others if o.person != circle.own)) if f.person in circle]
    missing = weeks - {frozen.week for frozen in kept}
    if missing:
        raise InputError(
            f"the report of {min(missing)} was not frozen.",
            code="TF-PUBLISH",
            where="--weeks",
            remedy=f"Only what is frozen is published: tenfold week freeze --of {min(missing)}",
        )
    wanted = [f for f in kept if ALL in asked or f.week in weeks]
    chosen = [f for f in wanted if not _tells_a_private_note(workspace, f)]
    left_out += [
        LeftOut("report", str(f.week), "a note stands in it that is private by now")
        for f in wanted
        if f not in chosen
    ]
    return sorted(chosen, key=lambda f: (f.week, f.n_weeks, f.person), reverse=True)


def _tells_a_private_note(workspace: Workspace, frozen: Frozen) -> bool:
    """Whether a report holds the words of a note that its writer took back after it was frozen."""
    report = _squeezed("\n".join((frozen.markdown, *(a.text for a in frozen.addenda))))
    for entry in Ledger(workspace).entries("note", person=frozen.person):
        if entry.content.get("is_private", True):
            words = _squeezed(str(entry.content.get("text", "")))
            if sum(1 if c.isascii() else 2 for c in words) >= _LEAST_LETTERS and words in report:
                return True
    return False


def _squeezed(text: str) -> str:
    """Without what a report changes in a note: line ends, marks of Markdown."""
    return re.sub(r"[\s\\>#*_`-]+", "", text)
