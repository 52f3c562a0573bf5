"""What people said of papers and put together, with the keys of the papers, as commands and scripts get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.papers.answer_search import search_answers
from tenfold.papers.named_paper import papers_of

if TYPE_CHECKING:
    from tenfold.papers.collections import Collection
    from tenfold.store.workspace import Workspace

__all__ = ["answers_json", "collection_json"]


def answers_json(workspace: Workspace, words: str, n: int | None = None) -> list[dict[str, Any]]:
    """What `paper answers --json` prints: the answers with these words, the newest first."""
    found = search_answers(workspace, words, n=n)
    papers = {p.subject: p for p in papers_of(workspace, [one.subject for one in found])}
    return [
        {"key": papers[one.subject].key, **one.to_json()} for one in found if one.subject in papers
    ]


def collection_json(workspace: Workspace, collection: Collection) -> dict[str, Any]:
    """What `paper collect NAME --json` prints: the collection and its papers, in its order."""
    papers = papers_of(workspace, collection.members)
    members = [{"key": paper.key, "title": paper.title} for paper in papers]
    return {**collection.to_json(), "members": members}
