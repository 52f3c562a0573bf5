"""Papers as Semantic Scholar answers them: one, lists, an author's, and who cites or is cited.

The papers that cite a saved paper (``citations``) stand in its record, so they are read too, each with a
reference to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, year_of
from tenfold.papers.importers.answers.full_names import full_name
from tenfold.papers.importers.answers.json_fields import Fields
from tenfold.papers.importers.answers.json_importer import JsonImporter
from tenfold.papers.importers.answers.plain_text import one_line, paragraphs, without_marks
from tenfold.papers.record import IdKind, Name, Paper, Reference

__all__ = ["SEMANTIC_SCHOLAR", "SemanticScholar"]

_TYPES = {
    "Book": "book",
    "BookSection": "chapter",
    "Conference": "paper-conference",
    "Dataset": "dataset",
    "JournalArticle": "article-journal",
    "Review": "article-journal",
}
_NAMES: dict[str, IdKind] = {"DOI": "doi", "ArXiv": "arxiv", "ACL": "acl", "PubMed": "pmid"}
_OTHERS = ("DBLP", "MAG", "CorpusId", "PubMedCentral")
_LISTS = ("data", "papers", "recommendedPapers")
_EDGES = ("citingPaper", "citedPaper")
_ABOUT_THE_EDGE = ("contexts", "intents", "isInfluential")


class SemanticScholar(JsonImporter):
    """A paper, a list of papers, an author's papers, or citations."""

    name = "semantic-scholar"

    def looks(self, head: bytes) -> bool:
        return _looks(head)

    def records(self, answer: Any) -> Iterator[Any]:
        return _records(answer)

    def paper_of(self, record: Fields) -> Paper | str:
        return _paper_of(record)


def _looks(head: bytes) -> bool:
    return b'"paperId"' in head or (b'"authorId"' in head and b'"papers"' in head)


def _records(answer: Any) -> Iterator[Any]:
    if isinstance(answer, list):
        for item in answer:
            yield from _with_citing(item)
        return
    if isinstance(answer, dict) and "paperId" not in answer:
        for name in _LISTS:
            if isinstance(answer.get(name), list):
                yield from _records(_short_of_depth(answer[name]))
                return
    yield from _with_citing(answer)


def _short_of_depth(items: list[Any]) -> list[Any]:
    """A list within an answer holds records, not further answers."""
    return [item for item in items if not isinstance(item, list)]


def _with_citing(record: Any) -> Iterator[Any]:
    """A record, then those that its list says cite it."""
    if not isinstance(record, dict):
        yield record
        return
    edge = next((name for name in _EDGES if isinstance(record.get(name), dict)), None)
    if edge is not None:
        about = {name: record[name] for name in _ABOUT_THE_EDGE if record.get(name)}
        yield {**record[edge], **about}
        return
    yield record
    citing = record.get("citations")
    for other in citing if isinstance(citing, list) else ():
        if isinstance(other, dict):
            cited = {name: record.get(name) for name in ("paperId", "title", "year", "externalIds")}
            yield {**other, "references": [cited]}


def _paper_of(record: Fields) -> Paper | str:
    title = one_line(without_marks(record.raw_text("title")))
    if not title:
        return "has no title." if record else "is empty: the paper was not found."
    issued = iso_date(record.text("publicationDate")) or iso_date(record.whole("year"))
    journal = record.inner("journal")
    return Paper(
        title=title,
        type=_type(record),
        authors=tuple(_authors(record)),
        year=year_of(issued),
        issued=issued,
        venue=journal.text("name") or record.text("venue"),
        volume=journal.text("volume"),
        pages=journal.text("pages").replace(" ", ""),
        abstract=paragraphs(without_marks(record.raw_text("abstract"))),
        keywords=record.texts("fieldsOfStudy"),
        ids=_ids(record),
        url=record.text("url"),
        open_access=record.flag("isOpenAccess"),
        n_citations=record.whole("citationCount"),
        references=tuple(_references(record)),
        extra=_extra(record),
    )


def _type(record: Fields) -> str:
    said = record.texts("publicationTypes")
    if record.inner("publicationVenue").text("type") == "conference":
        return "paper-conference"
    return next((_TYPES[name] for name in said if name in _TYPES), "article")


def _authors(record: Fields) -> Iterator[Name]:
    for author in record.inners("authors"):
        name = full_name(
            author.text("name"),
            orcid=author.inner("externalIds").text("ORCID"),
            institutions=author.texts("affiliations"),
        )
        if name is not None:
            yield name


def _ids(record: Fields) -> dict[str, str]:
    said: dict[str, str] = {}
    if found := normalised("s2", record.text("paperId")):
        said["s2"] = found
    external = record.inner("externalIds")
    for name, kind in _NAMES.items():
        if name in external and (found := normalised(kind, _number_or_text(external, name))):
            said[kind] = found
    return said


def _number_or_text(fields: Fields, name: str) -> str:
    """Some identifiers are numbers in one answer and texts in another."""
    return str(fields.whole(name) or "") if fields.is_number(name) else fields.text(name)


def _references(record: Fields) -> Iterator[Reference]:
    for cited in record.inners("references"):
        title = one_line(without_marks(cited.raw_text("title")))
        ids = _ids(cited)
        if title or ids:
            yield Reference(title=title, year=_year(cited), ids=ids)


def _year(record: Fields) -> int | None:
    return year_of(iso_date(record.whole("year")))


def _extra(record: Fields) -> dict[str, str]:
    external = record.inner("externalIds")
    said = {
        name.casefold(): _number_or_text(external, name) for name in _OTHERS if name in external
    }
    said["oa_url"] = record.inner("openAccessPdf").text("url")
    contexts = record.texts("contexts")
    said["contexts"] = json.dumps(contexts, ensure_ascii=False) if contexts else ""
    said["intents"] = ", ".join(record.texts("intents"))
    return {name: value for name, value in said.items() if value}


SEMANTIC_SCHOLAR = SemanticScholar()
