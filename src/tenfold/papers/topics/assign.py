"""Which topics papers are under: by rule, by meaning or by both, as far as nobody said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from jaxtyping import Float, Float32

from tenfold.errors import InputError, nearest
from tenfold.papers.topics.learning import LIKENESS_SHARE, Lessons
from tenfold.papers.topics.meaning import Encode, TopicMeaning, text_of
from tenfold.papers.topics.rule import TopicRule

if TYPE_CHECKING:
    from tenfold.papers.record import Paper
    from tenfold.papers.topics.taxonomy import Taxonomy

__all__ = ["Assigner", "Scored", "Way", "way_named"]

Way = Literal["rule", "meaning", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A paper under one topic: a score from 0 to 1, the line that it must reach, and what gave it."""

    topic: str
    score: float
    line: float = 0.5
    reasons: tuple[str, ...] = ()
    said_by: str = ""
    """Who put it there, or took it away; then the score does not matter."""
    said_in: bool = False

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "topic": self.topic,
            "is_in": self.is_in,
            "score": round(self.score, 4),
            "line": self.line,
            "reasons": list(self.reasons),
            "said_by": self.said_by or None,
        }

    @property
    def is_in(self) -> bool:
        """Whether the paper is under the topic."""
        return self.said_in if self.said_by else self.score >= self.line


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of some papers before corrections teach anything."""

    scores: Float[np.ndarray, "papers topics"]
    reasons: Sequence[Sequence[tuple[str, ...]]]
    vectors: Float32[np.ndarray, "papers width"] | None


class Assigner:
    """Scores papers under the topics of a taxonomy, in one of three ways.

    rule
        Keywords; needs no model, takes a millisecond a paper.
    meaning
        Vectors of `encode`; `compared` are other papers of the library.
    both
        The mean of the two scores.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        way: Way = "rule",
        *,
        encode: Encode | None = None,
        compared: Sequence[Paper] = (),
    ) -> None:
        self.taxonomy, self.way = taxonomy, way
        self.lessons = Lessons()
        self._rule = TopicRule(taxonomy) if way != "meaning" else None
        self._meaning: TopicMeaning | None = None
        self._encode = encode
        if way != "rule":
            if encode is None:
                raise ValueError("meaning needs an encoder")
            self._meaning = TopicMeaning(taxonomy, encode, compared)

    def scored(self, papers: Sequence[Paper]) -> list[list[Scored]]:
        """For each paper every topic, in the order of the taxonomy, with what the lessons add."""
        if not papers:
            return []
        evidence = self.evidence(papers)
        return [self._one(evidence, i) for i in range(len(papers))]

    def evidence(self, papers: Sequence[Paper]) -> Evidence:
        """Scores and their reasons before lessons, and vectors where the way has them."""
        shape = (len(papers), len(self.taxonomy.topics))
        parts: list[Float[np.ndarray, "papers topics"]] = []
        reasons: list[list[tuple[str, ...]]] = [[()] * shape[1] for _ in papers]
        vectors = None
        if self._rule is not None:
            by_rule = [self._rule.scores(paper) for paper in papers]
            parts.append(np.array([[s.score for s in row] for row in by_rule]))
            reasons = [[s.reasons for s in row] for row in by_rule]
        if self._meaning is not None and self._encode is not None:
            vectors = self._encode([text_of(paper) for paper in papers])
            near = self._meaning.scores(vectors)
            parts.append(near)
            reasons = [
                [(*said, f"meaning: {score:.2f}") for said, score in zip(row, scores, strict=True)]
                for row, scores in zip(reasons, near, strict=True)
            ]
        return Evidence(np.mean(parts, axis=0), reasons, vectors)

    def _one(self, evidence: Evidence, i: int) -> list[Scored]:
        vector = None if evidence.vectors is None else evidence.vectors[i]
        found = []
        for j, topic in enumerate(self.taxonomy.topics):
            score, reasons = float(evidence.scores[i, j]), evidence.reasons[i][j]
            learnt = self.lessons.likelihood(topic.key, vector)
            if learnt is not None:
                score += LIKENESS_SHARE * (learnt - score)
                reasons = (*reasons, f"like what was put here: {learnt:.2f}")
            line = self.lessons.line(topic.key)
            found.append(Scored(topic=topic.key, score=score, line=line, reasons=reasons))
        return found


def way_named(name: str) -> Way:
    """The way with a name. Raises InputError where there is none."""
    for way in get_args(Way):
        if way == name:
            return way  # type: ignore[no-any-return]  # one of the literal's values
    raise InputError(
        f"no way {name!r} to find topics.", code="TF-TOPICS", remedy=nearest(name, get_args(Way))
    )
