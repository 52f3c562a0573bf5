"""Articles in JATS, the XML of journals and of PubMed Central; one a file or many in a set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, year_of
from tenfold.papers.importers.answers.jats_people import people
from tenfold.papers.importers.answers.jats_references import references
from tenfold.papers.importers.answers.notices import in_title
from tenfold.papers.importers.answers.plain_text import one_line
from tenfold.papers.importers.answers.source_file import opened
from tenfold.papers.importers.answers.xml_records import (
    Element,
    anywhere,
    child_text,
    local_name,
    text_of,
    words_of,
    xml_elements,
)
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import IdKind, Paper, Withdrawal

__all__ = ["JATS", "Jats"]

_LINK = "{http://www.w3.org/1999/xlink}href"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = ("epub", "pub", "ppub", "epub-ppub", "collection", "preprint")
_TYPES = {"book-review": "review-book", "preprint": "article", "dissertation": "thesis"}
_IDS: dict[str, IdKind] = {"doi": "doi", "pmid": "pmid", "arxiv": "arxiv"}
_TAKEN_BACK = frozenset({"retraction-forward", "retracted-article-forward"})
_HEADINGS = frozenset({"abstract", "summary"})
_META = "front/article-meta"
# Pieces of the body are dropped as they end, so that a long article takes no memory.
_PIECES = ("p", "sec", "fig", "table-wrap", "sub-article", "response")
_BODIES = frozenset({"body", "sub-article", "response", "app-group", "floats-group"})


class Jats:
    """What the front of an article says of it, and its list of references."""

    name = "jats"
    endings: tuple[str, ...] = (".xml", ".nxml")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether it has an article with its meta data."""
        marks = (b"<article-meta", b"JATS", b"jats.nlm.nih.gov", b"<pmc-articleset")
        return b"<article" in head and any(mark in head for mark in marks)

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every article; letters and reviews printed within one are none of their own."""
        tags = tuple(f"{{*}}{name}" for name in ("article", *_PIECES))
        with opened(path) as file:
            for found in xml_elements(file, path.name, tags, stays=_stays):
                if isinstance(found, Refused):
                    yield found
                elif local_name(found[1]) == "article":
                    yield _record(found[1], found[0])


def _stays(element: Element) -> bool:
    """Paragraphs of the abstract and of references stay until their article ends."""
    name = local_name(element)
    if name in ("article", "sub-article", "response"):
        return False
    return all(local_name(above) not in _BODIES for above in element.iterancestors())


def _record(article: Element, where: str) -> Read | Refused:
    meta = article.find(anywhere(_META))
    written = "" if meta is None else _title(meta)
    if meta is None or not written:
        return Refused(where, "has no title in its article-meta.", words_of(meta)[:80])
    title, noticed = in_title(written)
    journal = article.find(anywhere("front/journal-meta"))
    issued = _issued(meta)
    paper = Paper(
        title=title,
        type=_TYPES.get(str(article.get("article-type", "")), "article-journal"),
        authors=people(meta, "author"),
        editors=people(meta, "editor"),
        year=year_of(issued),
        issued=issued,
        venue=_within(journal, "journal-title-group/journal-title")
        or _within(journal, "journal-title"),
        volume=_within(meta, "volume"),
        issue=_within(meta, "issue"),
        pages=_pages(meta),
        publisher=_within(journal, "publisher/publisher-name"),
        place=_within(journal, "publisher/publisher-loc"),
        abstract=_abstract(meta),
        language=str(article.get(_LANGUAGE, "")),
        keywords=_keywords(meta),
        ids=_ids(meta),
        url=_address(meta),
        open_access=_is_open(meta),
        withdrawn=_withdrawal(meta) or noticed,
        references=references(article),
        extra=_extra(meta, journal),
    )
    return Read(paper, where)


def _within(element: Element | None, path: str) -> str:
    return "" if element is None else child_text(element, anywhere(path))


def _title(meta: Element) -> str:
    group = meta.find(anywhere("title-group"))
    title = None if group is None else group.find(anywhere("article-title"))
    if title is None:
        return ""
    for mark in title.iter("{*}xref", "{*}fn"):  # the star of a footnote is no part of it
        mark.clear(keep_tail=True)
    subtitle = _within(group, "subtitle")
    return f"{words_of(title)}: {subtitle}" if subtitle and words_of(title) else words_of(title)


def _issued(meta: Element) -> str:
    """The day of the first publication that is named, in the order of `_DATES`."""
    found: dict[str, str] = {}
    for date in meta.iterfind(anywhere("pub-date")):
        kind = str(date.get("pub-type") or date.get("date-type") or "")
        parts = (_number(_within(date, name)) for name in ("year", "month", "day"))
        if said := iso_date(*parts):
            found.setdefault(kind, said)
    return next((found[kind] for kind in _DATES if kind in found), next(iter(found.values()), ""))


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 4 else None


def _pages(meta: Element) -> str:
    first, last = _within(meta, "fpage"), _within(meta, "lpage")
    pages = f"{first}-{last}" if first and last and first != last else first
    return pages or _within(meta, "elocation-id")


def _abstract(meta: Element) -> str:
    """Paragraphs and headings, a line each; graphical and lay abstracts are others."""
    for abstract in meta.iterfind(anywhere("abstract")):
        if abstract.get("abstract-type") is None:
            lines = [words_of(part) for part in abstract.iter("{*}p", "{*}title")]
            shown = [line for line in lines if line and line.casefold() not in _HEADINGS]
            return "\n".join(shown) or one_line(text_of(abstract))
    return ""


def _keywords(meta: Element) -> tuple[str, ...]:
    words = map(words_of, meta.iterfind(anywhere("kwd-group/kwd")))
    return tuple(dict.fromkeys(filter(None, words)))


def _ids(meta: Element) -> dict[str, str]:
    said: dict[str, str] = {}
    for written in meta.iterfind(anywhere("article-id")):
        kind = _IDS.get(str(written.get("pub-id-type", "")))
        if kind and (found := normalised(kind, words_of(written))):
            said.setdefault(kind, found)
    return said


def _address(meta: Element) -> str:
    link = meta.find(anywhere("self-uri"))
    written = "" if link is None else str(link.get(_LINK, ""))
    return written if written.startswith(("https://", "http://")) else ""


def _is_open(meta: Element) -> bool | None:
    """Open where a licence says so; nothing is known where none does."""
    for licence in meta.iterfind(anywhere("permissions/license")):
        said = f"{licence.get('license-type', '')} {licence.get(_LINK, '')} {words_of(licence)}"
        if "creativecommons.org" in said or "open-access" in said or "Creative Commons" in said:
            return True
    return None


def _withdrawal(meta: Element) -> Withdrawal | None:
    for related in meta.iterfind(anywhere("related-article")):
        if related.get("related-article-type") in _TAKEN_BACK:
            notice = normalised("doi", str(related.get(_LINK, "")))
            return Withdrawal("retracted", reason=f"see the notice, doi:{notice}" if notice else "")
    for event in meta.iterfind(anywhere("pub-history/event")):
        if event.get("event-type") in ("retraction", "retracted", "withdrawn"):
            parts = (_number(_within(event, f"date/{name}")) for name in ("year", "month", "day"))
            is_retraction = event.get("event-type") != "withdrawn"
            return Withdrawal("retracted" if is_retraction else "withdrawn", iso_date(*parts))
    return None


def _extra(meta: Element, journal: Element | None) -> dict[str, str]:
    pmcid = ""
    for written in meta.iterfind(anywhere("article-id")):
        if written.get("pub-id-type") in ("pmc", "pmcid"):
            pmcid = words_of(written)
    said = {"issn": _within(journal, "issn"), "pmcid": pmcid}
    return {name: value for name, value in said.items() if value}


JATS = Jats()
