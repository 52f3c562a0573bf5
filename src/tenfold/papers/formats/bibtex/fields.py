"""Which fields of an entry stand for which fields of a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tenfold.papers.formats.bibtex.dates import date_of, date_written
from tenfold.papers.formats.bibtex.latex import latex_of, text_of, with_marks, without_marks
from tenfold.papers.formats.bibtex.names import names_of, names_written
from tenfold.papers.formats.lines import one_line, paragraphs
from tenfold.papers.formats.part import Part, Slots
from tenfold.papers.ids import id_in, normalised
from tenfold.papers.record import IdKind, Paper

__all__ = ["PARTS", "also_identified"]

Fields = Mapping[str, str]

_LANGUAGES = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "german": "de", "ngerman": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "russian": "ru", "japanese": "ja", "chinese": "zh", "latin": "la", "dutch": "nl",
    "polish": "pl", "swedish": "sv", "danish": "da", "greek": "el", "turkish": "tr", "korean": "ko",
}  # fmt: skip
_LANGIDS = {code: name for name, code in reversed(_LANGUAGES.items())}
_IN_JOURNAL = (
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "article",
    "review",
    "periodical",
)
_WORD = re.compile(r"[^\s{}$\\]+")
_ARXIV_IN_TEXT = re.compile(r"\barxiv[: ]\s*(\d{4}\.\d{4,5})", re.IGNORECASE)


def _shown(fields: Fields, *names: str) -> str:
    """The first of these fields that says something, as text on one line."""
    for name in names:
        if said := one_line(text_of(one_line(fields.get(name, "")))):
            return said
    return ""


def _text(slot: str, *names: str) -> Part[str]:
    """One field of text; the first name is the one that is written."""

    def write(paper: Paper) -> Fields:
        return _filled({names[0]: latex_of(one_line(getattr(paper, slot)))})

    return Part(names, lambda fields: {slot: _shown(fields, *names)}, write)


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _title_read(fields: Fields) -> Slots:
    title, subtitle = _shown(fields, "title"), _shown(fields, "subtitle")
    if title and subtitle:
        return {"title": f"{title}{' ' if title[-1] in '?!:.' else ': '}{subtitle}"}
    return {"title": title or subtitle}


def _title_written(paper: Paper) -> Fields:
    """Words that a style must not turn into lower case stand in braces."""
    latex = latex_of(one_line(paper.title))
    if "$" not in latex and "\\" not in latex:
        latex = _WORD.sub(_protected, latex)
    return _filled({"title": latex})


def _protected(word: re.Match[str]) -> str:
    said = word[0]
    inner = said.rstrip(".,:;?!")
    if inner[1:].casefold() == inner[1:] or not inner.isascii():
        return said
    return f"{{{inner}}}{said[len(inner) :]}"


def _names(slot: str, name: str) -> Part[str]:
    return Part(
        (name,),
        lambda fields: {slot: names_of(fields.get(name, ""))},
        lambda paper: _filled({name: names_written(getattr(paper, slot))}),
    )


def _date_read(fields: Fields) -> Slots:
    year, issued = date_of(fields)
    return {"year": year, "issued": issued}


def _venue_written(paper: Paper) -> Fields:
    name = "journal" if paper.type in _IN_JOURNAL else "booktitle"
    return _filled({name: latex_of(one_line(paper.venue))})


def _publisher_written(paper: Paper) -> Fields:
    name = {"thesis": "school", "report": "institution"}.get(paper.type, "publisher")
    return _filled({name: latex_of(one_line(paper.publisher))})


def _pages_read(fields: Fields) -> Slots:
    return {"pages": re.sub(r" ?[–—] ?", "-", _shown(fields, "pages"))}


def _pages_written(paper: Paper) -> Fields:
    latex = latex_of(one_line(paper.pages))
    return _filled({"pages": re.sub(r"(?<=[\w])-(?=[\w])", "--", latex)})


def _abstract_read(fields: Fields) -> Slots:
    shown = [one_line(text_of(paragraph)) for paragraph in paragraphs(fields.get("abstract", ""))]
    return {"abstract": "\n\n".join(paragraph for paragraph in shown if paragraph)}


def _abstract_written(paper: Paper) -> Fields:
    """A paragraph that begins with an at-sign would begin an entry: an empty group stands before it."""
    latex = (latex_of(paragraph) for paragraph in paragraphs(paper.abstract))
    written = (f"{{}}{p}" if p.startswith("@") else p for p in latex)
    return _filled({"abstract": "\n\n".join(written)})


def _language_read(fields: Fields) -> Slots:
    said = _shown(fields, "langid", "language")
    return {"language": _LANGUAGES.get(said.casefold(), said)}


def _language_written(paper: Paper) -> Fields:
    if name := _LANGIDS.get(paper.language):
        return {"langid": name}
    return _filled({"language": latex_of(one_line(paper.language))})


def _keywords_read(fields: Fields) -> Slots:
    said = one_line(fields.get("keywords") or fields.get("keyword", ""))
    mark = ";" if ";" in said and "," not in said else ","
    shown = (one_line(text_of(word)) for word in _split_outside_braces(said, mark))
    return {"keywords": tuple(word for word in shown if word)}


def _keywords_written(paper: Paper) -> Fields:
    return _filled(
        {"keywords": ", ".join(_keyword(one_line(word)) for word in paper.keywords if word)}
    )


def _keyword(word: str) -> str:
    return f"{{{latex_of(word)}}}" if "," in word or ";" in word else latex_of(word)


def _split_outside_braces(text: str, mark: str) -> list[str]:
    if "{" not in text:
        return text.split(mark)
    pieces, depth = [""], 0
    for piece in re.split(rf"([{{}}{mark}])", text):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if piece == mark and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += piece
    return pieces


def _verbatim(fields: Fields, *names: str) -> str:
    return next((said for name in names if (said := without_marks(fields.get(name, "")))), "")


def _verbatim_written(name: str, value: str) -> Fields:
    return _filled({name: with_marks(value)})


def _id(kind: IdKind, *names: str) -> Part[str]:
    """An identifier in a field of its own."""

    def read(fields: Fields) -> Slots:
        said = _verbatim(fields, *names)
        return {f"ids.{kind}": normalised(kind, said) if said else None}

    return Part(names, read, lambda paper: _verbatim_written(names[0], paper.ids.get(kind, "")))


def _eprint_read(fields: Fields) -> Slots:
    said = _verbatim(fields, "eprint")
    where = _shown(fields, "eprinttype", "archiveprefix").casefold()
    if where in ("pubmed", "pmid"):
        return {"ids.pmid": normalised("pmid", said)}
    return {"ids.arxiv": normalised("arxiv", said) if where in ("arxiv", "") else None}


def _eprint_written(paper: Paper) -> Fields:
    if arxiv := paper.ids.get("arxiv"):
        return {"eprint": arxiv, "archiveprefix": "arXiv"}
    return {}


def also_identified(slots: Slots, fields: Fields) -> Slots:
    """With the identifiers that an address or "arXiv preprint arXiv:2106.09685" gives away."""
    more: Slots = {}
    if (found := id_in(slots.get("url", ""))) and found[0] not in fields:
        more[f"ids.{found[0]}"] = found[1]
    if named := _ARXIV_IN_TEXT.search(slots.get("venue", "")):
        more.setdefault("ids.arxiv", named[1])
    if "eprint" in fields:
        more.pop("ids.arxiv", None)
    return {**more, **slots}


def _part(
    names: Sequence[str], read: Callable[[Fields], Slots], write: Callable[[Paper], Fields]
) -> Part[str]:
    return Part(tuple(names), read, write)


PARTS: tuple[Part[str], ...] = (
    _names("authors", "author"),
    _part(("title", "subtitle"), _title_read, _title_written),
    _part(
        ("journaltitle", "journal", "booktitle"),
        lambda fields: {"venue": _shown(fields, "journaltitle", "journal", "booktitle")},
        _venue_written,
    ),
    _names("editors", "editor"),
    _part(("date", "year", "month", "day"), _date_read, date_written),
    _text("volume", "volume"),
    _text("issue", "number", "issue"),
    _part(("pages",), _pages_read, _pages_written),
    _part(
        ("publisher", "institution", "school"),
        lambda fields: {"publisher": _shown(fields, "publisher", "institution", "school")},
        _publisher_written,
    ),
    _text("place", "address", "location"),
    _id("doi", "doi"),
    _part(
        ("eprint", "eprinttype", "archiveprefix", "eprintclass", "primaryclass"),
        _eprint_read,
        _eprint_written,
    ),
    _id("pmid", "pmid"),
    _id("acl", "acl"),
    _id("openalex", "openalex"),
    _id("s2", "s2"),
    _id("isbn", "isbn"),
    _part(
        ("url",),
        lambda fields: {"url": _verbatim(fields, "url")},
        lambda paper: _verbatim_written("url", paper.url),
    ),
    _part(("langid", "language"), _language_read, _language_written),
    _part(("keywords", "keyword"), _keywords_read, _keywords_written),
    _part(("abstract",), _abstract_read, _abstract_written),
)
