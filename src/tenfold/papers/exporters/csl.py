"""Papers as CSL-JSON, which citation processors and reference managers read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tenfold.papers.formats.csl import item_of
from tenfold.papers.keys import free_key
from tenfold.papers.record import Paper

__all__ = ["write_csl"]


def write_csl(papers: Iterable[Paper]) -> str:
    """One item a paper, in the order of their keys; the same papers give the same bytes."""
    taken: set[str] = set()
    items = []
    for paper in sorted(papers, key=lambda paper: (paper.key, paper.title)):
        key = paper.key if paper.key and paper.key not in taken else free_key(paper, taken)
        taken.add(key)
        items.append(item_of(paper, key))
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"
