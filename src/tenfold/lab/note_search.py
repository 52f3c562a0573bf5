"""Which notes somebody looks for, and which come back by themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tenfold.lab.links import linked_names
from tenfold.lab.note import Note, NoteKind

__all__ = ["NoteFilter", "due", "is_open_question", "newest_first", "search", "whole_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFilter:
    """What a note must be; what is None, empty or False asks nothing.

    since, until
        First and last day, both among them.
    is_open
        A question without an answer.
    link
        A name that it links to, with or without its @.
    """

    kind: NoteKind | None = None
    tag: str = ""
    since: date | None = None
    until: date | None = None
    is_private: bool | None = None
    is_open: bool = False
    link: str = ""

    def passes(self, note: Note) -> bool:
        """Whether a note is all that is asked."""
        return (
            self.kind in (None, note.kind)
            and self.is_private in (None, note.is_private)
            and (self.since is None or note.day >= self.since)
            and (self.until is None or note.day <= self.until)
            and (not self.is_open or is_open_question(note))
            and (not self.tag or _plain(self.tag.lstrip("#＃")) in map(_plain, note.tags))
            and (not self.link or self.link.removeprefix("@") in linked_names(whole_text(note)))
        )

    def __call__(self, notes: Iterable[Note]) -> list[Note]:
        """Those that pass, newest first."""
        return newest_first(note for note in notes if self.passes(note))


def search(notes: Iterable[Note], words: str) -> list[Note]:
    """The notes that hold all of the words somewhere, newest first.

    Capitals do not matter, nor do a character's full-width and half-width forms. A word may be the part of
    one, so that Chinese, which has no blanks, is found. No words: all notes.
    """
    wanted = _plain(words).split()
    return newest_first(
        note for note in notes if all(word in _plain(_everything(note)) for word in wanted)
    )


def due(notes: Iterable[Note], today: date) -> list[Note]:
    """Parked ideas whose day to be looked at again has come, the longest due first."""
    parked = [n for n in notes if n.kind == "parked" and n.look_again and n.look_again <= today]
    return sorted(parked, key=lambda note: (note.look_again or today, note.number))


def is_open_question(note: Note) -> bool:
    """A question that has no answer yet."""
    return note.kind == "question" and not note.answer


def newest_first(notes: Iterable[Note]) -> list[Note]:
    """By day, and on a day by number, the newest first."""
    return sorted(notes, key=lambda note: (note.day, note.number), reverse=True)


def whole_text(note: Note) -> str:
    """All that was written, the text and what stands beside it: where words and links are looked for."""
    return "\n".join((note.text, note.before, note.whom, note.answer, note.giver, note.why))


def _everything(note: Note) -> str:
    return "\n".join([whole_text(note), *(f"#{tag}" for tag in note.tags)])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
