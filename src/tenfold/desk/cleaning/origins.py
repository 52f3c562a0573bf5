"""Where each row of a parent version went, and why, as it is stored beside a cleaned version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Origins"]


@dataclass(frozen=True)
class Origins:
    """For each row of the parent: its row in the version (None where it was dropped), and what was done.

    `why[row]` is "" for a row that was left as it is. All rows are counted from 0.
    """

    rows: Sequence[int | None]
    why: Sequence[str]

    @classmethod
    def of(cls, n_parent: int, origins: Sequence[int], why: Mapping[int, str]) -> Origins:
        """`origins[row]` is the parent's row of a row of the version."""
        rows: list[int | None] = [None] * n_parent
        for row, parent in enumerate(origins):
            rows[parent] = row
        return cls(rows, [why.get(row, "") for row in range(n_parent)])

    def parents(self) -> list[int]:
        """For each row of the version its row in the parent."""
        pairs = sorted((row, parent) for parent, row in enumerate(self.rows) if row is not None)
        return [parent for _, parent in pairs]

    def save(self, workspace: Workspace) -> str:
        """Store it; returns the artifact's digest."""
        import pyarrow as pa

        columns = [pa.array(self.rows, pa.int64()), pa.array(self.why, pa.large_string())]
        return workspace.artifacts.put_table(pa.Table.from_arrays(columns, names=["row", "why"]))

    @classmethod
    def load(cls, workspace: Workspace, digest: str) -> Origins:
        """The inverse of `save`. Raises DamageError where the artifact is lost or damaged."""
        table = workspace.artifacts.get_table(digest)
        return cls(table.column("row").to_pylist(), table.column("why").to_pylist())
