"""The report of a week, put together from its inputs. Nothing is read here, and nothing is chosen by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.date_words import range_title
from tenfold.lab.week.inline import inline_markdown
from tenfold.lab.week.report import WeekReport
from tenfold.lab.week.sections.beliefs import beliefs_section
from tenfold.lab.week.sections.declared import declared_section
from tenfold.lab.week.sections.late import late_section
from tenfold.lab.week.sections.listed import (
    advice_section,
    not_now_section,
    parked_section,
    questions_section,
    thinking_section,
    to_learn_section,
)
from tenfold.lab.week.sections.needs_you import needs_you_section
from tenfold.lab.week.sections.on_track import on_track_section
from tenfold.lab.week.sections.reading import reading_section
from tenfold.lab.week.sections.spans import week_spans
from tenfold.lab.week.sections.verdicts import verdicts_section
from tenfold.lab.week.stretch import Stretch
from tenfold.language import translator

if TYPE_CHECKING:
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.weeks import Week
    from tenfold.language import Translate

__all__ = ["build_report"]

_FIRST = (beliefs_section, verdicts_section, late_section, needs_you_section)
_STATUS = (on_track_section, declared_section)
_REST = (
    thinking_section,
    reading_section,
    questions_section,
    advice_section,
    parked_section,
    not_now_section,
    to_learn_section,
)


def build_report(
    inputs: WeekInputs, week: Week, *, n_weeks: int = 1, language: str = "en"
) -> WeekReport:
    """The report of the `n_weeks` that end with `week`; the same inputs give the same report.

    Raises InputError for a language that tenfold does not speak, and for less than one week.
    """
    _, stretch = translator(language), Stretch(week, n_weeks)
    first, status, rest = (
        tuple(section(inputs, stretch, _) for section in sections)
        for sections in (_FIRST, _STATUS, _REST)
    )
    return WeekReport(
        week=week,
        n_weeks=n_weeks,
        person=inputs.person,
        language=language,
        title=_title(inputs.person, stretch, _),
        question=inline_markdown(inputs.question),
        made=inputs.made,
        first=first,
        status=status,
        spans=week_spans(inputs, stretch, _),
        rest=rest,
    )


def _title(person: str, stretch: Stretch, _: Translate) -> str:
    fields = {
        "person": inline_markdown(person),
        "week": stretch.week,
        "first": stretch.first_week,
        "days": range_title(stretch.first, stretch.last, _),
    }
    if stretch.n_weeks == 1:
        return _("{person}, week {week} ({days})").format(**fields)
    return _("{person}, weeks {first} to {week} ({days})").format(**fields)
