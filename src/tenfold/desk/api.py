"""Data in Python: the verbs of `tenfold data`, on one object.

>>> import tenfold as tf
>>> frame = {"text": ["good", "bad", "NA"], "label": ["pos", "neg", "neg"]}
>>> reviews = tf.Dataset.from_columns(frame, name="reviews")
>>> reviews
Dataset(reviews, 3 rows, 2 classes, in no workspace)
>>> [finding.code for finding in reviews.audit() if finding.state == "found"]
['TF-DATA-026', 'TF-DATA-040']
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, Unpack

from tenfold.data.dataset import Dataset as Rows
from tenfold.data.frames import (
    from_arrow,
    from_columns,
    from_pandas,
    from_polars,
    to_arrow,
    to_datasets,
    to_pandas,
    to_polars,
)
from tenfold.data.options import ReadOptions
from tenfold.data.raw import RawTable
from tenfold.data.roles import choose_roles
from tenfold.data.sources import Source, default_name, read_source
from tenfold.data.unlabelled import drop_unlabelled
from tenfold.errors import InputError, nearest
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from tenfold.desk.options import AuditOptions
    from tenfold.desk.statistics import DataStatistics
    from tenfold.findings import Finding

__all__ = ["Dataset", "Reading", "load_data", "read"]


class Reading(TypedDict):
    """What may be said about a source, in the words of the options of `tenfold data add`."""

    encoding: NotRequired[str | None]
    header: NotRequired[bool]
    columns: NotRequired[Sequence[str] | None]
    quoting: NotRequired[Literal["minimal", "none"]]
    delimiter: NotRequired[str | None]
    sheet: NotRequired[str | None]
    fill_missing: NotRequired[bool]
    drop_unlabelled: NotRequired[bool]
    query: NotRequired[str | None]
    revision: NotRequired[str | None]
    config: NotRequired[str | None]


class Roles(TypedDict):
    """What the columns are for, where their names leave doubt, and the name in the catalog."""

    text: NotRequired[str | None]
    label: NotRequired[str | None]
    id: NotRequired[str | None]
    name: NotRequired[str | None]


PathLike = str | os.PathLike[str]


def read(
    sources: PathLike | Sequence[PathLike],
    *,
    splits: Mapping[str, PathLike] | Sequence[str] | None = None,
    text: str | None = None,
    label: str | None = None,
    id: str | None = None,
    name: str | None = None,
    **reading: Unpack[Reading],
) -> Dataset:
    """Read files, the `query` of a database or a hub data set, as `tenfold data add` does.

    Parameters
    ----------
    sources
        A path or several; ``sqlite:///file.db`` or ``postgresql://...`` with `query`; ``hub:org/name``.
    splits
        Files by the name of their split (`sources` are ``train`` then); of a hub data set, the names.
    text, label, id
        Columns by what they are for, where their names leave doubt.
    name
        The name that `add` gives it; default: from the source.
    reading
        `encoding`, `header`, `columns`, `quoting`, `delimiter`, `sheet`, `fill_missing` of files;
        `revision` and `config` of a hub; `drop_unlabelled`.

    Returns
    -------
    Dataset
        In no workspace yet. Nothing is dropped, coerced or renamed: every value is a text.

    Raises
    ------
    DataError
        With code, place and what mends it (``docs/data.md`` lists the codes).
    """
    if unknown := sorted(set(reading) - set(Reading.__annotations__)):
        raise InputError(
            f"tf.read has no {unknown[0]!r}.",
            remedy=nearest(
                unknown[0], [*Reading.__annotations__, *Roles.__annotations__, "splits"]
            ),
        )
    several = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    given = splits or {}
    named = (
        tuple(f"{split}={os.fspath(file)}" for split, file in given.items())
        if isinstance(given, Mapping)
        else tuple(given)
    )
    source = Source(
        tuple(os.fspath(one) for one in several), reading.get("query"), reading.get("revision"),
        reading.get("config"), named,
    )  # fmt: skip
    columns = reading.get("columns")
    options = ReadOptions(
        reading.get("encoding"), reading.get("header", True), tuple(columns) if columns else None,
        reading.get("quoting", "minimal"), reading.get("delimiter"), reading.get("sheet"),
        reading.get("fill_missing", False), reading.get("drop_unlabelled", False),
    )  # fmt: skip
    raw = read_source(source, options)
    roles: Roles = {"text": text, "label": label, "id": id, "name": name}
    return Dataset.of(raw, options=options, **roles)


def load_data(
    use: str,
    *,
    workspace: Workspace | PathLike | None = None,
    text: str | None = None,
    label: str | None = None,
    id: str | None = None,
) -> Dataset:
    """A data set of a workspace by name, ``name@2``, version, path, or a built-in.

    `workspace` is one, or its folder; default: the nearest one above. Raises DataError (TF-DATA-017) where
    nothing is meant by `use`, DamageError where the stored rows are not those of the version.
    """
    from tenfold.data import catalog

    opened = _opened(workspace)
    return Dataset(catalog.load(opened, use, text=text, label=label, id=id), workspace=opened)


class Dataset:
    """Rows of texts with the roles of their columns; unchanging. Made by `read`, `load_data`, `from_...`.

    `rows` is the version itself, as studies use it.
    """

    def __init__(
        self,
        rows: Rows,
        *,
        workspace: Workspace | None = None,
        options: ReadOptions | None = None,
    ) -> None:
        self.rows = rows
        self.workspace = workspace
        self._options = options

    @classmethod
    def of(
        cls, raw: RawTable, *, options: ReadOptions | None = None, **roles: Unpack[Roles]
    ) -> Dataset:
        """The data set of a table that a reader of `tenfold.data` gave."""
        name = roles.get("name") or default_name(raw)
        where = raw.sources[0].file if raw.sources else name
        chosen = choose_roles(
            raw.columns, text=roles.get("text"), label=roles.get("label"), id=roles.get("id"),
            where=where, values=raw.values,
        )  # fmt: skip
        if options is not None and options.drop_unlabelled:
            raw = drop_unlabelled(raw, chosen.label)
        return cls(Rows.of(raw, chosen, name=name), options=options)

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, Sequence[Any]],
        *,
        split: str | None = None,
        **roles: Unpack[Roles],
    ) -> Dataset:
        """Of Python values by column. `split` names the column that says each row's split."""
        return cls.of(from_columns(columns, split=split), **roles)

    @classmethod
    def from_arrow(
        cls, table: pa.Table, *, split: str | None = None, **roles: Unpack[Roles]
    ) -> Dataset:
        """Of an Arrow table; nulls become empty texts, and are told."""
        return cls.of(from_arrow(table, split=split), **roles)

    @classmethod
    def from_pandas(
        cls, frame: pd.DataFrame, *, split: str | None = None, **roles: Unpack[Roles]
    ) -> Dataset:
        """Of a pandas frame, without its index; missing values become empty texts, and are told."""
        return cls.of(from_pandas(frame, split=split), **roles)

    @classmethod
    def from_polars(
        cls, frame: pl.DataFrame, *, split: str | None = None, **roles: Unpack[Roles]
    ) -> Dataset:
        """Of a Polars frame; nulls become empty texts, and are told."""
        return cls.of(from_polars(frame, split=split), **roles)

    @property
    def name(self) -> str:
        """Its name in the catalog, or the one that `add` would give it."""
        return self.rows.name

    @property
    def version(self) -> str:
        """The digest of its rows: 64 hexadecimal digits."""
        return self.rows.digest

    @property
    def number(self) -> int | None:
        """Which version under its name, from 1; None before `add`."""
        return self.rows.number if self.workspace is not None else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self.rows.columns

    @property
    def splits(self) -> list[str] | None:
        """The split of each row, where the data came with splits."""
        return self.rows.splits

    def texts(self) -> Sequence[str]:
        """The text of each row."""
        return self.rows.texts()

    def labels(self) -> Sequence[str]:
        """The label of each row, as it was written."""
        return self.rows.labels()

    def column(self, name: str) -> Sequence[str]:
        """The values of one column. Raises DataError (TF-DATA-009) with the nearest name."""
        return self.rows.column(name)

    def classes(self) -> list[str]:
        """The class names, sorted as texts."""
        return self.rows.classes()

    def add(
        self, name: str | None = None, *, workspace: Workspace | PathLike | None = None
    ) -> Dataset:
        """Store it in a workspace (default: its own, else the nearest one above the working folder).

        Rows that the name has already keep their version; other rows become its next one.
        """
        from tenfold.data import catalog

        rows = self.rows
        opened = self.workspace if workspace is None and self.workspace else _opened(workspace)
        raw = RawTable(rows.columns, rows.values, rows.splits, rows.sources, dict(rows.kinds))
        added = catalog.add(
            opened, raw, name=name or rows.name, text=rows.text_column or "",
            label=rows.label_column, id=rows.id_column, options=self._options,
        )  # fmt: skip
        return Dataset(added, workspace=opened, options=self._options)

    def audit(self, *, deep: bool = False, options: AuditOptions | None = None) -> list[Finding]:
        """All findings by code, the clean and the not applicable ones among them.

        `deep` adds what needs the encoder or minutes, as `tenfold data audit` does; in a workspace its
        findings are kept.
        """
        from tenfold.desk.audit import audit_dataset

        return audit_dataset(self.rows, workspace=self.workspace, options=options, deep=deep)

    def clean(self, *operations: str | Mapping[str, Any], name: str | None = None) -> Dataset:
        """The version that a recipe makes of it, as `tenfold data clean` does; it stays as it is.

        An operation is a name (``"strip-html"``) or a table (``{"do": "drop-duplicates", "level": "near"}``),
        as in a recipe file, carried out in their order. Where nothing changes, the same version comes back.

        Raises InputError for a data set that is in no workspace yet, and what `clean` raises.
        """
        from tenfold.desk.cleaning.making import clean
        from tenfold.desk.cleaning.recipe import Recipe

        entries = [{"do": one} if isinstance(one, str) else dict(one) for one in operations]
        recipe = Recipe.parse({"operations": entries}, where="clean")
        return Dataset(
            clean(self._kept(), self.rows, recipe, name=name).after, workspace=self.workspace
        )

    def export(
        self,
        target: PathLike,
        *,
        format: str = "parquet",
        guard: bool = False,
        replace: bool = False,
    ) -> None:
        """Write a file (.csv, .jsonl, .parquet, .arrow), or a folder of files of `format` with the card.

        `guard`: cells of a CSV that a spreadsheet would run get an apostrophe. Raises InputError where
        something stands there, unless it may be replaced.
        """
        from tenfold.desk.card.content import make_card
        from tenfold.desk.export.tables import FORMATS
        from tenfold.desk.export.writing import ExportChoice, export_file, export_folder

        path = Path(target)
        if path.suffix.lower() in FORMATS:
            choice = ExportChoice(format=path.suffix.lower()[1:], guard=guard, replace=replace)
            export_file(self.rows, path, choice)
        else:
            choice = ExportChoice(format=format, guard=guard, replace=replace)
            export_folder(make_card(self._kept(), self.rows), path, choice)

    def card(self, **answers: str) -> str:
        """Its card as Markdown. `answers` (``licence="MIT"``) are saved in ``cards/NAME.toml`` first."""
        from tenfold.desk.card.content import make_card
        from tenfold.desk.card.markdown import render_markdown
        from tenfold.desk.card.questions import set_answers

        workspace = self._kept()
        if answers:
            set_answers(workspace, self.name, answers)
        return render_markdown(make_card(workspace, self.rows))

    def _kept(self) -> Workspace:
        """The workspace that it is in."""
        if self.workspace is None:
            raise InputError(
                "this data set is in no workspace yet.",
                where=self.name,
                remedy="Call its `add` first.",
            )
        return self.workspace

    def statistics(self) -> DataStatistics:
        """Distinct values, empty texts, lengths, classes and splits, as ``data show --stats`` has them."""
        from tenfold.desk.statistics import statistics

        return statistics(self.rows)

    def to_arrow(self) -> pa.Table:
        """The columns as `large_string`, and a column ``split`` where there are splits."""
        return to_arrow(self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """A frame of texts, ``split`` among them where there are splits: ``007`` and ``NA`` stay texts."""
        return to_pandas(self.rows)

    def to_polars(self) -> pl.DataFrame:
        """The same for Polars; Arrow's memory is shared where Polars can."""
        return to_polars(self.rows)

    def to_datasets(self) -> Any:
        """For Hugging Face: a `datasets.Dataset`, or a `DatasetDict` with one for each split."""
        return to_datasets(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> dict[str, str]:
        return {name: self.rows.values[name][row] for name in self.columns}

    def __iter__(self) -> Iterator[dict[str, str]]:
        for row in zip(*(self.rows.values[name] for name in self.columns), strict=True):
            yield dict(zip(self.columns, row, strict=True))

    def __repr__(self) -> str:
        place = "in no workspace" if self.workspace is None else f"version {self.version[:12]}"
        name = self.name if self.workspace is None else self.rows.reference
        return f"Dataset({name}, {len(self)} rows, {len(self.classes())} classes, {place})"


def _opened(workspace: Workspace | PathLike | None) -> Workspace:
    if isinstance(workspace, Workspace):
        return workspace
    if workspace is not None and not isinstance(workspace, str | os.PathLike):
        raise InputError(
            f"{workspace!r} is no workspace.", remedy="Give a folder, or leave it out."
        )
    return Workspace.find(Path(workspace) if workspace is not None else None)
