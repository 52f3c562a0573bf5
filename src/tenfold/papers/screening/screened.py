"""A collection as one person screens it: its papers, what was decided, what to ask next, when to stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenfold.errors import InputError
from tenfold.papers.collections import Collection, Collections
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.screening.decisions import Decision, Decisions, Verdict
from tenfold.papers.screening.features import Features, joined, likeness, text_features
from tenfold.papers.screening.flow import Flow, flow_of
from tenfold.papers.screening.loop import Asking
from tenfold.papers.screening.rankers import needs_vectors, ranker_named
from tenfold.papers.screening.reviewers import Outcome, outcomes
from tenfold.papers.screening.session import Question, Standing, next_questions, standing
from tenfold.papers.subject import number_of, subject_of
from tenfold.papers.typed import folded_name

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Asked", "MakesFeatures", "Screening", "Vectors"]

_MOST_REASONS = 9

Vectors = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts as vectors of an encoder, (n_texts, width), each of length one."""
MakesFeatures = Callable[[Sequence[str], Sequence[str]], Features]
"""Titles and abstracts as `text_features` makes them; one may keep what it has made."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper to decide about, and why it is asked."""

    subject: str
    paper: Paper
    question: Question

    def to_json(self) -> dict[str, Any]:
        paper = self.paper
        return {
            "key": paper.key,
            "title": paper.title,
            "authors": [str(name) for name in paper.authors],
            "year": paper.year,
            "abstract": paper.abstract,
            "why": self.question.why,
            "telling": self.question.to_json()["telling"],
        }


