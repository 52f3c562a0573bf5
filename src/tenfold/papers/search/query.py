"""What somebody typed, read: words, "exact phrases", ``title:``, ``year:2019..2021``, ``-without``.

Nothing that is typed is an error. What cannot be read as more is read as words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

from tenfold.papers.ids import id_in

__all__ = ["FieldName", "Query", "Term", "Years", "read_query"]

FieldName = Literal["title", "abstract", "author", "venue", "keyword", "answer", "key", "id"]

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〞＂", '"'))
_PART = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>[a-z]+):(?!//))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(\d{1,4})?(\.{2,3}|[-–])?(\d{1,4})?")
_ALIASES: dict[str, FieldName] = {
    "authors": "author",
    "keywords": "keyword",
    "answers": "answer",
    "journal": "venue",
    "in": "venue",
    "by": "author",
}
_IDS = ("doi", "arxiv", "acl", "openalex", "s2", "pmid", "isbn")
_LONGEST = 2000
_MOST_PARTS = 64


@dataclass(frozen=True, slots=True)
class Term:
    """Words that a paper must have (or must not): side by side where they are a phrase."""

    text: str
    field: FieldName | None = None
    is_phrase: bool = False
    is_excluded: bool = False

    @property
    def is_loose(self) -> bool:
        """Whether it is a word by itself, that a paper near in meaning need not have."""
        return self.field is None and not (self.is_phrase or self.is_excluded)


@dataclass(frozen=True, slots=True)
class Years:
    """From a year to a year, both included; None: open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. `plain` is what it says in words, for a search by meaning."""

    terms: tuple[Term, ...] = ()
    years: Years | None = None

    @property
    def plain(self) -> str:
        """The words that say what a paper should be about, in their order."""
        about = ("title", "abstract", "keyword", "answer", None)
        return " ".join(t.text for t in self.terms if t.field in about and not t.is_excluded)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that a paper should have."""
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def strict(self) -> Query:
        """What a paper must fulfil however it is found: all but the loose words."""
        return Query(tuple(term for term in self.terms if not term.is_loose), self.years)

    @property
    def excluded(self) -> tuple[Term, ...]:
        """The terms that a paper must not have."""
        return tuple(term for term in self.terms if term.is_excluded)


def read_query(typed: str) -> Query:
    """Read a query. Never raises; of a very long one the first 2,000 characters count.

    >>> read_query('title:"low rank" adapters year:2019..2021 -vision')  # doctest: +NORMALIZE_WHITESPACE
    Query(terms=(Term(text='low rank', field='title', is_phrase=True, is_excluded=False),
                 Term(text='adapters', field=None, is_phrase=False, is_excluded=False),
                 Term(text='vision', field=None, is_phrase=False, is_excluded=True)),
          years=Years(first=2019, last=2021))
    """
    whole = typed[:_LONGEST].encode("utf-8", "replace").decode()  # no halves of surrogate pairs
    said = unicodedata.normalize("NFKC", whole.translate(_QUOTES))
    terms: list[Term] = []
    years: Years | None = None
    for found in _PART.finditer(said):
        if len(terms) == _MOST_PARTS:
            break
        name = (found["field"] or "").casefold()
        if name == "year" and (span := _years(found["word"] or found["phrase"] or "")):
            years = span
        elif term := _term(name, found):
            terms.append(term)
    return Query(tuple(terms), years)


def _term(name: str, found: re.Match[str]) -> Term | None:
    text = (found["phrase"] or found["word"] or "").strip()
    if not any(c.isalnum() for c in text):
        return None
    is_excluded, is_phrase = bool(found["minus"]), found["phrase"] is not None
    if name in _IDS or (not name and not is_phrase and _is_id(text)):
        known = id_in(f"{name}:{text}" if name else text)
        if known is not None:
            return Term(":".join(known), "id", False, is_excluded)
    name = _ALIASES.get(name, name)
    for field in get_args(FieldName):
        if field == name:
            return Term(text, field, is_phrase, is_excluded)
    return Term(f"{name} {text}".strip(), None, is_phrase and not name, is_excluded)


def _is_id(text: str) -> bool:
    """Whether a word looks like an identifier: a digit, and a sign that no word has within."""
    return any(c.isdigit() for c in text) and any(c in "./-:" for c in text)


def _years(said: str) -> Years | None:
    found = _YEARS.fullmatch(said.strip())
    if found is None or not (found[1] or found[3]):
        return None
    first, last = (int(year) if year else None for year in (found[1], found[3]))
    if not found[2]:
        whole = int(said.strip())
        return Years(whole, whole)
    return Years(first, last)
