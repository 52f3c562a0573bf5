"""Identifiers and addresses that stand in a printed reference."""

from __future__ import annotations

import re

from tenfold.papers.ids import id_in, normalised

__all__ = ["address_in", "ids_in", "without_addresses"]

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s<>\"“”]{1,200}")
_ARXIV = re.compile(
    r"(?:arxiv(?:\.org)?\s*[:/ ]\s*(?:(?:abs|pdf)/|preprint\s+)?(?:arxiv:\s*)?|abs/)"
    r"(\d{4}\.\d{4,5}|[a-z][a-z-]{1,12}(?:\.[a-z]{2})?/\d{7})", re.IGNORECASE)  # fmt: skip
_ACL = re.compile(r"(?:aclanthology\.org|aclweb\.org/anthology)/([\w.-]{5,40})", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*(\d{1,9})\b")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]{1,400}", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:doi|url|arxiv)\s*:\s*\S{1,200}|\babs/\d{4}\.\d{4,5}", re.IGNORECASE)
_ARXIV_DOI = "10.48550/arxiv."
_ACL_DOI = re.compile(r"10\.18653/v1/(\S+)")


def ids_in(text: str) -> dict[str, str]:
    """The identifiers in a reference on one line, in their normal forms; the first of a kind counts.

    >>> ids_in("In Proc. ACL. https://doi.org/10.18653/v1/P18-1001. arXiv:2106.09685v2")
    {'doi': '10.18653/v1/p18-1001', 'arxiv': '2106.09685', 'acl': 'P18-1001'}
    """
    found: dict[str, str | None] = {}
    if match := _DOI.search(text):
        found["doi"] = normalised("doi", match[0])
    if match := _ARXIV.search(text):
        found["arxiv"] = normalised("arxiv", match[1])
    if match := _ACL.search(text):
        found["acl"] = normalised("acl", match[1].removesuffix(".pdf"))
    if match := _PMID.search(text):
        found["pmid"] = normalised("pmid", match[1])
    doi = found.get("doi") or ""
    if doi.startswith(_ARXIV_DOI):
        found.setdefault("arxiv", normalised("arxiv", doi))
    if match := _ACL_DOI.fullmatch(doi):
        found.setdefault("acl", normalised("acl", match[1]))
    return {kind: value for kind, value in found.items() if value}


def address_in(text: str) -> str:
    """The first address that is more than a DOI, an arXiv or an Anthology page."""
    for match in _URL.finditer(text):
        address = match[0].rstrip(".,;:)]>'")
        if "doi.org/" not in address and id_in(address) is None:
            return address
    return ""


def without_addresses(text: str) -> str:
    """The text with blanks where identifiers and addresses stand: their numbers are no years."""
    if "/" not in text and ":" not in text:
        return text
    for pattern in (_URL, _OTHER, _DOI):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text
