"""The one training loop: batches in, an adapted encoder and its learning curve out.

Read it from `train_adapted` down. A step is: the loss of a batch, its gradients, clipped; AdamW; the
schedule. After each epoch validation says whether this was the best so far, and when to stop.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn

from tenfold.models.frozen import even_batches

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.adapted import Adapted
    from tenfold.models.sequences import Sequences

__all__ = [
    "Course",
    "Labelled",
    "Schedule",
    "Settings",
    "generator",
    "like_batches",
    "scores_of",
    "train_adapted",
]

Schedule = Literal["linear", "cosine", "constant"]
_BETAS, _EPSILON = (0.9, 0.999), 1e-8
_BATCHES_OF_LIKE_LENGTH = 8


@dataclass(frozen=True)
class Settings:
    """How to train. `warmup` is a share of all steps; `patience` counts epochs without a better
    validation, None for no early stop; `clip` bounds the norm of all gradients together.
    """

    epochs: int
    learning_rate: float
    batch_size: int
    schedule: Schedule = "linear"
    warmup: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    patience: int | None = 3
    label_smoothing: float = 0.0
    class_weights: bool = False


@dataclass(frozen=True)
class Labelled:
    """Sequences with their labels, indices of classes, shape (n,)."""

    sequences: Sequences
    labels: Int[np.ndarray, " examples"]


@dataclass
class Course:
    """What happened: `curve` by epoch, the best epoch, and why it broke off ("" if it did not)."""

    curve: list[dict[str, Any]] = field(default_factory=list)
    best_epoch: int = 0
    failure: str = ""


def generator(seed: int, name: str) -> np.random.Generator:
    """Random numbers of their own for each use of a run's seed: SHA-256 of seed and name."""
    key = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(key)))


class _Best:
    """The epoch that is kept: the lowest log loss on validation among those that may be kept."""

    def __init__(self, model: Adapted) -> None:
        self._model, self._loss = model, math.inf
        self._kept = {name: p.detach().clone() for name, p in model.trained().items()}
        self.epoch, self.waited = 0, 0

    def offer(self, epoch: int, loss: float | None) -> None:
        """Keep what the model has now if it is better, or if there is nothing to tell by.

        Before the model is settled the latest is kept, to have something should training break off.
        """
        settled = loss is not None and self._model.is_settled()
        if settled and loss is not None and loss >= self._loss:
            self.waited += 1
            return
        self._loss = loss if settled and loss is not None else math.inf
        self._kept = {name: p.detach().clone() for name, p in self._model.trained().items()}
        self.epoch, self.waited = epoch, 0

    def put_back(self) -> None:
        """Give the model the weights that were kept."""
        with torch.no_grad():
            for name, parameter in self._model.trained().items():
                parameter.copy_(self._kept[name])
        self._model.train().eval()  # so that tables made from weights are made anew


def train_adapted(
    model: Adapted, train: Labelled, validation: Labelled | None, settings: Settings, *, seed: int
) -> Course:
    """Train `model` in place; in the end it holds the epoch with the lowest log loss on validation.

    Without validation it runs all epochs and keeps the last. The start is never kept, nor an
    epoch at which the model is not settled. When a loss or a weight is not a number any more, training
    ends with `failure` set: the model then holds its best valid epoch, or what it had before the first.

    Decoupled weight decay (Loshchilov & Hutter 2019) acts on the matrices of layers and adapters, not
    on embeddings, biases, norms or the head.
    """
    order = generator(seed, "order")
    torch.manual_seed(int(generator(seed, "dropout").integers(2**62)))
    n_steps = math.ceil(len(train.labels) / settings.batch_size) * settings.epochs
    model.plan(n_steps)
    stepper = _Stepper(model, train, settings, n_steps)
    course, best = Course(), _Best(model)
    course.curve.append(_measured(model, validation, epoch=0, train_loss=None))
    for epoch in range(1, settings.epochs + 1):
        train_loss = stepper.epoch(order)
        course.failure = stepper.failure
        if not course.failure:
            entry = _measured(model, validation, epoch=epoch, train_loss=train_loss)
            course.failure = _broken(model, entry)
        if course.failure:
            break
        course.curve.append(entry)
        best.offer(epoch, entry["validation_log_loss"])
        if settings.patience is not None and best.waited >= settings.patience:
            break
    best.put_back()
    course.best_epoch = best.epoch
    return course


class _Stepper:
    """The steps of a training, batch by batch; `failure` says at which one the loss was no number."""

    def __init__(self, model: Adapted, train: Labelled, settings: Settings, n_steps: int) -> None:
        self._model, self._train, self._settings = model, train, settings
        self._n_steps, self._step = n_steps, 0
        self._optimiser = _optimiser(model, settings)
        self._criterion = _criterion(model, train.labels, settings)
        self._labels = torch.from_numpy(train.labels).to(model.head.bias.device)
        self.failure = ""

    def epoch(self, order: np.random.Generator) -> float:
        """Every example once; the mean loss of its batches. Ends early where a loss is no number."""
        self._model.train()
        losses = []
        lengths = self._train.sequences.lengths
        for rows in like_batches(order, lengths, self._settings.batch_size):
            self._step += 1
            losses.append(self._descend(rows))
            if not math.isfinite(losses[-1]):
                self.failure = f"diverged at step {self._step}: the loss is {losses[-1]}"
                break
        return float(np.mean(losses))

    def _descend(self, rows: Int[np.ndarray, " batch"]) -> float:
        """One step; returns the loss before it, without the penalty. Nothing moves where it is no number."""
        model, settings = self._model, self._settings
        loss = self._criterion(model(self._train.sequences.take(rows)), self._labels[rows])
        found = float(loss.detach())
        if math.isfinite(found):
            rate = settings.learning_rate * _share(self._step, self._n_steps, settings)
            _descend(model, loss, self._optimiser, rate, settings.clip)
            model.after_step(self._step)
            self._optimiser.zero_grad()
        return found


