"""Types of entries and types of CSL, each way."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["TYPE_FIELD", "entry_type_of", "type_of"]

TYPE_FIELD = "csltype"
"""A field of our own, for types that BibTeX has none for; styles pass over it."""

_CSL = {
    "article": "article-journal", "suppperiodical": "article-journal", "review": "review",
    "inproceedings": "paper-conference", "conference": "paper-conference",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book", "proceedings": "book",
    "mvproceedings": "book", "reference": "book", "mvreference": "book", "manual": "book",
    "inbook": "chapter", "bookinbook": "chapter", "suppbook": "chapter", "incollection": "chapter",
    "suppcollection": "chapter", "inreference": "entry-encyclopedia", "booklet": "pamphlet",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "bachelorsthesis": "thesis",
    "report": "report", "techreport": "report", "patent": "patent", "periodical": "periodical",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "unpublished": "manuscript",
    "software": "software", "dataset": "dataset", "standard": "standard", "video": "motion_picture",
    "movie": "motion_picture", "audio": "song", "music": "song", "artwork": "graphic", "image": "graphic",
    "legislation": "legislation", "jurisdiction": "legal_case", "letter": "personal_communication",
}  # fmt: skip
_ENTRY = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "paper-conference": "inproceedings", "book": "book", "chapter": "incollection",
    "entry-encyclopedia": "inreference", "pamphlet": "booklet", "thesis": "phdthesis",
    "report": "techreport", "patent": "patent", "periodical": "periodical", "webpage": "online",
    "post": "online", "post-weblog": "online", "manuscript": "unpublished", "software": "software",
    "dataset": "dataset", "standard": "standard", "motion_picture": "video", "song": "audio",
    "graphic": "artwork", "legislation": "legislation", "legal_case": "jurisdiction",
    "personal_communication": "letter", "review": "review",
}  # fmt: skip


def type_of(entry_type: str, fields: Mapping[str, str]) -> str:
    """The CSL type of an entry; a preprint (``@misc`` with an eprint) is an ``article`` there.

    >>> type_of("inproceedings", {}), type_of("misc", {"eprint": "2106.09685"}), type_of("set", {})
    ('paper-conference', 'article', 'document')
    """
    if said := fields.get(TYPE_FIELD, "").strip():
        return said
    if entry_type == "misc" and fields.get("eprint"):
        return "article"
    return _CSL.get(entry_type, "document")


def entry_type_of(csl_type: str) -> str:
    """The entry type that a paper of a type is written under."""
    return _ENTRY.get(csl_type, "misc")
