"""What a reader says about how they stand to a paper, and the mark that follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from tenfold.errors import InputError, nearest
from tenfold.papers.reading_mark import READING_STATES, UNITS, Progress, ReadingMark, ReadingState
from tenfold.papers.typed import typed_line

__all__ = ["MarkChange", "changed", "read_state"]

_WRITTEN = ("inbox", "to-read", "skimmed", "read")
_SHORT = {"read": "read in depth", "in depth": "read in depth"}
_PROGRESS = re.compile(r"\s*(\d{1,7})\s*(?:/\s*(\d{1,7})\s*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChange:
    """What is said of a paper at once; what is not said stays.

    state
        How far it was read.
    giver, due
        Who handed it over, and by when it is to be read.
    settle
        It is owed to nobody any more.
    progress, unit
        Of a book, a course or a video: ``40/200``, later ``60`` alone.
    saved
        To be kept at hand, or no longer.
    """

    state: str | None = None
    giver: str = ""
    due: date | None = None
    settle: bool = False
    progress: str = ""
    unit: str = ""
    saved: bool | None = None


def changed(mark: ReadingMark, change: MarkChange, *, day: date) -> ReadingMark:
    """The mark with what was said on `day`. A paper handed over leaves the inbox: it is to be read. What one is
    through with is read.

    Raises InputError for a state or unit that there is not, and for a progress that cannot be.
    """
    if change.state is not None:
        mark = _in_state(mark, read_state(change.state), day)
    if change.giver.strip() or change.due is not None:
        mark = _handed(mark, change, day)
    if change.settle:
        mark = replace(mark, giver="", handed_on=None, due=None)
    if change.progress or change.unit:
        progress = _progress(mark.progress, change)
        mark = replace(mark, progress=progress)
        if progress.is_whole and change.progress and change.state is None:
            mark = _in_state(mark, "read in depth", day)
    return mark if change.saved is None else replace(mark, saved=change.saved)


def read_state(said: str) -> ReadingState:
    """A state as one writes it: ``to-read``, ``to read``, ``read`` for read in depth. Raises InputError."""
    folded = " ".join(said.casefold().replace("-", " ").replace("_", " ").split())
    state = _SHORT.get(folded, folded)
    for known in READING_STATES:
        if state == known:
            return known
    raise InputError(
        f"there is no reading state {said!r}.",
        code="TF-PAPER",
        remedy=f"There is: {', '.join(_WRITTEN)}.",
    )


def _in_state(mark: ReadingMark, state: ReadingState, day: date) -> ReadingMark:
    if mark.state == state and state in mark.since:
        return mark
    return replace(mark, state=state, since={**mark.since, state: day})


def _handed(mark: ReadingMark, change: MarkChange, day: date) -> ReadingMark:
    giver = typed_line(change.giver, "name") if change.giver.strip() else mark.giver
    handed = replace(mark, giver=giver, due=change.due or mark.due, handed_on=day)
    is_new = mark.state == "inbox" and change.state is None
    return _in_state(handed, "to read", day) if is_new else handed


def _progress(before: Progress | None, change: MarkChange) -> Progress:
    was = before or Progress(0, 0)
    said = _PROGRESS.fullmatch(change.progress or str(was.done))
    unit = change.unit or was.unit
    if unit not in UNITS:
        raise InputError(
            f"there is no unit {unit!r}.", code="TF-PAPER", remedy=nearest(unit, UNITS)
        )
    same_total = was.total if unit == was.unit else 0  # of 800 pages, not of 800 chapters
    total = int(said[2]) if said and said[2] else same_total
    if said is None or not int(said[1]) <= total or total == 0:
        raise InputError(
            f"{change.progress!r} is no progress of {total or 'how many'} {unit}.",
            code="TF-PAPER",
            remedy=f"Say how many there are once, for example 40/200 {unit}, later 60 alone.",
        )
    return Progress(int(said[1]), total, unit)
