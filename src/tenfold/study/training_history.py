"""What the fits of a method said of their training, seed by seed, as a report shows it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any

from tenfold.study.view import EpochView, RanksView, TrainingView

__all__ = ["read_training"]

_MOST_STEPS = 40
Facts = Mapping[str, Any]


def read_training(
    facts: Mapping[int, Facts], *, diverged: Collection[int] = ()
) -> TrainingView | None:
    """The training of one method from the `facts` of its fits by seed; None where no fit has a curve."""
    histories = {seed: fit.get("history") or {} for seed, fit in sorted(facts.items())}
    curves = {seed: _curve(h["curve"]) for seed, h in histories.items() if h.get("curve")}
    if not curves:
        return None
    return TrainingView(
        curves=curves,
        best_epoch={seed: int(histories[seed].get("best_epoch", 0)) for seed in curves},
        ranks=_mean_ranks([histories[seed].get("ranks") or [] for seed in curves]),
        starts=_starts([facts[seed] for seed in curves]),
        diverged=tuple(sorted(seed for seed in diverged if seed in curves)),
    )


def _curve(epochs: Sequence[Mapping[str, Any]]) -> tuple[EpochView, ...]:
    return tuple(
        EpochView(
            epoch=int(epoch["epoch"]),
            train_loss=_finite(epoch.get("train_loss")),
            validation_log_loss=_finite(epoch.get("validation_log_loss")),
            validation_accuracy=_finite(epoch.get("validation_accuracy")),
        )
        for epoch in epochs
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _starts(facts: Sequence[Facts]) -> dict[str, int]:
    """How often each start was taken. A fit may add why, after a colon."""
    notes = [fit.get("notes", {}).get("start") for fit in facts]
    return dict(Counter(str(note).split(":", 1)[0] for note in notes if note).most_common())


def _mean_ranks(by_seed: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[RanksView, ...]:
    """Means over seeds at some forty steps; a fit notes its ranks only where they changed."""
    known = [
        {int(entry["step"]): entry["ranks"] for entry in entries} for entries in by_seed if entries
    ]
    if not known:
        return ()
    steps = sorted({step for ranks in known for step in ranks})
    filled = [_filled(ranks, steps) for ranks in known]
    return tuple(
        RanksView(step=steps[i], ranks=_means([ranks[i] for ranks in filled]))
        for i in _thinned(len(steps))
    )


def _filled(
    ranks: Mapping[int, Mapping[str, float]], steps: Sequence[int]
) -> list[Mapping[str, float]]:
    """The ranks at every step: what was noted last holds on, also past a seed's own end."""
    first = ranks[min(ranks)]
    return list(accumulate(steps, lambda last, step: ranks.get(step, last), initial=first))[1:]


def _means(ranks: Sequence[Mapping[str, float]]) -> dict[str, float]:
    matrices = dict.fromkeys(name for own in ranks for name in own)
    return {name: sum(own.get(name, 0.0) for own in ranks) / len(ranks) for name in matrices}


def _thinned(n: int) -> list[int]:
    """At most `_MOST_STEPS` of 0..n-1, about evenly, the first and the last among them."""
    if n <= _MOST_STEPS:
        return list(range(n))
    return sorted({round(i * (n - 1) / (_MOST_STEPS - 1)) for i in range(_MOST_STEPS)})
