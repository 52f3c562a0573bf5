"""What the methods that train (a part of) the encoder share: their fields, their start, their predictor."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

import numpy as np
from jaxtyping import Float, Float32
from pydantic import BaseModel, ConfigDict, Field

from tenfold.errors import InputError, TenfoldError
from tenfold.models.encoder import EncoderFiles
from tenfold.models.lean.shape import is_lean
from tenfold.models.methods.contract import (
    Inputs,
    Method,
    Notes,
    Parameters,
    Predictor,
    Saved,
    Training,
)
from tenfold.models.methods.probe import Probe, ProbeParameters
from tenfold.models.methods.vectors import unit_vectors
from tenfold.models.softmax import log_loss_of, softmax
from tenfold.models.tempering import tempered

if TYPE_CHECKING:
    from tenfold.models.adapted import Adapted
    from tenfold.models.sequences import Pretrained, Sequences
    from tenfold.models.training import Settings

__all__ = [
    "GradientMethod",
    "GradientParameters",
    "GradientPredictor",
    "TrainingParameters",
    "refuse_dropout",
]

Init = Literal["auto", "probe", "random"]


class TrainingParameters(BaseModel):
    """How the loop goes, the same for every method that trains the encoder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schedule: Literal["linear", "cosine", "constant"] = Field(
        default="linear", description="How the learning rate falls after the warm-up."
    )
    warmup: float = Field(
        default=0.1, ge=0, lt=1, description="Share of all steps in which the learning rate rises."
    )
    weight_decay: float = Field(
        default=0.01, ge=0, le=1, description="Decoupled decay of the matrices of trained layers."
    )
    clip: float = Field(default=1.0, gt=0, description="Largest norm of all gradients together.")
    patience: int = Field(
        default=3,
        ge=0,
        description="Stop after so many epochs without a lower log loss on validation; 0: never.",
    )
    label_smoothing: float = Field(
        default=0.0, ge=0, lt=1, description="Share of each label that is spread over all classes."
    )
    class_weights: bool = Field(
        default=False, description="Weigh the loss so that every class counts the same."
    )
    dropout: bool = Field(
        default=False,
        description="Dropout in the layers that are trained, at the rate of the model's config. "
        "Frozen layers never have any.",
    )


class GradientParameters(Parameters):
    """Fields that every kind which trains the encoder has."""

    epochs: int = Field(default=10, ge=1, le=1000, description="Passes over the examples, at most.")
    learning_rate: float = Field(gt=0, le=10, description="The highest learning rate (AdamW).")
    batch_size: int = Field(default=16, ge=1, le=4096, description="Examples a step.")
    init: Init = Field(
        default="auto",
        description='The head\'s start: "probe", the solution of a probe on the frozen vectors, '
        'made less sure; "random"; "auto" takes the probe where its log loss on validation is below that of '
        "equal probabilities, and where there is no validation.",
    )
    training: TrainingParameters = Field(
        default=TrainingParameters(),
        description="How the loop goes: a table, see `training` below.",
    )

    def settings(self) -> Settings:
        """As the training loop takes them."""
        from tenfold.models.training import Settings

        own = self.training
        return Settings(
            epochs=self.epochs,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            schedule=own.schedule,
            warmup=own.warmup,
            weight_decay=own.weight_decay,
            clip=own.clip,
            patience=own.patience or None,
            label_smoothing=own.label_smoothing,
            class_weights=own.class_weights,
        )


P = TypeVar("P", bound=GradientParameters)


