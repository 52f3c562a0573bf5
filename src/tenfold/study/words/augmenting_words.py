"""What augmenting added, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.language import Translate

if TYPE_CHECKING:
    from tenfold.study.augmented_counts import AugmentedCounts

__all__ = ["augmented_sentence"]


def augmented_sentence(counts: AugmentedCounts, _: Translate) -> str:
    """Which methods train on augmented examples, how they were made, how many, what was left out."""
    amounts = {
        _("{n} drawn"): counts.n_drawn,
        _("{n} left out"): counts.n_left_out,
        _("{n} repeated"): counts.n_repeated,
        _("{n} new"): counts.n_new,
    }
    said = [form.format(n=_mean(n)) for form, n in amounts.items() if n]
    form = _(
        "{methods} ({size}): training examples augmented by {how}: {amounts}; {n} in all, on average over "
        "{seeds} seeds."
    )
    if counts.n_held_out:
        form += " " + _(
            "{n_held_out} more of each seed, equal to a text of validation or test, were left out."
        )
    return form.format(
        methods=", ".join(f"`{name}`" for name in counts.methods),
        size=_("all training examples")
        if counts.size == "all"
        else _("{n} per class").format(n=counts.size),
        how=counts.how,
        amounts=", ".join(said),
        n=_mean(counts.n_examples),
        seeds=counts.n_seeds,
        n_held_out=_mean(counts.n_held_out),
    )


def _mean(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
