"""Notes as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.lab.links import Link
    from tenfold.lab.note import Note

__all__ = ["WORDS", "beside", "change_line", "named", "note_line", "print_notes", "print_unknown"]

WORDS = {
    "before": "before",
    "whom": "whom",
    "asked_on": "asked on",
    "answer": "answer",
    "answered_on": "answered on",
    "giver": "from",
    "look_again": "look again on",
    "why": "why",
}
"""What a detail of a note is called, by its field."""


def named(note: Note) -> str:
    """What a note is in words: ``question, private``."""
    return f"{note.kind}, {'private' if note.is_private else 'shared'}"


def note_line(note: Note) -> str:
    """A note on one line: its first, with a sign where there is more."""
    first, _, more = note.text.partition("\n")
    tags = "".join(f"  #{tag}" for tag in note.tags)
    private = "private" if note.is_private else "shared"
    return f"{note.number:>4}  {note.day}  {note.kind:<8}  {private:<7}  {first}{' ...' if more else ''}{tags}"


def beside(note: Note) -> list[str]:
    """What stands beside a note's text, a line each."""
    lines = [f"{word}: {value}" for name, word in WORDS.items() if (value := getattr(note, name))]
    if note.kind == "question" and not note.answer:
        lines.append("no answer yet")
    return lines


def change_line(before: Note | None, now: Note | None) -> str:
    """How a note differs from its state before: what has another value, with the new one."""
    if now is None:
        return "removed"
    if before is None:
        return f"{named(now)}: {_first_line(now.text)}"
    old, new = before.to_content(), now.to_content()
    said = [
        named(now)
        if name in ("kind", "is_private")
        else f"{WORDS.get(name, name)}: {_short(new[name])}"
        for name in new
        if old[name] != new[name]
    ]
    return "; ".join(dict.fromkeys(said)) or "nothing changed"


def _short(value: object) -> str:
    """A value on one line; what there is no more is an empty one."""
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return _first_line(str(value or "none"))


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def print_notes(notes: Iterable[Note], *, full: bool = False) -> None:
    """One line a note; `full` adds what stands beside it."""
    for note in notes:
        print(note_line(note))
        for line in beside(note) if full else ():
            print(_indented(line))


def print_unknown(links: Iterable[Link]) -> None:
    """A remark for each link that leads nowhere yet."""
    for link in links:
        if link.kind == "unknown":
            print(f"@{link.name}: no study or paper of this name is here. It is kept as written.")


def _indented(line: str) -> str:
    return "      " + line.replace("\n", "\n      ")
