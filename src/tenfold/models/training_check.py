"""Does a method train as it should? Three looks that cost seconds, before an hour is spent."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.errors import InputError
from tenfold.models.methods.contract import Training
from tenfold.models.methods.gradient import GradientMethod, GradientParameters
from tenfold.models.methods.registry import get_method

if TYPE_CHECKING:
    from tenfold.models.adapted import Adapted
    from tenfold.models.sequences import Sequences

__all__ = ["TrainingCheck", "check_training"]

_N_STEPS = 30
_N_FIRST = 256  # examples that the first loss is the mean of


@dataclass(frozen=True)
class TrainingCheck:
    """What was seen, from a random head.

    `first_loss` is the mean loss of up to 256 training examples before any step; with even scores it is
    ln(`n_classes`). `overfit` is the loss on one batch after 0, 1, 2, ... steps on it alone;
    `gradient_norms` the norm of the gradients in the first of them, by layer.
    """

    first_loss: float
    n_classes: int
    n_batch: int
    overfit: list[float]
    gradient_norms: dict[str, float]
    n_trained_parameters: int


def check_training(
    kind: str, train: Training, *, parameters: GradientParameters, classes: Sequence[str], seed: int
) -> TrainingCheck:
    """Look at the first loss, learn one batch by heart, and weigh the gradients.

    Raises InputError for a kind that does not train the encoder.
    """
    from tenfold.models.training import generator, scores_of

    method = get_method(kind)
    sequences = train.inputs.sequences
    if not isinstance(method, GradientMethod) or sequences is None:
        raise InputError(f"the kind {kind!r} does not train the encoder.")
    occurring = np.unique(sequences.tokens())
    model = method.build(
        sequences.encoder, parameters, n_classes=len(classes), occurring=occurring, seed=seed
    )
    model.eval()
    order = generator(seed, "order").permutation(len(train.labels))
    some, rows = order[:_N_FIRST], order[: parameters.batch_size]
    first = _mean_loss(scores_of(model, sequences.take(some)), train.labels[some])
    losses, norms = _learn_by_heart(model, sequences.take(rows), train.labels[rows], parameters)
    return TrainingCheck(
        first_loss=first,
        n_classes=len(classes),
        n_batch=len(rows),
        overfit=losses,
        gradient_norms=norms,
        n_trained_parameters=sum(p.numel() for p in model.trained().values()),
    )


def _learn_by_heart(
    model: Adapted, batch: Sequences, labels: np.ndarray, parameters: GradientParameters
) -> tuple[list[float], dict[str, float]]:
    """The loss before each step on one batch and after the last, and the first gradients' norms."""
    import torch

    own = torch.from_numpy(np.asarray(labels)).to(model.head.bias.device)
    optimiser = torch.optim.AdamW(
        list(model.trained().values()), lr=parameters.learning_rate, weight_decay=0.0, fused=True
    )
    losses: list[float] = []
    norms: dict[str, float] = {}
    model.train()
    for _ in range(_N_STEPS + 1):
        loss = torch.nn.functional.cross_entropy(model(batch), own)
        losses.append(float(loss.detach()))
        if not math.isfinite(losses[-1]):
            break
        loss.backward()  # type: ignore[no-untyped-call]
        norms = norms or _norms(model)
        torch.nn.utils.clip_grad_norm_(model.trained().values(), parameters.training.clip)
        optimiser.step()
        optimiser.zero_grad()
    return losses, norms


def _mean_loss(scores: np.ndarray, labels: Any) -> float:
    highest = scores.max(axis=1, keepdims=True)
    logs = np.log(np.exp(scores - highest).sum(axis=1)) + highest[:, 0]
    return float((logs - scores[np.arange(len(scores)), np.asarray(labels)]).mean())


def _norms(model: Adapted) -> dict[str, float]:
    squares: dict[str, float] = defaultdict(float)
    for name, parameter in model.trained().items():
        if parameter.grad is not None:
            squares[model.layer_of(name)] += float(parameter.grad.square().sum())
    return {layer: math.sqrt(square) for layer, square in squares.items()}
