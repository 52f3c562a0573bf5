"""A query as tantivy asks it: each term in every field, the best field counting most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.papers.keys import folded
from tenfold.papers.search.analysis import tokens_of
from tenfold.papers.search.condition import FACTS
from tenfold.papers.search.facts import fact
from tenfold.papers.search.fields import FIELDS, OWN_ANSWERS, Field, own_words, schema
from tenfold.papers.search.query import Query, Term, Years
from tenfold.papers.search.stop_words import STOP_WORDS

if TYPE_CHECKING:
    import tantivy

__all__ = ["counting_terms", "tantivy_query"]

_OTHER_FIELDS = 0.3
"""How much of its score a word brings from the fields in which it weighs less than in its best."""
_KEY_WEIGHT = 20.0
_FIRST_YEAR, _LAST_YEAR = -(10**9), 10**9


def tantivy_query(
    query: Query, *, any_term: bool = False, person: str = ""
) -> tantivy.Query | None:
    """The papers that have all terms and fulfil all conditions; None: nothing is asked.

    With `any_term` one of the loose words is enough; phrases and words with a field must be there all the same.
    `person` finds papers by their own answers too.
    """
    from tantivy import Occur
    from tantivy import Query as Asked

    parts: list[tuple[Occur, Asked]] = []
    terms = [(term, asked) for term in counting_terms(query) if (asked := _term(term, person))]
    loose = [asked for term, asked in terms if any_term and term.is_loose]
    parts += [(Occur.Must, asked) for term, asked in terms if not (any_term and term.is_loose)]
    if loose:
        parts.append((Occur.Must, Asked.boolean_query([(Occur.Should, one) for one in loose])))
    parts += _conditions(query)
    if not parts and not query.excluded:
        return None
    if not any(occur == Occur.Must for occur, _ in parts):
        parts.append((Occur.Must, Asked.all_query()))
    parts += [(Occur.MustNot, asked) for term in query.excluded if (asked := _term(term, person))]
    return Asked.boolean_query(parts)


def counting_terms(query: Query) -> list[Term]:
    """The terms that a paper is looked for by: without small words, unless there are no others."""
    large = [t for t in query.wanted if not (t.is_loose and _is_small(t.text))]
    return large or list(query.wanted)


def _is_small(text: str) -> bool:
    return text.casefold().strip(".,;:!?()") in STOP_WORDS


def _conditions(query: Query) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """Years, facts and numbers: they say which papers, and nothing about their order."""
    from tantivy import Occur
    from tantivy import Query as Asked

    asked = [] if query.years is None else [(_years(query.years), False)]
    for condition in query.conditions:
        if condition.name not in FACTS:
            raise ValueError(f"{condition.name} was not looked up before it is asked")
        facts = [fact(condition.name, value) for value in condition.values]
        asked.append((Asked.term_set_query(schema(), "fact", facts), condition.is_excluded))
    for bound in query.bounds:
        numbers = sorted(bound.numbers)
        asked.append((Asked.term_set_query(schema(), "number", numbers), bound.is_excluded))
    return [
        (Occur.MustNot if is_excluded else Occur.Must, Asked.const_score_query(one, 0.0))
        for one, is_excluded in asked
    ]


def _term(term: Term, person: str) -> tantivy.Query | None:
    from tantivy import Query as Asked

    if term.field in ("key", "id"):
        text = folded(term.text) if term.field == "key" else term.text
        return Asked.term_query(schema(), term.field, text)
    fields = [field for field in FIELDS if term.field in (None, field.name)]
    asked = [one for field in fields if (one := _in_field(term, field))]
    if term.field in (None, "answer") and person and (own := _in_own_answers(term, person)):
        asked.append(own)
    if term.field == "venue":
        series = Asked.term_query(schema(), "fact", fact("series", term.text))
        asked.append(Asked.const_score_query(series, 1.0))
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

    found = _side_by_side(field.name, tokens_of(term.text, field.analysis))
    return None if found is None else Asked.boost_query(found, field.weight)


def _in_own_answers(term: Term, person: str) -> tantivy.Query | None:
    return _side_by_side(OWN_ANSWERS, list(own_words(person, term.text)))


def _side_by_side(field: str, words: Sequence[str]) -> tantivy.Query | None:
    from tantivy import Query as Asked

    if not words:
        return None
    if len(words) == 1:
        return Asked.term_query(schema(), field, words[0])
    return Asked.phrase_query(schema(), field, list(words))


def _years(years: Years) -> tantivy.Query:
    from tantivy import FieldType
    from tantivy import Query as Asked

    first = _FIRST_YEAR if years.first is None else years.first
    last = _LAST_YEAR if years.last is None else years.last
    return Asked.range_query(schema(), "year", FieldType.Integer, first, last)
