r"""Claims: sentences such as "lora beats full by 0.01 on accuracy", and what they mean.

    A beats B [by M] on METRIC
    A is worse than B [by M] on METRIC
    A is at most M worse than B on METRIC
    A equals B within M on METRIC

each optionally followed by `at N per class`, `at all per class` or `at all sizes`. M is in the
metric's own unit. Names match `[A-Za-z0-9][\w.-]*` or stand in quotes; where several known names
fit, the longest wins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tenfold.errors import ClaimError, NotBuiltError, nearest

__all__ = [
    "ALL_SIZES",
    "FORMS",
    "Claim",
    "Condition",
    "Relation",
    "check_margin",
    "claim_from_fields",
    "parse_claim",
]

Relation = Literal["beats", "at_most_worse", "equals"]
Condition = int | str | None
ALL_SIZES = "all sizes"

FORMS = (
    "A beats B [by M] on METRIC",
    "A is worse than B [by M] on METRIC",
    "A is at most M worse than B on METRIC",
    "A equals B within M on METRIC",
)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.,%])")
_HOW_TO_WRITE = "Write one of: " + "; ".join(FORMS) + '; each may end in "at N per class".'


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a claim says. `margin` is at least 0 and in the metric's own unit.

    "A is worse than B" is kept as "B beats A" with `swapped` set, so that `candidate` is always
    the one that is said to be better (or not much worse). `condition` is a number of training
    examples a class, "all" (of them), "all sizes" (one claim a size) or None.
    """

    text: str
    candidate: str
    baseline: str
    relation: Relation
    margin: float
    metric: str
    condition: Condition = None
    swapped: bool = False

    def resolved(self) -> dict[str, Any]:
        """What decides, and nothing of the wording: this goes into the registration's digest."""
        return {
            "candidate": self.candidate,
            "baseline": self.baseline,
            "relation": self.relation,
            "margin": float(self.margin),
            "metric": self.metric,
            "condition": self.condition,
        }


