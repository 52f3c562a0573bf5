"""From the entries of a declaration to the claims that are judged, one for each condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tenfold.errors import ClaimError
from tenfold.study.claims import Claim, check_margin, claim_from_fields, parse_claim

if TYPE_CHECKING:
    from tenfold.study.declaration import Declaration, HypothesisEntry

__all__ = ["Hypothesis", "hypotheses_of", "resolve_claims"]


@dataclass(frozen=True)
class Hypothesis:
    """One claim under one condition. `id` is `h1`, or `h1@20` where a claim names all sizes."""

    id: str
    claim: Claim
    condition: int | str
    primary: bool
    about: Literal["method", "model"]
    detect: float | None


def hypotheses_of(declaration: Declaration) -> tuple[Hypothesis, ...]:
    """All hypotheses of a declaration, in its order."""
    found: list[Hypothesis] = []
    for index, entry in enumerate(declaration.hypotheses, start=1):
        found += resolve_claims(
            f"h{index}",
            entry,
            list(declaration.methods),
            list(declaration.sizes),
            declaration.evaluate.unit,
        )
    return tuple(found)


def resolve_claims(
    identifier: str,
    entry: HypothesisEntry,
    methods: Sequence[str],
    sizes: Sequence[int | str],
    unit: str,
) -> list[Hypothesis]:
    """The claim of one entry, for each condition that it names.

    Raises ClaimError where it cannot be read, names what is not there, or has a margin that cannot
    be in the metric's unit.
    """
    from tenfold.evaluation.metrics import METRICS

    if entry.claim is not None:
        claim = parse_claim(entry.claim, methods=methods, metrics=list(METRICS))
    else:
        claim = claim_from_fields(
            candidate=entry.candidate or "",
            baseline=entry.baseline or "",
            relation=entry.relation or "",
            margin=entry.margin,
            metric=entry.metric or "",
            condition=entry.at,
            methods=methods,
            metrics=list(METRICS),
        )
    check_margin(claim, unit)
    conditions = _conditions(claim, sizes)
    if entry.primary and len(conditions) > 1:
        raise ClaimError(
            "a primary claim cannot be at all sizes: only one can be tested first.",
            where=claim.text,
            remedy=f"Name the size that matters most, for example: at {conditions[-1]} per class.",
        )
    several = claim.condition == "all sizes" and len(conditions) > 1
    return [
        Hypothesis(
            id=f"{identifier}@{condition}" if several else identifier,
            claim=claim,
            condition=condition,
            primary=entry.primary,
            about=entry.about,
            detect=entry.detect,
        )
        for condition in conditions
    ]


def _conditions(claim: Claim, sizes: Sequence[Any]) -> list[int | str]:
    if claim.condition == "all sizes" or not sizes:
        return list(sizes)
    if claim.condition is None:
        if len(sizes) > 1:
            listed = ", ".join(str(size) for size in sizes)
            raise ClaimError(
                f"the study has several training sizes ({listed}), and the claim names none.",
                where=claim.text,
                remedy=f"Add `at {sizes[0]} per class`, or `at all sizes`.",
            )
        return [sizes[0]]
    if claim.condition not in sizes:
        listed = ", ".join(str(size) for size in sizes)
        raise ClaimError(
            f"the claim is about {claim.condition} per class, which the study does not run.",
            where=claim.text,
            remedy=f"`train_per_class` has: {listed}.",
        )
    return [claim.condition]
