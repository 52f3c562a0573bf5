"""Citation keys as people write them: first author, year, first word of the title (``hu2021lora``)."""

from __future__ import annotations

import itertools
import re
import string
import unicodedata
from collections.abc import Container, Iterator

from tenfold.papers.record import Paper

__all__ = ["folded", "free_key", "usual_key"]

_SMALL = frozenset(
    {
        "a",
        "an",
        "the",
        "on",
        "of",
        "in",
        "for",
        "to",
        "and",
        "or",
        "is",
        "are",
        "be",
        "by",
        "with",
        "from",
    }
    | {
        "at",
        "as",
        "do",
        "does",
        "can",
        "how",
        "what",
        "why",
        "when",
        "we",
        "towards",
        "toward",
        "using",
    }
)


_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def folded(text: str) -> str:
    """Letters without accents, in lower case.

    >>> folded("Müller Łukasz Ångström")
    'muller lukasz angstrom'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def usual_key(paper: Paper) -> str:
    """The key that a paper would get in an empty library.

    >>> from tenfold.papers.record import Name
    >>> usual_key(Paper(title="LoRA: Low-Rank Adaptation", authors=(Name("Hu", "E."),), year=2021))
    'hu2021lora'
    """
    family = paper.authors[0].family if paper.authors else ""
    who = re.sub(r"[^a-z0-9]", "", folded(family)) or "anon"
    words = re.findall(r"[a-z0-9]+", folded(paper.title))
    first = next((word for word in words if word not in _SMALL), words[0] if words else "")
    return f"{who}{paper.year or ''}{first}"


def free_key(paper: Paper, taken: Container[str]) -> str:
    """The usual key, with a letter after it where the library has it already."""
    key = usual_key(paper)
    if key not in taken:
        return key
    return next(key + suffix for suffix in _suffixes() if key + suffix not in taken)


def _suffixes() -> Iterator[str]:
    for n in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=n):
            yield "".join(letters)
