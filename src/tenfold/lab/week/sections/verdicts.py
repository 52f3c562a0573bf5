"""What the studies say: changed verdicts first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tenfold.lab.week.inline import as_text
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.titles import section_titles
from tenfold.numerals import signed
from tenfold.study.words.sentences import claim_words, outcome_words, verdict_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate
    from tenfold.study.happenings import Declared, Judged

__all__ = [
    "judged_facts",
    "judged_of",
    "judged_words",
    "short_words",
    "short_words_with_interval",
    "verdicts_section",
]


def verdicts_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Verdicts that say something new, then those that were confirmed, each with its interval."""
    judged = sorted(judged_of(inputs, stretch), key=lambda j: (not j.is_changed, j.time))
    return Section(
        key="verdicts",
        title=section_titles(_)["verdicts"],
        lines=tuple(_verdict_line(j, inputs, _) for j in judged),
        empty=_("No verdict was given."),
    )


def judged_of(inputs: WeekInputs, stretch: Stretch) -> list[Judged]:
    """The verdicts of the reported days, oldest first."""
    return [j for j in inputs.facts.judged if inputs.zone.day_of(j.time) in stretch]


def judged_words(judged: Judged, _: Translate) -> str:
    """The study and its verdict in one sentence, with the interval."""
    return _("{study}: {sentence}").format(
        study=as_text(judged.study), sentence=as_text(verdict_sentence(judged.verdict, _))
    )


def short_words(judged: Judged, _: Translate) -> str:
    """The study, the claim and the outcome, without numbers."""
    return _("{study}: {claim}: {outcome}").format(
        study=as_text(judged.study),
        claim=as_text(claim_words(judged.verdict, _)),
        outcome=as_text(outcome_words(judged.verdict, _)),
    )


def short_words_with_interval(judged: Judged, _: Translate) -> str:
    """The same with the interval of the gain: enough where the whole sentence stands close by."""
    gain, unit = judged.verdict.adjusted, judged.verdict.unit
    said = short_words(judged, _)
    if gain.low is None or gain.high is None:
        return said
    return _("{sentence} ({low} to {high})").format(
        sentence=said, low=signed(gain.low, unit), high=signed(gain.high, unit)
    )


def judged_facts(judged: Judged, inputs: WeekInputs) -> dict[str, Any]:
    """What a verdict says, as plain values."""
    gain = judged.verdict.adjusted
    numbers = {"estimate": judged.verdict.gain.estimate, "low": gain.low, "high": gain.high}
    return {
        "study": judged.study,
        "hypothesis": judged.verdict.id,
        "condition": judged.verdict.condition,
        "verdict": judged.verdict.verdict,
        "mode": judged.verdict.mode,
        "before": judged.before.verdict if judged.before else None,
        "is_changed": judged.is_changed,
        "gain": {name: _finite(value) for name, value in numbers.items()},
        "day": inputs.zone.day_of(judged.time).isoformat(),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _verdict_line(judged: Judged, inputs: WeekInputs, _: Translate) -> Line:
    declared = _declaration_of(judged, (*inputs.facts_before.declared, *inputs.facts.declared))
    details = [] if judged.before is None else [_before_words(judged, _)]
    if declared is not None:
        details.append(_("Declared as `{code}`, before its result.").format(code=declared.code))
    return Line(
        text=judged_words(judged, _) if judged.is_changed else short_words(judged, _),
        sign=judged.verdict.verdict,
        details=tuple(details),
        facts={**judged_facts(judged, inputs), "code": declared.code if declared else None},
    )


def _before_words(judged: Judged, _: Translate) -> str:
    if judged.before is None or not judged.is_changed:
        return _("As before.")
    return _("Before: {outcome}.").format(outcome=as_text(outcome_words(judged.before, _)))


def _declaration_of(judged: Judged, declared: Iterable[Declared]) -> Declared | None:
    """The one that fixed the claim, where it was fixed in time and before the verdict."""
    names = {_plain(judged.verdict.claim), _plain(judged.verdict.id)}  # older ones kept no sentence
    fitting = [
        d
        for d in declared
        if d.study == judged.study and d.time <= judged.time and names & set(map(_plain, d.claims))
    ]
    if not fitting or judged.verdict.mode == "exploratory":
        return None
    return max(fitting, key=lambda d: d.time)


def _plain(claim: str) -> str:
    return " ".join(claim.split()).casefold()
