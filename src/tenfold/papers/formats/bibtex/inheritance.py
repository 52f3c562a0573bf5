"""What an entry has from others: ``crossref`` and ``xdata``, by biblatex's rules."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CircularReferenceError", "Parents", "inherited", "references_in"]

Parents = Mapping[str, tuple[str, Mapping[str, str]]]
"""Entry type and fields, by key in lower case."""

_MAX_CHAIN = 20
_ALIASES = (
    ("date", "year", "month", "day"),
    ("journaltitle", "journal"),
    ("address", "location"),
    ("eventdate",),
)
# Biber's list, and what tells one work from another: a chapter has not the DOI of its book.
_OWN = frozenset(
    {"ids", "crossref", "xref", "xdata", "entryset", "entrysubtype", "execute", "label", "options",
     "presort", "related", "relatedoptions", "relatedstring", "relatedtype", "shorthand",
     "shorthandintro", "sortkey", "sorttitle", "indextitle", "indexsorttitle", "shorttitle", "title",
     "subtitle", "titleaddon", "annotation", "annote", "abstract", "keywords", "file", "doi", "eprint",
     "eprinttype", "eprintclass", "archiveprefix", "primaryclass", "url", "urldate", "isbn", "pages",
     "pagetotal", "acl", "openalex", "s2", "pmid", "csltype"}
)  # fmt: skip
_WHOLE = frozenset({"book", "collection", "proceedings", "reference"})
_PARTS = frozenset(
    {"inbook", "bookinbook", "suppbook", "incollection", "suppcollection", "inproceedings",
     "conference", "inreference"}
)  # fmt: skip


class CircularReferenceError(ValueError):
    """An entry that has its fields from itself, by way of others."""


def references_in(fields: Mapping[str, str]) -> list[str]:
    """The keys that an entry names, in lower case: its data first, then its parent."""
    named = [*fields.get("xdata", "").split(","), fields.get("crossref", "")]
    return [key for name in named if (key := name.strip().casefold())]


def inherited(
    key: str, entry_type: str, fields: Mapping[str, str], parents: Parents
) -> dict[str, str]:
    """The fields of an entry with those it has from others; its own come first.

    Raises
    ------
    CircularReferenceError
        If it refers to itself, or through more than 20 others.
    """
    return _filled(entry_type, fields, parents, (key.casefold(),))


def _filled(
    entry_type: str, fields: Mapping[str, str], parents: Parents, path: tuple[str, ...]
) -> dict[str, str]:
    filled = dict(fields)
    data = frozenset(name.strip().casefold() for name in fields.get("xdata", "").split(","))
    for name in references_in(fields):
        if name in path:
            raise CircularReferenceError(" → ".join([*path[path.index(name) :], name]))
        if len(path) > _MAX_CHAIN:
            raise CircularReferenceError(f"{path[0]} → ... through more than {_MAX_CHAIN} others")
        if name in parents:
            parent_type, own = parents[name]
            given = _filled(parent_type, own, parents, (*path, name))
            passed = _data(given) if name in data else _passed(entry_type, parent_type, given)
            _add(filled, passed)
    if data and all(name in parents for name in data if name):
        filled.pop("xdata", None)
    return filled


def _data(given: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in given.items() if name not in ("xdata", "crossref", "ids")
    }


def _passed(entry_type: str, parent_type: str, given: Mapping[str, str]) -> dict[str, str]:
    """What a parent of a type passes on to a child of a type; its title under the child's name for it."""
    passed = {name: value for name, value in given.items() if name not in _OWN}
    if prefix := _prefix(entry_type, parent_type):
        for name in ("title", "subtitle", "titleaddon"):
            if name in given:
                passed[prefix + name] = given[name]
    if entry_type in ("inbook", "bookinbook", "suppbook") and "author" in given:
        passed["bookauthor"] = given["author"]
    return passed


def _prefix(entry_type: str, parent_type: str) -> str:
    if parent_type.startswith("mv"):
        return "main"
    if parent_type in _WHOLE and entry_type in _PARTS:
        return "book"
    return "journal" if parent_type == "periodical" else ""


def _add(fields: dict[str, str], passed: Mapping[str, str]) -> None:
    """Where the field is not there, under no other name either."""
    had = frozenset(fields)
    for name, value in passed.items():
        same = next((names for names in _ALIASES if name in names), (name,))
        if had.isdisjoint(same):
            fields[name] = value
