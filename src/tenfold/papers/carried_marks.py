"""A reader's own marks, as they go out with a library and come in with it again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.papers.library import Library
from tenfold.papers.reading_mark import READING_STATES, UNITS, Progress, ReadingMark
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.shelf import Shelf, Standing
from tenfold.papers.subject import number_of, subject_of
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["MARKS_FILE", "marks_written", "take_marks_in"]

MARKS_FILE = "marks.jsonl"
_MAX_BYTES = 100_000_000


def marks_written(workspace: Workspace, numbers: Collection[int]) -> dict[str, str]:
    """The file of the acting person's marks on the papers with `numbers`, a JSON object a line."""
    marks = {number_of(mark.subject): mark for mark in ReadingMarks(workspace).all()}
    papers = Library(workspace).by_number(sorted(marks.keys() & set(numbers)))
    lines = []
    for number, mark in marks.items():
        if (paper := papers.get(number)) is not None:
            said = {"key": paper.key, "title": paper.title, "mark": mark.to_content()}
            lines.append(json.dumps(said, ensure_ascii=False) + "\n")
    return {MARKS_FILE: "".join(lines)}


def take_marks_in(workspace: Workspace, folder: Path) -> int:
    """Give the acting person the marks of an exported folder; how many were new.

    A paper that the person has marked already keeps its mark. A line changes nothing that holds no mark, or the
    paper of which is not there under its key and title.
    """
    marked = {mark.subject for mark in ReadingMarks(workspace).all()}
    lines = list(_lines(folder / MARKS_FILE))
    standing = _standing(workspace, [key for key, _, _ in lines])
    changes = {}
    for key, title, content in lines:
        paper = standing.get(key)
        subject = subject_of(paper.number) if paper and paper.paper.title == title else ""
        mark = _mark(content, subject) if subject else None
        if mark is not None and subject not in marked:
            said = mark.to_content()
            changes[subject] = Change(kind="mark", content=said, subject=subject, action="import")
    Ledger(workspace).save(list(changes.values()))
    return len(changes)


def _standing(workspace: Workspace, keys: Collection[str]) -> dict[str, Standing]:
    """The papers that keys lead to."""
    with Library(workspace).reading() as session:
        shelf = Shelf(session)
        numbers = shelf.with_keys(keys)
        standing = shelf.standing(set(numbers.values()))
    return {key: standing[number] for key, number in numbers.items()}


def _mark(content: Any, subject: str) -> ReadingMark | None:
    """The mark as a person could have typed it: the folder may be anybody's. None: it is none."""
    try:
        mark = ReadingMark.from_content(content, subject=subject)
        progress = mark.progress
        are_known = mark.state in READING_STATES and set(mark.since) <= set(READING_STATES)
        if not are_known or not isinstance(mark.saved, bool):
            return None
        if progress is not None and not _is_right(progress):
            return None
        tags = tuple(typed_line(tag, "tag") for tag in mark.tags)
        return replace(mark, tags=tags, giver=typed_line(mark.giver, "name") if mark.giver else "")
    except (TypeError, KeyError, AttributeError, ValueError, InputError):
        return None


def _is_right(progress: Progress) -> bool:
    counts = (progress.done, progress.total)
    are_counts = all(isinstance(n, int) and not isinstance(n, bool) for n in counts)
    return are_counts and 0 <= progress.done <= progress.total and progress.unit in UNITS


def _lines(path: Path) -> Iterator[tuple[str, str, Any]]:
    try:
        is_small = path.is_file() and path.stat().st_size <= _MAX_BYTES
        lines = path.read_text(encoding="utf-8").split("\n") if is_small else []
    except (OSError, UnicodeError):
        return
    for line in filter(None, lines):
        try:
            said = json.loads(line)
            key, title, content = said["key"], said["title"], said["mark"]
        except (ValueError, RecursionError, TypeError, KeyError):
            continue
        if isinstance(key, str) and isinstance(title, str):
            yield key, title, content
