"""The data of a bundle: by reference with a digest for each row, or the rows themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.errors import InputError
from tenfold.store.digests import digest_file, digest_json
from tenfold.study.bundle.content import DataPart
from tenfold.study.examples import existing_file, load_dataset, test_file

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration

__all__ = ["ROW_COLUMNS", "BundledData", "RowKeys", "as_json", "as_raw", "bundle_data", "row_keys"]

ROW_COLUMNS = ["key", "digest"]
_DIGITS = 16


@dataclass(frozen=True)
class RowKeys:
    """For each row a digest of its id ("" without an id column) and one of the whole row.

    Digests, so that rows can be compared where they may not be shown.
    """

    keys: list[str]
    digests: list[str]


@dataclass(frozen=True)
class BundledData:
    """The parts by reference, and the files about them: name in the bundle to its bytes."""

    parts: list[DataPart]
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)


def row_keys(dataset: Dataset) -> RowKeys:
    """The digests of a data set's rows, in their order."""
    ids = dataset.values[dataset.id_column] if dataset.id_column is not None else []
    splits = dataset.splits
    digests = dataset.row_digests()
    if splits is not None:  # a row that moved from train to test is another row
        digests = [digest_json([a, b]) for a, b in zip(digests, splits, strict=True)]
    return RowKeys(
        keys=[digest_json(i)[:_DIGITS] for i in ids] or [""] * len(digests),
        digests=[digest[:_DIGITS] for digest in digests],
    )


def bundle_data(workspace: Workspace, declaration: Declaration, *, with_data: bool) -> BundledData:
    """The parts that the declaration reads: data, test file, features."""
    data = declaration.data
    found = BundledData([])
    _add_rows(found, workspace, declaration, "data", data.use, with_data)
    if test_file(workspace, declaration) is not None:
        _add_rows(found, workspace, declaration, "test", str(data.test), with_data)
    if data.features is not None:
        _add_features(found, existing_file(workspace, data.features, "data.features"), with_data)
    return found


def _add_rows(
    found: BundledData,
    workspace: Workspace,
    declaration: Declaration,
    role: str,
    use: str,
    with_data: bool,
) -> None:
    dataset = load_dataset(workspace, declaration, use)
    rows = f"data/{role}-rows.parquet"
    keys = row_keys(dataset)
    found.files[rows] = lambda: _rows_table(keys)
    is_builtin = use.startswith("builtin:")
    file = None
    if with_data and not is_builtin:
        file = f"data/{role}.json" if dataset.splits is not None else f"data/{role}.jsonl"
        found.files[file] = lambda: as_json(dataset)
    part = {
        "role": role,
        "name": dataset.name,
        "number": dataset.number,
        "version": dataset.digest,
        "is_builtin": is_builtin,
        "columns": list(dataset.columns),
        "text": dataset.text_column,
        "label": dataset.label_column,
        "id": dataset.id_column,
        "n_rows": len(dataset),
        "has_splits": dataset.splits is not None,
        "sources": [note.to_json() for note in dataset.sources],
        "lineage": _lineage(workspace, dataset),
        "rows": rows,
        "file": file,
    }
    found.parts.append(DataPart.model_validate(part))


def _lineage(workspace: Workspace, dataset: Dataset) -> list[dict[str, Any]]:
    """How the version was made from its parent, that one from its own, and so on."""
    made = (version.lineage for version in catalog.ancestry(workspace, dataset.reference))
    return [
        {
            "parent": lineage.parent,
            "made_from": lineage.made_from,
            "operations": lineage.recipe["operations"],
            "libraries": lineage.libraries,
        }
        for lineage in made
        if lineage is not None
    ]


def _add_features(found: BundledData, path: Path, with_data: bool) -> None:
    file = "data/features.parquet" if with_data else None
    if file is not None:
        found.files[file] = path.read_bytes
    found.parts.append(
        DataPart(role="features", name=path.name, version=digest_file(path), file=file)
    )


def _rows_table(rows: RowKeys) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    table = pa.table({"key": rows.keys, "digest": rows.digests})
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def as_json(dataset: Dataset) -> bytes:
    """The rows as JSON lines, or as a mapping of splits: `tenfold data add` reads the same version."""
    records = _records(dataset)
    if dataset.splits is None:
        return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()
    named = zip(dataset.splits, records, strict=True)
    parts = [(n, [r for _, r in own]) for n, own in groupby(named, key=lambda pair: pair[0])]
    if max(Counter(name for name, _ in parts).values()) > 1:
        raise InputError(
            f"the rows of {dataset.reference} change between splits and back, so that no single "
            "file reads back as this version.",
            where="--with-data",
            remedy="Leave --with-data out, and send the files yourself.",
        )
    return (json.dumps(dict(parts), ensure_ascii=False, indent=0) + "\n").encode()


def _records(dataset: Dataset) -> Iterator[dict[str, str]]:
    for row in zip(*(dataset.values[name] for name in dataset.columns), strict=True):
        yield dict(zip(dataset.columns, row, strict=True))


def as_raw(dataset: Dataset) -> RawTable:
    """The table that a data set was made of, to add it to another workspace."""
    return RawTable(
        dataset.columns, dataset.values, dataset.splits, dataset.sources, dict(dataset.kinds)
    )
