"""Vectors instead of texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenfold.data.vectors import read_features
from tenfold.errors import DataError


def write(path: Path, columns: dict[str, object]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_numbers_come_back_in_the_order_of_the_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", {"id": ["b", "a"], "u": [1.0, 2.0], "v": [3, 4]})
    features = read_features(path)
    assert features.ids == ("b", "a")
    assert features.vectors.dtype == np.float32
    assert features.matched(["a", "b"], 2, where="d").tolist() == [[2.0, 4.0], [1.0, 3.0]]
    assert features.matched(None, 2, where="d").tolist() == [[1.0, 3.0], [2.0, 4.0]]
    with pytest.raises(DataError, match="2 vectors for 3 rows"):
        features.matched(None, 3, where="d")
    with pytest.raises(DataError, match="no vector"):
        features.matched(["a", "c"], 2, where="d")


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"u": [1.0, float("nan")]}, "row 2"),
        ({"u": [1.0, None]}, "row 2"),
        ({"u": [float("inf")]}, "row 1"),
        ({"u": ["a"]}, "not numbers"),
        ({"id": ["a", "a"], "u": [1.0, 2.0]}, "repeat"),
        ({"id": ["a"]}, "no numeric columns"),
        ({"u": pa.array([], pa.float32())}, "no rows"),
    ],
)
def test_what_is_no_vector_is_refused(
    tmp_path: Path, columns: dict[str, object], found: str
) -> None:
    with pytest.raises(DataError, match=found) as caught:
        read_features(write(tmp_path / "x.parquet", columns))
    assert caught.value.code == "TF-DATA-016"


def test_no_parquet_at_all(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("u,v")
    with pytest.raises(DataError, match="not a sound Parquet"):
        read_features(tmp_path / "x.parquet")
