"""Topics of a paper by rule: the keywords of its title and abstract, weighed and added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.papers.topics.keywords import KeywordFinder, split

if TYPE_CHECKING:
    from tenfold.papers.record import Paper
    from tenfold.papers.topics.taxonomy import Taxonomy, Topic

__all__ = ["RuleScore", "TopicRule"]

TITLE_POINTS = 3
"""What a keyword in the title counts, however often it is there."""
MOST_IN_ABSTRACT = 2
"""A keyword counts once for each time that it is in the abstract, so often at most."""
POINTS_NEEDED = 2.0
"""The points with which a paper is under a topic: its score is 0.5 then."""


@dataclass(frozen=True, slots=True)
class RuleScore:
    """Points of a paper under a topic, and what gave them. `score` goes from 0 towards 1."""

    points: float = 0.0
    reasons: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """0.5 at `POINTS_NEEDED`.

        >>> RuleScore(2.0).score, RuleScore(6.0).score
        (0.5, 0.75)
        """
        return self.points / (self.points + POINTS_NEEDED)


class TopicRule:
    """The rule of one taxonomy. Needs no model."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._topics = [(topic, _finder(topic), _weights(topic)) for topic in taxonomy.topics]

    def scores(self, paper: Paper) -> list[RuleScore]:
        """A score a topic, in the order of the taxonomy."""
        title, abstract = split(paper.title), split(paper.abstract)
        return [
            _score(finder.found(title), finder.found(abstract), weights)
            for _topic, finder, weights in self._topics
        ]


def _finder(topic: Topic) -> KeywordFinder:
    return KeywordFinder(keyword.phrase for keyword in topic.keywords)


def _weights(topic: Topic) -> dict[str, float]:
    return {keyword.phrase: keyword.weight for keyword in topic.keywords}


def _score(
    title: Mapping[str, int], abstract: Mapping[str, int], weights: Mapping[str, float]
) -> RuleScore:
    points: dict[str, float] = {}
    for phrase in title:
        points[f'title: "{phrase}"'] = TITLE_POINTS * weights[phrase]
    for phrase, n in abstract.items():
        times = f" ({n} times)" if n > 1 else ""
        points[f'abstract: "{phrase}"{times}'] = min(n, MOST_IN_ABSTRACT) * weights[phrase]
    strongest = sorted(points, key=lambda reason: (-points[reason], reason))
    return RuleScore(
        sum(points.values()), tuple(f"{reason} +{points[reason]:g}" for reason in strongest)
    )
