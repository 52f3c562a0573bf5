"""The XML of the ACL Anthology: a file a collection, with volumes, with papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, month_number
from tenfold.papers.importers.answers.source_file import opened
from tenfold.papers.importers.answers.xml_records import Element, child_text, words_of, xml_elements
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Name, Paper, Withdrawal

__all__ = ["ACL_XML", "AclXml"]

_SITE = "https://aclanthology.org/"
_OLD_COLLECTION = re.compile(r"[A-Z]\d{2}")
_JOURNALS = re.compile(r"(?:[JQ]\d{2}|\d{4}\.(?:cl|tacl))")
_JOURNAL = re.compile(
    r"(?P<venue>.+?), Volume (?P<volume>\d+)(?:, (?:Issue|Number) (?P<issue>[\d-]+))?"
)
_CODE = ("software", "code")
_DATA = ("dataset", "data")


@dataclass(frozen=True, slots=True)
class _Volume:
    """What a volume says of all its papers."""

    booktitle: str = ""
    publisher: str = ""
    place: str = ""
    issued: str = ""
    editors: tuple[Name, ...] = ()


class AclXml:
    """Papers of one or more volumes. The front matter of a volume is no paper and is left out."""

    name = "acl-xml"
    endings: tuple[str, ...] = (".xml",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether it is a collection of volumes."""
        return b"<collection" in head and b"<volume" in head

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every paper, one in memory at a time."""
        volume = _Volume()
        with opened(path) as file:
            for found in xml_elements(file, path.name, ("meta", "paper")):
                if isinstance(found, Refused):
                    yield found
                elif found[1].tag == "meta":
                    volume = _volume(found[1])
                else:
                    yield _record(found[1], volume, found[0])


def _volume(meta: Element) -> _Volume:
    month = month_number(child_text(meta, "month"))
    year = child_text(meta, "year")
    return _Volume(
        booktitle=child_text(meta, "booktitle"),
        publisher=child_text(meta, "publisher"),
        place=child_text(meta, "address"),
        issued=iso_date(f"{year}-{month:02d}" if month else year),
        editors=_names(meta, "editor"),
    )


def _record(paper: Element, volume: _Volume, where: str) -> Read | Refused:
    title = child_text(paper, "title")
    acl = _acl_id(paper)
    if not title:
        return Refused(where, "has no title.", acl or "")
    collection = _attribute(_above(paper, 2), "id")
    journal = _JOURNAL.match(volume.booktitle) if _JOURNALS.fullmatch(collection) else None
    of_the_paper = child_text(paper, "year")
    issued = iso_date(of_the_paper) if of_the_paper else volume.issued
    record = Paper(
        title=title,
        key=child_text(paper, "bibkey"),
        type="article-journal" if _JOURNALS.fullmatch(collection) else "paper-conference",
        authors=_names(paper, "author"),
        editors=_names(paper, "editor") or volume.editors,
        year=int(issued[:4]) if issued else None,
        issued=issued,
        venue=journal["venue"] if journal else volume.booktitle,
        volume=child_text(paper, "volume") or (journal["volume"] if journal else ""),
        issue=child_text(paper, "issue") or ((journal["issue"] or "") if journal else ""),
        pages=child_text(paper, "pages").replace("–", "-"),
        publisher=volume.publisher,
        place=volume.place,
        abstract=child_text(paper, "abstract"),
        language=child_text(paper, "language"),
        ids=_ids(paper, acl),
        url=_url(paper, acl),
        open_access=True,  # all that the Anthology holds is
        code=_linked(paper, "pwccode") or _attached(paper, _CODE),
        data=_linked(paper, "pwcdataset") or _attached(paper, _DATA),
        withdrawn=_withdrawal(paper),
        extra=_extra(paper),
    )
    return Read(record, where)


def _names(parent: Element, tag: str) -> tuple[Name, ...]:
    return tuple(name for person in parent.iterfind(tag) if (name := _name(person)))


def _name(person: Element) -> Name | None:
    """A person; one with a single name may have it as `last` or as text."""
    given, family = child_text(person, "first"), child_text(person, "last")
    institutions = tuple(filter(None, map(words_of, person.iterfind("affiliation"))))
    if not family:
        family, given = given or ("" if len(person) else words_of(person)), ""
    return Name(family, given, _attribute(person, "orcid"), institutions) if family else None


def _acl_id(paper: Element) -> str | None:
    """The id that the address ends in, else put together from collection, volume and paper.

    Before 2020 it was P18-1001; workshops (W), and volumes from 10 on, have two digits of the volume.
    """
    written = child_text(paper, "url")
    if found := normalised("acl", written):
        return found
    volume, collection = _attribute(_above(paper, 1), "id"), _attribute(_above(paper, 2), "id")
    number = _attribute(paper, "id")
    if not _OLD_COLLECTION.fullmatch(collection):
        return normalised("acl", f"{collection}-{volume}.{number}")
    if not (volume.isdecimal() and number.isdecimal()):
        return None
    wide = collection[0] == "W" or collection == "C69" or (collection == "D19" and int(volume) >= 5)
    digits = f"{int(volume):02d}{int(number):02d}" if wide else f"{int(volume)}{int(number):03d}"
    return normalised("acl", f"{collection}-{digits}")


def _ids(paper: Element, acl: str | None) -> dict[str, str]:
    said = {"acl": acl} if acl else {}
    if doi := normalised("doi", child_text(paper, "doi")):
        said["doi"] = doi
    return said


def _url(paper: Element, acl: str | None) -> str:
    written = child_text(paper, "url")
    if written.startswith(("https://", "http://")):
        return written
    return _SITE + acl if acl else ""


def _linked(paper: Element, tag: str) -> str:
    return next(filter(None, (_attribute(link, "url") for link in paper.iterfind(tag))), "")


def _attached(paper: Element, kinds: tuple[str, ...]) -> str:
    """The address of the first attachment of these kinds."""
    for attachment in paper.iterfind("attachment"):
        name = words_of(attachment)
        if name and _attribute(attachment, "type").casefold() in kinds:
            return name if "://" in name else f"{_SITE}attachments/{name}"
    return ""


def _withdrawal(paper: Element) -> Withdrawal | None:
    if (notice := paper.find("retracted")) is not None:
        return Withdrawal("retracted", iso_date(_attribute(notice, "date")), words_of(notice))
    if (notice := paper.find("removed")) is not None:
        return Withdrawal("withdrawn", iso_date(_attribute(notice, "date")), words_of(notice))
    return None


def _extra(paper: Element) -> dict[str, str]:
    said = {
        "award": "; ".join(filter(None, map(words_of, paper.iterfind("award")))),
        "datasets": "; ".join(filter(None, map(words_of, paper.iterfind("pwcdataset")))),
    }
    return {name: value for name, value in said.items() if value}


def _above(element: Element, n: int) -> Element | None:
    for _ in range(n):
        element = element.getparent() if element is not None else None
    return element


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else str(element.get(name, "")).strip()


ACL_XML = AclXml()
