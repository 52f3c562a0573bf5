"""The encoder families that are built, and how each one's config names its sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenfold.errors import ModelError

__all__ = ["FAMILIES", "Family", "family_of"]


@dataclass(frozen=True, slots=True)
class Family:
    """One architecture.

    `reserved_positions` are rows of the position table that no token can use; `has_mixed` says that
    its code takes bfloat16 products among float32 sums (else float32 throughout).
    """

    name: str
    width: str = "hidden_size"
    n_layers: str = "num_hidden_layers"
    reserved_positions: int = 0
    has_sdpa: bool = True
    has_mixed: bool = True


_ROBERTA = Family("RoBERTa", reserved_positions=2)  # positions start after the padding index 1

FAMILIES: Mapping[str, Family] = {
    "bert": Family("BERT"),
    "roberta": _ROBERTA,
    "xlm-roberta": _ROBERTA,
    "camembert": _ROBERTA,
    "distilbert": Family("DistilBERT", width="dim", n_layers="n_layers"),
    "mpnet": Family("MPNet", reserved_positions=2, has_sdpa=False),
    "deberta": Family("DeBERTa", has_sdpa=False, has_mixed=False),
    "deberta-v2": Family("DeBERTa-v2", has_sdpa=False),
    "modernbert": Family("ModernBERT"),
}
"""By `model_type` of config.json."""


def family_of(config: Mapping[str, Any], where: str) -> Family:
    """The family of a config.json; what would be computed wrongly is refused."""
    kind = str(config.get("model_type"))
    if kind not in FAMILIES:
        raise ModelError(
            f"the encoder family {kind!r} is not built.",
            where=where,
            remedy=f"Built are: {', '.join(FAMILIES)}.",
        )
    reason = _refusal(config)
    if reason:
        raise ModelError(reason, where=where, remedy="Use a model without it.")
    return FAMILIES[kind]


def _refusal(config: Mapping[str, Any]) -> str | None:
    """Why a config of a known family would not be computed as its maker meant it."""
    if config.get("auto_map"):
        return "the model brings its own Python code (auto_map); tenfold never runs a model's code."
    if config.get("position_embedding_type", "absolute") != "absolute":
        return f"position_embedding_type = {config['position_embedding_type']!r} is not built."
    if config.get("quantization_config"):
        return "the weights are quantised; that is not built."
    if config.get("is_decoder"):
        return "it is a decoder (is_decoder = true), not an encoder."
    return None
