"""The public sources that can be asked: where they are, how often, by which identifiers, in which words."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tenfold.errors import InputError, nearest
from tenfold.papers.importers.arxiv import ARXIV
from tenfold.papers.importers.crossref import CROSSREF
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importers.openalex import OPENALEX
from tenfold.papers.importers.semantic_scholar import SEMANTIC_SCHOLAR
from tenfold.papers.record import IdKind

__all__ = ["SOURCES", "Source", "SourceName", "Wanted", "source_for"]

SourceName = Literal["arxiv", "crossref", "openalex", "s2"]
_FIELDS = (
    "paperId,externalIds,url,title,abstract,venue,publicationVenue,year,publicationDate,publicationTypes"
    ",journal,authors.name,authors.externalIds,authors.affiliations,citationCount,isOpenAccess,openAccessPdf"
    ",fieldsOfStudy,references.paperId,references.externalIds,references.title,references.year"
)
_MOST_FOUND = 100


class _Reader(Protocol):
    """Reads an answer; every importer of a source does."""

    def read_answer(self, content: bytes, where: str) -> Iterator[Read | Refused]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a source in one request: papers by ids of one kind, or the best `limit` for words.

    author, venue
        Instead of words: papers by somebody, or of a venue, by name; not every source knows these.
    since
        Only those published on this day or later (ISO date; empty: whenever). arXiv gives the newest instead.
    """

    kind: IdKind | None = None
    ids: tuple[str, ...] = ()
    words: str = ""
    limit: int = 10
    author: str = ""
    venue: str = ""
    since: str = ""

    @property
    def about(self) -> str:
        """What is searched for, in words."""
        return self.words or self.author or self.venue


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    home
        Its address; what a request adds comes after it.
    spacing_s
        Seconds between two requests, as its rules ask for.
    kinds
        The kinds of identifiers that it is asked by.
    request
        Path and parameters of a request.
    most_ids
        How many papers one request may ask for.
    asks_contact, asks_key
        The parameter in which it takes a mail address, and a key.
    """

    name: SourceName
    title: str
    home: str
    spacing_s: float
    kinds: tuple[IdKind, ...]
    reader: _Reader
    request: Callable[[Wanted], tuple[str, Mapping[str, str]]]
    most_ids: int = 1
    asks_contact: str = ""
    asks_key: str = ""
    accept: str = field(default="application/json")

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urllib.parse.urlsplit(self.home).netloc

    def address(self, wanted: Wanted, home: str, private: Mapping[str, str]) -> tuple[str, str]:
        """The address of a request at `home`; and as it is shown: without what is `private`."""
        path, said = self.request(wanted)
        shown = home + path + (f"?{urllib.parse.urlencode(said)}" if said else "")
        asked = {**said, **private}
        return home + path + (f"?{urllib.parse.urlencode(asked)}" if asked else ""), shown


def source_for(kind: IdKind, name: str | None = None) -> Source:
    """The source for a kind of identifier: the named one, else the one that knows the kind best.

    Raises InputError where it cannot be asked by this kind.
    """
    if name is not None and name not in SOURCES:
        raise InputError(
            f"no source is called {name!r}.", where="--from", remedy=nearest(name, SOURCES)
        )
    usual = _USUAL.get(kind)
    source = SOURCES.get(name or usual or "")
    if source is None or kind not in source.kinds:
        asked = source.title if source else "Any source"
        others = [other.name for other in SOURCES.values() if kind in other.kinds]
        raise InputError(
            f"{asked} cannot be asked by an id of the kind {kind!r}.",
            where="--from",
            remedy=f"Ask with --from {' | '.join(others)}" if others else "Import a file instead.",
        )
    return source


def _arxiv(wanted: Wanted) -> tuple[str, Mapping[str, str]]:
    if wanted.ids:
        many = str(len(wanted.ids))
        return "/api/query", {"id_list": ",".join(wanted.ids), "max_results": many}
    said = {"max_results": str(_limit(wanted))}
    if wanted.author:
        said["search_query"] = f'au:"{" ".join(_plain_words(wanted.author))}"'
    else:
        said["search_query"] = " AND ".join(f"all:{w}" for w in _plain_words(wanted.words))
    if wanted.since:
        said |= {"sortBy": "submittedDate", "sortOrder": "descending"}
    return "/api/query", said


def _crossref(wanted: Wanted) -> tuple[str, Mapping[str, str]]:
    if wanted.ids:
        return f"/works/{_quoted(wanted.ids[0])}", {}
    asked = {
        "query.bibliographic": wanted.words,
        "query.author": wanted.author,
        "query.container-title": wanted.venue,
        "filter": f"from-pub-date:{wanted.since}" if wanted.since else "",
    }
    said = {name: value for name, value in asked.items() if value}
    return "/works", {**said, "rows": str(_limit(wanted))}


def _openalex(wanted: Wanted) -> tuple[str, Mapping[str, str]]:
    if wanted.ids:
        prefix = {"doi": "doi:", "pmid": "pmid:"}.get(wanted.kind or "", "")
        return f"/works/{prefix}{_quoted(wanted.ids[0])}", {}
    filters = []
    if wanted.author:  # commas and bars are signs of the filter
        filters.append(f"raw_author_name.search:{' '.join(_plain_words(wanted.author))}")
    if wanted.since:
        filters.append(f"from_publication_date:{wanted.since}")
    asked = {"search": wanted.words, "filter": ",".join(filters)}
    said = {name: value for name, value in asked.items() if value}
    return "/works", {**said, "per-page": str(_limit(wanted))}


def _semantic_scholar(wanted: Wanted) -> tuple[str, Mapping[str, str]]:
    if wanted.ids:
        prefix = _S2_PREFIXES.get(wanted.kind or "s2", "")
        return f"/graph/v1/paper/{prefix}{_quoted(wanted.ids[0])}", {"fields": _FIELDS}
    without_lists = ",".join(
        name for name in _FIELDS.split(",") if not name.startswith("references")
    )
    said = {"query": wanted.words, "limit": str(_limit(wanted)), "fields": without_lists}
    if wanted.since:
        said["publicationDateOrYear"] = f"{wanted.since}:"
    return "/graph/v1/paper/search", said


def _quoted(identifier: str) -> str:
    """An identifier as one part of a path, whatever signs it has."""
    return urllib.parse.quote(identifier, safe="")


def _plain_words(words: str) -> Sequence[str]:
    """Words that arXiv's query language does not take for its own."""
    plain = "".join(sign if sign.isalnum() or sign in "-" else " " for sign in words)
    said = [
        w.strip("-") for w in plain.split() if w not in ("AND", "OR", "ANDNOT") and w.strip("-")
    ]
    if not said:
        raise InputError("there is no word to search for.", where="--query")
    return said


