"""The catalog: data sets by name, each with numbered versions that are known by a digest of their
rows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenfold.data.builtin import BUILTINS, builtin_key, make_builtin
from tenfold.data.dataset import Dataset
from tenfold.data.label_column import with_label_column
from tenfold.data.lineage import Lineage, Version
from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.reading import ReadOptions, read_table
from tenfold.data.roles import Roles, choose_roles
from tenfold.data.row_digests import version_digest
from tenfold.data.source_keys import path_key, source_key
from tenfold.data.stored_rows import read_rows, to_table
from tenfold.data.unlabelled import drop_unlabelled
from tenfold.errors import DamageError, DataError, InputError, nearest
from tenfold.store.digests import digest_json
from tenfold.store.tables.base import now
from tenfold.store.tables.data import DatasetRow

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = [
    "add",
    "add_derived",
    "add_unlabelled",
    "ancestry",
    "latest_digest",
    "listing",
    "load",
    "name_from",
    "reference_of",
]

_LONGEST_NUMBER = 9  # what every database can hold
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_ENDINGS = re.compile(
    r"(\.(csv|tsv|tab|txt|jsonl|ndjson|json|parquet|xlsx|xlsm|arrow|feather))?(\.gz)?$",
    re.IGNORECASE,
)


def name_from(path: Path) -> str:
    """A catalog name for a file.

    >>> name_from(Path("my reviews.csv.gz"))
    'my-reviews'
    """
    stem = _ENDINGS.sub("", path.name)
    return re.sub(r"[^\w.-]+", "-", stem).strip("-._") or "data"


def add(
    workspace: Workspace,
    raw: RawTable,
    *,
    name: str,
    text: str | None = None,
    label: str | None = None,
    id: str | None = None,
    options: ReadOptions | None = None,
    lineage: Lineage | None = None,
) -> Dataset:
    """Store a table under `name` and return it as a data set.

    Rows that the name has already keep their version (`is_new` is False); other rows become the
    name's next version. Older versions stay. `options` are those the files were read with, so that
    the same files are known again. `lineage` is what somebody else said of how the rows were made.
    """
    _check_name(name)
    where = raw.sources[0].file if raw.sources else name
    roles = choose_roles(raw.columns, text=text, label=label, id=id, where=where, values=raw.values)
    options = options or ReadOptions()
    if options.drop_unlabelled:
        raw = drop_unlabelled(raw, roles.label)
    dataset = replace(Dataset.of(raw, roles, name=name), lineage=lineage)
    return _store(workspace, dataset, options, keeps_id=id is None)


def add_unlabelled(
    workspace: Workspace,
    raw: RawTable,
    *,
    name: str,
    text: str | None = None,
    label: str | None = None,
    id: str | None = None,
    options: ReadOptions | None = None,
) -> Dataset:
    """Store a table whose rows are still to be labelled, some or all, as `add` does.

    Where it has no label column, an empty one is added and remarked on. `load` gives such a version
    only to those who say that they can do with it, so no study meets an empty label.
    """
    _check_name(name)
    raw, label = with_label_column(raw, label)
    where = raw.sources[0].file if raw.sources else name
    roles = choose_roles(raw.columns, text=text, label=label, id=id, where=where, values=raw.values)
    return _store(workspace, Dataset.of(raw, roles, name=name, unlabelled=True), options)


def _store(
    workspace: Workspace, dataset: Dataset, options: ReadOptions | None, *, keeps_id: bool = True
) -> Dataset:
    database = workspace.database  # opened first: artifacts without one mean that it was lost
    artifact = workspace.artifacts.put_table(to_table(dataset))
    files = [(note.split, note.digest) for note in dataset.sources]
    key = source_key(files, options or ReadOptions())
    with database.write() as session:
        if keeps_id and dataset.id_column is None:
            dataset = _with_its_id(session, dataset)
        return _register(session, dataset, artifact, key, workspace.person)


def _with_its_id(session: Session, dataset: Dataset) -> Dataset:
    """Rows that are added again without a word about ids keep the column of ids that they had."""
    known = select(DatasetRow).where(
        DatasetRow.name == dataset.name, DatasetRow.digest == dataset.digest
    )
    last = session.scalars(known.order_by(DatasetRow.id.desc())).first()
    return dataset if last is None else replace(dataset, id_column=last.id_column)


def add_derived(
    workspace: Workspace, rows: RawTable, roles: Roles, *, name: str, lineage: Lineage
) -> Dataset:
    """Store rows that were made from another version, as the next version of `name`.

    Rows that `name` has already stay the version that they are, with the lineage that it has. The
    artifacts are saved before the one transaction that names them, so a process that is killed in between
    leaves the catalog as it was.
    """
    _check_name(name)
    dataset = replace(Dataset.of(rows, roles, name=name), lineage=lineage)
    artifact = workspace.artifacts.put_table(to_table(dataset))
    key = digest_json({"parent": lineage.parent, "recipe": lineage.recipe_digest})
    with workspace.database.write() as session:
        return _register(session, dataset, artifact, key, workspace.person)


def _register(
    session: Session, dataset: Dataset, artifact: str, source_key: str, person: str
) -> Dataset:
    """Add a row, unless the newest one of this version says exactly the same.

    How rows first came to be stays said of them: nobody can become their own ancestor.
    """
    query = select(DatasetRow).where(DatasetRow.name == dataset.name).order_by(DatasetRow.id)
    versions = session.scalars(query).all()
    same = [row for row in versions if row.digest == dataset.digest]
    number = same[-1].number if same else max((row.number for row in versions), default=0) + 1
    if same:
        if dataset.lineage is not None:
            return replace(dataset, number=number, is_new=False, lineage=_lineage(same[-1]))
        dataset = replace(dataset, lineage=_lineage(same[-1]))
    made = dataset.lineage
    said = {
        "artifact": artifact,
        "source_key": source_key,
        "text_column": dataset.text_column,
        "label_column": dataset.label_column,
        "id_column": dataset.id_column,
        "columns": list(dataset.columns),
        "kinds": {name: sorted(kinds) for name, kinds in dataset.kinds.items()},
        "sources": [note.to_json() for note in dataset.sources],
        "parent": made.parent if made else None,
        "recipe": made.said if made else None,
        "origins": made.origins if made else None,
    }
    if not same or any(getattr(same[-1], field) != value for field, value in said.items()):
        row = DatasetRow(
            name=dataset.name, number=number, digest=dataset.digest, n_rows=len(dataset),
            person=person, added=now(), **said,
        )  # fmt: skip
        session.add(row)
    return replace(dataset, number=number, is_new=not same)


def load(
    workspace: Workspace,
    use: str,
    *,
    text: str | None = None,
    label: str | None = None,
    id: str | None = None,
    unlabelled: bool = False,
) -> Dataset:
    """The data set that `use` means: its rows verified against their digest, no file parsed again.

    `use` is a catalog name (its newest version), ``name@2``, 8 or more digits of a version's
    digest,
    a path relative to the workspace (read and registered where it is new), or ``builtin:NAME``.
    `text`, `label` and `id` override the columns' roles. `unlabelled`: rows may be without a label.

    Raises
    ------
    DataError
        TF-DATA-017 where nothing is meant by `use`; TF-DATA-070 where rows are without a label.
    DamageError
        Where the stored rows are not those of the version.
    """
    row = _find(workspace, use)
    if row is None:
        return _bring_in(workspace, use, text=text, label=label, id=id)
    dataset = _restore(workspace, row)
    if not unlabelled and (label or dataset.label_column) == dataset.label_column:
        dataset.require_labels()
    return dataset.with_roles(text=text, label=label, id=id)


def latest_digest(workspace: Workspace, use: str) -> str | None:
    """The version that `load` would return, without its rows; None where it is not stored yet."""
    row = _find(workspace, use)
    return row.digest if row else None


def reference_of(workspace: Workspace, use: str) -> str:
    """Name and number of the version that `load` would return, without its rows: ``symptoms@2``.

    Raises DataError (TF-DATA-017) where nothing of this workspace is meant.
    """
    row = _find(workspace, use)
    if row is None:
        raise _unknown(workspace, use)
    return f"{row.name}@{row.number}"


def ancestry(workspace: Workspace, use: str) -> list[Version]:
    """The version that `use` means and those that it was made from, the oldest last.

    A parent is looked up by its digest among what was added before its child, under the name that it had
    if there is one: so the list ends, whatever a bundle from elsewhere says of its data. It also ends where a
    parent is not in this workspace.
    """
    row = _find(workspace, use)
    if row is None:
        load(workspace, use)
        row = _find(workspace, use)
    found = []
    while row is not None:
        found.append(_version(row))
        row = _parent(workspace, row) if row.parent else None
    return found


def _parent(workspace: Workspace, child: DatasetRow) -> DatasetRow | None:
    name = str((child.recipe or {}).get("from")).rpartition("@")[0]
    said = select(DatasetRow).where(DatasetRow.digest == child.parent, DatasetRow.id < child.id)
    query = said.order_by(DatasetRow.name != name, DatasetRow.id).limit(1)
    with workspace.database.read() as session:
        row = session.scalars(query).one_or_none()
        if row is not None:
            session.expunge(row)
        return row


def _version(row: DatasetRow) -> Version:
    sources = tuple(SourceNote.from_json(note) for note in row.sources)
    reference = f"{row.name}@{row.number}"
    return Version(reference, row.digest, row.n_rows, sources, _lineage(row))


def _lineage(row: DatasetRow) -> Lineage | None:
    if row.parent is None or row.recipe is None:
        return None
    return Lineage.from_said(row.recipe, parent=row.parent, origins=row.origins)


def listing(workspace: Workspace) -> list[dict[str, Any]]:
    """Every version, by name and number: what it is, without its rows."""
    query = select(DatasetRow).order_by(DatasetRow.id)
    with workspace.database.read() as session:
        newest = {(row.name, row.number): row for row in session.scalars(query)}
        # Sorted here: how a database sorts text depends on where it stands.
        return [_entry(newest[key]) for key in sorted(newest)]


def _entry(row: DatasetRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "number": row.number,
        "version": row.digest,
        "n_rows": row.n_rows,
        "columns": row.columns,
        "text": row.text_column,
        "label": row.label_column,
        "id": row.id_column,
        "sources": row.sources,
        "person": row.person,
        "added": row.added.isoformat(timespec="seconds"),
        "lineage": made.to_json() if (made := _lineage(row)) else None,
    }


def _find(workspace: Workspace, use: str) -> DatasetRow | None:
    if use.startswith("hub:"):
        raise DataError(
            "nothing is fetched from a hub where data are used.",
            code="TF-DATA-017",
            where=use,
            remedy=f"Add it once, under a name to use: tenfold data add {use} --name NAME",
        )
    name, mark, number = use.rpartition("@")
    if mark and number.isdecimal() and len(number) <= _LONGEST_NUMBER:
        return _newest(workspace, DatasetRow.name == name, DatasetRow.number == int(number))
    if use.startswith("builtin:"):
        _check_builtin(use)
        return _newest(workspace, DatasetRow.name == use, DatasetRow.source_key == builtin_key(use))
    found = _newest(workspace, DatasetRow.name == use, newest_number=True)
    if found is None and re.fullmatch("[0-9a-f]{8,64}", use):
        found = _newest(workspace, DatasetRow.digest.startswith(use))
    if found is None and (path := _as_path(workspace, use)) is not None:
        found = _newest(workspace, DatasetRow.source_key == path_key(path))
    return found


def _newest(
    workspace: Workspace, *conditions: Any, newest_number: bool = False
) -> DatasetRow | None:
    order = [DatasetRow.number.desc()] if newest_number else []
    newest = select(DatasetRow).where(*conditions).order_by(*order, DatasetRow.id.desc()).limit(1)
    with workspace.database.read() as session:
        row = session.scalars(newest).one_or_none()
        if row is not None:
            session.expunge(row)
        return row


def _bring_in(
    workspace: Workspace, use: str, *, text: str | None, label: str | None, id: str | None
) -> Dataset:
    if use.startswith("builtin:"):
        raw = make_builtin(use)
        dataset = Dataset.of(raw, choose_roles(raw.columns, text="text", where=use), name=use)
        artifact = workspace.artifacts.put_table(to_table(dataset))
        with workspace.database.write() as session:
            return _register(session, dataset, artifact, builtin_key(use), workspace.person)
    path = _as_path(workspace, use)
    if path is None:
        raise _unknown(workspace, use)
    return add(
        workspace, read_table([path]), name=name_from(Path(use)), text=text, label=label, id=id
    )


def _as_path(workspace: Workspace, use: str) -> Path | None:
    """The file or folder that `use` names; None where it reads like a name and no file is there."""
    path = workspace.root / use
    return path if use and (path.is_file() or path.is_dir()) else None


def _unknown(workspace: Workspace, use: str) -> DataError:
    names = sorted({entry["name"] for entry in listing(workspace)} | set(BUILTINS))
    base, _, number = use.rpartition("@")
    if base in names and number:
        newest = max((e["number"] for e in listing(workspace) if e["name"] == base), default=0)
        return DataError(
            f"{base!r} has no version {number}; the newest is {newest}.",
            code="TF-DATA-017",
            where=use,
            remedy="tenfold data list",
        )
    return DataError(
        "no data set of this name, and no such file in the workspace.",
        code="TF-DATA-017",
        where=use,
        remedy=f"{nearest(use, names)} Add one with: tenfold data add FILE",
    )


def _check_builtin(use: str) -> None:
    if use not in BUILTINS:
        raise DataError(
            "no such built-in data set.",
            code="TF-DATA-017",
            where=use,
            remedy=nearest(use, BUILTINS),
        )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be a data set's name.",
            code="TF-DATA-017",
            remedy="Begin with a letter or digit; then letters, digits, '_', '.' and '-'.",
        )


def _restore(workspace: Workspace, row: DatasetRow) -> Dataset:
    columns = tuple(row.columns)
    values, splits = read_rows(workspace.artifacts, row.artifact, columns)
    if version_digest(columns, values, splits) != row.digest:
        raise DamageError(
            "the stored rows are not those of this version.",
            code="TF-STORE-DAMAGED",
            where=f"{row.name}@{row.number}",
            remedy="Add the files again: tenfold data add FILE",
        )
    return Dataset(
        row.name, row.number, row.digest, columns, values, row.text_column,
        row.label_column or "", row.id_column, splits,
        {name: frozenset(kinds) for name, kinds in row.kinds.items()},
        tuple(SourceNote.from_json(note) for note in row.sources), lineage=_lineage(row),
    )  # fmt: skip
