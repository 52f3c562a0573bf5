"""What goes into a verdict and what comes out: registered hypotheses, rules, verdicts."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tenfold.errors import InputError
from tenfold.study.claims import Claim, Condition, Relation

__all__ = [
    "Companion",
    "Gain",
    "Mode",
    "Outcome",
    "Registered",
    "Rules",
    "Verdict",
]

Outcome = Literal["supported", "refuted", "undecided"]
Mode = Literal["confirmatory", "exploratory"]


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A hypothesis as it was fixed.

    `condition` is the training size that it is judged at, where the claim does not name it;
    `detect` the gain that a new study should be able to see; `dataset` names the data where one
    family spans several.
    """

    id: str
    claim: Claim
    condition: Condition = None
    primary: bool = False
    about: Literal["method", "model"] = "method"
    detect: float | None = None
    mode: Mode = "confirmatory"
    dataset: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What was declared for the whole family.

    planned_seeds
        Cumulative numbers of seeds, one a look; empty: one look at as many as there are.
    look
        The present look, from 0.
    unit
        "natural" or "percent": the unit of margins, gains and recorded scores.
    lower_is_better
        For metrics that tenfold does not know.
    """

    alpha: float = 0.05
    planned_seeds: tuple[int, ...] = ()
    look: int = 0
    unit: Literal["natural", "percent"] = "natural"
    lower_is_better: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise InputError(f"alpha must lie between 0 and 1. Got {self.alpha:g}.")
        if any(b <= a for a, b in zip(self.planned_seeds, self.planned_seeds[1:], strict=False)):
            raise InputError(f"looks must grow. Got {list(self.planned_seeds)}.")


@dataclass(frozen=True, kw_only=True)
class Gain:
    """Candidate minus baseline, oriented (higher is better), with an interval; None: unknown."""

    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Companion:
    """A figure beside the verdict that never decides it (rule 17).

    `p` is one-sided, of the direction that the verdict shows, after the other claims. `can_decide`
    is False where it could not reach the threshold with this many seeds whatever they say: then
    `agrees` is None, as it is for figures that are not tests.
    """

    name: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    outcome: Outcome | None = None
    agrees: bool | None = None
    can_decide: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One hypothesis, judged.

    claim, candidate, baseline, relation, margin, metric, condition, swapped
        What was claimed; `swapped` where the sentence said "A is worse than B".
    verdict, reason
        The outcome, and a short machine word for why it is undecided.
    gain, adjusted
        The mean gain with its (1 - alpha) interval, and with the interval of the level at which
        the claim was tested among the others.
    p_adjusted, p_alone, direction, threshold
        One-sided p of the shown direction, after and before the other claims and looks, and
        alpha/2, which it is held against.
    alone
        What the claim would have been as the only one.
    n_pairs, n_failed, seeds, gains
        The seeds behind the verdict and their gains; failures that are the methods' own.
    seeds_needed, seeds_needed_why, test_examples_needed
        For a new, declared study.
    smallest_detectable
        How far from the margin the true gain must be to be seen by this many seeds (power 0.8).
    scope
        Facts for the scope sentence: what was redrawn, what was held fixed.
    settled
        No outcome of the other claims can change it.
    """

    id: str
    claim: str
    candidate: str
    baseline: str
    relation: Relation
    margin: float
    metric: str
    condition: int | str | None = None
    dataset: str | None = None
    swapped: bool = False
    primary: bool = False
    about: Literal["method", "model"] = "method"
    detect: float | None = None
    mode: Mode
    verdict: Outcome
    reason: str | None = None
    gain: Gain
    adjusted: Gain
    alpha: float = 0.05
    threshold: float = 0.025
    unit: str = "natural"
    direction: Outcome = "supported"
    p_adjusted: float | None = None
    p_alone: float | None = None
    alone: Outcome = "undecided"
    n_claims: int = 1
    n_pairs: int = 0
    n_failed: Mapping[str, int] = field(default_factory=dict)
    seeds: tuple[int, ...] = ()
    gains: tuple[float, ...] = ()
    seeds_needed: int | None = None
    seeds_needed_why: str = ""
    test_examples_needed: int | None = None
    unseen_failure_rate: float | None = None
    smallest_detectable: float | None = None
    scope: Mapping[str, Any] = field(default_factory=dict)
    companions: tuple[Companion, ...] = ()
    settled: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain types; a number that is not finite becomes null."""
        plain: dict[str, Any] = _plain(dataclasses.asdict(self))
        return plain

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Verdict:
        """The inverse of `to_json`; fields that it does not know are left out."""
        known = {f.name for f in dataclasses.fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        values["gain"], values["adjusted"] = Gain(**stored["gain"]), Gain(**stored["adjusted"])
        values["companions"] = tuple(Companion(**item) for item in stored["companions"])
        values["seeds"], values["gains"] = tuple(stored["seeds"]), tuple(stored["gains"])
        return cls(**values)

    def __str__(self) -> str:
        from tenfold.language import translator
        from tenfold.study.words.sentences import verdict_sentence

        return verdict_sentence(self, translator("en"))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        import html

        from tenfold.language import translator
        from tenfold.study.words.sentences import scope_sentence, verdict_sentence, why_sentence

        _ = translator("en")
        lines = [verdict_sentence(self, _), why_sentence(self, _), scope_sentence(self, _)]
        first, *rest = (html.escape(line) for line in lines)
        return f"<p><strong>{first}</strong></p>" + "".join(f"<p>{line}</p>" for line in rest)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
