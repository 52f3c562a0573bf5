"""A library as a folder of plain files: where what stands, and what CSL-JSON has no place for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tenfold.papers.formats.csl import item_of, paper_of_item
from tenfold.papers.held import Held, HeldChange, HeldRelation
from tenfold.papers.record import Paper

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "DETAILS", "FORMAT", "HISTORY", "MANIFEST", "RECORDS", "VERSION",
    "change_of", "change_said", "details_of", "held_of", "is_details", "restored",
]  # fmt: skip

MANIFEST = "tenfold-export.json"
FORMAT = "tenfold-papers"
VERSION = 2
RECORDS = "records"
"""``records/0001.json`` and so on: a thousand items of CSL-JSON each."""

DETAILS = "details"
"""``details/0001.jsonl``: for each item of the records file of the same number a line, by key."""

HISTORY = "history"
"""``history/0001.jsonl``: the changes of these items, a line each, the oldest of a paper first."""


def details_of(
    paper: Paper, aliases: Sequence[str], relations: Sequence[HeldRelation]
) -> dict[str, Any]:
    """What the item of a paper does not say: fields, other keys, relations to papers before it."""
    said = paper_of_item(item_of(paper, paper.key)).to_content()
    meant = paper.to_content()
    fields = {n: v for n, v in meant.items() if n not in said or not _same(said[n], v)}
    content: dict[str, Any] = {
        "key": paper.key,
        "fields": fields,
        "without": sorted(said.keys() - meant.keys()),
        "aliases": list(aliases),
        "relations": [[r.first, r.second, r.relation, r.reason] for r in relations],
    }
    return {name: value for name, value in content.items() if value}


def _same(one: Any, other: Any) -> bool:
    """Also in the order of what they hold, which an author list and its fields may show."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one.items()) == list(other.items())
    return bool(one == other)


def is_details(content: Any) -> bool:
    """Whether a line of a file is of the form that `details_of` gives."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("key"), str)
        and isinstance(content.get("fields", {}), dict)
        and _are_texts(content.get("without", []))
        and _are_texts(content.get("aliases", []))
        and isinstance(relations := content.get("relations", []), list)
        and all(_are_texts(said) and len(said) == 4 for said in relations)
    )


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def restored(paper: Paper, details: Mapping[str, Any]) -> Paper:
    """The paper that was exported, from what its item says and its details.

    Raises ValueError where the details hold something else than a paper does.
    """
    content = {**paper.to_content(), **details.get("fields", {}), "key": paper.key}
    for name in details.get("without", ()):
        content.pop(name, None)
    return _reader().validate_python({"title": "", **content})


@cache
def _reader() -> TypeAdapter[Paper]:
    from pydantic import TypeAdapter

    return TypeAdapter(Paper)


def held_of(details: Mapping[str, Any], past: Sequence[HeldChange] = ()) -> Held:
    """What the library knew besides the fields."""
    relations = tuple(
        HeldRelation(*said)
        for said in details.get("relations", ())
        if said[2] in ("version of", "different", "doubtful")
    )
    return Held(tuple(details.get("aliases", ())), relations, tuple(past))


def change_said(key: str, change: HeldChange) -> dict[str, Any]:
    """One change of the paper with a key, as a line of the history."""
    said: dict[str, Any] = {
        "key": key,
        "done": change.action,
        "by": change.person,
        "on": change.time.isoformat(),
    }
    if change.source:
        said["from"] = change.source
    if change.before is not None:
        said["before"] = change.before
    return said


def change_of(said: Any) -> tuple[str, HeldChange]:
    """The inverse of `change_said`. Raises ValueError, TypeError or KeyError for what is no change."""
    key, action, person = said["key"], said["done"], said["by"]
    source, before = said.get("from", ""), said.get("before")
    texts = (key, action, person, source)
    if not all(isinstance(text, str) for text in texts) or not 0 < len(action) <= 20:
        raise ValueError("no change")
    if not 0 < len(person) <= 200 or not person.isprintable():
        raise ValueError("no person")
    if before is not None:
        _reader().validate_python({"title": "", **before["paper"]})
        if not _are_texts(before["aliases"]):
            raise ValueError("no keys")
    time = datetime.fromisoformat(said["on"])
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    return key, HeldChange(action, person, time, source, before)
