"""A place for labels in a table that came without them."""

from __future__ import annotations

from dataclasses import replace

from tenfold.data.raw import RawTable
from tenfold.data.roles import LABEL_NAMES

__all__ = ["with_label_column"]


def with_label_column(raw: RawTable, label: str | None) -> tuple[RawTable, str | None]:
    """The table with the column `label` (left out: ``label``), empty where the files had none.

    A column that is there, by this name or by one of `LABEL_NAMES`, stays as it is. What was added
    is remarked on the first file.
    """
    known = [name for name in raw.columns if name.strip().casefold() in LABEL_NAMES]
    if label in raw.columns or (label is None and known):
        return raw, label
    name = label or "label"
    first, *others = raw.sources or (None,)
    remark = f"an empty column {name!r} was added, for the labels to come"
    noted = (replace(first, remarks=(*first.remarks, remark)), *others) if first else ()
    values = {**raw.values, name: [""] * raw.n_rows}
    kinds = {**raw.kinds, name: frozenset({"string"})}
    columns = (*raw.columns, name)
    return replace(raw, columns=columns, values=values, kinds=kinds, sources=noted), name
