"""Notes as lines of a report, and which of them it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.date_words import day_words
from tenfold.lab.note_search import is_open_question
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.lab.note import Note, NoteKind
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = ["asked_words", "note_line", "notes_of", "question_words"]


def notes_of(inputs: WeekInputs, stretch: Stretch, kind: NoteKind) -> list[Note]:
    """The notes of a kind on the reported days, by day."""
    found = [note for note in inputs.notes if note.kind == kind and note.day in stretch]
    return sorted(found, key=lambda note: (note.day, note.number))


def note_line(
    note: Note,
    *,
    text: str = "",
    sign: str = "",
    details: Sequence[str] = (),
    ask: str = "",
    **facts: object,
) -> Line:
    """A note as a line; `text` where it says more than the note does, `ask` the command that goes on."""
    known = {"note": note.number, "kind": note.kind, "day": note.day.isoformat()}
    return Line(
        text=text or inline_markdown(note.text),
        sign=sign,
        details=tuple(details),
        ask=ask,
        facts={**known, "tags": list(note.tags), **facts},
    )


def question_words(note: Note, _: Translate) -> str:
    """A question by the number that a reply names it with, as ``Q12``."""
    return _("Q{n}: {question}").format(n=note.number, question=inline_markdown(note.text))


def asked_words(note: Note, _: Translate) -> str:
    """Whom a question is for, and since when."""
    whom, asked = as_text(note.whom), note.asked_on
    if asked is not None:
        words = _("For {whom}, asked on {day}.") if whom else _("Asked on {day}.")
        return words.format(whom=whom, day=day_words(asked, _))
    if not is_open_question(note):
        return _("For {whom}.").format(whom=whom) if whom else ""
    if whom:
        return _("For {whom}, not asked yet.").format(whom=whom)
    return _("Nobody is named who could answer.")
