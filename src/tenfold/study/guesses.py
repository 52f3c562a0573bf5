"""What steps take, guessed where this workspace has not run one of their kind: seconds, bytes, memory.

The rates were measured with an encoder of 6 layers of 384 on one thread with bfloat16 products, on texts
of 42 tokens; they are scaled by the encoder's size and by tokens, and halved for float32. A guess is
there to tell minutes from hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.models.methods.registry import get_kind
from tenfold.study.run_steps import n_frozen_layers, needs_encoder

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.study.plan import Plan

__all__ = ["MethodGuess", "encode_seconds", "guess_method", "worker_bytes"]

_ENCODED_PER_S = 400.0
_TOKENS = 42.0
_LAYERS, _WIDTH = 6, 384

_TRAINED_PER_S: Mapping[str, float] = {
    "fine-tune": 50.0,
    "last-k": 100.0,  # without the embeddings; 300 for two layers of six
    "lora": 75.0,
    "adalora": 65.0,
    "prompt-tuning": 65.0,
}
"""Examples that one thread trains on in a second, if all layers take part."""

_ADDS = frozenset({"lora", "adalora", "prompt-tuning"})
_ADDED_PARAMETERS = 500_000
_OTHER_FIT_S = 2.0
_WORKER_BYTES = 600_000_000


@dataclass(frozen=True)
class MethodGuess:
    """`fit_s` is for one example, `predict_s` for one text; the epochs are counted in."""

    fit_s: float
    predict_s: float
    fit_overhead_s: float
    predictor_bytes: int
    worker_bytes: int


def encode_seconds(
    n_texts: int, tokens_per_text: float, encoder: EncoderFiles, dtype: str
) -> float:
    """One pass of the encoder over texts."""
    return n_texts / _ENCODED_PER_S * _slowness(tokens_per_text, encoder, dtype)


def guess_method(plan: Plan, method: str, tokens_per_text: float) -> MethodGuess:
    """What a run of a method takes."""
    entry = plan.declaration.methods[method]
    kind = get_kind(entry.kind)
    encoder = plan.encoders.get(plan.declaration.model_of(method))
    n_classes = len(plan.material.classes)
    if encoder is None or not kind.needs_sequences:
        width = encoder.width if encoder is not None else 1000
        weights = encoder.n_parameters * 4 if encoder is not None and needs_encoder(kind) else 0
        return MethodGuess(0, 0, _OTHER_FIT_S, 4 * width * n_classes, _WORKER_BYTES + weights)
    slow = _slowness(tokens_per_text, encoder, plan.profile.dtype)
    n_frozen = n_frozen_layers(plan.declaration, plan.encoders, method)
    trained_layers = encoder.n_layers - n_frozen
    share = max(1, trained_layers) / encoder.n_layers
    rate = _TRAINED_PER_S.get(entry.kind, 50.0) / share
    trained = _n_trained(entry.kind, encoder, trained_layers)
    anew = 0.0 if _is_kept(plan, encoder.name, n_frozen) else n_frozen / encoder.n_layers
    return MethodGuess(
        fit_s=_epochs(entry.parameters) * slow * (1 / rate + anew / _ENCODED_PER_S),
        predict_s=(share + anew) * slow / _ENCODED_PER_S,
        fit_overhead_s=1.0,
        predictor_bytes=2 * trained + 4 * encoder.width * n_classes,
        worker_bytes=_WORKER_BYTES + 4 * encoder.n_parameters + 16 * trained,
    )


def worker_bytes(plan: Plan) -> int:
    """The most memory that one process is guessed to need for any run of a study."""
    return max(guess_method(plan, name, _TOKENS).worker_bytes for name in plan.declaration.methods)


def _slowness(tokens_per_text: float, encoder: EncoderFiles, dtype: str) -> float:
    """How many times as long as for the encoder and the texts that were measured."""
    size = encoder.n_layers * encoder.width**2 / (_LAYERS * _WIDTH**2)
    return size * tokens_per_text / _TOKENS * (1 if dtype == "bfloat16" else 2)


def _is_kept(plan: Plan, model: str, layer: int) -> bool:
    """Whether the frozen states are kept, so that no fit computes them anew."""
    return not any(s.model == model and s.layer == layer for s in plan.states.streamed)


def _n_trained(kind: str, encoder: EncoderFiles, n_layers: int) -> int:
    if kind in _ADDS:
        return _ADDED_PARAMETERS
    if n_layers == encoder.n_layers:
        return encoder.n_parameters
    return n_layers * 12 * encoder.width**2


def _epochs(parameters: Mapping[str, Any]) -> int:
    return int(parameters.get("epochs", 10))
