"""The sizes of an encoder that the lean path computes, read from its config.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenfold.models.encoder import EncoderFiles
from tenfold.models.sentence_settings import read_json

__all__ = ["LEAN_MODELS", "Shape", "is_lean", "shape_of"]

LEAN_MODELS = ("bert", "roberta", "xlm-roberta", "camembert", "distilbert", "mpnet")
"""`model_type` of the encoders that the lean path knows; the others take the transformers path."""

_ACTIVATIONS = ("gelu", "gelu_new", "gelu_pytorch_tanh", "relu")


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of one encoder. `first_position` is the row of the position table for the first token.

    `dropout` is after each block, `attention_dropout` on the attention weights; both act in trained
    layers alone. `n_buckets` counts MPNet's distances, 0 for families without them.
    """

    model_type: str
    n_layers: int
    n_heads: int
    width: int
    inner: int
    epsilon: float
    activation: str
    first_position: int
    dropout: float
    attention_dropout: float
    n_buckets: int


def is_lean(files: EncoderFiles) -> bool:
    """Whether the lean path computes this encoder as transformers would."""
    return files.model_type in LEAN_MODELS and shape_of(files).activation in _ACTIVATIONS


def shape_of(files: EncoderFiles) -> Shape:
    """The sizes; defaults are those of the families' own configs."""
    config = read_json(files.folder / "config.json")
    if files.model_type == "distilbert":
        return _distilbert(files, config)
    mpnet = files.model_type == "mpnet"
    # MPNet's code counts from 2 whatever its config says; in a RoBERTa's config 1 is the default
    padding = 1 if mpnet else int(config.get("pad_token_id", 1))
    return Shape(
        model_type=files.model_type,
        n_layers=files.n_layers,
        n_heads=int(config.get("num_attention_heads", 12)),
        width=files.width,
        inner=int(config.get("intermediate_size", 4 * files.width)),
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        activation=str(config.get("hidden_act", "gelu")),
        first_position=0 if files.model_type == "bert" else padding + 1,
        dropout=float(config.get("hidden_dropout_prob", 0.1)),
        attention_dropout=float(config.get("attention_probs_dropout_prob", 0.1)),
        n_buckets=int(config.get("relative_attention_num_buckets", 32)) if mpnet else 0,
    )


def _distilbert(files: EncoderFiles, config: Mapping[str, Any]) -> Shape:
    return Shape(
        model_type="distilbert",
        n_layers=files.n_layers,
        n_heads=int(config.get("n_heads", 12)),
        width=files.width,
        inner=int(config.get("hidden_dim", 4 * files.width)),
        epsilon=1e-12,
        activation=str(config.get("activation", "gelu")),
        first_position=0,
        dropout=float(config.get("dropout", 0.1)),
        attention_dropout=float(config.get("attention_dropout", 0.1)),
        n_buckets=0,
    )
