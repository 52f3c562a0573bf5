"""Papers as RIS, which EndNote and most reference managers read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tenfold.papers.formats.ris import tags_of
from tenfold.papers.record import Paper

__all__ = ["write_ris"]

_TAG = re.compile(r"[A-Z][A-Z0-9]")
_NOT_AGAIN = ("TY", "ER", "ID")


def write_ris(papers: Iterable[Paper]) -> str:
    """One record a paper, in the order of their keys; the same papers give the same bytes."""
    ordered = sorted(papers, key=lambda paper: (paper.key, paper.title))
    return "\n".join("".join(_lines(paper)) for paper in ordered)


def _lines(paper: Paper) -> Iterator[str]:
    tags = tags_of(paper)
    yield f"TY  - {' '.join(tags.get('TY', ['GEN'])[:1])}\n"
    if paper.key:
        yield f"ID  - {_line(paper.key)}\n"
    for tag, values in tags.items():
        if _TAG.fullmatch(tag) and tag not in _NOT_AGAIN:
            for value in values:
                yield f"{tag}  - {_line(value)}\n"
    yield "ER  - \n"


def _line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text)
