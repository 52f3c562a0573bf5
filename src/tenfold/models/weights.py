"""Safetensors weights: found, checked and counted by their headers alone, without torch."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from tenfold.errors import ModelError

__all__ = ["MAX_HEADER_BYTES", "MAX_TENSORS", "count_parameters", "find_weights"]

MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_TENSORS = 50_000
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.msgpack", "*.h5")
_ZIP, _PICKLE = b"PK", b"\x80"


def find_weights(folder: Path) -> tuple[Path, ...]:
    """The safetensors files of a model folder, one or the shards of its index.

    Raises ModelError where there are only pickled weights, none, or a shard is missing.
    """
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if single.is_file():
        return (single,)
    if index.is_file():
        return _shards(folder, index)
    pickles = sorted(path.name for pattern in _PICKLES for path in folder.glob(pattern))
    if pickles:
        raise ModelError(
            f"the weights are only there in a format that can run code when it is read "
            f"({', '.join(pickles[:3])}). tenfold reads safetensors only.",
            where=str(folder),
            remedy="Take a revision that has model.safetensors, or convert the weights with the "
            "tools of the model's maker on a machine that you can lose.",
        )
    raise ModelError(
        "it has no model.safetensors.", where=str(folder), remedy="Add the model's weights."
    )


def _shards(folder: Path, index: Path) -> tuple[Path, ...]:
    try:
        names = sorted(set(json.loads(index.read_bytes())["weight_map"].values()))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModelError("the index of the weights cannot be read.", where=str(index)) from None
    for name in names:
        if (
            not isinstance(name, str)
            or Path(name).name != name
            or not name.endswith(".safetensors")
        ):
            raise ModelError(f"names a file that it may not: {name!r}.", where=str(index))
        if not (folder / name).is_file():
            raise ModelError(f"a part of the weights is missing: {name}.", where=str(folder))
    return tuple(folder / name for name in names)


def count_parameters(weights: tuple[Path, ...]) -> int:
    """Numbers in all tensors, read from the headers. Raises ModelError for a file that is none."""
    return sum(_count(path) for path in weights)


def _count(path: Path) -> int:
    tensors = _read_header(path)
    tensors.pop("__metadata__", None)
    if len(tensors) > MAX_TENSORS:
        raise _not_safetensors(
            path, f"has {len(tensors):,} tensors; at most {MAX_TENSORS:,} may be"
        )
    total = 0
    for name, entry in tensors.items():
        total += _elements(path, name, entry)
    return total


def _elements(path: Path, name: str, entry: Any) -> int:
    shape = entry.get("shape") if isinstance(entry, dict) else None
    if not isinstance(shape, list) or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise _not_safetensors(path, f"has no readable shape for {name[:80]!r}")
    return math.prod(shape)


def _read_header(path: Path) -> dict[str, Any]:
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if start[:2] == _ZIP or (start[:1] == _PICKLE and start[1:2] in b"\x02\x03\x04\x05"):
            raise _not_safetensors(path, "is a pickle or zip file under another name")
        n_header = int.from_bytes(start, "little")
        if len(start) < 8 or n_header > size_bytes - 8:
            raise _not_safetensors(path, "is cut or no safetensors file")
        if n_header > MAX_HEADER_BYTES:
            raise _not_safetensors(path, f"has a header of {n_header:,} bytes; at most 4 MB may be")
        raw = file.read(n_header)
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise _not_safetensors(path, "has no readable header")
    return header


def _not_safetensors(path: Path, what: str) -> ModelError:
    return ModelError(
        f"it {what}.", where=str(path), remedy="Get the file again from where the model came from."
    )
