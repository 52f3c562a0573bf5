"""The piece of a paper that shows why it was found, and where in it the words stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenfold.papers.record import Paper
from tenfold.papers.search.analysis import tokens_of, words_with_places
from tenfold.papers.search.asking import counting_terms
from tenfold.papers.search.query import Query

__all__ = ["Snippet", "snippet_of"]

_LENGTH = 240
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of plain text. `marks` are places in it, from and up to, in order and apart; no markup.

    `field`: ``abstract``, ``title`` or ``answer 5``.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    field: str = "abstract"

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        at = 0
        for start, end in self.marks:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False


def snippet_of(
    paper: Paper, query: Query, answers: Mapping[int, Sequence[str]] | None = None
) -> Snippet:
    """The piece of the abstract, of an answer or of the title that has most of the query's words.

    `answers`: by question, what may be shown. A query for words in answers alone is shown there.
    """
    words, texts = _words(query), [("abstract", paper.abstract)]
    said = [(f"answer {n}", text) for n, given in (answers or {}).items() for text in given]
    is_for_answers = said and all(term.field == "answer" for term in query.wanted)
    texts = said if is_for_answers else [*texts, *said, ("title", paper.title)]
    shown = [_best_piece(text, words, field) for field, text in texts if text.strip()]
    if not shown:
        return Snippet("", (), "title")
    best = max(shown, key=lambda pair: pair[0])  # the first of equals: the abstract
    return best[1]


def _words(query: Query) -> frozenset[str]:
    return frozenset(w for term in counting_terms(query) for w in tokens_of(term.text, "english"))


def _best_piece(text: str, words: Collection[str], field: str) -> tuple[int, Snippet]:
    """How many different words of the query a piece has, and the piece."""
    clean = " ".join(text.split())
    hits = [(w, start, end) for w, start, end in words_with_places(clean, "english") if w in words]
    most, begin = 0, 0
    for _, start, _ in hits:
        inside = {w for w, s, e in hits if start <= s and e <= start + _LENGTH}
        if len(inside) > most:
            most, begin = len(inside), start
    return most, _cut(clean, _joined(hits), begin, field)


def _joined(hits: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Marks side by side as one, as the characters of a Chinese word are."""
    marks: list[tuple[int, int]] = []
    for _, start, end in hits:
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return marks


def _cut(text: str, marks: list[tuple[int, int]], begin: int, field: str) -> Snippet:
    """A piece that begins at a word a little before `begin` and ends at a word."""
    first = max(0, min(begin - 40, len(text) - _LENGTH))
    last = min(len(text), first + _LENGTH)
    if first and (space := text.find(" ", first, begin)) >= 0:
        first = space + 1
    if last < len(text) and (space := text.rfind(" ", begin + 1, last)) > begin + _LENGTH // 2:
        last = space
    before, after = _CUT if first else "", _CUT if last < len(text) else ""
    shift = len(before) - first
    kept = [(start + shift, end + shift) for start, end in marks if first <= start and end <= last]
    return Snippet(before + text[first:last] + after, tuple(kept), field)
