"""Vectors of papers in two files that only grow: rows (which paper, which text) and their vectors.

The last row of a paper counts; a row without a text says that it is gone. What a killed process left half
written at the end is cut off; what does not fit its check is damage.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Int64

from tenfold.store.digests import digest_bytes
from tenfold.store.files import make_folder_durably, storage_errors

__all__ = ["LiveRows", "RowsDamagedError", "VectorRows", "text_digest"]

_ROW = np.dtype([("number", "<i8"), ("text", "<u8", 2), ("check", "<u8"), ("sum", "<f8")])
_MIX = np.uint64(0x9E3779B97F4A7C15)
_TOLERANCE = 1e-3
_BLOCK = 8192


class RowsDamagedError(Exception):
    """The stored rows are not what was written. Within this package only: they are then made anew."""


@dataclass(frozen=True)
class LiveRows:
    """The vectors of the papers that are there. `places` (n,): the row in `vectors` of each of `numbers`,
    which are in order; `texts` (n, 2): the digest of what was encoded.
    """

    numbers: Int64[np.ndarray, " n"]
    places: Int64[np.ndarray, " n"]
    texts: np.ndarray
    vectors: Float32[np.ndarray, "rows width"]


class VectorRows:
    """The two files in one folder, of vectors of one width."""

    def __init__(self, folder: Path, width: int) -> None:
        self._folder = folder
        self._width = width

    @property
    def _paths(self) -> tuple[Path, Path]:
        return self._folder / "rows", self._folder / "vectors"

    def _n_whole(self) -> int:
        sizes = [path.stat().st_size if path.exists() else 0 for path in self._paths]
        return min(sizes[0] // _ROW.itemsize, sizes[1] // (4 * self._width))

    def append(
        self,
        numbers: Sequence[int],
        texts: Sequence[tuple[int, int]],
        vectors: Float32[np.ndarray, "n width"],
    ) -> None:
        """Add rows: their vectors first, so that a row is never without."""
        rows = np.zeros(len(numbers), dtype=_ROW)
        rows["number"], rows["text"] = numbers, np.array(texts, dtype=np.uint64).reshape(-1, 2)
        rows["check"], rows["sum"] = _check(rows), vectors.sum(axis=1, dtype=np.float64)
        n_before = self._n_whole()
        path_of_rows, path_of_vectors = self._paths
        make_folder_durably(self._folder)
        content = np.ascontiguousarray(vectors, dtype="<f4").tobytes()
        _write_at(path_of_vectors, n_before * 4 * self._width, content)
        _write_at(path_of_rows, n_before * _ROW.itemsize, rows.tobytes())

    def read(self) -> LiveRows:
        """What is there, the vectors as a map of their file. Raises RowsDamagedError."""
        n = self._n_whole()
        if n == 0:
            empty = np.empty(0, dtype=np.int64)
            nothing = np.empty((0, self._width), dtype=np.float32)
            return LiveRows(empty, empty, np.empty((0, 2), np.uint64), nothing)
        path_of_rows, path_of_vectors = self._paths
        rows = np.fromfile(path_of_rows, dtype=_ROW, count=n)
        vectors = np.memmap(path_of_vectors, dtype="<f4", mode="r", shape=(n, self._width))
        if not (np.array_equal(_check(rows), rows["check"]) and _sums_fit(vectors, rows["sum"])):
            raise RowsDamagedError
        numbers, from_end = np.unique(rows["number"][::-1], return_index=True)
        places = n - 1 - from_end
        is_there = rows["text"][places].any(axis=1)
        places = places[is_there]
        return LiveRows(numbers[is_there], places, rows["text"][places], vectors)


def text_digest(text: str) -> tuple[int, int]:
    """A text's digest as two numbers, never both zero: that says that a paper is gone."""
    digest = digest_bytes(text.encode("utf-8", "replace"))
    return int(digest[:16], 16), int(digest[16:32], 16) or 1


def _check(rows: np.ndarray) -> np.ndarray:
    mixed = rows["number"].astype(np.uint64) * _MIX
    checks: np.ndarray = (mixed ^ rows["text"][:, 0]) + rows["text"][:, 1] * _MIX + _MIX
    return checks


def _sums_fit(vectors: np.ndarray, sums: np.ndarray) -> bool:
    """In blocks: the file need not be in memory at once."""
    for start in range(0, len(sums), _BLOCK):
        found = vectors[start : start + _BLOCK].sum(axis=1, dtype=np.float64)
        if not np.allclose(found, sums[start : start + _BLOCK], rtol=0, atol=_TOLERANCE):
            return False
    return True


def _write_at(path: Path, offset: int, content: bytes) -> None:
    with storage_errors(path, len(content)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(
                content
            )  # not synced: rows that were lost are told by their sums and made anew
