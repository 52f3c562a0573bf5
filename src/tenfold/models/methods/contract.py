"""What a method is: labelled examples go in, a predictor of probabilities comes out.

    Kind               a name that a declaration may write after `kind =`
    ├── Method         trains here: `fit` returns a Predictor
    └── (others)       `ensemble`, `recorded`, `command`: how they run stands in their own modules

A new kind subclasses one of them, is named in the entry point group `tenfold.methods` and passes
tests/models/test_method_contract.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar

import numpy as np
import numpy.typing as npt
from jaxtyping import Float, Float32, Int
from pydantic import BaseModel, ConfigDict

from tenfold.errors import InputError
from tenfold.models.encoder import EncoderFiles
from tenfold.models.sequences import Sequences

__all__ = [
    "Inputs",
    "Kind",
    "Method",
    "NoParameters",
    "Parameters",
    "Predictor",
    "Role",
    "Saved",
    "Training",
]

Role = Literal["trains", "combines", "recorded", "command"]
Notes = Mapping[str, Any]


@dataclass(frozen=True)
class Inputs:
    """Examples without labels, as far as a method reads them.

    `texts` has length n, `vectors` (of the frozen encoder, or the data's own) shape (n, width),
    `sequences` (tokens of the encoder) length n; the same example stands in the same place.
    """

    texts: Sequence[str] | None = None
    vectors: Float32[np.ndarray, "examples width"] | None = None
    sequences: Sequences | None = None

    def __post_init__(self) -> None:
        if self.vectors is not None and self.vectors.ndim != 2:
            raise InputError(f"vectors must be a table. Got {self.vectors.ndim} dimensions, not 2.")
        counts = self._counts()
        if not counts:
            raise InputError("examples need texts, vectors or sequences; there are none of them.")
        if len(set(counts.values())) > 1:
            said = " came with ".join(f"{n} {name}" for name, n in counts.items())
            raise InputError(f"{said}.")

    def _counts(self) -> dict[str, int]:
        parts = {"texts": self.texts, "vectors": self.vectors, "sequences": self.sequences}
        return {name: len(part) for name, part in parts.items() if part is not None}

    def __len__(self) -> int:
        return next(iter(self._counts().values()))

    def take(self, indices: Sequence[int] | Int[np.ndarray, " picked"]) -> Inputs:
        """The examples at `indices`, in that order."""
        texts = None if self.texts is None else [self.texts[int(i)] for i in indices]
        vectors = (
            None if self.vectors is None else self.vectors[np.asarray(indices, dtype=np.int64)]
        )
        sequences = None if self.sequences is None else self.sequences.take(indices)
        return Inputs(texts, vectors, sequences)


@dataclass(frozen=True)
class Training:
    """Labelled examples. `labels` are indices into the sorted class names, shape (n,).

    `start` holds the weights (width + 1, classes) of a `probe` with default parameters that was fitted
    on these very examples, for methods that start from it; without it they fit it themselves.
    """

    inputs: Inputs
    labels: Int[np.ndarray, " examples"]
    start: Float32[np.ndarray, "inputs classes"] | None = None


class Parameters(BaseModel):
    """The fields of one kind, at most ten, each with a description that the docs show."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """A kind without any field."""


@dataclass(frozen=True)
class Saved:
    """A predictor as it is stored: arrays (safetensors) and plain facts (JSON)."""

    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


class Predictor(ABC):
    """What a fit gives back: class probabilities for texts or vectors.

    `n_trained_parameters` counts the numbers that were fitted. `notes` says what a reader of the
    report should know: a constant that was chosen, whether the solver came to its end. `history` is
    what happened on the way: `curve`, a list of epochs (`epoch`, 0 is before the first; `train_loss`,
    `validation_log_loss`, `validation_accuracy`, each null where there is none), and for `adalora`
    `ranks`, a list of `step` and `ranks` by matrix. `failure` says why a fit broke off; what it
    predicts are then its last valid predictions.
    """

    needs_vectors: ClassVar[bool] = False
    needs_sequences: ClassVar[bool] = False
    n_trained_parameters: int
    notes: Notes
    history: Mapping[str, Any] = {}
    failure: str = ""

    def predict(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        """Probabilities in float64, shape (n, n_classes); rows sum to one.

        Raises InputError where the inputs lack what the predictor reads, or have another width.
        """
        from threadpoolctl import threadpool_limits

        need_inputs(
            inputs,
            vectors=self.needs_vectors,
            sequences=self.needs_sequences,
            who=type(self).__name__,
        )
        with threadpool_limits(limits=1):  # as in `fit`: the same bits on any number of cores
            return self.probabilities(inputs)

    @abstractmethod
    def probabilities(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        """As `predict`, for inputs that were checked."""

    @abstractmethod
    def save(self) -> Saved:
        """All that `load` needs to give the same bits."""

    @classmethod
    @abstractmethod
    def load(cls, saved: Saved) -> Self:
        """The inverse of `save`."""


class Kind(ABC):
    """One kind of method. `version` is part of its steps' keys: raise it when its numbers change.

    `libraries` are the distributions whose versions can change its numbers. `stochastic` says that
    the seed matters beyond the choice of examples. `needs_vectors` and `needs_sequences` say what its
    fit reads beside labels.
    """

    kind: ClassVar[str]
    version: ClassVar[str]
    role: ClassVar[Role]
    summary: ClassVar[str]
    Parameters: ClassVar[type[Parameters]]
    needs_vectors: ClassVar[bool] = False
    needs_sequences: ClassVar[bool] = False
    stochastic: ClassVar[bool] = False
    libraries: ClassVar[tuple[str, ...]] = ("numpy",)

    def check(  # noqa: B027 - most kinds fit every encoder
        self, parameters: BaseModel, files: EncoderFiles
    ) -> None:
        """Raise InputError where the parameters do not fit the encoder, such as more layers than it has."""

    def n_frozen_layers(self, parameters: BaseModel, files: EncoderFiles) -> int:
        """How many of the lowest layers its fit leaves as they are, so that what they give can be
        computed once and handed to it as the sequences' prefix; 0 where there is nothing to share.
        """
        return 0

    def starts_from_probe(self, parameters: BaseModel) -> bool:
        """Whether its fit may use `Training.start`."""
        return False


P = TypeVar("P", bound=Parameters)


class Method(Kind, Generic[P]):
    """A kind that trains here. Subclasses write `train`; callers call `fit`."""

    role: ClassVar[Role] = "trains"
    predictor: ClassVar[type[Predictor]]

    def fit(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: P,
        classes: Sequence[str],
        seed: int,
    ) -> Predictor:
        """Fit on `train`; `validation` only chooses (constants, when to stop) and is not fitted to.

        Linear algebra runs on one thread here, so that the same seed gives the same bits however
        many runs share the machine.

        Raises
        ------
        InputError
            Shapes that do not fit, labels outside the classes, or inputs without what it reads.
        """
        from threadpoolctl import threadpool_limits

        for part, name in ((train, "training"), (validation, "validation")):
            if part is not None:
                self._check(part, name, len(classes))
        with threadpool_limits(limits=1):
            return self.train(train, validation, parameters=parameters, classes=classes, seed=seed)

    @abstractmethod
    def train(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: P,
        classes: Sequence[str],
        seed: int,
    ) -> Predictor:
        """As `fit`, for examples that were checked."""

    def _check(self, part: Training, name: str, n_classes: int) -> None:
        need_inputs(
            part.inputs,
            vectors=self.needs_vectors,
            sequences=self.needs_sequences,
            who=self.kind,
        )
        labels = np.asarray(part.labels)
        if not len(labels):
            raise InputError(f"{self.kind}: there are no {name} examples.")
        if labels.shape != (len(part.inputs),):
            raise InputError(
                f"{self.kind}: {len(part.inputs)} {name} examples came with labels of shape "
                f"{labels.shape}."
            )
        if labels.min() < 0 or labels.max() >= n_classes:
            raise InputError(
                f"{self.kind}: {name} labels run from {labels.min()} to {labels.max()}; "
                f"with {n_classes} classes they must be 0 to {n_classes - 1}."
            )


def need_inputs(inputs: Inputs, *, vectors: bool, sequences: bool, who: str) -> None:
    """Refuse inputs that lack what is read, and vectors that are not finite."""
    if sequences and inputs.sequences is None:
        raise InputError(f"{who} works on an encoder's tokens, and there are none.")
    if vectors and inputs.vectors is None:
        raise InputError(f"{who} works on an encoder's vectors, and there are none.")
    if vectors and inputs.vectors is not None and not np.isfinite(inputs.vectors).all():
        raise InputError(f"{who}: a vector holds NaN or infinity.")
