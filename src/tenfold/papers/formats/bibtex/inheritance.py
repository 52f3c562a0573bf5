"""What an entry has from others: ``crossref`` and ``xdata``, by biblatex's rules."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CircularReferenceError", "Inheritance", "Parents", "references_in"]

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
    if "xdata" not in fields and "crossref" not in fields:
        return []
    return [*_names_in(fields.get("xdata", "")), *_names_in(fields.get("crossref", ""))]


def _names_in(listed: str) -> list[str]:
    return [key for name in listed.split(",") if (key := name.strip().casefold())]


class Inheritance:
    """What the entries of a file have from its `parents`; each of these is filled in once."""

    def __init__(self, parents: Parents) -> None:
        self._parents = parents
        self._filled: dict[str, dict[str, str]] = {}

    def fields_of(self, key: str, entry_type: str, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields of an entry with those it has from others; its own come first.

        Raises
        ------
        CircularReferenceError
            If it refers to itself, or through more than 20 others.
        """
        return self._fill(entry_type, fields, (key.casefold(),))

    def missing(self, fields: Mapping[str, str]) -> list[str]:
        """The keys that an entry refers to and that are not in the file."""
        return [name for name in references_in(fields) if name not in self._parents]

    def _fill(
        self, entry_type: str, fields: Mapping[str, str], path: tuple[str, ...]
    ) -> dict[str, str]:
        names = references_in(fields)
        if not names:
            return dict(fields)
        filled = dict(fields)
        data = frozenset(_names_in(fields.get("xdata", "")))
        for name in names:
            if name in path:
                raise CircularReferenceError(" → ".join([*path[path.index(name) :], name]))
            if name in self._parents:
                given = self._given(name, path)
                passed = (
                    _data(given)
                    if name in data
                    else _passed(entry_type, self._parents[name][0], given)
                )
                _add(filled, passed)
        if data and all(name in self._parents for name in data):
            filled.pop("xdata", None)
        return filled

    def _given(self, name: str, path: tuple[str, ...]) -> dict[str, str]:
        if len(path) > _MAX_CHAIN:
            raise CircularReferenceError(f"{path[0]} → ... through more than {_MAX_CHAIN} others")
        if name not in self._filled:
            parent_type, own = self._parents[name]
            self._filled[name] = self._fill(parent_type, own, (*path, name))
        return self._filled[name]


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
