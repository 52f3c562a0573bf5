"""A library of Zotero that was exported as Zotero RDF, with its notes, collections and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from tenfold.papers.importers.answers.source_file import opened
from tenfold.papers.importers.answers.xml_records import (
    Element,
    local_name,
    text_of,
    words_of,
    xml_elements,
)
from tenfold.papers.importers.answers.zotero_fields import paper_of_zotero
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Name

__all__ = ["ZOTERO_RDF", "ZoteroRdf"]

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NAMESPACE = b"http://www.zotero.org/namespaces/export#"
_NO_ITEMS = frozenset({"Attachment", "Memo", "Collection", "Journal", "AutomaticTag", "Series"})
_FIELDS = {
    "itemType": "itemType", "title": "title", "date": "date", "abstract": "abstractNote", "pages": "pages",
    "volume": "volume", "number": "issue", "language": "language", "description": "extra",
    "citationKey": "citationKey", "edition": "edition", "rights": "rights", "shortTitle": "shortTitle",
    "libraryCatalog": "libraryCatalog", "archiveID": "archiveID", "repository": "repository", "type": "kind",
}  # fmt: skip
_OF_CONTAINERS = {"title": "publicationTitle", "volume": "volume", "number": "issue"}
_MOST_NESTED = 20


@dataclass(slots=True)
class _Around:
    """What stands beside the items, by its name in the file: files, notes, containers, collections."""

    files: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    containers: dict[str, dict[str, str]] = field(default_factory=dict)
    collections: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        about, name = str(element.get(f"{_RDF}about", "")), local_name(element)
        if name == "Attachment":
            self.files[about] = _file_of(element)
        elif name == "Memo":
            self.notes[about] = _child_text(element, "value")
        elif name == "Collection":
            parts = (
                str(part.get(f"{_RDF}resource", "")) for part in element.iterfind("{*}hasPart")
            )
            self.collections[about] = (_child_text(element, "title"), list(parts))
        elif name == "Journal":
            self.containers[about] = _container(element)

    def collections_by_item(self) -> dict[str, list[str]]:
        """The collections that each item is in, each with the names of those that it is within."""
        above = {part: name for name, (_, parts) in self.collections.items() for part in parts
                 if part in self.collections}  # fmt: skip
        found: dict[str, list[str]] = {}
        for about, (_title, parts) in self.collections.items():
            path, at = dict[str, str](), about
            while at in self.collections and at not in path and len(path) < _MOST_NESTED:
                path[at] = self.collections[at][0]
                at = above.get(at, "")
            for part in parts:
                if part not in self.collections:
                    found.setdefault(part, []).append(" / ".join(reversed(path.values())))
        return found


class ZoteroRdf:
    """Reads the file twice: what stands beside the items first, then each item with what belongs to it."""

    name = "zotero-rdf"
    endings: tuple[str, ...] = (".rdf",)

    def recognises(self, path: Path, head: bytes) -> bool:
        return b"RDF" in head and _NAMESPACE in head

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every item in the order of the file; attachments and notes are none, but for those of no item."""
        around = _Around()
        for found in _top(path):
            if not isinstance(found, Refused):
                around.add(found[1])
        collections = around.collections_by_item()
        for found in _top(path):
            if isinstance(found, Refused):
                yield found
            elif local_name(found[1]) not in _NO_ITEMS:
                about = str(found[1].get(f"{_RDF}about", ""))
                yield _record(found[1], found[0], path, around, tuple(collections.get(about, ())))


def _top(path: Path) -> Iterator[tuple[str, Element] | Refused]:
    """The elements directly below the root."""
    with opened(path) as file:
        for found in xml_elements(file, path.name, ("{*}*",), stays=_is_within):
            if isinstance(found, Refused) or _depth(found[1]) == 1:
                yield found


def _is_within(element: Element) -> bool:
    return _depth(element) > 1


def _depth(element: Element) -> int:
    parent = element.getparent()
    if parent is None:
        return 0
    return 1 if parent.getparent() is None else 2


