"""The index of the library: brought up to date, and how far behind it is for a search by meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.papers.search.search import PaperSearch
    from tenfold.papers.search.source import Told
    from tenfold.papers.search.text_index import Upkeep
    from tenfold.papers.search.vectors import MeaningUpkeep

__all__ = ["MeaningStanding", "index_papers", "meaning_standing"]


@dataclass(frozen=True, slots=True)
class MeaningStanding:
    """How many papers there are, how many can be found by meaning, and how many were added or changed since."""

    n_papers: int
    n_found: int
    n_behind: int


def meaning_standing(search: PaperSearch) -> MeaningStanding:
    """How a search by meaning stands at present."""
    meaning = search.meaning
    n_found = meaning.n_papers if meaning.is_there else 0
    return MeaningStanding(search.n_papers, n_found, meaning.n_behind)


def index_papers(
    search: PaperSearch, *, anew: bool = False, words_only: bool = False, told: Told | None = None
) -> Mapping[str, Upkeep | MeaningUpkeep]:
    """Bring the words, and the vectors for meaning, up to date; what was done of each.

    It may be broken off at any time, and goes on where it was. `anew` builds everything again.
    """
    done: dict[str, Upkeep | MeaningUpkeep] = {
        "words": search.words.bring_up_to_date(anew=anew, told=told)
    }
    if not words_only:
        done["meaning"] = search.meaning.bring_up_to_date(anew=anew, told=told)
    return done
