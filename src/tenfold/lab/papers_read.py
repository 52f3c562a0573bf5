"""What the acting person has read, for the report of a week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenfold.lab.paper_read import PaperRead
from tenfold.papers.holdings import Holdings
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.subject import number_of

if TYPE_CHECKING:
    from tenfold.lab.paper_read import Depth
    from tenfold.papers.reading_mark import ReadingMark, ReadingState
    from tenfold.store.workspace import Workspace

__all__ = ["papers_read"]

_DEPTHS: dict[ReadingState, Depth] = {"read in depth": "in depth", "skimmed": "skimmed"}


def papers_read(workspace: Workspace) -> tuple[PaperRead, ...]:
    """Papers with the day on which they were skimmed or read in depth, by day.

    One's own alone: how far others have read nobody sees.
    """
    marks = ReadingMarks(workspace).all()
    papers = Holdings(workspace).by_number(number_of(mark.subject) for mark in marks)
    found = [
        PaperRead(key=paper.key, title=paper.title, day=mark.since[state], depth=depth)
        for mark in marks
        if (paper := papers.get(number_of(mark.subject))) is not None
        for state, depth in _reached(mark)
    ]
    return tuple(sorted(found, key=lambda read: (read.day, read.key)))


def _reached(mark: ReadingMark) -> Iterator[tuple[ReadingState, Depth]]:
    """Of a paper that was skimmed and read on one day only the reading counts."""
    for state, depth in _DEPTHS.items():
        in_depth = mark.since.get("read in depth")
        if state in mark.since and not (depth == "skimmed" and in_depth == mark.since[state]):
            yield state, depth