class GradientPredictor(Predictor):
    """An adapted encoder. It keeps what was trained, and takes the rest from the sequences' encoder.

    Raises InputError for sequences of another encoder than it was trained on.
    """

    needs_sequences: ClassVar[bool] = True
    method: ClassVar[type[GradientMethod[Any]]]

    def __init__(self, arrays: Mapping[str, np.ndarray], facts: dict[str, Any]) -> None:
        self._arrays, self._facts = dict(arrays), facts
        self._model: Adapted | None = None
        self.n_trained_parameters = int(facts["n_trained_parameters"])
        self.notes: Notes = facts["notes"]
        self.history = facts["history"]
        self.failure = facts["failure"]

    def probabilities(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        import torch

        from tenfold.models.training import scores_of

        assert inputs.sequences is not None
        torch.set_num_threads(inputs.sequences.encoder.profile.threads)
        if not len(inputs.sequences):
            return np.empty((0, self._facts["n_classes"]))
        return softmax(scores_of(self._adapted(inputs.sequences), inputs.sequences))

    def _adapted(self, sequences: Sequences) -> Adapted:
        encoder = sequences.encoder
        if encoder.files.digest != self._facts["encoder"]:
            raise InputError(
                f"these tokens are of the encoder {encoder.files.name!r}, and this predictor was "
                "trained on another one.",
                remedy="Use the encoder that it was trained with.",
            )
        if self._model is None:
            method = self.method()
            parameters = method.Parameters.model_validate(self._facts["parameters"])
            self._model = method.build(
                encoder,
                parameters,
                n_classes=self._facts["n_classes"],
                occurring=self._arrays.get(_OCCURRING),
            )
            self._model.restore(self._arrays)
            self._model.eval()
        return self._model

    def save(self) -> Saved:
        return Saved(self._arrays, self._facts)

    @classmethod
    def load(cls, saved: Saved) -> Self:
        return cls(saved.arrays, saved.facts)


_OCCURRING = "occurring tokens"


class GradientMethod(Method[P], Generic[P]):
    """A method that trains (a part of) the encoder. Subclasses say what, in `adapt`."""

    version: ClassVar[str] = "2"
    predictor: ClassVar[type[Predictor]]
    needs_vectors: ClassVar[bool] = True  # for the start
    needs_sequences: ClassVar[bool] = True
    stochastic: ClassVar[bool] = True
    libraries: ClassVar[tuple[str, ...]] = ("numpy", "scipy", "torch", "transformers", "peft")

    def starts_from_probe(self, parameters: BaseModel) -> bool:
        assert isinstance(parameters, GradientParameters)
        return parameters.init != "random"

    @abstractmethod
    def adapt(
        self, encoder: Pretrained, parameters: P, *, n_classes: int, occurring: np.ndarray | None
    ) -> Adapted:
        """The encoder with what is trained in it. `occurring` are the sorted ids of all tokens of the
        training texts. New parts draw their first values from torch's default generator.
        """

    def build(
        self,
        encoder: Pretrained,
        parameters: Any,
        *,
        n_classes: int,
        occurring: np.ndarray | None,
        seed: int = 0,
    ) -> Adapted:
        """`adapt` with its random numbers from the seed's stream for the initialisation."""
        import torch

        from tenfold.models.training import generator

        self.check(parameters, encoder.files)
        torch.set_num_threads(encoder.profile.threads)
        torch.manual_seed(int(generator(seed, "initialisation").integers(2**62)))
        return self.adapt(encoder, parameters, n_classes=n_classes, occurring=occurring)

    def train(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: P,
        classes: Sequence[str],
        seed: int,
    ) -> Predictor:
        from tenfold.models.training import train_adapted

        own, held_out = _labelled(train), None if validation is None else _labelled(validation)
        encoder = own.sequences.encoder
        occurring = np.unique(own.sequences.tokens())
        model = self.build(
            encoder, parameters, n_classes=len(classes), occurring=occurring, seed=seed
        )
        start = self._start(model, train, validation, parameters, classes)
        course = train_adapted(model, own, held_out, parameters.settings(), seed=seed)
        if course.failure and not course.best_epoch:
            raise TenfoldError(
                f"{course.failure}.",
                code="TF-FIT-DIVERGED",
                remedy="Try a lower learning rate, and look with: tenfold study try STUDY --debug",
            )
        arrays = model.arrays()
        if any(model.layer_of(name) == "embeddings" for name in arrays):
            arrays[_OCCURRING] = occurring
        return self.predictor.load(
            Saved(
                arrays,
                {
                    "encoder": encoder.files.digest,
                    "parameters": parameters.model_dump(mode="json"),
                    "n_classes": len(classes),
                    "n_trained_parameters": sum(p.numel() for p in model.trained().values()),
                    "notes": {"start": start, "path": _path(encoder.files), **model.notes()},
                    "history": {
                        "curve": course.curve,
                        "best_epoch": course.best_epoch,
                        **model.history(),
                    },
                    "failure": course.failure,
                },
            )
        )

    def _start(
        self,
        model: Adapted,
        train: Training,
        validation: Training | None,
        parameters: P,
        classes: Sequence[str],
    ) -> str:
        """Set the head's start and say which it is."""
        if parameters.init == "random":
            return "random"
        weights = train.start
        if weights is None:
            weights = _probe(train, validation, classes)
        if parameters.init == "auto" and validation is not None:
            loss = _loss_of_probe(weights, validation)
            if loss >= math.log(len(classes)):
                return "random: the probe does not help on validation"
        model.head.start_from(tempered(weights, unit_vectors(train.inputs), train.labels))
        return "probe"


def refuse_dropout(training: TrainingParameters) -> None:
    """For kinds that train no layer of the encoder: `training.dropout` would do nothing in silence."""
    if training.dropout:
        raise InputError(
            "training.dropout is for the layers that are trained, and this kind trains none.",
            remedy="Leave it out.",
        )


def _labelled(part: Training) -> Any:
    from tenfold.models.training import Labelled

    assert part.inputs.sequences is not None
    return Labelled(part.inputs.sequences, np.asarray(part.labels, dtype=np.int64))


def _probe(
    train: Training, validation: Training | None, classes: Sequence[str]
) -> Float32[np.ndarray, "inputs classes"]:
    fitted = Probe().train(train, validation, parameters=ProbeParameters(), classes=classes, seed=0)
    return fitted.fitted.weights


def _loss_of_probe(weights: Float32[np.ndarray, "inputs classes"], validation: Training) -> float:
    scores = unit_vectors(validation.inputs) @ weights[:-1] + weights[-1]
    return log_loss_of(softmax(scores), validation.labels)


def _path(files: EncoderFiles) -> str:
    return "lean" if is_lean(files) else "transformers, float32"
