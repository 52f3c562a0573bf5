"""What steps take, guessed where this workspace has not run one of their kind: seconds, bytes; and memory.

The rates were measured with an encoder of 6 layers of 384 on one thread with bfloat16 products, on texts
of 42 tokens; they are scaled by the encoder's size and by tokens, and halved for float32. A guess is
there to tell minutes from hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.models.lean.shape import shape_of
from tenfold.models.methods.registry import get_kind
from tenfold.models.numerics import RunSize, run_bytes
from tenfold.study.frozen_states import StatesOf
from tenfold.study.model_findings import token_counts
from tenfold.study.run_steps import n_frozen_layers, needs_encoder

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["MethodGuess", "encode_seconds", "guess_method", "method_bytes", "worker_bytes"]

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
_USUAL_BATCH = 16


@dataclass(frozen=True)
class MethodGuess:
    """`fit_s` is for one example, `predict_s` for one text; the epochs are counted in."""

    fit_s: float
    predict_s: float
    fit_overhead_s: float
    predictor_bytes: int


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
        return MethodGuess(0, 0, _OTHER_FIT_S, 4 * width * n_classes)
    slow = _slowness(tokens_per_text, encoder, plan.profile.dtype)
    n_frozen = n_frozen_layers(plan.declaration, plan.encoders, method)
    trained_layers = encoder.n_layers - n_frozen
    share = max(1, trained_layers) / encoder.n_layers
    rate = _TRAINED_PER_S.get(entry.kind, 50.0) / share
    trained = _n_trained(entry.kind, encoder, trained_layers)
    use = plan.declaration.model_of(method)
    anew = {
        wish: n_frozen / encoder.n_layers if _is_streamed(plan, use, n_frozen, wish) else 0.0
        for wish in ("train", "test")
    }
    return MethodGuess(
        fit_s=_epochs(entry.parameters) * slow * (1 / rate + anew["train"] / _ENCODED_PER_S),
        predict_s=(share + anew["test"]) * slow / _ENCODED_PER_S,
        fit_overhead_s=1.0,
        predictor_bytes=2 * trained + 4 * encoder.width * n_classes,
    )


def method_bytes(plan: Plan, method: str, n_tokens: int) -> int:
    """The memory that a run of a method needs, if the longest text has `n_tokens`."""
    entry = plan.declaration.methods[method]
    kind = get_kind(entry.kind)
    encoder = plan.encoders.get(plan.declaration.model_of(method))
    if encoder is None or not needs_encoder(kind):
        return run_bytes(RunSize(n_parameters=0))
    if not kind.needs_sequences:
        return run_bytes(RunSize(n_parameters=encoder.n_parameters))
    n_layers = encoder.n_layers - n_frozen_layers(plan.declaration, plan.encoders, method)
    size = RunSize(
        n_parameters=encoder.n_parameters,
        n_trained=_n_trained(entry.kind, encoder, n_layers),
        n_layers=n_layers,
        width=encoder.width,
        n_heads=shape_of(encoder).n_heads,
        batch_size=int(entry.parameters.get("batch_size", _USUAL_BATCH)),
        n_tokens=n_tokens,
    )
    return run_bytes(size)


def worker_bytes(workspace: Workspace, plan: Plan) -> int:
    """The most memory that one process needs for any run of a study."""
    longest = {
        use: int(token_counts(workspace, plan.material, encoder).max(initial=0))
        for use, encoder in plan.encoders.items()
    }
    return max(
        method_bytes(plan, name, longest.get(plan.declaration.model_of(name), 0))
        for name in plan.declaration.methods
    )


def _slowness(tokens_per_text: float, encoder: EncoderFiles, dtype: str) -> float:
    """How many times as long as for the encoder and the texts that were measured."""
    size = encoder.n_layers * encoder.width**2 / (_LAYERS * _WIDTH**2)
    return size * tokens_per_text / _TOKENS * (1 if dtype == "bfloat16" else 2)


def _is_streamed(plan: Plan, use: str, layer: int, wish: str) -> bool:
    """Whether the frozen states of a side are not kept, so that every run computes them anew."""
    return StatesOf(use, layer, plan.material.side(wish)) in plan.states.streamed


def _n_trained(kind: str, encoder: EncoderFiles, n_layers: int) -> int:
    if kind in _ADDS:
        return _ADDED_PARAMETERS
    if n_layers == encoder.n_layers:
        return encoder.n_parameters
    return n_layers * 12 * encoder.width**2


def _epochs(parameters: Mapping[str, Any]) -> int:
    return int(parameters.get("epochs", 10))
