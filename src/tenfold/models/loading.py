"""An encoder in memory, loaded once per process: by the lean path where it knows the family."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenfold.models.encoder import EncoderFiles
from tenfold.models.lean.shape import is_lean
from tenfold.models.numerics import Profile
from tenfold.models.tokens import TextTokenizer

if TYPE_CHECKING:
    from tenfold.models.lean.encoder import LeanEncoder
    from tenfold.models.transformers_path import TransformersEncoder

__all__ = ["LoadedEncoder", "load_encoder"]

_loaded: dict[tuple[str, Profile], LoadedEncoder] = {}


@dataclass(frozen=True)
class LoadedEncoder:
    """The frozen encoder of this process and its tokenizer. Nobody may change its weights."""

    module: LeanEncoder | TransformersEncoder
    files: EncoderFiles

    @cached_property
    def tokenizer(self) -> TextTokenizer:
        """Read when it is first asked for: stored tokens need none."""
        return TextTokenizer(self.files)


def load_encoder(files: EncoderFiles, profile: Profile) -> LoadedEncoder:
    """The encoder, ready for inference; the second call in a process returns the same object.

    Sets torch's threads as the profile says, for the whole process. Raises ModelError where the
    weights do not fit the config: a part that would start at random is never taken.
    """
    import torch

    torch.set_num_threads(profile.threads)
    key = (files.digest, profile)
    if key not in _loaded:
        _loaded.clear()  # one model at a time: a study's chunks come model by model
        _loaded[key] = LoadedEncoder(_module(files, profile).eval(), files)
    return _loaded[key]


def _module(files: EncoderFiles, profile: Profile) -> LeanEncoder | TransformersEncoder:
    if is_lean(files):
        from tenfold.models.lean.encoder import LeanEncoder

        return LeanEncoder(files, profile)
    from tenfold.models.transformers_path import TransformersEncoder

    return TransformersEncoder(files, profile)
