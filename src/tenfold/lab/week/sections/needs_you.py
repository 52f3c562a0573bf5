"""What waits for somebody: for an answer, for a decision, for a command."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tenfold.lab.date_words import day_words, n_days_words
from tenfold.lab.note_search import is_open_question
from tenfold.lab.week.asking import command
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.sections.note_lines import asked_words, note_line, question_words
from tenfold.lab.week.sections.verdicts import judged_facts, judged_of, short_words
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.dated import Dated
    from tenfold.lab.note import Note
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate
    from tenfold.study.happenings import Session

__all__ = ["needs_you_section"]

_NEAR = timedelta(days=14)
_HALTED = ("stopped", "failed", "broken")


def needs_you_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Open questions, deadlines that come near, parked ideas whose day has come, studies that stand still."""
    now = stretch.now(inputs.today)
    return Section(
        key="needs_you",
        title=section_titles(_)["needs_you"],
        lines=(
            *_questions(inputs, stretch, now, _),
            *_studies(inputs, stretch, _),
            *_too_late(inputs, stretch, _),
            *_turned_exploratory(inputs, stretch, _),
            *_deadlines(inputs, now, _),
            *_parked(inputs, stretch, now, _),
        ),
        empty=_("Nothing waits."),
    )


def _questions(inputs: WeekInputs, stretch: Stretch, now: date, _: Translate) -> list[Line]:
    waiting = [note for note in inputs.notes if is_open_question(note) and note.day <= stretch.last]
    return [_question_line(n, now, _) for n in sorted(waiting, key=lambda n: (_since(n), n.number))]


def _since(note: Note) -> date:
    return note.asked_on or note.day


def _question_line(note: Note, now: date, _: Translate) -> Line:
    n_days = max(0, (now - _since(note)).days)
    details = [asked_words(note, _)]
    if n_days:
        details.append(_("Waits for {days}.").format(days=n_days_words(n_days, _)))
    return note_line(
        note,
        text=question_words(note, _),
        sign="open",
        ask=command("note", "answer", str(note.number), '"..."'),
        details=[" ".join(details)],
        whom=note.whom,
        asked_on=note.asked_on.isoformat() if note.asked_on else None,
        n_days=n_days,
    )


def _studies(inputs: WeekInputs, stretch: Stretch, _: Translate) -> list[Line]:
    """Open studies that do not go on by themselves."""
    last = {
        session.study: session
        for session in sorted(inputs.facts.sessions, key=lambda s: s.time)
        if inputs.zone.day_of(session.time) in stretch
    }
    return [
        _study_line(study.name, study.state, last.get(study.name), _)
        for study in inputs.facts.open_studies
        if study.state in _HALTED
    ]


def _study_line(name: str, state: str, session: Session | None, _: Translate) -> Line:
    words = {
        "stopped": _("{study} stopped before its end."),
        "failed": _("{study} failed."),
        "broken": _("The declaration of {study} cannot be read."),
    }
    verb = "check" if state == "broken" else "run"
    why = [] if session is None or not session.why else [as_text(session.why)]
    return Line(
        text=words[state].format(study=as_text(name)),
        sign="risk",
        details=tuple(why),
        ask=command("study", verb, name),
        facts={"study": name, "state": state},
    )


def _too_late(inputs: WeekInputs, stretch: Stretch, _: Translate) -> list[Line]:
    """Hypotheses that were registered too late to be confirmed."""
    text = _("{study}: {claim}: exploratory")
    return [
        Line(
            text=text.format(study=as_text(d.study), claim=as_text(claim)),
            sign="risk",
            details=(as_text(why),) if why else (),
            facts={"study": d.study, "code": d.code, "claim": claim, "why": why},
        )
        for d in inputs.facts.declared
        if inputs.zone.day_of(d.time) in stretch
        for claim, why in d.exploratory.items()
    ]


def _turned_exploratory(inputs: WeekInputs, stretch: Stretch, _: Translate) -> list[Line]:
    """Verdicts that were confirmatory and no longer are."""
    before = _("It was confirmatory before.")
    return [
        Line(
            text=short_words(j, _),
            sign="risk",
            details=(before,),
            ask=command("study", "show", j.study),
            facts=judged_facts(j, inputs),
        )
        for j in judged_of(inputs, stretch)
        if j.verdict.mode == "exploratory" and j.before and j.before.mode == "confirmatory"
    ]


def _deadlines(inputs: WeekInputs, now: date, _: Translate) -> list[Line]:
    near = [d for d in inputs.dates if d.kind == "deadline" and now <= d.day <= now + _NEAR]
    return [_deadline_line(d, now, _) for d in sorted(near, key=lambda d: (d.day, d.number))]


def _deadline_line(dated: Dated, now: date, _: Translate) -> Line:
    n_days = (dated.day - now).days
    when = _("in {days}").format(days=n_days_words(n_days, _)) if n_days else _("today")
    return Line(
        text=_("{deadline}: {when}, on {day}").format(
            deadline=as_text(dated.text), when=when, day=day_words(dated.day, _)
        ),
        sign="risk",
        facts={"date": dated.number, "day": dated.day.isoformat(), "n_days": n_days},
    )


def _parked(inputs: WeekInputs, stretch: Stretch, now: date, _: Translate) -> list[Line]:
    back = [
        note
        for note in inputs.notes
        if note.kind == "parked"
        and note.day <= stretch.last
        and note.look_again is not None
        and note.look_again <= now
    ]
    text = _("Parked, and its day has come: {idea}")
    return [
        note_line(
            note,
            text=text.format(idea=inline_markdown(note.text)),
            sign="open",
            ask=command("note", "edit", str(note.number), "--again", "DATE"),
            look_again=note.look_again.isoformat() if note.look_again else None,
        )
        for note in sorted(back, key=lambda n: (n.look_again or n.day, n.number))
    ]
