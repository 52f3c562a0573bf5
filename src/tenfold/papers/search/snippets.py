"""The piece of a paper that shows why it was found, and where in it the words stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenfold.papers.record import Paper
from tenfold.papers.search.analysis import tokens_of
from tenfold.papers.search.asking import counting_terms
from tenfold.papers.search.query import Query
from tenfold.papers.search.word_places import WordPlaces

__all__ = ["Snippet", "Snippets"]

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


class Snippets:
    """The snippets of the papers that one query found."""

    def __init__(self, query: Query) -> None:
        terms = counting_terms(query)
        words = frozenset(word for term in terms for word in tokens_of(term.text, "english"))
        self._n_words = len(words)
        self._places = WordPlaces(words, "english")
        self._is_for_answers = all(term.field == "answer" for term in query.wanted)

    def of(self, paper: Paper, answers: Mapping[int, Sequence[str]]) -> Snippet:
        """The piece of the abstract, of an answer or of the title that has most of the query's words.

        `answers`: by question, what may be shown. A query for words in answers alone is shown there.
        """
        best: _Piece | None = None
        for field, text in self._texts(paper, answers):
            if line := _on_one_line(text):
                piece = _piece(line, self._places.of(line), field)
                if (
                    best is None or piece.n_words > best.n_words
                ):  # the first of equals: the abstract
                    best = piece
                if best.n_words == self._n_words:
                    break
        return Snippet("", (), "title") if best is None else best.cut()

    def _texts(self, paper: Paper, answers: Mapping[int, Sequence[str]]) -> list[tuple[str, str]]:
        """What a piece may be taken from, by the name of its field."""
        said = [(f"answer {n}", text) for n, given in answers.items() for text in given]
        if said and self._is_for_answers:
            return said
        return [("abstract", paper.abstract), *said, ("title", paper.title)]


def _on_one_line(text: str) -> str:
    """A text with one space between words; most are so, which is seen faster than they are split."""
    if text.isprintable() and "  " not in text:  # no break, no tab, no space of another width
        return text.strip()
    return " ".join(text.split())


def _piece(text: str, hits: list[tuple[str, int, int]], field: str) -> _Piece:
    """The piece of a text that begins at a word of the query and has most of them."""
    n_there = len({word for word, _, _ in hits})
    most, begin = 0, 0
    for i, (_, start, _) in enumerate(hits):
        if most == n_there:
            break
        inside = {word for word, _, end in hits[i:] if end <= start + _LENGTH}
        if len(inside) > most:
            most, begin = len(inside), start
    return _Piece(text, field, hits, most, begin)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text, the places of the query's words in it, and where the piece with most of them begins."""

    text: str
    field: str
    hits: list[tuple[str, int, int]]
    n_words: int
    begin: int

    def cut(self) -> Snippet:
        return _cut(self.text, _joined(self.hits), self.begin, self.field)


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
