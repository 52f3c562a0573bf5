"""Small data sets and recipes for the tests of cleaning."""

from __future__ import annotations

from typing import Any

from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles
from tenfold.desk.cleaning.apply import Cleaned, apply_recipe
from tenfold.desk.cleaning.recipe import Recipe
from tenfold.desk.cleaning.rows import Rows

Row = tuple[str, str]


def raw(rows: list[Row], splits: list[str] | None = None) -> RawTable:
    """A table with the columns text and label."""
    values = {"text": [text for text, _ in rows], "label": [label for _, label in rows]}
    return RawTable(("text", "label"), values, splits)


def dataset(rows: list[Row], splits: list[str] | None = None) -> Dataset:
    """A data set that is in no workspace; two rows are added so that it has two classes."""
    rows = [*rows, ("the last but one", "x"), ("the last", "y")]
    splits = [*splits, "train", "train"] if splits is not None else None
    return Dataset.of(raw(rows, splits), Roles("text", "label", None), name="d")


def recipe(*operations: dict[str, Any] | str) -> Recipe:
    """A recipe of names, or of names with parameters."""
    entries = [{"do": each} if isinstance(each, str) else each for each in operations]
    return Recipe.parse({"operations": entries}, where="test")


def cleaned(data: Dataset, *operations: dict[str, Any] | str) -> Cleaned:
    """What a recipe makes of a data set."""
    return apply_recipe(Rows.of(data), recipe(*operations))


def table(result: Cleaned) -> list[Row]:
    """The text and the label of every row that is left."""
    rows = result.rows
    return list(zip(rows.texts(), rows.labels(), strict=True))
