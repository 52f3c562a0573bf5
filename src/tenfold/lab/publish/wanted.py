"""What somebody asks to be published."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALL", "COLLECTION", "Wanted"]

ALL = "all"
COLLECTION = "collection:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Names of studies, keys of papers or ``collection:NAME``, weeks; ``all`` of a kind. Nothing: all of each.

    `everybody`: what others wrote too, but for those who keep theirs (`Circle`). `anonymous`: reviews without
    who wrote them, and when. `examples`: texts on which methods erred, and words of the data in findings.
    """

    studies: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()
    everybody: bool = False
    anonymous: bool = False
    examples: bool = False
    language: str = "en"
    title: str = ""

    def of(self, kind: str) -> tuple[str, ...]:
        """What is asked of a kind: ``("all",)`` of each where nothing is asked at all."""
        asked: tuple[str, ...] = getattr(self, kind)
        return asked if self.studies or self.papers or self.weeks else (ALL,)
