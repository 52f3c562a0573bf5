"""Which papers are meant, said by options instead of a typed query: `--tag lora --year 2019..2021`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenfold.papers.search.condition import read_condition
from tenfold.papers.search.query import FieldName, Query, Term, read_years

__all__ = ["selection_of"]

_TEXTS: Mapping[str, FieldName] = {"title": "title", "author": "author", "venue": "venue"}


def selection_of(said: Mapping[str, Sequence[str]]) -> Query:
    """The papers for which all that is said holds, by the names of prefixes; of values with commas any.

    The words of a title or an author may stand in any order. Raises InputError as `read_query` does.

    >>> from tenfold.papers.search.query import read_query
    >>> selection_of({"tag": ["lora"], "year": ["2019.."]}) == read_query("tag:lora year:2019..")
    True
    """
    query = Query()
    for name, values in said.items():
        for value in values:
            query = query.also(_one(name, value))
    return query


def _one(name: str, value: str) -> Query:
    if name == "year":
        return Query(years=read_years(value))
    if field := _TEXTS.get(name):
        plain = " ".join(value.replace('"', " ").split())
        words = [plain] if name == "venue" else plain.split()
        return Query(tuple(Term(word, field, name == "venue") for word in words))
    return Query(conditions=(read_condition(name, value),))
