"""What somebody typed, read: words, "phrases", ``title:``, ``year:2019..2021``, ``tag:``, ``-without``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.ids import id_in
from tenfold.papers.search.condition import CONDITION_NAMES, Bound, Condition, read_condition
from tenfold.wording import worded

__all__ = ["FieldName", "Query", "Term", "Years", "query_text", "read_query", "read_years"]

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
    """What is searched for: a selection of papers, and in what order they are wanted.

    terms, years, conditions
        What was typed.
    bounds
        The conditions that only a workspace can tell (a tag, a collection), as numbers of papers; who resolves
        them takes them out of `conditions`.
    """

    terms: tuple[Term, ...] = ()
    years: Years | None = None
    conditions: tuple[Condition, ...] = ()
    bounds: tuple[Bound, ...] = ()

    @property
    def plain(self) -> str:
        """The words that say what a paper should be about, in their order, for a search by meaning."""
        about = ("title", "abstract", "keyword", "answer", None)
        return " ".join(t.text for t in self.terms if t.field in about and not t.is_excluded)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that a paper should have."""
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def strict(self) -> Query:
        """What a paper must fulfil however it is found: all but the loose words."""
        return replace(self, terms=tuple(term for term in self.terms if not term.is_loose))

    def within(self, field: FieldName) -> Query:
        """The same, its loose words looked for in one field alone."""
        terms = (replace(term, field=field) if term.is_loose else term for term in self.terms)
        return replace(self, terms=tuple(terms))

    def also(self, other: Query) -> Query:
        """What fulfils both; of two spans of years the other's counts."""
        return Query(
            (*self.terms, *other.terms),
            other.years or self.years,
            (*self.conditions, *other.conditions),
            (*self.bounds, *other.bounds),
        )

    @property
    def excluded(self) -> tuple[Term, ...]:
        """The terms that a paper must not have."""
        return tuple(term for term in self.terms if term.is_excluded)


def read_query(typed: str) -> Query:
    """Read a query; of a very long one the first 2,000 characters count.

    Raises InputError for a prefix that there is not, and for a value that its prefix cannot have. Anything may
    be searched for within quotes.

    >>> read_query('title:"low rank" adapters year:2019..2021 -vision')  # doctest: +NORMALIZE_WHITESPACE
    Query(terms=(Term(text='low rank', field='title', is_phrase=True, is_excluded=False),
                 Term(text='adapters', field=None, is_phrase=False, is_excluded=False),
                 Term(text='vision', field=None, is_phrase=False, is_excluded=True)),
          years=Years(first=2019, last=2021), conditions=(), bounds=())
    """
    whole = typed[:_LONGEST].encode("utf-8", "replace").decode()  # no halves of surrogate pairs
    said = unicodedata.normalize("NFKC", whole.translate(_QUOTES))
    query = Query()
    for found in list(_PART.finditer(said))[:_MOST_PARTS]:
        query = query.also(_part(found))
    return query


def _part(found: re.Match[str]) -> Query:
    """One part of what was typed."""
    name, text = (found["field"] or "").casefold(), found["phrase"] or found["word"] or ""
    is_excluded, is_phrase = bool(found["minus"]), found["phrase"] is not None
    if name == "year":
        return Query(years=read_years(text, is_excluded=is_excluded))
    if not (name or is_phrase) and text[-1:] == ":" and text[:-1].casefold() in CONDITION_NAMES:
        name, text = text[:-1].casefold(), ""
    if name in CONDITION_NAMES:
        return Query(conditions=(read_condition(name, text, is_excluded),))
    term = _term(name, text.strip(), is_phrase, is_excluded)
    return Query((term,)) if term else Query()


def _term(name: str, text: str, is_phrase: bool, is_excluded: bool) -> Term | None:
    if not any(c.isalnum() for c in text):
        return None
    if name in _IDS or (not name and not is_phrase and _is_id(text)):
        known = id_in(f"{name}:{text}" if name else text)
        if known is not None:
            return Term(":".join(known), "id", False, is_excluded)
    if name in _IDS:
        raise InputError(
            worded('this is no identifier of the kind {name}.', name=name), code="TF-PAPER-SEARCH",
            where=f"{name}:{text}"[:80], remedy=worded("Copy the whole identifier, such as doi:10.1000/182"),
        )  # fmt: skip
    name = _ALIASES.get(name, name)
    for field in get_args(FieldName):
        if field == name:
            return Term(text, field, is_phrase, is_excluded)
    if name:
        raise _unknown(name, text)
    return Term(text, None, is_phrase, is_excluded)


def _unknown(name: str, text: str) -> InputError:
    known = [n for n in get_args(FieldName) if n != "id"]
    hint = nearest(name, [*known, "year", *CONDITION_NAMES, *_IDS])
    return InputError(
        worded("a search has no prefix {value!r}.", value=name + ":"),
        code="TF-PAPER-SEARCH",
        where=f"{name}:{text}"[:80],
        remedy=worded(
            '{hint!s} To search for it as it stands, put it in quotes: "{name}:{value}"',
            hint=hint,
            name=name,
            value=text[:40],
        ),
    )


def query_text(query: Query) -> str:
    """A query without bounds as one would type it: reading that gives the same query."""
    parts = [_term_text(term) for term in query.terms]
    if (years := query.years) is not None:
        parts.append(f"year:{'' if years.first is None else years.first}..{years.last or ''}")
    for condition in query.conditions:
        minus, said = "-" if condition.is_excluded else "", ",".join(condition.values)
        parts.append(
            f'{minus}{condition.name}:"{said}"'
            if " " in said
            else f"{minus}{condition.name}:{said}"
        )
    return " ".join(parts)


def _term_text(term: Term) -> str:
    said = f'"{term.text}"' if term.is_phrase else term.text
    field = f"{term.field}:" if term.field not in (None, "id") else ""
    return f"{'-' if term.is_excluded else ''}{field}{said}"


def _is_id(text: str) -> bool:
    """Whether a word looks like an identifier: a digit, and a sign that no word has within."""
    return any(c.isdigit() for c in text) and any(c in "./-:" for c in text)


def read_years(said: str, *, is_excluded: bool = False) -> Years:
    """A year, or a span of years, as one writes it. Raises InputError for what is none, or is left out."""
    found = _YEARS.fullmatch(said.strip())
    if found is None or not (found[1] or found[3]) or is_excluded:
        raise InputError(
            worded("years that are left out cannot be said.")
            if is_excluded
            else worded("this is no year."),
            code="TF-PAPER-SEARCH",
            where=f"year:{said}"[:80],
            remedy=worded("Write year:2021, year:2019..2021, year:2019.. or year:..2021"),
        )
    first, last = (int(year) if year else None for year in (found[1], found[3]))
    if not found[2]:
        whole = int(said.strip())
        return Years(whole, whole)
    return Years(first, last)
