"""A data set: named, versioned rows of texts with the roles of their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tenfold.data.lineage import Lineage
from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.roles import Roles, check_labels, choose_roles, require_column
from tenfold.data.row_digests import digests_of_rows, version_digest
from tenfold.errors import DataError

__all__ = ["Dataset", "version_digest"]


@dataclass(frozen=True)
class Dataset:
    """One version of a data set.

    `digest` is the version (of the rows alone; see `version_digest`), `number` counts the versions
    under `name` from 1. `values[column][row]` is a text (columns are sequences,
    not always lists). `splits[row]` names the row's split where
    the data came with splits. Rows keep the order of the files.
    """

    name: str
    number: int
    digest: str
    columns: tuple[str, ...]
    values: Mapping[str, Sequence[str]]
    text_column: str | None
    label_column: str
    id_column: str | None = None
    splits: list[str] | None = None
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)
    sources: tuple[SourceNote, ...] = ()
    is_new: bool = False
    """Whether `catalog.add` made this version just now (False: these rows were known already)."""
    lineage: Lineage | None = None
    """How it was made from another version; None for what came from files."""

    @classmethod
    def of(
        cls,
        raw: RawTable,
        roles: Roles,
        *,
        name: str,
        number: int = 1,
        unlabelled: bool = False,
    ) -> Dataset:
        """The data set of a table that was read; its labels are checked.

        `unlabelled`: rows may be without a label. Only the labelling reads such a data set.
        """
        where = raw.sources[0].file if raw.sources else name
        labels = raw.values[roles.label]
        kinds = raw.kinds.get(roles.label, frozenset())
        check_labels(labels, column=roles.label, kinds=kinds, where=where, unlabelled=unlabelled)
        digest = version_digest(raw.columns, raw.values, raw.splits)
        return cls(
            name, number, digest, raw.columns, raw.values, roles.text, roles.label, roles.id,
            raw.splits, raw.kinds, raw.sources,
        )  # fmt: skip

    @property
    def reference(self) -> str:
        """Name and version as one writes them: ``symptoms@2``."""
        return f"{self.name}@{self.number}"

    def __len__(self) -> int:
        return len(self.values[self.columns[0]])

    def __repr__(self) -> str:
        return f"Dataset({self.reference}, {len(self)} rows, version {self.digest[:12]})"

    def column(self, name: str) -> Sequence[str]:
        """The values of one column. Raises DataError (TF-DATA-009) with the nearest name."""
        require_column(name, self.columns, where=self.reference)
        return self.values[name]

    def texts(self) -> Sequence[str]:
        """The text of each row. Raises DataError where the data set has no text column."""
        if self.text_column is None:
            raise DataError(
                "has no text column.",
                code="TF-DATA-015",
                where=self.reference,
                remedy='Name one with `text = "..."` under [data], or give `features`.',
            )
        return self.values[self.text_column]

    def labels(self) -> Sequence[str]:
        """The label of each row, as it was written."""
        return self.values[self.label_column]

    def groups(self, column: str) -> Sequence[str]:
        """The group of each row: rows with the same value must stay on one side of a split."""
        groups = self.column(column)
        empty = sum(not group.strip() for group in groups)
        if empty:
            raise DataError(
                f"{empty} rows have no value in the group column {column!r}.",
                code="TF-DATA-031",
                where=self.reference,
                remedy="Give each row a group (a row on its own: a group of its own).",
            )
        return groups

    def classes(self) -> list[str]:
        """The class names, sorted as texts."""
        return sorted({label for label in self.labels() if label.strip()})

    def n_unlabelled(self) -> int:
        """How many rows are still without a label."""
        return sum(not label.strip() for label in self.labels())

    def require_labels(self) -> None:
        """Raise DataError (TF-DATA-070) where rows are without a label."""
        missing = self.n_unlabelled()
        if missing:
            raise DataError(
                f"{missing:,} of {len(self):,} rows have no label yet.",
                code="TF-DATA-070",
                where=self.reference,
                remedy=f"Label them: tenfold data label {self.name}; then write a labelled version: "
                f"tenfold data label {self.name} --finish",
            )

    def with_roles(
        self, *, text: str | None = None, label: str | None = None, id: str | None = None
    ) -> Dataset:
        """The same version with other columns as text, label or id (a declaration may say so)."""
        if not (text or label or id):
            return self
        roles = choose_roles(
            self.columns,
            text=text or self.text_column or "",
            label=label or self.label_column,
            id=id or self.id_column,
            where=self.reference,
        )
        kinds = self.kinds.get(roles.label, frozenset())
        check_labels(
            self.values[roles.label], column=roles.label, kinds=kinds, where=self.reference
        )
        return replace(self, text_column=roles.text, label_column=roles.label, id_column=roles.id)

    @cached_property
    def _row_digests(self) -> list[str]:
        return digests_of_rows(self.columns, self.values)

    def row_digests(self) -> list[str]:
        """BLAKE3 of each row (all columns, split names apart). Equal rows have equal digests."""
        return self._row_digests

    def example_ids(self) -> list[str]:
        """A stable and unique id for each row.

        The id column where one is declared, else 16 hexadecimal digits of the row's digest and an
        occurrence number. An id that stands twice gets its occurrence number too (``7#2``).
        """
        seen: Counter[str] = Counter()
        if self.id_column is not None:
            return [_numbered(value, seen, "#") for value in self.values[self.id_column]]
        ids = []
        for digest in self._row_digests:
            seen[digest] += 1
            ids.append(f"{digest[:16]}-{seen[digest]}")
        return ids


def _numbered(value: str, seen: Counter[str], mark: str) -> str:
    seen[value] += 1
    return value if seen[value] == 1 else f"{value}{mark}{seen[value]}"
