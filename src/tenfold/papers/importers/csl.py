"""CSL-JSON files, item by item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.formats.csl import paper_of_item
from tenfold.papers.importers.importer import Importer, Read, Refused

__all__ = ["CSL", "NOT_TEXT"]

_MAX_BYTES = 100_000_000
_MAX_ITEM = 1_000_000  # characters
_MAX_BROKEN = 1_000
_EXCERPT = 200
_HEAD = re.compile(rb'\s*(\[\s*)?\{\s*"')
_MARK = re.compile(
    rb'"(container-title|date-parts|publisher-place|citation-key|DOI)"|"type"\s*:\s*"'
    rb'(article-journal|paper-conference|book|chapter|thesis|report|webpage|article)"'
)
_OTHERS = re.compile(
    rb'"(message-type|authorships|abstract_inverted_index|paperId|group_by|citingPaper|citedPaper)"'
)  # answers of Crossref, OpenAlex and Semantic Scholar, which have importers of their own
_SPACE = re.compile(r"[\s,]*")
_NEXT_ITEM = re.compile(r"\}\s*,?\s*(?=\{)")
NOT_TEXT = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")
"""What no text has, half of a character or NUL, in a JSON text."""


class CslImporter:
    """Reads a list of items, one item, or ``{"items": [...]}`` as Zotero has it."""

    name = "csl-json"
    endings: tuple[str, ...] = (".json", ".csljson")

    def recognises(self, path: Path, head: bytes) -> bool:
        plain = head.removeprefix(b"\xef\xbb\xbf")
        is_other = _OTHERS.search(plain) is not None
        return not is_other and bool(_HEAD.match(plain) and _MARK.search(plain))

    def read(self, path: Path) -> Iterator[Read | Refused]:
        text, remarks = _text_in(path)
        line, counted = 1, 0
        for at, item in _items_in(text):
            line += text.count("\n", counted, at)
            counted = at
            yield _read(item, f"{path.name}:{line}", remarks, text[at : at + 2 * _EXCERPT])


def _text_in(path: Path) -> tuple[str, tuple[str, ...]]:
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(
            f"{path.name} has {path.stat().st_size:,} bytes; CSL-JSON is read up to {_MAX_BYTES:,}.",
            remedy="Split it, or export it as BibTeX, which is read bit by bit.",
        )
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", *(("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ())):
        try:
            return raw.decode(encoding), ()
        except UnicodeError:
            continue
    return raw.decode("latin-1"), ("not UTF-8: read as Latin-1",)


def _items_in(text: str) -> Iterator[tuple[int, Any]]:
    """Each item and its place; an item that cannot be read is an error, and the next one is looked for."""
    decode = json.JSONDecoder().raw_decode
    at = _begin(text)
    n_broken = 0
    while (at := _SPACE.match(text, at).end()) < len(text) and text[at] not in "]}":  # type: ignore[union-attr]
        try:
            item, end = decode(text, at)
        except (ValueError, RecursionError) as error:
            n_broken += 1
            yield at, error
            found = _NEXT_ITEM.search(text, at + 1)
            if found is None or n_broken >= _MAX_BROKEN:
                return
            at = found.end()
            continue
        yield (
            at,
            item if end - at <= _MAX_ITEM else ValueError(f"longer than {_MAX_ITEM:,} characters"),
        )
        at = end


def _begin(text: str) -> int:
    """Where the first item begins."""
    listed = re.compile(r'\s*(?:\{\s*"items"\s*:\s*)?\[').match(text)
    return listed.end() if listed else 0


def _read(item: Any, where: str, remarks: tuple[str, ...], excerpt: str) -> Read | Refused:
    said = " ".join(excerpt.replace("\0", "�").split())[:_EXCERPT]
    if isinstance(item, RecursionError):
        return Refused(where, "nested too deep", said)
    if isinstance(item, ValueError):
        return Refused(where, f"no JSON: {item}", said)
    if not isinstance(item, dict):
        return Refused(where, f"an item is an object; found {type(item).__name__}", said)
    try:
        if NOT_TEXT.search(json.dumps(item, ensure_ascii=False)):
            return Refused(where, "holds NUL or half of a character, which no text has", said)
        paper = paper_of_item(item)
    except RecursionError:
        return Refused(where, "nested too deep", said)
    if not paper.title and not item.get("type"):
        return Refused(where, "has no title and no type: is this CSL-JSON?", said)
    titleless = () if paper.title else ("has no title",)
    return Read(paper, where, (*remarks, *titleless))


CSL: Importer = CslImporter()