def scores_of(model: Adapted, sequences: Sequences) -> Float[np.ndarray, "examples classes"]:
    """Scores before the softmax, float64, shape (n, n_classes), without gradients.

    Batches hold texts of equal length, so that no score depends on an example's neighbours by more than
    rounding.
    """
    found = np.empty((len(sequences), len(model.head.bias)))
    with torch.inference_mode():
        for rows in even_batches(sequences.lengths):
            found[rows] = model(sequences.take(rows)).double().cpu().numpy()
    return found


def like_batches(
    order: np.random.Generator, lengths: Int[np.ndarray, " examples"], size: int
) -> Iterator[Int[np.ndarray, " batch"]]:
    """All examples once, in random batches of texts of like length.

    They are shuffled, cut into pieces of eight batches, sorted by length within each piece, and the
    batches shuffled again: enough chance for a stochastic gradient, few pads for attention. Only
    the last batch of the last piece may be smaller.
    """
    shuffled = order.permutation(len(lengths))
    piece = size * _BATCHES_OF_LIKE_LENGTH
    batches = []
    for at in range(0, len(lengths), piece):
        own = shuffled[at : at + piece]
        own = own[np.argsort(lengths[own], kind="stable")]
        batches += [own[i : i + size] for i in range(0, len(own), size)]
    for number in order.permutation(len(batches)):
        yield batches[number]


def _optimiser(model: Adapted, settings: Settings) -> torch.optim.Optimizer:
    decayed: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in model.trained().items():
        is_matrix = parameter.ndim == 2 and model.layer_of(name).startswith("layer")
        (decayed if is_matrix else others).append(parameter)
    groups = [
        {"params": decayed, "weight_decay": settings.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=settings.learning_rate,
        betas=_BETAS,
        eps=_EPSILON,
        fused=True,
    )


def _criterion(model: Adapted, labels: np.ndarray, settings: Settings) -> nn.CrossEntropyLoss:
    weights = None
    if settings.class_weights:
        counts = np.bincount(labels, minlength=len(model.head.bias))
        present = counts > 0
        balanced = np.where(present, len(labels) / (present.sum() * np.maximum(counts, 1)), 0.0)
        weights = torch.from_numpy(balanced).float().to(model.head.bias.device)
    return nn.CrossEntropyLoss(weight=weights, label_smoothing=settings.label_smoothing)


def _share(step: int, n_steps: int, settings: Settings) -> float:
    """The share of the learning rate at `step` (1 to n_steps): up in a line, then as declared."""
    n_warm = round(settings.warmup * n_steps)
    if step <= n_warm:
        return step / n_warm
    if settings.schedule == "constant":
        return 1.0
    left = (n_steps - step + 1) / (n_steps - n_warm)
    return left if settings.schedule == "linear" else 0.5 * (1 - math.cos(math.pi * left))


def _descend(
    model: Adapted, loss: Tensor, optimiser: torch.optim.Optimizer, rate: float, clip: float
) -> None:
    penalty = model.penalty()
    (loss if penalty is None else loss + penalty).backward()  # type: ignore[no-untyped-call]
    _clip(list(model.trained().values()), clip)
    for group in optimiser.param_groups:
        group["lr"] = rate
    optimiser.step()


def _clip(parameters: list[nn.Parameter], most: float) -> None:
    """Scale all gradients down together where their norm is above `most`; else touch none of them."""
    norm = nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
    if norm > most:
        nn.utils.clip_grads_with_norm_(parameters, most, norm)


def _measured(
    model: Adapted, validation: Labelled | None, *, epoch: int, train_loss: float | None
) -> dict[str, Any]:
    """One point of the curve."""
    model.eval()
    log_loss = accuracy = None
    if validation is not None:
        from tenfold.models.softmax import log_loss_of, softmax

        probabilities = softmax(scores_of(model, validation.sequences))
        log_loss = log_loss_of(probabilities, validation.labels)
        accuracy = float((probabilities.argmax(axis=1) == validation.labels).mean())
    return {
        "epoch": epoch,
        "train_loss": train_loss,
        "validation_log_loss": log_loss,
        "validation_accuracy": accuracy,
    }


def _broken(model: Adapted, entry: dict[str, Any]) -> str:
    """Why what an epoch ended with cannot be used, or ""."""
    if not all(bool(torch.isfinite(p).all()) for p in model.trained().values()):
        return f"diverged in epoch {entry['epoch']}: a weight is not finite"
    loss = entry["validation_log_loss"]
    if loss is not None and not math.isfinite(loss):
        return f"diverged in epoch {entry['epoch']}: the loss on validation is {loss}"
    return ""
