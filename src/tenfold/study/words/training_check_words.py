"""A check of training in plain words: the first loss, one batch, the gradients, and what is odd.

The three looks are the usual ones before a long training: the loss at the start against that of equal
probabilities, a batch that must be learned by heart, and gradients in every layer that is trained
(Karpathy 2019, A Recipe for Training Neural Networks).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from tenfold.language import Translate
from tenfold.numerals import count

if TYPE_CHECKING:
    from tenfold.models.training_check import TrainingCheck

__all__ = ["Suspicion", "check_sentences", "suspicion_words", "suspicions"]

Code = Literal[
    "not-finite", "first-loss-high", "first-loss-low", "batch-rises", "batch-not-learned",
    "no-gradient", "huge-gradient",
]  # fmt: skip

_LEARNED, _LEARNED_LOSS = 0.1, 0.05
_HARDLY = 0.7  # of the first loss: with that much left, one batch was hardly learned
_HUGE, _NOTHING = 100.0, 1e-10
_FEW_LAYERS = 3


@dataclass(frozen=True)
class Suspicion:
    """Something odd, with the layers that it is about."""

    code: Code
    layers: tuple[str, ...] = ()


def suspicions(check: TrainingCheck) -> tuple[Suspicion, ...]:
    """What is odd about a check, which begins with a random head; nothing where all is well."""
    norms = check.gradient_norms
    if not all(map(math.isfinite, (check.first_loss, *check.overfit, *norms.values()))):
        layers = tuple(layer for layer, norm in norms.items() if not math.isfinite(norm))
        return (Suspicion("not-finite", layers),)
    found = []
    level = _first_level(check)
    if level == "high":
        found.append(Suspicion("first-loss-high"))
    elif level == "low":
        found.append(Suspicion("first-loss-low"))
    course = _batch_course(check)
    if course == "rises":
        found.append(Suspicion("batch-rises"))
    elif course == "flat":
        found.append(Suspicion("batch-not-learned"))
    if still := _layers_without(norms):
        found.append(Suspicion("no-gradient", still))
    if huge := _huge_layers(norms):
        found.append(Suspicion("huge-gradient", huge))
    return tuple(found)


def _first_level(check: TrainingCheck) -> Literal["low", "equal", "high"]:
    """The first loss against that of equal probabilities, within a quarter of it or half a nat."""
    equal = math.log(check.n_classes)
    room = max(0.5, 0.25 * equal)
    if check.first_loss > equal + room:
        return "high"
    return "low" if check.first_loss < equal - room else "equal"


def _batch_course(check: TrainingCheck) -> Literal["learned", "falls", "flat", "rises"]:
    first, last = check.overfit[0], check.overfit[-1]
    if last <= max(_LEARNED * first, _LEARNED_LOSS):
        return "learned"
    if last > 1.05 * first:
        return "rises"
    return "flat" if last > _HARDLY * first else "falls"


def _layers_without(norms: Mapping[str, float]) -> tuple[str, ...]:
    most = max(norms.values(), default=0.0)
    return tuple(layer for layer, norm in norms.items() if norm <= _NOTHING * most)


def _huge_layers(norms: Mapping[str, float]) -> tuple[str, ...]:
    """Layers whose gradient is over a hundred times the median of the others that have one.

    The head is left aside, since it is new and theirs go through it. With fewer than three others
    nothing is said.
    """
    found = []
    for layer, norm in norms.items():
        others = [n for name, n in norms.items() if name not in (layer, "head") and n > 0]
        if layer != "head" and len(others) >= _FEW_LAYERS and norm > _HUGE * median(others):
            found.append(layer)
    return tuple(found)


def check_sentences(check: TrainingCheck, _: Translate) -> list[str]:
    """What was seen, in three sentences."""
    return [
        _first_sentence(check, _),
        _batch_sentence(check, _),
        _("{n} numbers are trained.").format(n=count(check.n_trained_parameters)),
    ]


def _first_sentence(check: TrainingCheck, _: Translate) -> str:
    if not math.isfinite(check.first_loss):
        return _("The first loss is not finite.")
    said = {
        "high": _(
            "First loss {loss}, far over ln({n}) = {equal}, the loss of equal probabilities."
        ),
        "equal": _("First loss {loss}, ln({n}) = {equal}: as it should be at a random start."),
        "low": _("First loss {loss}, far under ln({n}) = {equal}, where a random start should be."),
    }[_first_level(check)]
    equal = math.log(check.n_classes)
    return said.format(loss=_loss(check.first_loss), n=check.n_classes, equal=_loss(equal))


def _batch_sentence(check: TrainingCheck, _: Translate) -> str:
    n_steps = len(check.overfit) - 1
    if not all(map(math.isfinite, check.overfit)):
        return _("One batch: at step {n} the loss is not finite.").format(n=n_steps)
    said = {
        "learned": _(
            "{m} examples, {n} steps, loss {first} → {last}: learned by heart, so the gradients reach "
            "what is trained."
        ),
        "falls": _(
            "{m} examples, {n} steps, loss {first} → {last}: it falls, but they are not learned yet."
        ),
        "flat": _("{m} examples, {n} steps, loss {first} → {last}: it hardly falls."),
        "rises": _("{m} examples, {n} steps, loss {first} → {last}: it rises."),
    }[_batch_course(check)]
    first, last = _loss(check.overfit[0]), _loss(check.overfit[-1])
    return said.format(m=check.n_batch, n=n_steps, first=first, last=last)


def _loss(value: float) -> str:
    """A loss with two decimals; a small one with two digits.

    >>> _loss(3.178), _loss(0.0042)
    ('3.18', '0.0042')
    """
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"


def suspicion_words(found: Suspicion, _: Translate) -> str:
    """What is odd and where to look."""
    words = {
        "not-finite": _("A loss or gradient is not finite. A lower learning rate may help."),
        "first-loss-high": _(
            "The first loss is far too high. Look at the encoder's vectors and at the labels."
        ),
        "first-loss-low": _("The first loss is too low for a random start. Look at the labels."),
        "batch-rises": _("The loss of one batch rises. The learning rate is probably too high."),
        "batch-not-learned": _(
            "One batch should be learned by heart. Look at the learning rate (too low?) and at what "
            "is trained."
        ),
        "no-gradient": _("No gradient reaches {layers}: nothing will be learned there."),
        "huge-gradient": _(
            "The gradients of {layers} are over 100 times those of the others. The first steps may "
            "ruin them; a lower learning rate or `training.clip` helps."
        ),
    }
    return words[found.code].format(layers=_(", ").join(found.layers))
