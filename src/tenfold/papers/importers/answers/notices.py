"""Words by which sources say that a paper is no longer to be relied on."""

from __future__ import annotations

import re

from tenfold.papers.record import Withdrawal

__all__ = ["in_comment", "in_title"]

# "RETRACTED ARTICLE: ..." and "WITHDRAWN: ..." in front of the title that it had; a notice
# ("Retraction: ...", "Retraction note to: ...") is another paper and is left as it is.
_TITLE = re.compile(
    r"\[?(?P<kind>retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\]?\s*[:\]]\s*(?=\S)",
    re.IGNORECASE,
)
# "Withdrawn from ICLR" is a submission that was taken back and not the paper.
_COMMENT = re.compile(
    r"(?<!not )(?<!not been )\bwithdrawn\b(?!\s+from\s+(?!the\s+arxiv|arxiv))", re.IGNORECASE
)
_ABSTRACT = re.compile(
    r"\s*(?:this|the)\s+(?:\w+\s+)?(?:paper|article|submission|manuscript|preprint|work)\s+"
    r"(?:has\s+been|was|is)\s+(?:\w+\s+)?withdrawn\b",
    re.IGNORECASE,
)
_LONGEST = 500


def in_title(title: str) -> tuple[str, Withdrawal | None]:
    """The title as it was, and what stood before it.

    >>> in_title("RETRACTED: A cure for all")[0], in_title("Retraction note: A cure for all")[1]
    ('A cure for all', None)
    """
    found = _TITLE.match(title)
    if found is None:
        return title, None
    kind = found["kind"].casefold()
    return title[found.end() :], Withdrawal("retracted" if kind == "retracted" else "withdrawn")


def in_comment(comment: str, abstract: str, on: str) -> Withdrawal | None:
    """That an author took a paper back, as arXiv's comments and abstracts say it."""
    if _COMMENT.search(comment):
        return Withdrawal("withdrawn", on, comment[:_LONGEST])
    if _ABSTRACT.match(abstract):
        return Withdrawal("withdrawn", on, abstract[:_LONGEST])
    return None
