"""What of a paper tells whether it is the same as another one, in a form that compares fast."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tenfold.papers.keys import folded
from tenfold.papers.record import Paper
from tenfold.papers.titles import title_words

__all__ = ["Outline", "outline_of"]

_ARXIV_DOI = "10.48550/arxiv."
_PREPRINT_DOIS = (
    _ARXIV_DOI,
    "10.1101/",  # bioRxiv, medRxiv
    "10.2139/ssrn",
    "10.20944/preprints",
    "10.21203/rs",
    "10.26434/chemrxiv",
    "10.31219/osf",
    "10.31234/osf",
    "10.36227/techrxiv",
)
_PREPRINT_VENUE = re.compile(r"\b(arxiv|corr|(bio|med|chem|tech|psy|soc)rxiv|ssrn|preprints?)\b")
_NUMBER = re.compile(r"\d+|\b[ivx]+\b")
_BLOCK = 6


@dataclass(frozen=True, slots=True)
class Outline:
    """A paper as far as duplicates go.

    title, key
        The words of its title in one form, and their letters without spaces.
    numbers
        Numbers in the title, Roman ones too: "Part I" is not "Part II".
    families, givens
        Family and given names of the authors in one form, in their order.
    side
        Whether it is a preprint, the version of a venue, or neither can be told.
    place
        Venue, volume and pages in one form.
    """

    title: str
    key: str
    numbers: tuple[str, ...]
    families: tuple[str, ...]
    year: int | None
    ids: frozenset[tuple[str, str]]
    side: Literal["preprint", "published", ""]
    place: tuple[str, ...]
    givens: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[str, str]:
        """Two short keys; papers that share neither, nor a title, nor an identifier are not compared.

        The first author with the beginning of the title, and with its end: a slip of the pen is seldom in both.
        """
        who = self.families[0][:20] if self.families else ""
        return f"{who}|{self.key[:_BLOCK]}", f"{who}|{self.key[-_BLOCK:]}"


def outline_of(paper: Paper) -> Outline:
    """What of a paper tells it from others."""
    words = title_words(paper.title)
    venue = folded(paper.venue)
    return Outline(
        title=words,
        key=words.replace(" ", ""),
        numbers=tuple(_NUMBER.findall(words)),
        families=tuple(_family(name.family) for name in paper.authors),
        year=paper.year,
        ids=_ids(paper),
        side=_side(paper, venue),
        place=(venue, paper.volume, paper.pages.replace("--", "-").replace("–", "-")),
        givens=tuple(_family(name.given) for name in paper.authors),
    )


@lru_cache(maxsize=2**16)
def _family(name: str) -> str:
    return title_words(name).replace(" ", "")


def _ids(paper: Paper) -> frozenset[tuple[str, str]]:
    """Its identifiers; the DOI that arXiv gives is the arXiv id."""
    ids = {(kind, value) for kind, value in paper.ids.items() if value}
    doi = paper.ids.get("doi", "")
    if doi.startswith(_ARXIV_DOI):
        ids.discard(("doi", doi))
        ids.add(("arxiv", doi.removeprefix(_ARXIV_DOI)))
    return frozenset(ids)


def _side(paper: Paper, venue: str) -> Literal["preprint", "published", ""]:
    doi = paper.ids.get("doi", "")
    is_preprint_venue = _PREPRINT_VENUE.search(venue) is not None
    has_venue = bool(venue) and not is_preprint_venue
    if (doi and not doi.startswith(_PREPRINT_DOIS)) or "acl" in paper.ids or has_venue:
        return "published"
    return "preprint" if doi or "arxiv" in paper.ids or is_preprint_venue else ""
