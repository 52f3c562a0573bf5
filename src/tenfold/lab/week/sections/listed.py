"""What stands in lists: thoughts, questions, advice, what was parked, decided against, or is to be learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.date_words import day_words
from tenfold.lab.note_search import is_open_question
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.sections.beliefs import beliefs
from tenfold.lab.week.sections.note_lines import (
    asked_words,
    note_line,
    notes_of,
    question_words,
)
from tenfold.lab.week.sections.reading import is_reading
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from tenfold.lab.note import Note
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = [
    "advice_section",
    "not_now_section",
    "parked_section",
    "questions_section",
    "thinking_section",
    "to_learn_section",
]


def thinking_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Thoughts that no other section has said."""
    said = {note.number for note in beliefs(inputs, stretch)}
    thoughts = [
        note
        for note in notes_of(inputs, stretch, "thought")
        if note.number not in said and not is_reading(note)
    ]
    return _section("thinking", [note_line(note) for note in thoughts], _)


def questions_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Questions that wait, of all time, then those that came up or were answered in the reported days."""
    asked = [n for n in inputs.notes if n.kind == "question" and n.day <= stretch.last]
    shown = [
        n for n in asked if is_open_question(n) or n.day in stretch or n.answered_on in stretch
    ]
    shown.sort(key=lambda n: (not is_open_question(n), n.asked_on or n.day, n.number))
    return _section("questions", [_question_line(note, _) for note in shown], _)


def _question_line(note: Note, _: Translate) -> Line:
    details = [words] if (words := asked_words(note, _)) else []
    if note.answer:
        answer = inline_markdown(note.answer)
        details.append(
            _("Answer: {answer}").format(answer=answer)
            if note.answered_on is None
            else _("Answer, {day}: {answer}").format(
                day=day_words(note.answered_on, _), answer=answer
            )
        )
    return note_line(
        note,
        text=question_words(note, _),
        sign="open" if is_open_question(note) else "done",
        details=details,
        whom=note.whom,
        asked_on=note.asked_on.isoformat() if note.asked_on else None,
        answer=note.answer,
        answered_on=note.answered_on.isoformat() if note.answered_on else None,
    )


def advice_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Advice of the reported days, and who gave it."""
    lines = []
    for note in notes_of(inputs, stretch, "advice"):
        text = inline_markdown(note.text)
        if note.giver:
            text = _("{advice} (from {giver})").format(advice=text, giver=as_text(note.giver))
        lines.append(note_line(note, text=text, giver=note.giver))
    return _section("advice", lines, _)


def parked_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """All that is parked, what was parked in the reported days first."""
    lines = [_parked_line(n, stretch, _) for n in _standing(inputs, stretch, "parked")]
    return _section("parked", lines, _)


def _parked_line(note: Note, stretch: Stretch, _: Translate) -> Line:
    again = note.look_again
    said = [] if again is None else [_("Look again on {day}.").format(day=day_words(again, _))]
    return _standing_line(
        note, stretch, [*said, *_why(note)], look_again=again.isoformat() if again else None
    )


def not_now_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """What was decided against, and why; the decisions of the reported days first."""
    notes = _standing(inputs, stretch, "not-now")
    return _section("not_now", [_standing_line(n, stretch, _why(n)) for n in notes], _)


def to_learn_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """What is to be learned, what was noted in the reported days first."""
    notes = _standing(inputs, stretch, "to-learn")
    return _section("to_learn", [_standing_line(n, stretch, _why(n)) for n in notes], _)


def _standing(inputs: WeekInputs, stretch: Stretch, kind: str) -> list[Note]:
    """Notes that stand until they are taken away: the new ones first, then the latest of the old."""
    notes = [note for note in inputs.notes if note.kind == kind and note.day <= stretch.last]
    return sorted(notes, key=lambda n: (n.day, n.number), reverse=True)


def _why(note: Note) -> list[str]:
    return [inline_markdown(note.why)] if note.why else []


def _standing_line(note: Note, stretch: Stretch, details: list[str], **facts: Any) -> Line:
    return note_line(
        note,
        details=[" ".join(details)] if details else [],
        why=note.why,
        is_new=note.day in stretch,
        **facts,
    )


def _section(key: str, lines: list[Line], _: Translate) -> Section:
    return Section(key=key, title=section_titles(_)[key], lines=tuple(lines))
