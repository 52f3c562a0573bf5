"""Ranks of venues, and knowing a venue again however its name was printed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from tenfold.papers.titles import title_words

__all__ = ["VenueRank", "ranked_venues", "venue_rank", "venue_series"]

_ORDINALS = (
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|(?:twent|thirt|fort|fift)(?:y|ieth)"
)
_EDITION = re.compile(
    rf"\b(?:(?:19|20)\d\d|\d+(?:st|nd|rd|th)|(?:{_ORDINALS})(?:[ -](?:{_ORDINALS}))?)\b|['’]\d\d\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\s*(?:in\s*:?\s+)?proc(?:eedings|\.)?\s+of\s+(?:the\s+)?", re.IGNORECASE)
_PART = re.compile(
    r"\b(findings|workshops?|companion|demonstrations?|demos?|tutorials?|student|industry)\b"
)
_ELSEWHERE = frozenset(
    {"asia", "asian", "chinese", "european", "iberian", "latin", "national", "pacific"}
)
_AFTER = re.compile(
    r"(?:conference|datasets|demo|exhibition|human|long|main|no|part|short|symposium|the|vol|volume|\d.*)?"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ENDS = " \t,.;:-–()"


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRank:
    """A venue's rank (N: not ranked) in an edition of a list, and where that was read."""

    name: str
    rank: Literal["A", "B", "C", "N"]
    list: str
    edition: str
    source: str

    def __str__(self) -> str:
        return f"{self.list} {self.rank} ({self.edition})"


@cache
def ranked_venues() -> Mapping[str, VenueRank]:
    """Every ranked venue by its short name."""
    return {name: rank for name, (rank, _) in _lists().items()}


@lru_cache(maxsize=10_000)
def venue_rank(venue: str) -> VenueRank | None:
    """The rank of the venue with a printed name, or None where it is in no list.

    Findings, workshops, demonstrations, industry and student sessions have none, though held with one.

    >>> str(venue_rank("Proc. of the 60th Annual Meeting of the Association for Computational Linguistics"))
    'CCF A (2026)'
    >>> venue_rank("Findings of the Association for Computational Linguistics: ACL 2022") is None
    True
    """
    if _PART.search(title_words(venue)):
        return None
    written = [_series(venue), *(_series(part) for part in _BRACKETS.findall(venue))]
    short, words = _names()
    for name in written:
        if name in short:
            return ranked_venues()[short[name]]
    said = f" {title_words(written[0])} "
    found = (name for full, name in words.items() if _is_named(full, said, venue))
    return next((ranked_venues()[name] for name in found), None)


def _is_named(full: str, said: str, venue: str) -> bool:
    """Whether the words of a full name stand in those of a printed one, and not as a part of a longer name."""
    before, found, after = said.partition(f" {full} ")
    if not found or _ELSEWHERE & set(before.split()):
        return False
    first, second, *_ = [*after.split(), "", ""]
    if first == "and":  # two conferences held together
        return second == "the" or second[:1].isdigit()
    return _AFTER.fullmatch(first) is not None or first.upper() in venue.split()


@lru_cache(maxsize=10_000)
def venue_series(venue: str) -> str:
    """The name of a venue without the edition: the short name of a ranked one, else as printed, less the year.

    >>> venue_series("Advances in Neural Information Processing Systems 35")
    'NeurIPS'
    >>> venue_series("Proc. of the 3rd XYZ'21")
    'XYZ'
    """
    rank = venue_rank(venue)
    return rank.name if rank else _series(venue)


def _series(venue: str) -> str:
    return " ".join(_EDITION.sub(" ", _OPENING.sub("", venue)).split()).strip(_ENDS)


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Short names as they are written, and full names by their words, the longer first."""
    short = {name: name for name in _lists()}
    full = {title_words(said): name for name, (_, names) in _lists().items() for said in names}
    return short, dict(sorted(full.items(), key=lambda item: -len(item[0])))


@cache
def _lists() -> Mapping[str, tuple[VenueRank, tuple[str, ...]]]:
    content = resources.files("tenfold.papers").joinpath("venue_ranks.toml").read_text("utf-8")
    found = {}
    for said in tomllib.loads(content)["list"]:
        about = {"list": said["name"], "edition": said["edition"], "source": said["source"]}
        for venue in said["venue"]:
            name = venue["name"]
            rank = VenueRank(name=name, rank=venue["rank"], **about)
            found[name] = rank, tuple(venue.get("also", ()))
    return found
