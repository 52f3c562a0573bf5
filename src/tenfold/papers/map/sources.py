"""What the map shows beside the library's own records: studies and topics, which others know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from tenfold.papers.map.graph import NodeKind
from tenfold.papers.record import Paper

__all__ = ["CitingStudy", "Sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingStudy:
    """A study and the papers that it tests, by their citation keys, old ones too."""

    name: str
    papers: tuple[str, ...] = ()


def _no_topic(number: int, paper: Paper) -> Iterable[str]:
    return ()


def _no_study() -> Iterable[CitingStudy]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where topics of a paper, given its number, and studies come from; default: nowhere."""

    topics_of: Callable[[int, Paper], Iterable[str]] = _no_topic
    studies: Callable[[], Iterable[CitingStudy]] = _no_study

    def of_kinds(self, kinds: Collection[NodeKind]) -> Sources:
        """Those that these kinds of nodes need: finding topics takes longer than all the rest of a map."""
        return Sources(
            topics_of=self.topics_of if "topic" in kinds else _no_topic,
            studies=self.studies if "study" in kinds else _no_study,
        )
