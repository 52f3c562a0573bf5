"""A reader's own marks, as they go out with a library and come in with it again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.papers.library import Library
from tenfold.papers.reading_mark import READING_STATES, ReadingMark
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.shelf import Shelf
from tenfold.papers.subject import number_of, subject_of
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
    library = Library(workspace)
    marked = {mark.subject for mark in ReadingMarks(workspace).all()}
    changes = {}
    for key, title, content in _lines(folder / MARKS_FILE):
        subject = _subject(library, key, title)
        mark = _mark(content, subject) if subject else None
        if mark is not None and subject not in marked:
            said = mark.to_content()
            changes[subject] = Change(kind="mark", content=said, subject=subject, action="import")
    Ledger(workspace).save(list(changes.values()))
    return len(changes)


def _subject(library: Library, key: str, title: str) -> str:
    with library.reading() as session:
        shelf = Shelf(session)
        standing = shelf.standing(shelf.with_keys([key]).values())
    return next((subject_of(n) for n, s in standing.items() if s.paper.title == title), "")


def _mark(content: Any, subject: str) -> ReadingMark | None:
    try:
        mark = ReadingMark.from_content(content, subject=subject)
        numbers = (mark.progress.done, mark.progress.total) if mark.progress else ()
    except (TypeError, KeyError, AttributeError, ValueError):
        return None
    texts = (*mark.since, *mark.tags, mark.giver, mark.progress.unit if mark.progress else "")
    is_right = all(isinstance(text, str) for text in texts) and isinstance(mark.saved, bool)
    are_counts = all(isinstance(number, int) for number in numbers)
    return mark if is_right and are_counts and mark.state in READING_STATES else None


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
