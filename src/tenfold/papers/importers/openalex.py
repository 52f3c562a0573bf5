"""Works as OpenAlex answers them: one work, a list under ``results``, or one work a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, year_of
from tenfold.papers.importers.answers.full_names import full_name
from tenfold.papers.importers.answers.json_fields import Fields
from tenfold.papers.importers.answers.json_importer import JsonImporter
from tenfold.papers.importers.answers.plain_text import one_line, paragraphs, without_marks
from tenfold.papers.record import IdKind, Name, Paper, Reference, Withdrawal

__all__ = ["OPENALEX", "OpenAlex", "text_of_index"]

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "book-chapter": "chapter",
    "dataset": "dataset",
    "dissertation": "thesis",
    "editorial": "article-journal",
    "letter": "article-journal",
    "preprint": "article",
    "reference-entry": "entry",
    "report": "report",
    "review": "article-journal",
    "standard": "standard",
}
_WORK = re.compile(rb'"https?://openalex\.org/[WAISPFT]\d')
_MOST_WORDS = 50_000


class OpenAlex(JsonImporter):
    """A work, or a list of works."""

    name = "openalex"

    def looks(self, head: bytes) -> bool:
        return _looks(head)

    def records(self, answer: Any) -> Iterator[Any]:
        return _records(answer)

    def paper_of(self, record: Fields) -> Paper | str:
        return _paper_of(record)


def _looks(head: bytes) -> bool:
    return _WORK.search(head) is not None and (
        b'"display_name"' in head or b'"authorships"' in head or b'"publication_year"' in head
    )


def _records(answer: Any) -> Iterator[Any]:
    if isinstance(answer, list):
        yield from answer
    elif isinstance(answer, dict) and isinstance(answer.get("results"), list):
        yield from answer["results"]
    else:
        yield answer


def _paper_of(work: Fields) -> Paper | str:
    if "id" in work and not (openalex := normalised("openalex", work.text("id"))):
        return f"is no work of OpenAlex: its id is {work.text('id')[:60] or 'none'!r}, not W and a number."
    title = one_line(without_marks(work.raw_text("title") or work.raw_text("display_name")))
    if not title:
        return "has no title."
    issued = iso_date(work.text("publication_date")) or iso_date(work.whole("publication_year"))
    place = work.inner("primary_location")
    source, biblio, access = place.inner("source"), work.inner("biblio"), work.inner("open_access")
    return Paper(
        title=title,
        type=_type(work, source),
        authors=tuple(_authors(work)),
        year=year_of(issued),
        issued=issued,
        venue=source.text("display_name"),
        volume=biblio.text("volume"),
        issue=biblio.text("issue"),
        pages=_pages(biblio),
        publisher=source.text("host_organization_name"),
        abstract=text_of_index(work.inner("abstract_inverted_index")),
        language=work.text("language"),
        keywords=_keywords(work),
        ids=_ids(work, openalex if "id" in work else None),
        url=place.text("landing_page_url"),
        open_access=access.flag("is_oa"),
        withdrawn=Withdrawal("retracted") if work.flag("is_retracted") else None,
        n_citations=work.whole("cited_by_count"),
        references=tuple(_references(work)),
        extra=_extra(work, place, access),
    )


def text_of_index(index: Fields) -> str:
    """The text of which OpenAlex gives each word with its places, counted from 0.

    A place that is missing is left out; of two words in one place, the first stays.
    """
    at: dict[int, str] = {}
    for word in index:
        for place in index.list(word):
            if type(place) is int and 0 <= place < _MOST_WORDS:
                at.setdefault(place, word)
            else:
                index.wrong.append("abstract_inverted_index: a place that is no place was left out")
    if at and (missing := max(at) + 1 - len(at)):
        index.wrong.append(f"abstract_inverted_index: {missing} of {max(at) + 1} words are missing")
    return paragraphs(without_marks(" ".join(at[place] for place in sorted(at))))


def _type(work: Fields, source: Fields) -> str:
    if work.text("type_crossref") == "proceedings-article" or source.text("type") == "conference":
        return "paper-conference"
    return _TYPES.get(work.text("type"), "article")


def _authors(work: Fields) -> Iterator[Name]:
    for authorship in work.inners("authorships"):
        author = authorship.inner("author")
        written = author.text("display_name") or authorship.text("raw_author_name")
        institutions = [place.text("display_name") for place in authorship.inners("institutions")]
        name = full_name(
            written,
            orcid=_orcid(author.text("orcid")),
            institutions=tuple(filter(None, institutions)),
        )
        if name is not None:
            yield name


def _orcid(written: str) -> str:
    found = re.search(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]\Z", written)
    return found[0] if found else ""


def _pages(biblio: Fields) -> str:
    first, last = biblio.text("first_page"), biblio.text("last_page")
    return f"{first}-{last}" if first and last and first != last else first or last


def _keywords(work: Fields) -> tuple[str, ...]:
    named = (w.text("display_name") or w.text("keyword") for w in work.inners("keywords"))
    return tuple(filter(None, named))


def _ids(work: Fields, openalex: str | None) -> dict[str, str]:
    said: dict[str, str] = {}
    if openalex:
        said["openalex"] = openalex
    others = work.inner("ids")
    kinds: tuple[IdKind, ...] = ("doi", "pmid")
    for kind in kinds:
        written = others.text(kind) or (work.text("doi") if kind == "doi" else "")
        if found := normalised(kind, written):
            said[kind] = found
    if "doi" in said and (arxiv := normalised("arxiv", said["doi"])):
        said["arxiv"] = arxiv
    for location in work.inners("locations"):
        if arxiv := normalised("arxiv", location.text("landing_page_url")):
            said.setdefault("arxiv", arxiv)
    return said


def _references(work: Fields) -> Iterator[Reference]:
    for written in work.texts("referenced_works"):
        if found := normalised("openalex", written):
            yield Reference(ids={"openalex": found})


def _extra(work: Fields, place: Fields, access: Fields) -> dict[str, str]:
    said = {
        "license": place.text("license"),
        "issn": place.inner("source").text("issn_l"),
        "oa_status": access.text("oa_status"),
        "oa_url": access.text("oa_url"),
        "pmcid": work.inner("ids").text("pmcid"),
    }
    return {name: value for name, value in said.items() if value}


OPENALEX = OpenAlex()
