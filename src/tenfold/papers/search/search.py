"""Searching the library: by words, by meaning, or by both, whose rankings are then fused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from tenfold.papers.record import Paper
from tenfold.papers.search.answered import AnsweredPapers
from tenfold.papers.search.fusion import fuse
from tenfold.papers.search.meaning_encoder import EmbeddedEncoder, MeaningEncoder
from tenfold.papers.search.query import FieldName, Query, read_query
from tenfold.papers.search.reason import Keep, Reason, all_kept, reasons_of
from tenfold.papers.search.similar import SimilarPaper, similar_papers
from tenfold.papers.search.snippets import Snippet, Snippets
from tenfold.papers.search.source import Answers, Beat, NoAnswers, Papers, Told
from tenfold.papers.search.text_index import NOTHING_BUILT, TextIndex
from tenfold.papers.search.vectors import Vectors
from tenfold.papers.search.written import NOTHING_WRITTEN
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["By", "Found", "Hit", "PaperSearch"]

By = Literal["both", "words", "meaning"]

_DEPTH = 200
"""So many papers of each ranking are fused."""
_DEEPER = 4
_NO_WAIT_S = 0.0

_Ranking = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found. `score` orders the hits of one search; it says nothing across searches."""

    number: int
    key: str
    score: float
    why: tuple[Reason, ...]
    snippet: Snippet
    paper: Paper

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        shown = self.snippet
        return {
            **self.paper.to_brief_json(),
            "score": self.score,
            "why": [reason.to_json() for reason in self.why],
            "snippet": {
                "field": shown.field,
                "text": shown.text,
                "marks": [list(mark) for mark in shown.marks],
            },
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave, and what is to be said of it (`notices`: sentences, in English)."""

    hits: tuple[Hit, ...]
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"hits": [hit.to_json() for hit in self.hits], "notices": list(self.notices)}

    def page(self, offset: int) -> Found:
        """The same without the first `offset` hits."""
        return replace(self, hits=self.hits[offset:])


def _as_it_is(query: Query) -> Query:
    return query


class PaperSearch:
    """Search over the papers of one workspace. Keep it: what it opens stays open."""

    def __init__(
        self,
        workspace: Workspace,
        papers: Papers,
        *,
        answers: Answers | None = None,
        looked_up: Callable[[Query], Query] = _as_it_is,
        encoder: MeaningEncoder | None = None,
        person: str | None = None,
        beat: Beat | None = None,
    ) -> None:
        """`looked_up` turns the conditions that only the workspace can tell into numbers of papers.

        `person` is who searches; default: the person of the workspace. `beat`: see `source.Beat`.
        """
        self._papers = papers
        self._answers = answers or NoAnswers()
        self._looked_up = looked_up
        self._person = person or workspace.person
        self.words = TextIndex(workspace, papers, answers, person=self._person, beat=beat)
        self._answered = AnsweredPapers(papers, self._answers)
        self.meaning = Vectors(workspace, papers, encoder or EmbeddedEncoder(workspace))

    @property
    def n_papers(self) -> int:
        """How many papers there are to be found."""
        return self._papers.count()

    def search(
        self,
        typed: str | Query,
        *,
        by: By = "both",
        within: FieldName | None = None,
        keep: Keep = all_kept,
        limit: int = 20,
        told: Told | None = None,
    ) -> Found:
        """The papers that fit best, the best first; equal scores in the order of numbers.

        The index of words is brought up to date first. Phrases, words with a field, years and exclusions hold
        however a paper is found; loose words are all asked for, or any of them where no paper has them all.

        Parameters
        ----------
        typed
            See `query.read_query`.
        by
            By words, by meaning, or by both, fused.
        within
            Look for the words in this field alone, hence by words.
        keep
            The caller's filter; it is asked about a few hundred papers at a time, the best first.
        limit
            So many hits at most.
        told
            Told how far the index is.
        """
        query = read_query(typed) if isinstance(typed, str) else typed
        if within is not None:
            query, by = query.within(within), "words"
        query, notices = self._looked_up(query), self._refresh(told)
        depth = max(limit, _DEPTH) if by == "both" else limit
        rankings: dict[str, _Ranking] = {}
        if by != "meaning":
            rankings["words"] = self._by_words(query, depth, keep, notices)
        if by != "words" and query.plain:
            rankings["meaning"] = self._by_meaning(query, depth, keep, notices)
        return Found(self._hits(rankings, query, limit), tuple(notices))

    def selected(self, query: Query, *, told: Told | None = None) -> list[int]:
        """All papers that a query asks for, by words, in the order of numbers."""
        looked_up = self._looked_up(query)
        self._refresh(told)
        found = self.words.fulfilling(looked_up)
        return [number for number, _ in self._papers.each()] if found is None else found

    def similar(
        self, number: int, *, keep: Keep = all_kept, limit: int = 20, told: Told | None = None
    ) -> list[SimilarPaper]:
        """The papers that are most like one; see `similar.similar_papers`."""
        self._refresh(told)
        return similar_papers(
            number,
            papers=self._papers,
            words=self.words,
            meaning=self.meaning,
            keep=keep,
            limit=limit,
        )

    def _refresh(self, told: Told | None) -> list[str]:
        """Bring the words up to date; what is to be said of it."""
        done = self.words.bring_up_to_date(wait_s=_NO_WAIT_S, told=told)
        if done.is_elsewhere:
            return [worded("Another process is indexing; the newest papers may be missing.")]
        if done.rebuilt and done.rebuilt != NOTHING_BUILT:
            return [
                worded(
                    "The search index was built anew ({n:,} papers): {why!s}.",
                    n=done.n_papers,
                    why=done.rebuilt,
                )
            ]
        return []

    def _by_words(self, query: Query, depth: int, keep: Keep, notices: list[str]) -> _Ranking:
        def all_words(n: int) -> _Ranking:
            return list(self.words.find(query, limit=n).ranked)

        def any_word(n: int) -> _Ranking:
            return list(self.words.find(query, limit=n, any_term=True).ranked)

        found = _kept(all_words, depth, keep)
        if not found and sum(term.is_loose for term in query.terms) > 1:
            found = _kept(any_word, depth, keep)
            if found:
                notices.append(worded("No paper has all of these words; these have some of them."))
        return found

    def _by_meaning(self, query: Query, depth: int, keep: Keep, notices: list[str]) -> _Ranking:
        n_there = self.words.n_papers or self._papers.count()  # up to date: no need to count
        n_without = n_there - (self.meaning.n_papers if self.meaning.is_there else 0)
        if n_without > 0:
            notices.append(
                worded(
                    "{n:,} papers cannot be found by meaning yet. Let them: tenfold paper index",
                    n=n_without,
                )
            )
        if not self.meaning.is_there:
            return []
        among = self.words.fulfilling(query.strict)
        return _kept(lambda n: self.meaning.nearest(query.plain, limit=n, among=among), depth, keep)

    def _hits(self, rankings: dict[str, _Ranking], query: Query, limit: int) -> tuple[Hit, ...]:
        fused = fuse({kind: [number for number, _ in found] for kind, found in rankings.items()})
        shown = fused[:limit]
        papers = self._papers.by_number([one.number for one in shown])
        answers = self._answers.of(self._answered.among(papers, self.words.changes))
        values = {kind: {n: (v, 0) for n, v in found} for kind, found in rankings.items()}
        snippets = Snippets(query)
        return tuple(
            Hit(
                one.number,
                paper.key,
                one.score,
                reasons_of(one, values),
                snippets.of(paper, answers.get(one.number, NOTHING_WRITTEN).seen_by(self._person)),
                paper,
            )
            for one in shown
            if (paper := papers.get(one.number)) is not None
        )


def _kept(ranked: Callable[[int], _Ranking], n: int, keep: Keep) -> _Ranking:
    """The first `n` of a ranking that a filter lets through, looking deeper until there are so many."""
    depth = n
    while True:
        found = ranked(depth)
        kept = set(keep([number for number, _ in found]))
        if len(kept) >= n or len(found) < depth:
            return [hit for hit in found if hit[0] in kept][:n]
        depth *= _DEEPER
