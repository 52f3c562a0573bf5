"""A labelled set for simulations: titles, abstracts, and which were included, from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenfold.data.reading import read_table
from tenfold.errors import DataError, nearest

__all__ = ["LabelledSet", "read_labelled"]

_USUAL: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "primary_title"),
    "abstract": ("abstract", "abstract_text"),
    "included": ("included", "label_included", "label"),
}
_LABELS: Mapping[str, int] = {
    "1": 1, "0": 0, "1.0": 1, "0.0": 0, "true": 1, "false": 0, "yes": 1, "no": 0,
    "included": 1, "excluded": 0,
}  # fmt: skip


@dataclass(frozen=True)
class LabelledSet:
    """Records of a finished screening; `labels` holds 1 (included) or 0 (excluded)."""

    titles: Sequence[str]
    abstracts: Sequence[str]
    labels: tuple[int, ...]


def read_labelled(
    path: Path,
    *,
    title: str | None = None,
    abstract: str | None = None,
    included: str | None = None,
) -> LabelledSet:
    """Read a file of any format that `tenfold.data.reading` knows; columns by name, or those that are usual.

    Raises DataError where a column is missing, or a label is neither 1, 0, true, false, yes, no, included
    nor excluded.
    """
    table = read_table([path])
    named = {"title": title, "abstract": abstract, "included": included}
    columns = {what: _column(what, name, table.columns, path.name) for what, name in named.items()}
    labels = table.values[columns["included"]]
    return LabelledSet(
        table.values[columns["title"]],
        table.values[columns["abstract"]],
        tuple(_label(value, row, path.name) for row, value in enumerate(labels, start=1)),
    )


def _column(what: str, name: str | None, columns: Sequence[str], file: str) -> str:
    for column in (name,) if name is not None else _USUAL[what]:
        if column in columns:
            return column
    wanted = name or what
    raise DataError(
        f"there is no column {wanted!r}; the columns are {', '.join(columns)}.",
        where=file,
        remedy=f"Name the one that holds it with --{what}. {nearest(wanted, columns)}",
    )


def _label(value: str, row: int, file: str) -> int:
    label = _LABELS.get(value.strip().casefold())
    if label is None:
        raise DataError(
            f"{value!r} is no label of a screened record.",
            where=f"{file}, row {row}",
            remedy="Write 1 for included and 0 for excluded, in every row.",
        )
    return label
