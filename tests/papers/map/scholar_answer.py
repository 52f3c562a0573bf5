"""Papers of a saved answer of Semantic Scholar, as far as the map needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tenfold.papers.record import Name, Paper, Reference

__all__ = ["citing_papers"]


def citing_papers(path: Path) -> list[tuple[int, Paper]]:
    """The paper of the answer as number 1, which the papers that cite it follow."""
    said = json.loads(path.read_text(encoding="utf-8"))
    own = Reference(title=said["title"], year=said["year"], ids={"s2": said["paperId"]})
    works = [(said, ()), *((citing, (own,)) for citing in said["citations"])]
    return [(n, _paper(work, refs)) for n, (work, refs) in enumerate(works, start=1)]


def _paper(said: dict[str, Any], references: tuple[Reference, ...]) -> Paper:
    return Paper(
        title=said["title"] or "",
        key=f"s2-{said['paperId']}",
        authors=tuple(Name(author["name"]) for author in said["authors"] if author["name"]),
        year=said["year"],
        venue=said["venue"] or "",
        n_citations=said["citationCount"],
        ids={"s2": said["paperId"]} if said["paperId"] else {},
        references=references,
    )
