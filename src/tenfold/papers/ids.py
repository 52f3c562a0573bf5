"""Identifiers of papers, in one form each, so that the same one is known again however it was written."""

from __future__ import annotations

import re
import urllib.parse

from tenfold.papers.record import IdKind

__all__ = ["id_in", "normalised"]

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[a-z]{2})?/\d{7})(?:v\d+)?")
_ACL = re.compile(r"\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+|[a-z]\d{2}-\d{4}")
_PATTERNS: dict[IdKind, re.Pattern[str]] = {
    "doi": _DOI,
    "arxiv": _ARXIV,
    "acl": _ACL,
    "openalex": re.compile(r"w\d+"),
    "s2": re.compile(r"[0-9a-f]{40}"),
    "pmid": re.compile(r"\d{1,9}"),
    "isbn": re.compile(r"\d{9}[\dx]|\d{13}"),
}
_PREFIXES: dict[IdKind, tuple[str, ...]] = {
    "doi": ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"),
    "arxiv": ("https://arxiv.org/abs/", "http://arxiv.org/abs/", "https://arxiv.org/pdf/",
              "http://arxiv.org/pdf/", "arxiv:"),
    "acl": ("https://aclanthology.org/", "https://www.aclweb.org/anthology/", "acl:"),
    "openalex": ("https://openalex.org/", "https://api.openalex.org/works/", "openalex:"),
    "s2": ("https://www.semanticscholar.org/paper/", "s2:"),
    "pmid": ("https://pubmed.ncbi.nlm.nih.gov/", "pmid:"),
    "isbn": ("isbn:", "isbn"),
}  # fmt: skip
_TOLD_APART: tuple[IdKind, ...] = ("arxiv", "doi", "acl", "openalex", "s2")
_NUMBERS: tuple[IdKind, ...] = ("pmid", "isbn")
_UPPER: frozenset[str] = frozenset({"openalex"})
_ARXIV_DOI = "10.48550/arxiv."
_CLOSING = ".,;:)]}>\"'"


def normalised(kind: IdKind, written: str) -> str | None:
    """The one form of an identifier, or None where it is none of this kind.

    DOIs in lower case without their address; arXiv ids without their version; ACL ids as the Anthology writes
    them.

    >>> normalised("doi", "https://doi.org/10.18653/V1/N18-1001"), normalised("arxiv", "arXiv:2106.09685v2")
    ('10.18653/v1/n18-1001', '2106.09685')
    """
    said = urllib.parse.unquote(written.strip()).casefold()
    for prefix in _PREFIXES[kind]:
        said = said.removeprefix(prefix)
    said = said.strip()
    if kind == "isbn":
        said = said.replace("-", "").replace(" ", "")
    if kind == "arxiv":
        said = said.removeprefix(_ARXIV_DOI).removesuffix(".pdf")
    if kind in ("doi", "acl"):
        said = _without_closing(said).removesuffix("/")
    found = _PATTERNS[kind].fullmatch(said)
    if found is None:
        return None
    if kind == "arxiv":
        return found[1]
    if kind == "acl" and said[0].isalpha():
        return said.upper()
    return said.upper() if kind in _UPPER else said


def id_in(written: str) -> tuple[IdKind, str] | None:
    """The kind and form of an identifier or address that somebody wrote without saying its kind.

    A number alone is none: a PubMed or ISBN number is said with its name.

    >>> id_in("arxiv.org/abs/2106.09685"), id_in("P18-1001"), id_in("hello")
    (('arxiv', '2106.09685'), ('acl', 'P18-1001'), None)
    """
    said = written.strip()
    if re.match(r"(www\.)?(doi|arxiv|aclanthology|openalex)\.org/", said, re.IGNORECASE):
        said = f"https://{said.removeprefix('www.')}"
    for kind in _TOLD_APART:
        if found := normalised(kind, said):
            return kind, found
    for kind in _NUMBERS:
        if said.casefold().startswith(_PREFIXES[kind]) and (found := normalised(kind, said)):
            return kind, found
    return None


def _without_closing(said: str) -> str:
    """Without the punctuation that ends a sentence; a bracket stays where it was opened within."""
    while said and said[-1] in _CLOSING:
        if said[-1] == ")" and said.count("(") >= said.count(")"):
            break
        said = said[:-1]
    return said
