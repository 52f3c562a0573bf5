"""Views of the arrays in a safetensors file, without reading them into memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Header", "map_views"]

_DTYPES: Mapping[str, str] = {
    "BOOL": "?",
    "U8": "u1",
    "I8": "i1",
    "U16": "<u2",
    "I16": "<i2",
    "F16": "<f2",
    "U32": "<u4",
    "I32": "<i4",
    "F32": "<f4",
    "U64": "<u8",
    "I64": "<i8",
    "F64": "<f8",
}


@dataclass(frozen=True)
class Header:
    """The header of a safetensors file, and where the arrays' bytes begin."""

    content: Mapping[str, Any]
    data_start: int


def map_views(path: Path, header: Header) -> dict[str, np.ndarray]:
    """The arrays by name, read-only, over one map of the file. Its bytes were verified before."""
    import numpy as np

    mapped = np.memmap(path, dtype=np.uint8, mode="r")
    views = {}
    for name, entry in header.content.items():
        if name == "__metadata__":
            continue
        views[name] = np.ndarray(
            tuple(entry["shape"]),
            dtype=np.dtype(_DTYPES[entry["dtype"]]),
            buffer=mapped,
            offset=header.data_start + entry["data_offsets"][0],
        )
    return views
