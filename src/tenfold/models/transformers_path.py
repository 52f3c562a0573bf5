"""Encoders that the lean path does not know, computed by transformers: DeBERTa and ModernBERT.

Texts stand side by side, padded to the longest; batches are made of texts of like length, so that few
tokens are pads. Frozen layers are not kept apart: there is no prefix to share.
"""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Int
from torch import nn

from tenfold.errors import ModelError
from tenfold.models.encoder import EncoderFiles
from tenfold.models.families import FAMILIES
from tenfold.models.lean.packed import Packed, pack
from tenfold.models.mixed import use_bfloat16_products
from tenfold.models.numerics import Profile
from tenfold.models.pooling import pool

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["TransformersEncoder"]

_EAGER_LENGTH = (
    512  # up to here plain attention is the faster one on a CPU; past it, its memory grows
)


class TransformersEncoder(nn.Module):
    """A transformers module, frozen, from tokens to vectors; `rounded`: bfloat16 where the profile says so.

    Raises ModelError where the weights do not fit the config.
    """

    def __init__(self, files: EncoderFiles, profile: Profile, *, rounded: bool = True) -> None:
        super().__init__()
        self.files = files
        self.device = profile.device
        self.module = _load_module(files).to(profile.device)
        self.module.requires_grad_(False)
        if rounded and profile.dtype == "bfloat16" and FAMILIES[files.model_type].has_mixed:
            use_bfloat16_products(self.module)

    def layers(self) -> nn.ModuleList:
        """The transformer layers, lowest first."""
        stack = self.module.layers if hasattr(self.module, "layers") else self.module.encoder.layer
        assert isinstance(stack, nn.ModuleList)
        return stack

    def packed(self, lengths: Int[np.ndarray, " texts"]) -> Packed:
        """The layout of a batch of texts with these token counts."""
        return pack(lengths, device=self.device)

    def vectors(self, tokens: Tensor, packed: Packed) -> Tensor:
        """Ids (n_tokens,) to one vector a text, (batch, width)."""
        table = packed.side_by_side(tokens)
        real = packed.side_by_side(torch.ones_like(tokens))
        mask = None if packed.slots is None else real
        output: Any = self.module(input_ids=table, attention_mask=mask)
        states = packed.in_a_row(output.last_hidden_state.float())
        return pool(states, packed, self.files.pooling)


def _load_module(files: EncoderFiles) -> Any:
    with quiet_transformers():
        from transformers import AutoModel

        try:
            module, report = AutoModel.from_pretrained(
                files.folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,
                attn_implementation=_attention(files),
                output_loading_info=True,
            )
        except Exception as error:  # transformers raises whatever its config and tensor code raises
            raise _unfit(
                files, (str(error).strip().splitlines() or [type(error).__name__])[0]
            ) from error
    lacking = sorted(name for name in report["missing_keys"] if "pooler" not in name)
    wrong = sorted(str(name) for name in report.get("mismatched_keys") or ())
    if lacking or wrong:
        raise _unfit(files, f"{len(lacking) + len(wrong)} tensors, such as {(lacking + wrong)[0]}")
    return module


def _attention(files: EncoderFiles) -> str:
    long = files.max_length > _EAGER_LENGTH
    return "sdpa" if long and FAMILIES[files.model_type].has_sdpa else "eager"


def _unfit(files: EncoderFiles, what: str) -> ModelError:
    return ModelError(
        f"the weights do not fit the config: {what[:300]}",
        where=str(files.folder),
        remedy="Get config.json and model.safetensors again, both of the same revision.",
    )


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """No progress bars or notices of transformers: tenfold prints its own."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        logger = logging.getLogger("transformers")
        level = logger.level
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)
