"""Papers as arXiv answers them: Atom feeds of its export API, by themselves or kept in JSON.

The JSON form is an answer as clients record it: an object with ``url``, ``status_code`` and ``body``, one
a file or one a line.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, year_of
from tenfold.papers.importers.answers.full_names import full_name
from tenfold.papers.importers.answers.json_answers import json_values
from tenfold.papers.importers.answers.json_fields import Fields
from tenfold.papers.importers.answers.json_importer import MOST_RECORDS, excerpt_of
from tenfold.papers.importers.answers.notices import in_comment
from tenfold.papers.importers.answers.plain_text import paragraphs
from tenfold.papers.importers.answers.source_file import opened
from tenfold.papers.importers.answers.xml_records import Element, child_text, text_of, xml_elements
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Name, Paper

__all__ = ["ARXIV", "Arxiv"]

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_VERSION = re.compile(r"v(\d{1,3})\Z")
_JSON_STARTS = (b"{", b"[")
_BLANK = b"\xef\xbb\xbf \t\r\n\x1e"


class Arxiv:
    """One feed, or several kept in JSON."""

    name = "arxiv"
    endings: tuple[str, ...] = (".xml", ".atom", ".json", ".jsonl")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether it is a feed of arXiv, or an answer in JSON with one as its body."""
        return b"http://www.w3.org/2005/Atom" in head and b"arxiv.org" in head

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every entry of every feed."""
        with opened(path) as file:
            in_json = file.read(1 << 10).lstrip(_BLANK)[:1] in _JSON_STARTS
            file.seek(0)
            yield from _answers(file, path.name) if in_json else _feed(file, path.name)

    def read_answer(self, content: bytes, where: str) -> Iterator[Read | Refused]:
        """Every entry of a feed that was fetched."""
        return _feed(io.BytesIO(content), where)


def _answers(file: BinaryIO, name: str) -> Iterator[Read | Refused]:
    for value in json_values(file, name):
        if isinstance(value, Refused):
            yield value
            continue
        where, answer = value
        for kept in answer[:MOST_RECORDS] if isinstance(answer, list) else [answer]:
            body = Fields(kept).raw_text("body")
            if body:
                yield from _feed(io.BytesIO(body.encode("utf-8", "replace")), where)
            else:
                yield Refused(where, "has no body that is a feed of arXiv.", excerpt_of(kept))


def _feed(file: BinaryIO, name: str) -> Iterator[Read | Refused]:
    for found in xml_elements(file, name, (f"{_ATOM}entry",)):
        yield found if isinstance(found, Refused) else _entry(found[1], found[0])


def _entry(entry: Element, where: str) -> Read | Refused:
    address = _text(entry, "id")
    title = _text(entry, "title")
    abstract = paragraphs(text_of(entry.find(f"{_ATOM}summary")))
    if "/api/errors" in address:
        return Refused(
            where, f"arXiv answers with an error: {abstract[:200] or 'none is named'}.", address
        )
    if not title:
        return Refused(where, "has no title.", address[:80])
    updated, issued = iso_date(_text(entry, "updated")), iso_date(_text(entry, "published"))
    comment = child_text(entry, f"{_ARXIV}comment")
    paper = Paper(
        title=title,
        type="article",
        authors=tuple(_authors(entry)),
        year=year_of(issued),
        issued=issued,
        venue="arXiv",
        abstract=abstract,
        keywords=_categories(entry),
        ids=_ids(entry, address),
        url=address if address.startswith(("https://", "http://")) else "",
        open_access=True,
        withdrawn=in_comment(comment, abstract, updated),
        extra=_extra(entry, address, updated),
    )
    return Read(paper, where)


def _text(entry: Element, name: str) -> str:
    return child_text(entry, f"{_ATOM}{name}")


def _authors(entry: Element) -> Iterator[Name]:
    for author in entry.iterfind(f"{_ATOM}author"):
        institution = child_text(author, f"{_ARXIV}affiliation")
        name = full_name(_text(author, "name"), institutions=(institution,) if institution else ())
        if name is not None:
            yield name


def _categories(entry: Element) -> tuple[str, ...]:
    named = (
        str(category.get("term", "")).strip() for category in entry.iterfind(f"{_ATOM}category")
    )
    return tuple(dict.fromkeys(filter(None, named)))


def _ids(entry: Element, address: str) -> dict[str, str]:
    said: dict[str, str] = {}
    if arxiv := normalised("arxiv", address):
        said["arxiv"] = arxiv
    if doi := normalised("doi", child_text(entry, f"{_ARXIV}doi")):
        said["doi"] = doi
    return said


def _extra(entry: Element, address: str, updated: str) -> dict[str, str]:
    version = _VERSION.search(address)
    primary = entry.find(f"{_ARXIV}primary_category")
    said = {
        "version": version[1] if version else "",
        "updated": updated,
        "comment": child_text(entry, f"{_ARXIV}comment"),
        "journal_ref": child_text(entry, f"{_ARXIV}journal_ref"),
        "primaryclass": "" if primary is None else str(primary.get("term", "")),
    }
    return {name: value for name, value in said.items() if value}


ARXIV = Arxiv()
