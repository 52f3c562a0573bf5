"""Vectors that a data set brings instead of texts: from images, molecules, sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32

from tenfold.data.files import MAX_DECODED_BYTES, read_bytes
from tenfold.errors import DataError
from tenfold.store.digests import digest_bytes

__all__ = ["Features", "read_features"]


@dataclass(frozen=True, slots=True)
class Features:
    """`vectors` of shape (n_examples, n_features); `ids[row]` where the file has an id column.

    `digest` is BLAKE3 of the ids and vectors, not of the file.
    """

    ids: tuple[str, ...] | None
    vectors: Float32[np.ndarray, "n d"]
    digest: str

    def matched(self, ids: list[str] | None, n_rows: int, *, where: str) -> np.ndarray:
        """The vectors in the order of a data set's rows.

        With ids on both sides they are matched by id, else row by row. Raises DataError
        (TF-DATA-016) where a row has no vector or the lengths differ.
        """
        if self.ids is None or ids is None:
            if len(self.vectors) != n_rows:
                raise _wrong(where, f"{len(self.vectors)} vectors for {n_rows} rows.")
            return self.vectors
        position = {id_: row for row, id_ in enumerate(self.ids)}
        missing = [id_ for id_ in ids if id_ not in position]
        if missing:
            raise _wrong(where, f"{len(missing)} rows have no vector (first id: {missing[0]!r}).")
        return self.vectors[[position[id_] for id_ in ids]]


def read_features(path: Path, *, id_column: str = "id") -> Features:
    """Read a Parquet file of numeric columns, one row an example, and perhaps an id column.

    Raises
    ------
    DataError
        TF-DATA-016 for columns that are no numbers, for nulls, NaN and infinity, for repeated ids
        and for a file without rows or numbers; TF-DATA-001 to 003 as for other files.
    """
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    data = read_bytes(path).data
    try:
        parquet = pq.ParquetFile(io.BytesIO(data))
        schema, n_rows = parquet.schema_arrow, parquet.metadata.num_rows
        if n_rows * max(len(schema), 1) * 4 > MAX_DECODED_BYTES:
            raise _wrong(path.name, "more than 2 GiB of vectors.", code="TF-DATA-003")
        numeric = _numeric_columns(schema, path, id_column)
        table = parquet.read(columns=[*numeric, *_ids(schema, id_column)], use_threads=False)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0][:120]
        raise _wrong(
            path.name, f"not a sound Parquet file ({reason}).", code="TF-DATA-002"
        ) from None
    if not n_rows or not numeric:
        raise _wrong(path.name, "no rows." if numeric else "no numeric columns.")
    vectors = np.column_stack([_numbers(table.column(name), name, path) for name in numeric])
    ids = tuple(map(str, table.column(id_column).to_pylist())) if _ids(schema, id_column) else None
    if ids is not None and len(set(ids)) != len(ids):
        raise _wrong(path.name, f"the ids in {id_column!r} repeat.")
    digest = digest_bytes(repr(ids).encode() + repr(vectors.shape).encode() + vectors.tobytes())
    return Features(ids, vectors, digest)


def _ids(schema: object, id_column: str) -> list[str]:
    return [id_column] if id_column in schema.names else []  # type: ignore[attr-defined]


def _numeric_columns(schema: object, path: Path, id_column: str) -> list[str]:
    import pyarrow as pa

    names = []
    for field in schema:  # type: ignore[attr-defined]
        if field.name == id_column:
            continue
        if not (pa.types.is_floating(field.type) or pa.types.is_integer(field.type)):
            raise _wrong(
                path.name,
                f"column {field.name!r} holds {field.type}, not numbers.",
                remedy=f"Leave the column out, or name it {id_column!r} if it holds ids.",
            )
        names.append(field.name)
    return names


def _numbers(column: object, name: str, path: Path) -> Float32[np.ndarray, " n"]:
    values = column.to_numpy().astype(np.float32)  # type: ignore[attr-defined]
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise _wrong(
            path.name,
            f"column {name!r} holds {len(bad)} nulls, NaN or infinities (first: row {bad[0] + 1}).",
        )
    return np.ascontiguousarray(values)


def _wrong(where: str, message: str, *, code: str = "TF-DATA-016", remedy: str = "") -> DataError:
    return DataError(
        message,
        code=code,
        where=where,
        remedy=remedy or "Wanted: one row an example, one numeric column a feature.",
    )
