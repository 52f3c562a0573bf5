"""Which papers of the library the references of a paper mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tenfold.papers.alike import DuplicateRules, Likeness
from tenfold.papers.library import Library
from tenfold.papers.outline import Outline, outline_of
from tenfold.papers.pool import Pool
from tenfold.papers.record import Paper, Reference
from tenfold.papers.references.printed import PrintedReference
from tenfold.papers.shelf import Shelf
from tenfold.papers.titles import title_key

__all__ = ["MatchedReference", "match_references"]

Match = Literal["matched", "doubtful", "stub"]

_TELLING = 20
"""A title of so many letters that stands in the text of an entry is no accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedReference:
    """A printed reference, and the paper of the library that it means.

    match
        ``matched``: `paper` is meant; ``doubtful``: it may be, a person should look; ``stub``: none is known.
    reason
        Why, in the words of the rules for duplicates.
    """

    printed: PrintedReference
    match: Match = "stub"
    paper: Paper | None = None
    reason: str = ""

    def as_cited(self) -> Reference:
        """As the citing paper keeps it: under the title, year and ids of the paper that is matched."""
        if self.match != "matched" or self.paper is None:
            return self.printed.as_stub()
        ids = {**self.printed.ids, **self.paper.ids} if self._is_by_id else self.paper.ids
        year = self.paper.year or self.printed.year
        return Reference(title=self.paper.title, year=year, ids=dict(ids), raw=self.printed.raw)

    @property
    def _is_by_id(self) -> bool:
        return self.paper is not None and bool(self.printed.ids.items() & self.paper.ids.items())

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        key = self.paper.key if self.paper else None
        return {"match": self.match, "key": key, "reason": self.reason, **self.printed.to_json()}


def match_references(
    library: Library, printed: Sequence[PrintedReference], *, citing: int
) -> list[MatchedReference]:
    """Look for each reference in the library, but for the paper of number `citing` itself.

    The rules for duplicates decide. A printed identifier counts only if the titles are alike, or if the paper's
    title stands in the entry: printed identifiers are wrong at times.
    """
    outlines = [outline_of(reference.as_paper()) for reference in printed]
    with library.reading() as session:
        shelf = Shelf(session)
        numbers = shelf.candidates(outlines, library.rules) - {citing}
        papers = {n: standing.paper for n, standing in shelf.standing(sorted(numbers)).items()}
    pool = _pool(papers.items(), library.rules)
    return [
        _matched(reference, outline, pool, papers)
        for reference, outline in zip(printed, outlines, strict=True)
    ]


def _pool(papers: Iterable[tuple[int, Paper]], rules: DuplicateRules) -> Pool:
    pool = Pool(rules)
    for number, paper in papers:
        pool.add(number, outline_of(paper))
    return pool


def _matched(
    printed: PrintedReference, outline: Outline, pool: Pool, papers: dict[int, Paper]
) -> MatchedReference:
    alike = pool.alike(outline)
    if not alike:
        return MatchedReference(printed=printed)
    best = alike[0]
    paper = papers[best.number]
    is_meant = best.likeness.verdict in ("same", "version") or _is_named(printed, paper, outline)
    return MatchedReference(
        printed=printed,
        match="matched" if is_meant else "doubtful",
        paper=paper,
        reason=_reason(best.likeness, paper, is_named=is_meant),
    )


def _is_named(printed: PrintedReference, paper: Paper, outline: Outline) -> bool:
    """Whether an entry names a paper by identifier and holds its title, though it was read otherwise."""
    key = title_key(paper.title)
    shared = outline.ids & outline_of(paper).ids
    return bool(shared) and len(key) >= _TELLING and key in title_key(printed.raw)


def _reason(likeness: Likeness, paper: Paper, *, is_named: bool) -> str:
    if is_named and likeness.verdict == "doubtful":
        return "an identifier, and the title stands in the entry"
    return likeness.reason
