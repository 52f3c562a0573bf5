"""A person's whole name, as sources without parts write it, in family and given name."""

from __future__ import annotations

import re

from tenfold.papers.importers.answers.plain_text import one_line
from tenfold.papers.record import Name

__all__ = ["full_name"]

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:collaboration|consortium|group|team|committee|council|network|university|institute|association"
    r"|project|initiative|investigators|society)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 8


def full_name(written: str, *, orcid: str = "", institutions: tuple[str, ...] = ()) -> Name | None:
    """The last word with the small words before it is the family name; a group's name stays whole.

    >>> full_name("Peter H. N. de With"), full_name("Knuth, Donald E.")
    (Name(family='de With', given='Peter H. N.', orcid='', institutions=()), \
Name(family='Knuth', given='Donald E.', orcid='', institutions=()))
    """
    said = one_line(written)
    if not said:
        return None
    family, given = _parts(said)
    return Name(family, given, orcid, institutions)


def _parts(said: str) -> tuple[str, str]:
    words = said.split()
    if _GROUP.search(said) or len(words) > _MOST_WORDS:
        return said, ""
    family, comma, given = said.partition(",")
    if comma and not _SUFFIX.fullmatch(given.strip()):
        return (family.strip(), given.strip()) if family.strip() else (given.strip(), "")
    start = len(words) - 1
    if start and _SUFFIX.fullmatch(words[start]):
        start -= 1
    while start > 1 and words[start - 1][0].islower():  # de, van der, von ...
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])
