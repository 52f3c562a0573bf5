"""Which paper of the library a reference means: by identifier, else by title and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tenfold.papers.record import Paper, Reference
from tenfold.papers.titles import title_key

__all__ = ["CitedPapers"]

_ARXIV_DOI = "10.48550/arxiv."
_YEARS_APART = 2  # a preprint and its journal version
# "Introduction" names many a work, so a title of fewer letters needs the same year.
_SHORTEST_TITLE = 16


class CitedPapers:
    """The papers of a library, to be found from references."""

    def __init__(self) -> None:
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_title: dict[str, list[tuple[int, int | None]]] = {}

    def add(self, number: int, paper: Paper) -> None:
        """Let a paper be found. Of two with one identifier the first counts."""
        for known in _ids(paper.ids):
            self._by_id.setdefault(known, number)
        if key := title_key(paper.title):
            self._by_title.setdefault(key, []).append((number, paper.year))

    def find(self, reference: Reference) -> int | None:
        """The number of the paper that is meant, or None. A title alone may be that of another work."""
        for known in _ids(reference.ids):
            if (number := self._by_id.get(known)) is not None:
                return number
        key = title_key(reference.title)
        fitting = [
            (apart, number)
            for number, year in self._by_title.get(key, ())
            if (apart := _years_apart(year, reference.year)) <= _YEARS_APART
            and (apart == 0 or len(key) >= _SHORTEST_TITLE)
        ]
        return min(fitting)[1] if fitting else None

    @staticmethod
    def name_outside(reference: Reference) -> str:
        """One name for a work that is not in the library, or "" where too little is known of it."""
        for kind, value in sorted(_ids(reference.ids)):
            return f"{kind}:{value}"
        key = title_key(reference.title)
        return f"title:{key}" if len(key) >= _SHORTEST_TITLE else ""


def _ids(ids: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The identifiers; the DOI that arXiv gives is the arXiv id."""
    for kind, value in ids.items():
        if kind == "doi" and value.casefold().startswith(_ARXIV_DOI):
            yield "arxiv", value[len(_ARXIV_DOI) :]
        elif value:
            yield kind, value.casefold()


def _years_apart(one: int | None, other: int | None) -> int:
    """1 where one of them is not known."""
    return 1 if one is None or other is None else abs(one - other)
