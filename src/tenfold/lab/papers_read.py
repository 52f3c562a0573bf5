"""What the acting person has read, for the report of a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from tenfold.lab.paper_read import PaperRead
from tenfold.lab.zone import zone_of
from tenfold.papers.holdings import Holdings
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.subject import number_of

if TYPE_CHECKING:
    from tenfold.lab.paper_read import Depth
    from tenfold.papers.reading_mark import ReadingMark, ReadingState
    from tenfold.papers.record import Paper
    from tenfold.store.workspace import Workspace

__all__ = ["papers_read"]

_DEPTHS: dict[ReadingState, Depth] = {"read in depth": "in depth", "skimmed": "skimmed"}


def papers_read(workspace: Workspace) -> tuple[PaperRead, ...]:
    """Papers with the day on which they were skimmed, read in depth, or read on in a part, by day.

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
    found += _parts(workspace, marks, papers)
    return tuple(sorted(found, key=lambda read: (read.day, read.key)))


def _parts(
    workspace: Workspace, marks: Iterable[ReadingMark], papers: Mapping[int, Paper]
) -> Iterator[PaperRead]:
    """How far one came, on each day on which one came further in something that one is not through with."""
    own, zone = ReadingMarks(workspace), zone_of(workspace)
    for mark in marks:
        paper = papers.get(number_of(mark.subject))
        if mark.progress is None or paper is None:
            continue
        before: list[object] | None = None
        by_day: dict[date, tuple[int, int, str]] = {}
        for state in own.history(mark.subject):
            said = state.content["progress"] if state.content else None
            if said and said != before and said[0] < said[1]:
                by_day[zone.day_of(state.time)] = (said[0], said[1], said[2])
            before = said
        through = mark.since.get("read in depth")
        for day, progress in by_day.items():
            if day == through:
                continue  # it stands there as read
            yield PaperRead(
                key=paper.key, title=paper.title, day=day, depth="part", progress=progress
            )


def _reached(mark: ReadingMark) -> Iterator[tuple[ReadingState, Depth]]:
    """Of a paper that was skimmed and read on one day only the reading counts."""
    for state, depth in _DEPTHS.items():
        in_depth = mark.since.get("read in depth")
        if state in mark.since and not (depth == "skimmed" and in_depth == mark.since[state]):
            yield state, depth
