"""An encoder in memory: loaded once per process, by transformers, from safetensors only."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenfold.errors import ModelError
from tenfold.models.embedded import EMBEDDED_NAME, verify_embedded
from tenfold.models.encoder import EncoderFiles
from tenfold.models.families import FAMILIES
from tenfold.models.mixed import use_bfloat16_products
from tenfold.models.numerics import Profile
from tenfold.models.tokens import TextTokenizer

__all__ = ["LoadedEncoder", "load_encoder"]

_EAGER_LENGTH = (
    512  # up to here plain attention is the faster one on a CPU; past it, its memory grows
)
_loaded: dict[tuple[str, Profile], LoadedEncoder] = {}


@dataclass(frozen=True, slots=True)
class LoadedEncoder:
    """The transformers module in evaluation mode, and the tokenizer that belongs to it."""

    module: Any
    tokenizer: TextTokenizer


def load_encoder(files: EncoderFiles, profile: Profile) -> LoadedEncoder:
    """The encoder, ready for inference; the second call in a process returns the same object.

    Sets torch's threads as the profile says, for the whole process. The embedded weights are
    checked against their published SHA-256 here, before they compute anything. Raises ModelError where the
    weights do not fit the config: a part that would start at random is never taken.
    """
    import torch

    torch.set_num_threads(profile.threads)
    key = (files.digest, profile)
    if key not in _loaded:
        if files.name == EMBEDDED_NAME:
            verify_embedded(files.folder)
        _loaded.clear()  # one model at a time: a study's chunks come model by model
        _loaded[key] = LoadedEncoder(_load_module(files, profile), TextTokenizer(files))
    return _loaded[key]


def _load_module(files: EncoderFiles, profile: Profile) -> Any:
    import torch

    with _quiet():
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
    if profile.dtype == "bfloat16" and FAMILIES[files.model_type].has_mixed:
        use_bfloat16_products(module)
    return module.eval().to(profile.device)


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
def _quiet() -> Iterator[None]:
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