class Screening:
    """One person's screening of a collection. Raises InputError where there is none, or it is empty.

    A paper that was merged into another is that other one, with what was decided about it.
    """

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        *,
        person: str | None = None,
        ranker: str = "fused",
        asking: Asking | None = None,
        vectors: Vectors | None = None,
        features: MakesFeatures = text_features,
    ) -> None:
        self._collections = Collections(workspace, person=person)
        self.collection = self._collections.named(name)
        self.decisions = Decisions(workspace, self.collection, person=person)
        self.person = self.decisions.person
        self._library = Library(workspace)
        self._keeper = self._keepers()
        self.papers = self._papers()
        self._ranker = ranker_named(ranker)
        self._vectors = vectors if needs_vectors(ranker) else None
        self._asking = asking
        self._makes_features = features
        if not self.papers:
            raise InputError(
                f"the collection {self.collection.name!r} is empty.",
                code="TF-PAPER",
                remedy=f"Put papers in: tenfold paper collect {self.collection.name!r} KEY",
            )

    def named(self, key: str) -> str:
        """The subject of a paper of the collection. Raises InputError where it is not in there."""
        subject = subject_of(self._library.number(key))
        if subject not in self.papers:
            raise InputError(
                f"the paper {key} is not in the collection {self.collection.name!r}.",
                code="TF-PAPER",
                remedy=f"Put it in first: tenfold paper collect {self.collection.name!r} {key}",
            )
        return subject

    def by_person(self) -> dict[str, dict[str, Decision]]:
        """Decisions about papers that are in the collection now, by person and paper."""
        found: dict[str, dict[str, Decision]] = {}
        for person, decisions in self.decisions.by_person().items():
            own: dict[str, Decision] = {}
            for subject, decision in decisions.items():
                now = self._keeper.get(subject, subject)
                if now in self.papers and not (now in own and subject != now):
                    own[now] = replace(decision, subject=now)
            found[person] = own
        return found

    def own(self) -> dict[str, Decision]:
        """The acting person's, by paper, in the order in which they read."""
        return self.by_person().get(self.person, {})

    def decide(
        self, subject: str, verdict: Verdict, reason: str = "", *, is_prior: bool = False
    ) -> None:
        """Save a decision of the acting person."""
        self.decisions.decide(subject, verdict, reason, is_prior=is_prior)

    def undo(self) -> Paper | None:
        """Take the acting person's last decision back; which paper it was about, if it is still in there.

        Raises InputError where nothing is left.
        """
        subject = self.decisions.undo()
        return self.papers.get(self._keeper.get(subject, subject))

    def outcomes(self) -> dict[str, Outcome]:
        """What holds of each paper, by the decisions of everybody."""
        return outcomes(list(self.papers), self.by_person())

    def flow(self, *, n_identified: int | None = None) -> Flow:
        """The counts of the flow diagram, by the decisions of everybody. Raises InputError as `flow_of`."""
        n_merged = self._library.n_merged_into([number_of(s) for s in self.papers])
        return flow_of(self.outcomes().values(), n_merged=n_merged, n_identified=n_identified)

    def collect_included(self) -> Collection:
        """Put what is included by everybody's decisions into ``NAME-included``, and take out what is no longer.

        It is begun where there is none, and is private where this collection is. Raises InputError where there
        is one that others see, of a collection that they do not see, or the other way round.
        """
        name = f"{self.collection.name}-included"
        if all(folded_name(c.name) != folded_name(name) for c in self._collections.all()):
            self._collections.begin(name, private=self.collection.is_private)
        elif self._collections.named(name).is_private != self.collection.is_private:
            raise InputError(
                f"of {self.collection.name!r} and {name!r} one is private and one is the lab's.",
                code="TF-PAPER",
                remedy=f"Rename one: tenfold paper collect {name!r} --rename NEW. Nothing was changed.",
            )
        found = self.outcomes()
        kept = {s: None for s, outcome in found.items() if outcome.verdict == "include"}
        self._collections.take_out(name, [s for s in found if s not in kept])
        return self._collections.add(name, list(kept))

    def next(self, n: int = 1) -> list[Asked]:
        """The papers to decide about next, the most telling first; what was skipped comes last."""
        rows = {subject: row for row, subject in enumerate(self.papers)}
        own = self.own()
        questions = next_questions(
            self._features,
            {rows[s]: d.label for s, d in own.items() if d.label is not None},
            ranker=self._ranker,
            n=n,
            asking=self._asking,
            likeness=self._likeness,
            later=[rows[s] for s, d in own.items() if d.verdict == "skip"],
        )
        subjects = list(self.papers)
        return [Asked(subjects[q.row], self.papers[subjects[q.row]], q) for q in questions]

    def again(self, subject: str) -> Asked:
        """A paper by its subject, to be decided about anew."""
        if subject not in self.papers:
            raise InputError(
                f"that paper is not in the collection {self.collection.name!r}.",
                code="TF-PAPER",
                remedy="It may have been taken out meanwhile: open the page again.",
            )
        row = list(self.papers).index(subject)
        return Asked(subject, self.papers[subject], Question(row, "asked for"))

    def reasons(self) -> list[str]:
        """Why the acting person excluded papers: the most frequent first, as many as there are digits."""
        counts = Counter(d.reason for d in self.own().values() if d.verdict == "exclude")
        counts.pop("", None)
        return [reason for reason, _ in counts.most_common(_MOST_REASONS)]

    def conflicts(self) -> dict[str, Outcome]:
        """The papers that one reviewer would exclude and another would not."""
        return {s: o for s, o in self.outcomes().items() if o.verdict == "conflict"}

    def standing(self) -> Standing:
        """How far the acting person is, and what the stop rule says."""
        own = self.own()
        labels = {i: label for i, d in enumerate(own.values()) if (label := d.label) is not None}
        verdicts = [d.verdict for d in own.values()]
        return replace(
            standing(labels, len(self.papers)),
            n_unsure=verdicts.count("unsure"),
            n_skipped=verdicts.count("skip"),
        )

    @cached_property
    def _features(self) -> Features:
        titles, abstracts = zip(*((p.title, p.abstract) for p in self.papers.values()), strict=True)
        made = self._makes_features(titles, abstracts)
        if self._vectors is None:
            return made
        return replace(made, vectors=self._vectors(joined(titles, abstracts)))

    @cached_property
    def _likeness(self) -> npt.NDArray[np.float64] | None:
        criteria = self.decisions.criteria()
        if not criteria:
            return None
        vector = self._vectors([criteria])[0] if self._vectors else None
        return likeness(self._features, criteria, vector=vector)

    def _keepers(self) -> dict[str, str]:
        """Of merged papers that are in the collection, or were decided about: what they are now."""
        said = {s for own in self.decisions.by_person().values() for s in own}
        numbers = {number_of(s) for s in said | set(self.collection.members)}
        became = self._library.became(sorted(numbers))
        return {subject_of(n): subject_of(keeper) for n, keeper in became.items()}

    def _papers(self) -> dict[str, Paper]:
        members = dict.fromkeys(self._keeper.get(s, s) for s in self.collection.members)
        found = self._library.by_number([number_of(s) for s in members])
        return {s: found[number_of(s)] for s in members if number_of(s) in found}
