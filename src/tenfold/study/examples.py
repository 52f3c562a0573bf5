"""The rows of a study: from its data set, its test file and its own vectors, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.errors import DataError

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration

__all__ = [
    "Examples",
    "existing_file",
    "load_dataset",
    "load_examples",
    "resolve_data",
    "test_file",
]


@dataclass(frozen=True, eq=False)
class Examples:
    """The rows of a study, in order, test rows of a test file last."""

    ids: list[str]
    texts: list[str] | None
    labels: list[str]
    groups: list[str] | None
    splits: list[str] | None

    def __len__(self) -> int:
        return len(self.labels)


def resolve_data(workspace: Workspace, declaration: Declaration) -> dict[str, str]:
    """The digests of the data versions that a declaration names now: data, test file, features."""
    data = declaration.data
    found = {"data": _version(workspace, declaration, data.use)}
    if test_file(workspace, declaration) is not None:
        found["test"] = _version(workspace, declaration, str(data.test))
    if data.features is not None:
        from tenfold.store.digests import digest_file

        found["features"] = digest_file(existing_file(workspace, data.features, "data.features"))
    return found


def _version(workspace: Workspace, declaration: Declaration, use: str) -> str:
    known = catalog.latest_digest(workspace, use)
    return known if known is not None else load_dataset(workspace, declaration, use).digest


def load_dataset(workspace: Workspace, declaration: Declaration, use: str) -> Dataset:
    data = declaration.data
    return catalog.load(workspace, use, text=data.text, label=data.label, id=data.id)


def load_examples(workspace: Workspace, declaration: Declaration) -> Examples:
    """The rows of the study, in the order that the index arrays speak of."""
    data = declaration.data
    dataset = load_dataset(workspace, declaration, data.use)
    given = test_file(workspace, declaration)
    parts = [dataset]
    if given is not None:
        parts.append(load_dataset(workspace, declaration, str(data.test)))
    texts: list[str] | None = [] if data.features is None else None
    ids: list[str] = []
    labels: list[str] = []
    groups: list[str] | None = [] if data.group else None
    names: list[str] | None = [] if given is not None or dataset.splits is not None else None
    for index, part in enumerate(parts):
        if texts is not None:
            texts += part.texts()
        ids += part.example_ids()
        labels += part.labels()
        if groups is not None and data.group:
            groups += part.groups(data.group)
        if names is not None:
            side = "train" if index == 0 else "test"
            names += (part.splits or []) if given is None else [side] * len(part)
    return Examples(ids, texts, labels, groups, names)


def existing_file(workspace: Workspace, given: str, where: str) -> Path:
    path = workspace.root / given
    if not path.exists():
        raise DataError(
            f"there is no file {given!r}.",
            where=where,
            remedy="Paths are relative to the workspace's folder.",
        )
    return path


def test_file(workspace: Workspace, declaration: Declaration) -> Path | None:
    """The test file, where `test` names one; None for a fraction or a split's name."""
    test = declaration.data.test
    if not isinstance(test, str):
        return None
    path = workspace.root / test
    return path if path.is_file() else None
