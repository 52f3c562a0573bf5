"""Works as Crossref answers them: one ``message``, ``message.items``, or works by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenfold.papers.ids import normalised
from tenfold.papers.importers.answers.dates import iso_date, year_of
from tenfold.papers.importers.answers.json_fields import Fields
from tenfold.papers.importers.answers.json_importer import JsonImporter
from tenfold.papers.importers.answers.notices import in_title
from tenfold.papers.importers.answers.plain_text import one_line, without_marks
from tenfold.papers.record import Name, Paper, Reference, Withdrawal

__all__ = ["CROSSREF", "Crossref"]

_TYPES = {
    "book": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "dataset": "dataset",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal-article": "article-journal",
    "monograph": "book",
    "peer-review": "review",
    "posted-content": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "reference-book": "book",
    "reference-entry": "entry",
    "report": "report",
    "standard": "standard",
}
_DATES = ("issued", "published", "published-print", "published-online", "posted", "created")
_TAKEN_BACK: dict[str, Withdrawal] = {
    "retraction": Withdrawal("retracted"),
    "partial_retraction": Withdrawal("retracted", reason="retracted in part"),
    "removal": Withdrawal("withdrawn", reason="removed"),
    "withdrawal": Withdrawal("withdrawn"),
}


class Crossref(JsonImporter):
    """A work, or a list of works; what Crossref answers as CSL-JSON too."""

    name = "crossref"

    def looks(self, head: bytes) -> bool:
        return _looks(head)

    def records(self, answer: Any) -> Iterator[Any]:
        return _records(answer)

    def paper_of(self, record: Fields) -> Paper | str:
        return _paper_of(record)


def _looks(head: bytes) -> bool:
    return b'"message-type"' in head or (
        b'"DOI"' in head
        and any(mark in head for mark in (b'"is-referenced-by-count"', b'"reference-count"'))
    )


def _records(answer: Any) -> Iterator[Any]:
    if isinstance(answer, list):
        yield from answer
        return
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict):
        yield answer
    elif isinstance(message.get("items"), list):
        yield from message["items"]
    else:
        yield message


def _paper_of(work: Fields) -> Paper | str:
    if "DOI" not in work:
        return f"is no work of Crossref: it has no DOI{_failure(work)}."
    written = _first(work, "title")
    if not written:
        return "has no title."
    title, noticed = in_title(_titled(written, _first(work, "subtitle")))
    issued = _issued(work)
    return Paper(
        title=title,
        type=_TYPES.get(work.text("type"), "article"),
        authors=tuple(_names(work, "author")),
        editors=tuple(_names(work, "editor")),
        year=year_of(issued),
        issued=issued,
        venue=_first(work, "container-title") or work.inner("event").text("name"),
        volume=work.text("volume"),
        issue=work.text("issue"),
        pages=work.text("page") or work.text("article-number"),
        publisher=work.text("publisher"),
        place=work.text("publisher-location"),
        abstract=without_marks(work.raw_text("abstract")),
        language=work.text("language"),
        keywords=work.texts("subject"),
        ids=_ids(work),
        url=work.text("URL"),
        withdrawn=_withdrawal(work) or noticed,
        n_citations=work.whole("is-referenced-by-count"),
        references=tuple(_references(work)),
        extra=_extra(work),
    )


def _failure(answer: Fields) -> str:
    """What Crossref says where it refuses."""
    said = next((part.text("message") for part in answer.inners("message")), "")
    return f" (Crossref says {said[:100]!r})" if said else ""


def _first(work: Fields, name: str) -> str:
    """The first text of a list; CSL-JSON, which Crossref answers too, has a text where it has a list."""
    if work.is_text(name):
        return one_line(without_marks(work.raw_text(name)))
    return next((one_line(without_marks(text)) for text in work.texts(name)), "")


def _titled(title: str, subtitle: str) -> str:
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title} {subtitle}" if title[-1] in ":?!" else f"{title}: {subtitle}"


def _issued(work: Fields) -> str:
    return next(filter(None, (_date(work.inner(name)) for name in _DATES)), "")


def _date(date: Fields) -> str:
    parts = next(iter(date.list("date-parts")), None)
    return iso_date(*parts) if isinstance(parts, list) and parts else ""


def _names(work: Fields, role: str) -> Iterator[Name]:
    for person in work.inners(role):
        family, given = person.text("family"), person.text("given")
        if suffix := person.text("suffix"):
            family = f"{family} {suffix}".strip()
        family, given = (family, given) if family else (person.text("name") or given, "")
        if family:
            institutions = (place.text("name") for place in person.inners("affiliation"))
            orcid = person.text("ORCID").rpartition("/")[2]
            yield Name(family, given, orcid, tuple(filter(None, institutions)))


def _ids(work: Fields) -> dict[str, str]:
    said: dict[str, str] = {}
    if doi := normalised("doi", work.text("DOI")):
        said["doi"] = doi
        if arxiv := normalised("arxiv", doi):
            said["arxiv"] = arxiv
    for written in work.texts("ISBN"):
        if isbn := normalised("isbn", written.rpartition("/")[2]):
            said.setdefault("isbn", isbn)
    return said


def _withdrawal(work: Fields) -> Withdrawal | None:
    """Taken back, by a notice that Crossref knows of. What updates another paper is a notice itself."""
    for update in work.inners("updated-by"):
        kind = _TAKEN_BACK.get(update.text("type").replace("-", "_"))
        if kind is not None:
            notice = normalised("doi", update.text("DOI"))
            reason = kind.reason or (f"see the notice, doi:{notice}" if notice else "")
            return Withdrawal(kind.kind, _date(update.inner("updated")), reason)
    relation = work.inner("relation")
    for name in ("is-retracted-by", "is-withdrawn-by"):
        if relation.list(name):
            return Withdrawal("retracted" if name == "is-retracted-by" else "withdrawn")
    return None


def _references(work: Fields) -> Iterator[Reference]:
    for cited in work.inners("reference"):
        title = (
            cited.text("article-title") or cited.text("volume-title") or cited.text("series-title")
        )
        doi = normalised("doi", cited.text("DOI"))
        year = cited.text("year")[:4]
        raw = cited.text("unstructured") or _as_printed(cited, title)
        if title or doi or raw:
            yield Reference(
                title=one_line(without_marks(title)),
                year=year_of(iso_date(year)),
                ids={"doi": doi} if doi else {},
                raw=one_line(without_marks(raw)),
            )


def _as_printed(cited: Fields, title: str) -> str:
    names = ("author", "year", "", "journal-title", "volume", "first-page")
    parts = (cited.text(name) if name else title for name in names)
    return ", ".join(part for part in parts if part)


def _extra(work: Fields) -> dict[str, str]:
    licences = (licence.text("URL") for licence in work.inners("license"))
    notices = (
        f"{update.text('type')} of doi:{update.text('DOI')}" for update in work.inners("update-to")
    )
    preprints = (preprint.text("id") for preprint in work.inner("relation").inners("has-preprint"))
    said = {
        "issn": ", ".join(work.texts("ISSN")),
        "license": next(filter(None, licences), ""),
        "update-to": "; ".join(notices),
        "has-preprint": ", ".join(filter(None, preprints)),
    }
    return {name: value for name, value in said.items() if value}


CROSSREF = Crossref()
