"""CSL-JSON: which key of an item stands for which field of a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tenfold.papers.formats.part import Part, Slots, kept, paper_of, slots_read, written
from tenfold.papers.ids import id_in, normalised
from tenfold.papers.record import ID_KINDS, IdKind, Name, Paper

__all__ = ["PREFIX", "item_of", "paper_of_item"]

PREFIX = "csl:"
"""What the keys of CSL-JSON have before them in `Paper.extra`, where their values are JSON."""

Item = Mapping[str, Any]

_CUSTOM: tuple[IdKind, ...] = ("arxiv", "acl", "openalex", "s2")  # CSL has no key for these
_RAW_YEAR = re.compile(r"(?<!\d)(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")


def paper_of_item(item: Item) -> Paper:
    """The paper of an item; keys that it has no field for are kept as JSON."""
    import json

    slots = slots_read(_PARTS, item)
    if (found := id_in(slots.get("url", ""))) and f"ids.{found[0]}" not in slots:
        slots[f"ids.{found[0]}"] = found[1]
    key = _said(item.get("id"))
    paper = paper_of(slots, key=key, extra={})
    left = kept(_PARTS, item, paper, _exactly)
    left.pop("id", None)
    extra = {
        f"{PREFIX}{name}": json.dumps(value, ensure_ascii=False) for name, value in left.items()
    }
    return paper_of(slots, key=key, extra=extra)


def item_of(paper: Paper, key: str) -> dict[str, Any]:
    """The item that a paper is written as."""
    import json

    extra = {
        name.removeprefix(PREFIX): json.loads(value)
        for name, value in paper.extra.items()
        if name.startswith(PREFIX)
    }
    return {"id": key, **written(_PARTS, paper, extra)}


def _exactly(value: Any) -> tuple[str, Any]:
    """So that 1, 1.0, "1" and true are four things."""
    return repr(value), value


def _said(value: Any) -> str:
    """Text and numbers as text; anything else says nothing here."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value)


def _text(slot: str, name: str) -> Part[Any]:
    return Part(
        (name,),
        lambda item: {slot: _said(item.get(name))},
        lambda paper: {name: value} if (value := getattr(paper, slot)) else {},
    )


def _names(slot: str, name: str) -> Part[Any]:
    def read(item: Item) -> Slots:
        listed = item.get(name)
        each = listed if isinstance(listed, list) else []
        return {slot: tuple(n for n in (_name(one) for one in each) if n)}

    def write(paper: Paper) -> Item:
        names = [_name_written(one) for one in getattr(paper, slot)]
        return {name: names} if names else {}

    return Part((name,), read, write)


def _name(content: Any) -> Name | None:
    if not isinstance(content, Mapping):
        return None
    said = {part: _said(value) for part, value in content.items()}
    if literal := said.get("literal"):
        return Name(literal)
    particles = (said.get("dropping-particle", ""), said.get("non-dropping-particle", ""))
    family = " ".join(part for part in (*particles, said.get("family", "")) if part)
    if suffix := said.get("suffix"):
        family = f"{family}, {suffix}"
    given = said.get("given", "")
    return Name(family, given, said.get("ORCID", "")) if family or given else None


def _name_written(name: Name) -> dict[str, str]:
    if not name.given and not name.orcid:
        return {"literal": name.family}
    said = {"family": name.family, "given": name.given, "ORCID": name.orcid}
    return {part: value for part, value in said.items() if value}


def _date_read(item: Item) -> Slots:
    issued = item.get("issued")
    date = issued if isinstance(issued, Mapping) else {"raw": _said(issued)}
    parts = date.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_number(part) for part in first] if isinstance(first, list) else []
    if not numbers:
        found = _RAW_YEAR.search(_said(date.get("raw")) or _said(date.get("literal")))
        numbers = [int(part) if part else None for part in found.groups()] if found else []
    if not numbers or numbers[0] is None:
        return {"year": None, "issued": ""}
    return {"year": numbers[0], "issued": _iso([*numbers, None, None][:3])}


def _number(part: Any) -> int | None:
    said = _said(part)
    return int(said) if re.fullmatch(r"\d{1,4}", said) else None


def _iso(numbers: list[int | None]) -> str:
    year, month, day = numbers
    if month is None or not 1 <= month <= 12:
        return f"{year:04d}"
    if day is None or not 1 <= day <= 31:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"


def _date_written(paper: Paper) -> Item:
    if paper.year is None:
        return {}
    is_exact = re.fullmatch(r"\d{4}(-\d\d){0,2}", paper.issued)
    if is_exact and int(paper.issued[:4]) == paper.year:
        return {"issued": {"date-parts": [[int(part) for part in paper.issued.split("-")]]}}
    return {"issued": {"date-parts": [[paper.year]]}}


def _id(kind: IdKind, name: str) -> Part[Any]:
    def read(item: Item) -> Slots:
        said = _said(item.get(name))
        return {f"ids.{kind}": normalised(kind, said) if said else None}

    return Part((name,), read, lambda p: {name: p.ids[kind]} if p.ids.get(kind) else {})


def _custom_read(item: Item) -> Slots:
    custom = item.get("custom")
    ids = custom.get("ids") if isinstance(custom, Mapping) else None
    said = ids if isinstance(ids, Mapping) else {}
    return {
        f"ids.{kind}": normalised(kind, _said(said.get(kind))) if said.get(kind) else None
        for kind in _CUSTOM
    }


def _custom_written(paper: Paper) -> Item:
    ids = {kind: paper.ids[kind] for kind in ID_KINDS if kind in _CUSTOM and paper.ids.get(kind)}
    return {"custom": {"ids": ids}} if ids else {}


def _keywords_read(item: Item) -> Slots:
    said = item.get("keyword")
    listed = said if isinstance(said, list) else re.split(r"[,;]", _said(said))
    words = (_said(word).strip() for word in listed)
    return {"keywords": tuple(word for word in words if word)}


def _keywords_written(paper: Paper) -> Item:
    """A list where a keyword has a comma itself; the schema wants text."""
    if not paper.keywords:
        return {}
    joined = ", ".join(paper.keywords)
    is_plain = _keywords_read({"keyword": joined})["keywords"] == paper.keywords
    return {"keyword": joined if is_plain else list(paper.keywords)}


def _type_written(paper: Paper) -> Item:
    return {"type": paper.type}


def _part(name: str, read: Callable[[Item], Slots], write: Callable[[Paper], Item]) -> Part[Any]:
    return Part((name,), read, write)


_PARTS: tuple[Part[Any], ...] = (
    _part("type", lambda item: {"type": _said(item.get("type")) or "article"}, _type_written),
    _text("title", "title"),
    _names("authors", "author"),
    _names("editors", "editor"),
    _part("issued", _date_read, _date_written),
    _text("venue", "container-title"),
    _text("volume", "volume"),
    _text("issue", "issue"),
    _text("pages", "page"),
    _text("publisher", "publisher"),
    _text("place", "publisher-place"),
    _text("abstract", "abstract"),
    _text("language", "language"),
    _part("keyword", _keywords_read, _keywords_written),
    _id("doi", "DOI"),
    _id("isbn", "ISBN"),
    _id("pmid", "PMID"),
    _text("url", "URL"),
    _part("custom", _custom_read, _custom_written),
)
