"""Items as Zotero names their fields, in its RDF and its CSV alike: which field stands for what of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenfold.papers.ids import id_in, normalised
from tenfold.papers.importers.answers.dates import iso_date
from tenfold.papers.importers.answers.plain_text import one_line, paragraphs, without_marks
from tenfold.papers.record import IdKind, Name, Paper

__all__ = ["PREFIX", "paper_of_zotero"]

PREFIX = "zotero:"
"""What fields that no paper has have before their names in `Paper.extra`."""

_TYPES = {
    "journalArticle": "article-journal", "magazineArticle": "article-magazine",
    "newspaperArticle": "article-newspaper", "conferencePaper": "paper-conference", "preprint": "article",
    "book": "book", "bookSection": "chapter", "thesis": "thesis", "report": "report", "webpage": "webpage",
    "blogPost": "post-weblog", "forumPost": "post", "computerProgram": "software", "dataset": "dataset",
    "standard": "standard", "patent": "patent", "manuscript": "manuscript", "presentation": "speech",
    "encyclopediaArticle": "entry-encyclopedia", "dictionaryEntry": "entry-dictionary",
    "film": "motion_picture",
    "videoRecording": "motion_picture", "tvBroadcast": "broadcast", "radioBroadcast": "broadcast",
    "podcast": "song", "audioRecording": "song", "artwork": "graphic", "map": "map", "bill": "bill",
    "case": "legal_case", "statute": "legislation", "hearing": "hearing", "letter": "personal_communication",
    "email": "personal_communication", "interview": "interview",
}  # fmt: skip
_VENUES = (
    "publicationTitle",
    "proceedingsTitle",
    "bookTitle",
    "conferenceName",
    "websiteTitle",
    "series",
)
_FIELDS = {
    "volume": ("volume",), "issue": ("issue", "number"), "pages": ("pages",), "place": ("place",),
    "publisher": ("publisher", "institution", "university", "repository"), "language": ("language",),
}  # fmt: skip
_IDS: Mapping[str, IdKind] = {"DOI": "doi", "ISBN": "isbn", "PMID": "pmid"}
_USED = frozenset(
    ["title", "date", "url", "abstractNote", "itemType", "citationKey", *_IDS, *_VENUES]
    + [name for names in _FIELDS.values() for name in names]
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)")
_LINE = re.compile(r"(?P<name>[A-Za-z ]{1,30}):\s*(?P<value>\S.*)")


def paper_of_zotero(
    fields: Mapping[str, str], *, authors: tuple[Name, ...], editors: tuple[Name, ...] = (),
    tags: Iterable[str] = (), notes: Iterable[str] = (),
) -> Paper:  # fmt: skip
    """The paper of an item. Notes, which are HTML, are kept as text under ``zotero:notes``.

    What the field `extra` says in lines of its own, an identifier or a citation key, counts as such.
    """
    said = {name: one_line(value) for name, value in fields.items() if value.strip()}
    also = dict(_lines(fields.get("extra", "")))
    issued = iso_date(said.get("date", ""))
    found = _YEAR.search(said.get("date", ""))
    title, venue = said.get("title", ""), next((said[v] for v in _VENUES if v in said), "")
    url = said.get("url", "")
    plain: dict[str, Any] = {
        slot: next((said[n] for n in names if n in said), "") for slot, names in _FIELDS.items()
    }
    return Paper(
        title=title,
        key=said.get("citationKey") or also.get("citation key", ""),
        type=_TYPES.get(said.get("itemType", ""), "document"),
        authors=authors,
        editors=editors,
        year=int(found[0]) if found else None,
        issued=issued if found and issued.startswith(found[0]) else "",
        venue=venue,
        abstract=paragraphs(fields.get("abstractNote", "")),
        keywords=tuple(dict.fromkeys(filter(None, map(one_line, tags)))),
        ids=_ids(said, also, url),
        url=url if url.startswith(("https://", "http://")) else "",
        extra=_left(fields, notes),
        **plain,
    )


def _left(fields: Mapping[str, str], notes: Iterable[str]) -> dict[str, str]:
    """What has no place in a paper, and the notes."""
    extra = {f"{PREFIX}{name}": value for name, value in fields.items() if name not in _USED}
    extra[f"{PREFIX}notes"] = "\n".join(filter(None, map(without_marks, notes)))
    return {name: said for name, value in extra.items() if (said := paragraphs(value))}


def _lines(extra: str) -> Iterator[tuple[str, str]]:
    for line in extra.splitlines():
        if found := _LINE.fullmatch(line.strip()):
            yield found["name"].strip().casefold(), one_line(found["value"])


def _ids(said: Mapping[str, str], also: Mapping[str, str], url: str) -> dict[str, str]:
    ids: dict[str, str] = {}
    for name, kind in _IDS.items():
        for written in (said.get(name, ""), also.get(name.casefold(), "")):
            each = written.split() if kind == "isbn" else [written]
            for one in each:
                if value := normalised(kind, one):
                    ids.setdefault(kind, value)
    arxiv = also.get("arxiv", "").split() or said.get("archiveID", "").split()
    if arxiv and (value := normalised("arxiv", arxiv[0])):
        ids.setdefault("arxiv", value)
    if url and (known := id_in(url)):
        ids.setdefault(*known)
    return ids