def _record(
    item: Element, where: str, path: Path, around: _Around, collections: tuple[str, ...]
) -> Read | Refused:
    fields = _fields(item, around)
    linked = [str(link.get(f"{_RDF}resource", "")) for link in item.iterfind("{*}link")]
    noted = [str(note.get(f"{_RDF}resource", "")) for note in item.iterfind("{*}isReferencedBy")]
    files = [around.files[one] for one in linked if around.files.get(one)]
    if not fields.get("title"):
        return Refused(where, "has no title.", words_of(item)[:80])
    paper = paper_of_zotero(
        fields,
        authors=_people(item, "authors"),
        editors=_people(item, "editors"),
        tags=[_tag(subject) for subject in item.iterfind("{*}subject")],
        notes=[around.notes.get(one, "") for one in noted],
    )
    return Read(
        paper, where, files=tuple(path.parent / file for file in files), collections=collections
    )


def _fields(item: Element, around: _Around) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in item:
        name = local_name(child)
        if name in _FIELDS and len(child) == 0:
            fields.setdefault(_FIELDS[name], text_of(child))
        elif name == "identifier":
            _identify(child, fields)
        elif name == "publisher":
            fields["publisher"] = _within(child, "name") or words_of(child)
            fields["place"] = _within(child, "locality")
        elif name == "presentedAt":
            fields["conferenceName"] = _within(child, "title")
        elif name == "isPartOf":
            for of, value in _containers_of(child, around):
                fields.setdefault(of, value)
    return fields


def _containers_of(part: Element, around: _Around) -> Iterator[tuple[str, str]]:
    """What it is part of says, here or elsewhere in the file; a series is no container."""
    yield from around.containers.get(str(part.get(f"{_RDF}resource", "")), {}).items()
    for container in part:
        if local_name(container) == "Series":
            yield "series", _child_text(container, "title")
        else:
            yield from _container(container).items()


def _container(element: Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name == "identifier":
            _identify(child, fields)
        elif name in _OF_CONTAINERS:
            fields.setdefault(_OF_CONTAINERS[name], text_of(child))
    return fields


def _identify(identifier: Element, fields: dict[str, str]) -> None:
    """``DOI 10...``, ``ISBN ...``, ``ISSN ...``, or an address within ``dcterms:URI``."""
    if len(identifier):
        fields.setdefault("url", _within(identifier, "value"))
        return
    kind, _, value = words_of(identifier).partition(" ")
    if kind in ("DOI", "ISBN", "ISSN") and value:
        fields.setdefault(kind, value)


def _people(item: Element, role: str) -> tuple[Name, ...]:
    people = (person for of in item.iterfind(f"{{*}}{role}") for person in of.iter("{*}Person"))
    names = (
        Name(_child_words(one, "surname") or _child_words(one, "name"),
             _child_words(one, "givenName") or _child_words(one, "givenname"))
        for one in people
    )  # fmt: skip
    return tuple(name for name in names if name.family or name.given)


def _tag(subject: Element) -> str:
    """The words of a tag; a call number of a library (``dcterms:LCC``) is none."""
    if next(subject.iter("{*}LCC"), None) is not None:
        return ""
    return words_of(subject)


def _file_of(attachment: Element) -> str:
    """The path of a file as the export gives it, which is beside the RDF in ``files/``."""
    for name in ("resource", "path"):
        for child in attachment.iterfind(f"{{*}}{name}"):
            if said := str(child.get(f"{_RDF}resource", "")) or words_of(child):
                return unquote(said)
    return ""


def _within(element: Element, name: str) -> str:
    """The words of the first element of a name anywhere within."""
    return words_of(next(element.iter(f"{{*}}{name}"), None))


def _child_text(element: Element, name: str) -> str:
    return text_of(element.find(f"{{*}}{name}"))


def _child_words(element: Element, name: str) -> str:
    return words_of(element.find(f"{{*}}{name}"))


ZOTERO_RDF = ZoteroRdf()
