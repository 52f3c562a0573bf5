"""What happened on a day: in studies and data, and what its writer did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.week.inline import as_text
from tenfold.lab.week.report import Line
from tenfold.lab.week.sections.note_lines import note_line
from tenfold.lab.week.sections.verdicts import judged_facts, short_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from tenfold.lab.facts import AddedData, AuditedData, Facts
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.language import Translate
    from tenfold.study.happenings import Declared, Judged, Session

__all__ = ["happened_lines"]


def happened_lines(inputs: WeekInputs, facts: Facts, day: date, _: Translate) -> list[Line]:
    """The events of a day in the order in which they came, then the notes of what was done."""

    def is_then(time: datetime) -> bool:
        return inputs.zone.day_of(time) == day

    timed: list[tuple[datetime, Line]] = [
        *((d.time, _declared_line(d, _)) for d in facts.declared if is_then(d.time)),
        *((s.time, _session_line(s, _)) for s in facts.sessions if is_then(s.time)),
        *((j.time, _judged_line(j, inputs, _)) for j in facts.judged if is_then(j.time)),
        *((a.time, _added_line(a, _)) for a in facts.added if is_then(a.time)),
        *((a.time, _audited_line(a, _)) for a in facts.audited if is_then(a.time)),
    ]
    did = [note for note in inputs.notes if note.kind == "did" and note.day == day]
    return [
        *(line for _time, line in sorted(timed, key=lambda item: item[0])),
        *(note_line(note, sign="done") for note in sorted(did, key=lambda note: note.number)),
    ]


def _declared_line(declared: Declared, _: Translate) -> Line:
    return Line(
        text=_("declared {study}: `{code}`").format(
            study=as_text(declared.study), code=declared.code
        ),
        facts={"event": "declared", "study": declared.study, "code": declared.code},
    )


def _session_line(session: Session, _: Translate) -> Line:
    how = {
        "done": _("ran {study} to its end: {runs}"),
        "stopped": _("ran {study}, stopped before its end: {runs}"),
        "failed": _("ran {study}, failed: {runs}"),
        "running": _("runs {study}: {runs} so far"),
    }[session.state]
    runs = _("1 run") if session.n_runs == 1 else _("{n} runs").format(n=session.n_runs)
    if session.n_failed:
        runs = _("{runs}, {n} failed").format(runs=runs, n=session.n_failed)
    return Line(
        text=how.format(study=as_text(session.study), runs=runs),
        sign={"done": "done", "running": "open"}.get(session.state, "risk"),
        details=(as_text(session.why),) if session.why else (),
        facts={
            "event": "ran",
            "study": session.study,
            "state": session.state,
            "n_runs": session.n_runs,
            "n_failed": session.n_failed,
        },
    )


def _judged_line(judged: Judged, inputs: WeekInputs, _: Translate) -> Line:
    facts = {"event": "judged", **judged_facts(judged, inputs)}
    return Line(text=short_words(judged, _), sign=judged.verdict.verdict, facts=facts)


def _added_line(added: AddedData, _: Translate) -> Line:
    rows = _("1 row") if added.n_rows == 1 else _("{n} rows").format(n=f"{added.n_rows:,}")
    text = _("added {data}, version {number}: {rows}")
    if added.made_from:
        text = _("made {data}, version {number}, from {source}: {rows}")
    return Line(
        text=text.format(
            data=as_text(added.name),
            number=added.number,
            source=as_text(added.made_from),
            rows=rows,
        ),
        facts={
            "event": "added",
            "data": added.name,
            "version": added.number,
            "n_rows": added.n_rows,
            "made_from": added.made_from,
        },
    )


def _audited_line(audited: AuditedData, _: Translate) -> Line:
    n = audited.n_found
    words = _("audited {data}: 1 finding") if n == 1 else _("audited {data}: {n} findings")
    if not n:
        words = _("audited {data}: no finding")
    said = words.format(data=as_text(audited.name), n=n)
    if audited.n_blocking:
        said = _("{audited}, {n} blocking").format(audited=said, n=audited.n_blocking)
    return Line(
        text=said,
        sign="risk" if audited.n_blocking else "",
        facts={
            "event": "audited",
            "data": audited.name,
            "n_found": n,
            "n_blocking": audited.n_blocking,
        },
    )
