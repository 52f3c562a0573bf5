"""The fields of the index of words, and a paper as a document of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tenfold.papers.ids import normalised
from tenfold.papers.keys import folded
from tenfold.papers.record import ID_KINDS, IdKind, Paper, Reference
from tenfold.papers.search.analysis import ANALYSIS_VERSION, Analysis, analyser, prepared, tokens_of
from tenfold.papers.search.facts import facts_of
from tenfold.papers.search.query import FieldName
from tenfold.papers.search.written import NOTHING_WRITTEN, Written
from tenfold.store.digests import digest_bytes, digest_json
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    from tantivy import Document, Index, Schema

__all__ = [
    "FIELDS",
    "OWN_ANSWERS",
    "Field",
    "cited_names",
    "document",
    "own_words",
    "register_analysers",
    "schema",
    "schema_digest",
    "work_names",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of text: how it is read, and how much a word in it weighs."""

    name: FieldName
    analysis: Analysis
    weight: float


FIELDS = (
    Field("title", "english", 2.0),
    Field("abstract", "english", 1.0),
    Field("keyword", "english", 1.0),
    Field("author", "plain", 1.5),
    Field("venue", "plain", 0.5),
    Field("answer", "english", 1.0),
)
OWN_ANSWERS = "own"
"""The field of the answers that only who wrote them finds papers by: each word with a sign of the reader."""
_RAW = ("key", "id", "work", "cites", "fact")
_LONGEST_RAW = 400
_VERSION = 2


@cache
def schema() -> Schema:
    """The fields as tantivy knows them. No text is kept: what is shown comes from the library."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field.name, tokenizer_name=f"tenfold_{field.analysis}")
    builder.add_text_field(OWN_ANSWERS, tokenizer_name="whitespace")
    for name in _RAW:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("number", indexed=True, fast=True)
    return builder.build()


def schema_digest() -> str:
    """Changes where the same papers would be indexed otherwise."""
    fields = [[field.name, field.analysis] for field in FIELDS]
    return digest_json([_VERSION, ANALYSIS_VERSION, installed_version("tantivy"), fields, _RAW])


def register_analysers(index: Index) -> None:
    """Make the analysers known to an index that was opened."""
    for kind in ("english", "plain"):
        index.register_tokenizer(f"tenfold_{kind}", analyser(kind))


def own_words(person: str, text: str) -> Iterator[str]:
    """The words of a reader's own text as they stand in the index: nobody else can ask for them."""
    sign = digest_bytes(person.encode("utf-8", "replace"))[:12]
    return (f"{sign}{word}" for word in tokens_of(text, "english"))


def document(number: int, paper: Paper, answers: Written = NOTHING_WRITTEN) -> Document:
    """A paper as it is indexed."""
    from tantivy import Document

    texts = {
        "title": paper.title,
        "abstract": paper.abstract,
        "keyword": " ; ".join(paper.keywords),
        "author": " ; ".join(str(name) for name in (*paper.authors, *paper.editors)),
        "venue": paper.venue,
    }
    written = Document()
    for name, text in texts.items():
        if text:
            written.add_text(name, prepared(text))
    for (
        text
    ) in answers.lab.values():  # each by itself, so that no phrase goes from one into the next
        written.add_text("answer", prepared(text))
    for person, own in answers.own.items():
        for text in own:
            written.add_text(OWN_ANSWERS, " ".join(own_words(person, text)))
    raw = {
        "key": [folded(paper.key)],
        "id": _names_of_ids(paper.ids),
        "work": work_names(paper),
        "cites": sorted({name for cited in paper.references for name in cited_names(cited)}),
        "fact": facts_of(paper),
    }
    for name, values in raw.items():
        for value in values:
            written.add_text(name, _as_raw(value))
    if paper.year is not None:
        written.add_integer("year", paper.year)
    written.add_unsigned("number", number)
    return written


def work_names(paper: Paper) -> list[str]:
    """The names that a list of references may know a paper by: its ids, its title and year."""
    return [*_names_of_ids(paper.ids), *_name_of_title(paper.title, paper.year)]


def cited_names(reference: Reference) -> list[str]:
    """The names of a work in a list of references, as `work_names` gives them."""
    return [*_names_of_ids(reference.ids), *_name_of_title(reference.title, reference.year)]


def _names_of_ids(ids: Mapping[str, str]) -> list[str]:
    known: list[IdKind] = [kind for kind in ID_KINDS if kind in ids]
    return [
        _as_raw(f"{kind}:{value}") for kind in known if (value := normalised(kind, str(ids[kind])))
    ]


def _name_of_title(title: str, year: int | None) -> list[str]:
    """A title of fewer than three words, or without a year, names nothing for certain."""
    words = "".join(c if c.isalnum() else " " for c in folded(title)).split()
    if len(words) < 3 or year is None:
        return []
    return [_as_raw(f"title:{year}:{' '.join(words)}")]


def _as_raw(value: str) -> str:
    return value.encode("utf-8", "replace").decode()[:_LONGEST_RAW]
