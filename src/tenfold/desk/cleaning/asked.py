"""A recipe from what a person asked for in words: the flags of `tenfold data clean`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.desk.cleaning.lists import Decided, ListOptions, read_list
from tenfold.desk.cleaning.recipe import Recipe
from tenfold.desk.cleaning.registry import OPERATIONS
from tenfold.desk.cleaning.rows import Rows
from tenfold.errors import DataError, DeclarationError, InputError, TenfoldError, nearest

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["Asked", "recipe_of"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for. `flags` are names of operations that need no more than their name.

    `level`, `contradictions` go with ``drop-duplicates``; `columns` are those whose texts are mended.
    """

    flags: frozenset[str] = frozenset()
    level: str = "exact"
    contradictions: str = "leave"
    relabel: Path | None = None
    drop_rows: Path | None = None
    rename_label: dict[str, str] = field(default_factory=dict)
    drop_class: tuple[str, ...] = ()
    keep_columns: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    test_too: bool = False
    new_classes: bool = False


def recipe_of(asked: Asked, dataset: Dataset) -> tuple[Recipe, list[str]]:
    """The operations asked for in the order of the registry, and what of the lists decides nothing.

    Raises DataError or DeclarationError where a class, a column or a line of a list is not in the data.
    """
    rows = Rows.of(dataset)
    _check_classes(asked, rows)
    remarks: list[str] = []
    parameters = _plain(asked) | _listed(asked, dataset, rows, remarks)
    entries = [
        {"do": name, **_shared(name, asked), **parameters[name]}
        for name in OPERATIONS
        if name in parameters
    ]
    if not entries and remarks:
        raise DataError(
            f"the list decides nothing: {' '.join(remarks)}",
            code="TF-DATA-066",
            where=dataset.reference,
            remedy="Fill in the column `decision`: keep, relabel, drop, or a label.",
        )
    if not entries:
        raise InputError(
            "nothing to do was asked for.",
            where=dataset.reference,
            remedy=f"For instance: tenfold data clean {dataset.name} --drop-duplicates --dry-run",
        )
    return Recipe.parse({"operations": entries}, where="what was asked for"), remarks


def _plain(asked: Asked) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {name: {} for name in asked.flags}
    if "drop-duplicates" in found:
        found["drop-duplicates"] = {
            "level": asked.level,
            "contradictions": asked.contradictions,
        }
    if asked.rename_label:
        found["rename-label"] = {"names": asked.rename_label}
    if asked.drop_class:
        found["drop-class"] = {"classes": list(asked.drop_class)}
    if asked.keep_columns:
        found["keep-columns"] = {"columns": list(asked.keep_columns)}
    return found


def _shared(name: str, asked: Asked) -> dict[str, Any]:
    """The parameters that several operations have, where they were said."""
    fields = OPERATIONS[name].model_fields
    said: dict[str, Any] = {}
    if asked.test_too and "test_too" in fields:
        said["test_too"] = True
    if asked.columns and "columns" in fields and name != "keep-columns":
        said["columns"] = list(asked.columns)
    return said


def _listed(
    asked: Asked, dataset: Dataset, rows: Rows, remarks: list[str]
) -> dict[str, dict[str, Any]]:
    decided = Decided()
    options = ListOptions(test_too=asked.test_too, new_classes=asked.new_classes)
    for path, drop in ((asked.relabel, False), (asked.drop_rows, True)):
        if path is None:
            continue
        found = read_list(path, dataset, rows, drop=drop, options=options)
        decided.relabelled += found.relabelled
        decided.dropped += [row for row in found.dropped if row not in decided.dropped]
        for n, what in ((found.n_undecided, "without a decision"), (found.n_kept, "kept")):
            if n:
                remarks.append(f"{path.name}: {n} rows {what}.")
    lists: dict[str, dict[str, Any]] = {}
    if decided.relabelled:
        lists["relabel"] = {"rows": [row.model_dump() for row in decided.relabelled]}
    if decided.dropped:
        lists["drop-rows"] = {"rows": [row.model_dump() for row in decided.dropped]}
    return lists


def _check_classes(asked: Asked, rows: Rows) -> None:
    """A class that is not there is a typing error here, though not where a recipe meets other data."""
    wanted = [*asked.rename_label, *asked.drop_class]
    if not wanted:
        return
    labels = rows.labels()
    there = {label for p, label in enumerate(labels) if asked.test_too or not rows.is_test(p)}
    problems: list[TenfoldError] = [
        DataError(
            f"no row has the label {name!r}.",
            code="TF-DATA-068",
            where=rows.where,
            remedy=nearest(name, sorted(there)),
        )
        for name in wanted
        if name not in there
    ]
    if problems:
        error = DeclarationError(problems)
        error.code = "TF-DATA-068"
        raise error
