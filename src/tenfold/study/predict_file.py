"""Predict a CSV file row by row: the file may be larger than the memory."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tenfold.errors import DataError, nearest
from tenfold.store.files import storage_errors

if TYPE_CHECKING:
    from tenfold.study.predict import StudyPredictor

__all__ = ["predict_file"]

_LARGEST_FIELD = 1 << 26


def predict_file(
    predictor: StudyPredictor, path: Path, *, out: Path | None, column: str = "text"
) -> int:
    """Write each row's label, its probability and whether it is unlike the training data.

    The output has the input's columns and three more; it appears under its name when it is whole.
    Returns the number of rows. Raises DataError for a missing file or column.
    """
    if not path.is_file():
        raise DataError(
            "there is no such file.",
            where=str(path),
            remedy="Give a CSV file, or the text itself in quotes.",
        )
    csv.field_size_limit(_LARGEST_FIELD)
    partial = out.with_name(out.name + ".partial") if out is not None else None
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        columns = list(reader.fieldnames or [])
        if column not in columns:
            raise DataError(
                f"there is no column {column!r}.", where=str(path), remedy=nearest(column, columns)
            )
        target = nullcontext(sys.stdout)
        with storage_errors(path):
            if partial is not None:
                target = partial.open("w", encoding="utf-8", newline="")  # type: ignore[assignment]
        with target as sink:
            n = _copy(predictor, reader, columns, column, sink, str(path))
    if partial is not None and out is not None:
        partial.replace(out)
    return n


def _copy(
    predictor: StudyPredictor,
    reader: csv.DictReader[str],
    columns: list[str],
    column: str,
    sink: TextIO,
    where: str,
) -> int:
    writer = csv.DictWriter(sink, [*columns, "predicted", "probability", "unlike_training_data"])
    writer.writeheader()
    rows: list[dict[str, str]] = []

    def texts() -> Iterator[str]:
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise DataError(
                        "a row has another number of fields than the header.",
                        where=f"{where}, line {reader.line_num}",
                    )
                rows.append(row)
                yield row[column]
        except csv.Error as error:
            raise DataError(f"{error}.", where=f"{where}, line {reader.line_num}") from error
        except UnicodeDecodeError as error:
            raise DataError(
                f"not UTF-8 (byte 0x{error.object[error.start]:02X}).",
                where=where,
                remedy="Save the file as UTF-8.",
            ) from error

    n = 0
    for prediction in predictor.predict(texts()):
        n += 1
        row = rows.pop(0)
        writer.writerow(
            {
                **row,
                "predicted": prediction.label,
                "probability": f"{prediction.probabilities[prediction.label]:.6f}",
                "unlike_training_data": ""
                if prediction.unlike is None
                else str(prediction.unlike).lower(),
            }
        )
    return n