def _limit(wanted: Wanted) -> int:
    return max(1, min(wanted.limit, _MOST_FOUND))


_USUAL: dict[IdKind, SourceName] = {
    "doi": "crossref",
    "arxiv": "arxiv",
    "openalex": "openalex",
    "pmid": "openalex",
    "acl": "s2",
    "s2": "s2",
}
_S2_PREFIXES = {"doi": "DOI:", "arxiv": "ARXIV:", "acl": "ACL:", "pmid": "PMID:"}

SOURCES: Mapping[str, Source] = {
    "arxiv": Source(
        "arxiv", "arXiv", "https://export.arxiv.org", 3.0, ("arxiv",), ARXIV, _arxiv,
        most_ids=50, accept="application/atom+xml",
    ),
    "crossref": Source(
        "crossref", "Crossref", "https://api.crossref.org", 1.0, ("doi",), CROSSREF, _crossref,
        asks_contact="mailto",
    ),
    "openalex": Source(
        "openalex", "OpenAlex", "https://api.openalex.org", 1.0, ("openalex", "doi", "pmid"), OPENALEX,
        _openalex, asks_contact="mailto", asks_key="api_key",
    ),
    "s2": Source(
        "s2", "Semantic Scholar", "https://api.semanticscholar.org", 3.0,
        ("s2", "doi", "arxiv", "acl", "pmid"), SEMANTIC_SCHOLAR, _semantic_scholar,
    ),
}  # fmt: skip
