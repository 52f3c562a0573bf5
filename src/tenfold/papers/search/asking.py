"""A query as tantivy asks it: each term in every field, the best field counting most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.papers.keys import folded
from tenfold.papers.search.analysis import tokens_of
from tenfold.papers.search.fields import FIELDS, Field, schema
from tenfold.papers.search.query import Query, Term, Years
from tenfold.papers.search.stop_words import STOP_WORDS

if TYPE_CHECKING:
    import tantivy

__all__ = ["counting_terms", "tantivy_query"]

_OTHER_FIELDS = 0.3
"""How much of its score a word brings from the fields in which it weighs less than in its best."""
_KEY_WEIGHT = 20.0
_FIRST_YEAR, _LAST_YEAR = -(10**9), 10**9


def tantivy_query(query: Query, *, any_term: bool = False) -> tantivy.Query | None:
    """The papers that have all terms, in the years asked for; None: nothing is asked.

    With `any_term` one of the loose words is enough; phrases and words with a field must be there all the same.
    """
    from tantivy import Occur
    from tantivy import Query as Asked

    parts: list[tuple[Occur, Asked]] = []
    terms = [(term, asked) for term in counting_terms(query) if (asked := _term(term))]
    loose = [asked for term, asked in terms if any_term and term.is_loose]
    parts += [(Occur.Must, asked) for term, asked in terms if not (any_term and term.is_loose)]
    if loose:
        parts.append((Occur.Must, Asked.boolean_query([(Occur.Should, one) for one in loose])))
    if query.years is not None:
        parts.append((Occur.Must, Asked.const_score_query(_years(query.years), 0.0)))
    if not parts:
        if not query.excluded:
            return None
        parts.append((Occur.Must, Asked.all_query()))
    parts += [(Occur.MustNot, asked) for term in query.excluded if (asked := _term(term))]
    return Asked.boolean_query(parts)


def counting_terms(query: Query) -> list[Term]:
    """The terms that a paper is looked for by: without small words, unless there are no others."""
    large = [t for t in query.wanted if not (t.is_loose and _is_small(t.text))]
    return large or list(query.wanted)


def _is_small(text: str) -> bool:
    return text.casefold().strip(".,;:!?()") in STOP_WORDS


def _term(term: Term) -> tantivy.Query | None:
    from tantivy import Query as Asked

    if term.field in ("key", "id"):
        text = folded(term.text) if term.field == "key" else term.text
        return Asked.term_query(schema(), term.field, text)
    fields = [field for field in FIELDS if term.field in (None, field.name)]
    asked = [one for field in fields if (one := _in_field(term, field))]
    if not asked:
        return None
    if term.field is None and not term.is_phrase:
        key = Asked.const_score_query(
            Asked.term_query(schema(), "key", folded(term.text)), _KEY_WEIGHT
        )
        asked.append(key)
    return Asked.disjunction_max_query(asked, _OTHER_FIELDS)


def _in_field(term: Term, field: Field) -> tantivy.Query | None:
    """One word, or several side by side."""
    from tantivy import Query as Asked

    words = tokens_of(term.text, field.analysis)
    if not words:
        return None
    if len(words) == 1:
        found = Asked.term_query(schema(), field.name, words[0])
    else:
        found = Asked.phrase_query(schema(), field.name, list(words))
    return Asked.boost_query(found, field.weight)


def _years(years: Years) -> tantivy.Query:
    from tantivy import FieldType
    from tantivy import Query as Asked

    first = _FIRST_YEAR if years.first is None else years.first
    last = _LAST_YEAR if years.last is None else years.last
    return Asked.range_query(schema(), "year", FieldType.Integer, first, last)