class _Reader:
    """Walks along the words of one claim."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = " ".join(text.split()).removesuffix(".")

    def error(self, message: str, remedy: str = _HOW_TO_WRITE) -> ClaimError:
        return ClaimError(message, where=f'claim "{self.text}"', remedy=remedy)

    def word(self, phrase: str) -> bool:
        """Take `phrase` if it comes next."""
        pattern = r"\s+".join(re.escape(part) for part in phrase.split()) + r"(?!\S)"
        return self._take(re.compile(pattern, re.IGNORECASE)) is not None

    def expect(self, phrase: str, before: str) -> None:
        if not self.word(phrase):
            raise self.error(f'{before} must be followed by "{phrase}". Got {self._next()}.')

    def name(self, known: Sequence[str], what: str) -> str:
        """A quoted name, the longest known name, or an unknown one, which is refused by name."""
        quoted = self._take(re.compile(r'"([^"]+)"|\u201c([^\u201d]+)\u201d'))
        if quoted is not None:
            return self._known(quoted.strip('"\u201c\u201d').strip(), known, what)
        for candidate in sorted(known, key=len, reverse=True):
            if self._take(re.compile(re.escape(candidate) + r"(?!\S)")) is not None:
                return candidate
        plain = self._take(_NAME)
        if plain is None:
            raise self.error(f"the name of a {what} is missing. Got {self._next()}.")
        return self._known(plain, known, what)

    def number(self, what: str) -> float:
        found = self._take(_NUMBER)
        value = math.nan if found is None else float(found)
        if not math.isfinite(value) or value < 0:
            shown = self._next() if found is None else found
            raise self.error(
                f"{what} must be a number of at least 0 in the metric's own unit. Got {shown}.",
                "Two points of accuracy are 0.02 (or 2, where scores are in percent: "
                'unit = "percent").',
            )
        return value

    def _known(self, name: str, known: Sequence[str], what: str) -> str:
        if known and name not in known:
            raise self.error(f"there is no {what} {name!r}.", nearest(name, known))
        return name

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self.rest)
        if match is None:
            return None
        self.rest = self.rest[match.end() :].lstrip()
        return match.group(0)

    def _next(self) -> str:
        return repr(self.rest.split()[0]) if self.rest else "nothing more"


def parse_claim(text: str, *, methods: Sequence[str], metrics: Sequence[str]) -> Claim:
    """Read a claim's sentence.

    Parameters
    ----------
    text
        The sentence; capitals of its fixed words and spaces do not matter.
    methods, metrics
        The names that it may use; empty: any.

    Raises
    ------
    ClaimError
        What cannot be read, and what was probably meant.
    NotBuiltError
        `under STRESS` and `in group:NAME`, which are not built yet.

    Examples
    --------
    >>> claim = parse_claim("lora is at most 0.02 worse than full on accuracy",
    ...                     methods=["lora", "full"], metrics=["accuracy"])
    >>> claim.relation, claim.margin
    ('at_most_worse', 0.02)
    """
    reader = _Reader(text)
    first = reader.name(methods, "method")
    form, second, margin = _read_relation(reader, first, methods)
    reader.expect("on", f"{second!r}" if margin is None else "the margin")
    metric = reader.name(metrics, "metric")
    condition = _read_condition(reader)
    return _claim(reader, form, first, second, margin, metric, condition)


def _read_relation(
    reader: _Reader, first: str, methods: Sequence[str]
) -> tuple[str, str, float | None]:
    if reader.word("beats") or reader.word("beat"):
        form = "beats"
    elif reader.word("equals") or reader.word("equal"):
        form = "equals"
    elif reader.word("is at most") or reader.word("are at most"):
        return _read_at_most(reader, methods)
    elif reader.word("is worse than") or reader.word("are worse than"):
        form = "worse"
    else:
        raise reader.error(f"{first!r} must be followed by what is said of it.")
    second = reader.name(methods, "method")
    if reader.word("within" if form == "equals" else "by"):
        return form, second, reader.number("the margin")
    if form == "equals":
        raise reader.error('"equals" needs a margin: "within M".')
    return form, second, None


def _read_at_most(reader: _Reader, methods: Sequence[str]) -> tuple[str, str, float | None]:
    if reader.word("worse"):
        raise reader.error('"at most ... worse" needs a margin: "at most M worse than".')
    margin = reader.number("the margin")
    reader.expect("worse than", "the margin")
    return "at_most_worse", reader.name(methods, "method"), margin


def _read_condition(reader: _Reader) -> Condition:
    condition: Condition = None
    if reader.word("at all sizes"):
        condition = ALL_SIZES
    elif reader.word("at all per class"):
        condition = "all"
    elif reader.word("at"):
        value = reader.number("the size")
        if value != int(value) or value < 1:
            raise reader.error(f"the size must be a whole number of at least 1. Got {value:g}.")
        reader.expect("per class", "the size")
        condition = int(value)
    for later in ("under", "in group"):
        if reader.word(later) or reader.rest.casefold().startswith(f"{later}:"):
            raise NotBuiltError(
                f'"{later} ..." is not built yet',
                where=f'claim "{reader.text}"',
                remedy="Leave it out: the claim is then about all test examples, as they are.",
            )
    if reader.rest:
        raise reader.error(f"cannot read the end: {reader.rest!r}.")
    return condition


def _claim(
    reader: _Reader,
    form: str,
    first: str,
    second: str,
    margin: float | None,
    metric: str,
    condition: Condition,
) -> Claim:
    if first == second:
        raise reader.error(f"{first!r} is compared with itself.", "Name two methods.")
    if form in ("equals", "at_most_worse") and not margin:
        raise reader.error(
            "this claim needs a margin above 0.",
            "No number of seeds can show that two methods are exactly equal.",
        )
    relations: dict[str, Relation] = {
        "beats": "beats",
        "worse": "beats",
        "equals": "equals",
        "at_most_worse": "at_most_worse",
    }
    swapped = form == "worse"
    return Claim(
        text=reader.text,
        candidate=second if swapped else first,
        baseline=first if swapped else second,
        relation=relations[form],
        margin=margin or 0.0,
        metric=metric,
        condition=condition,
        swapped=swapped,
    )


def claim_from_fields(
    *,
    candidate: str,
    baseline: str,
    relation: str,
    metric: str,
    margin: float | None = None,
    condition: Condition = None,
    methods: Sequence[str] = (),
    metrics: Sequence[str] = (),
) -> Claim:
    """A claim from a declaration's fields; `relation` as in the sentences, or with underscores.

    >>> claim_from_fields(candidate="a", baseline="b", relation="equals", margin=0.01,
    ...                   metric="accuracy").text
    'a equals b within 0.01 on accuracy'
    """
    form = " ".join(relation.replace("_", " ").split()).removeprefix("is ").removesuffix(" than")
    amount = "" if margin is None else f"{margin!r}"
    middles = {
        "beats": f"beats {{}} by {amount}" if amount else "beats {}",
        "worse": f"is worse than {{}} by {amount}" if amount else "is worse than {}",
        "at most worse": f"is at most {amount} worse than {{}}",
        "equals": f"equals {{}} within {amount}" if amount else "equals {}",
    }
    if form not in middles:
        raise ClaimError(f"there is no relation {relation!r}.", remedy=nearest(form, list(middles)))
    quoted = [name if _NAME.fullmatch(name) else f'"{name}"' for name in (candidate, baseline)]
    text = f"{quoted[0]} {middles[form].format(quoted[1])} on {metric}"
    if condition is not None:
        text += f" at {condition}" + ("" if condition == ALL_SIZES else " per class")
    return parse_claim(text, methods=methods, metrics=metrics)


def check_margin(claim: Claim, unit: str = "natural") -> None:
    """Refuse a margin that no difference of two scores can have in `unit` (rule 1).

    Metrics that tenfold does not know are between 0 and 100 in percent and unbounded otherwise.
    """
    from tenfold.evaluation.metrics import METRICS

    metric = METRICS.get(claim.metric)
    bound = metric.margin_bound if metric else (1.0 if unit == "percent" else None)
    if bound is None:
        return
    bound *= metric.scale(unit) if metric else 100.0
    if claim.margin >= bound:
        small = f"{claim.margin / 100:g}"
        in_points = unit == "natural" and (metric is None or metric.is_share)
        raise ClaimError(
            f"a margin of {claim.margin:g} cannot be in the unit of {claim.metric}, whose scores "
            f"differ by less than {bound:g}.",
            where=f'claim "{claim.text}"',
            remedy=f'Write {small}, or say that scores are in percent: unit = "percent".'
            if in_points
            else "Give the margin in the metric's own unit.",
        )
