"""What was declared, under which code: the proof that a claim was made before its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.date_words import short_day
from tenfold.lab.week.inline import as_text
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate
    from tenfold.study.happenings import Declared

__all__ = ["declared_section"]


def declared_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """The codes of the reported days, with their claims."""
    found = [d for d in inputs.facts.declared if inputs.zone.day_of(d.time) in stretch]
    return Section(
        key="declared",
        title=section_titles(_)["declared"],
        lines=tuple(
            _declared_line(d, inputs, _) for d in sorted(found, key=lambda d: (d.time, d.code))
        ),
    )


def _declared_line(declared: Declared, inputs: WeekInputs, _: Translate) -> Line:
    day = inputs.zone.day_of(declared.time)
    return Line(
        text=_("`{code}` {study}, {day}").format(
            code=declared.code, study=as_text(declared.study), day=short_day(day, _)
        ),
        details=tuple(_claim_words(claim, declared, _) for claim in declared.claims),
        facts={
            "code": declared.code,
            "study": declared.study,
            "day": day.isoformat(),
            "claims": list(declared.claims),
            "exploratory": dict(declared.exploratory),
        },
    )


def _claim_words(claim: str, declared: Declared, _: Translate) -> str:
    why = declared.exploratory.get(claim)
    if why is None:
        return _("{claim} (confirmatory)").format(claim=as_text(claim))
    return _("{claim} (exploratory: {why})").format(claim=as_text(claim), why=as_text(why))
