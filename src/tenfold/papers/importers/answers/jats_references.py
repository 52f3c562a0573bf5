"""The list of references of an article in JATS."""

from __future__ import annotations

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, year_of
from tenfold.papers.importers.answers.xml_records import (
    Element,
    anywhere,
    child_text,
    local_name,
    words_of,
)
from tenfold.papers.record import IdKind, Reference

__all__ = ["references"]

_CITATIONS = frozenset({"element-citation", "mixed-citation", "nlm-citation", "citation"})
_TITLES = ("article-title", "part-title", "chapter-title", "data-title", "source")
_KINDS: dict[str, IdKind] = {"doi": "doi", "pmid": "pmid", "arxiv": "arxiv"}
_PRINTED = ("year", "article-title", "source", "volume", "fpage")


def references(article: Element) -> tuple[Reference, ...]:
    """Each entry of the lists at its end; of an entry with several works, each."""
    return tuple(
        _reference(citation)
        for ref in article.iterfind("{*}back//{*}ref")
        for citation in ref.iter()
        if local_name(citation) in _CITATIONS and words_of(citation)
    )


def _reference(citation: Element) -> Reference:
    titles = (child_text(citation, anywhere(name)) for name in _TITLES)
    ids: dict[str, str] = {}
    for written in citation.iterfind(anywhere("pub-id")):
        kind = _KINDS.get(str(written.get("pub-id-type", "")))
        if kind and (found := normalised(kind, words_of(written))):
            ids[kind] = found
    return Reference(
        title=next(filter(None, titles), ""),
        year=year_of(iso_date(child_text(citation, anywhere("year"))[:4])),
        ids=ids,
        raw=_printed(citation),
    )


def _printed(citation: Element) -> str:
    """As it stands where it is text with marks; put together where it is fields alone."""
    if local_name(citation) == "mixed-citation":
        return words_of(citation)
    people = citation.iterfind("{*}person-group/{*}name")
    names = (
        f"{child_text(p, '{*}surname')} {child_text(p, '{*}given-names')}".strip() for p in people
    )
    fields = (child_text(citation, anywhere(name)) for name in _PRINTED)
    return ", ".join(filter(None, [", ".join(names), *fields]))
