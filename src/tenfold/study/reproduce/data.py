"""Find the data of a bundle, check their version, and say how other rows differ."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.data import catalog
from tenfold.data.builtin import make_builtin
from tenfold.data.dataset import Dataset
from tenfold.data.reading import read_table
from tenfold.data.roles import choose_roles
from tenfold.errors import InputError, TenfoldError
from tenfold.store.digests import digest_bytes
from tenfold.store.workspace import SETTINGS_FILE, Workspace
from tenfold.study.bundle.data import RowKeys, row_keys

if TYPE_CHECKING:
    from tenfold.study.bundle.content import DataPart
    from tenfold.study.bundle.reading import Bundle

__all__ = ["FoundPart", "RowDifference", "compare_rows", "find_data"]


@dataclass(frozen=True)
class RowDifference:
    """How the rows here differ from those of the bundle; counts None where it has no row digests."""

    name: str
    version_there: str
    version_here: str
    n_there: int
    n_here: int
    n_added: int | None = None
    n_removed: int | None = None
    n_changed: int | None = None
    is_reordered: bool = False
    other_columns: bool = False

    def __str__(self) -> str:
        if self.other_columns:
            how = "the columns are others"
        elif self.n_changed is None:
            how = "how they differ cannot be said: the bundle has no digests of its rows"
        elif self.is_reordered:
            how = "the same rows in another order"
        else:
            rows = "row" if self.n_changed == 1 else "rows"
            how = f"{self.n_changed} {rows} changed, {self.n_added} added, {self.n_removed} removed"
        if self.n_there == self.n_here:
            return f"{how} (of {self.n_there} rows)"
        return f"{how} ({self.n_there} rows there, {self.n_here} here)"

    def to_json(self) -> dict[str, Any]:
        """One of `data` in `reproduce --json`."""
        return {**{k: getattr(self, k) for k in self.__dataclass_fields__}, "in_words": str(self)}


@dataclass(frozen=True)
class FoundPart:
    """A part of the data that was found: rows as a `dataset`, or the bytes of `features`."""

    part: DataPart
    source: str
    dataset: Dataset | None = None
    features: bytes = b""
    difference: RowDifference | None = None


def find_data(
    bundle: Bundle, given: Sequence[Path] = (), *, allow_other: bool = False
) -> list[FoundPart]:
    """The bundle's data: among the `given` files and workspaces, inside it, or built in.

    Raises
    ------
    InputError
        TF-BUNDLE-NO-DATA where they are nowhere; TF-BUNDLE-DATA where the rows are others, with how
        many, unless `allow_other`.
    """
    offered = [_Given(path) for path in given]
    found = {part.role: _same(part, offered) for part in bundle.data}
    wanted = [p for p in bundle.data if found[p.role] is None and not p.is_builtin]
    unused = [each for each in offered if not each.is_used]
    if unused and not wanted:
        raise InputError(
            "was not needed: none of the bundle's data is still missing.",
            where=f"--data {unused[0].path}",
        )
    if unused and (len(wanted) > 1 or len(unused) > 1):
        raise _which(wanted, unused)
    if unused:
        found[wanted[0].role] = _other(bundle, wanted[0], unused[0], allow_other=allow_other)
    return [found[part.role] or _at_hand(bundle, part, allow_other) for part in bundle.data]


class _Given:
    """A file, a folder of texts, or a workspace that the user named."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_used = False
        if not path.exists():
            raise InputError("there is no such file or folder.", where=f"--data {path}")
        self.workspace = Workspace(path) if (path / SETTINGS_FILE).is_file() else None
        self._read: dict[tuple[str | None, ...], Dataset] = {}

    def dataset(self, part: DataPart, use: str) -> Dataset:
        """Its rows with the roles that the bundle says; `use` names them in a workspace."""
        roles = (part.text, part.label, part.id)
        if self.workspace is not None:
            return catalog.load(self.workspace, use).with_roles(
                text=part.text, label=part.label, id=part.id
            )
        if roles not in self._read:
            self._read[roles] = _dataset(part, read_table([self.path]))
        return self._read[roles]

    def same(self, part: DataPart) -> FoundPart | None:
        """The part, where this is it."""
        if part.role == "features":
            data = self.path.read_bytes() if self.path.is_file() else b""
            same = digest_bytes(data) == part.version
            return FoundPart(part, str(self.path), features=data) if same else None
        try:
            dataset = self.dataset(part, part.version)
        except TenfoldError:
            return None
        same = dataset.digest == part.version
        return FoundPart(part, str(self.path), dataset) if same else None


def _dataset(part: DataPart, raw: Any) -> Dataset:
    where = raw.sources[0].file if raw.sources else part.name
    roles = choose_roles(
        raw.columns, text=part.text or "", label=part.label, id=part.id, where=where
    )
    return Dataset.of(raw, roles, name=part.name)


def _same(part: DataPart, offered: Sequence[_Given]) -> FoundPart | None:
    for each in offered:
        if (found := each.same(part)) is not None:
            each.is_used = True
            return found
    return None


def _other(bundle: Bundle, part: DataPart, given: _Given, *, allow_other: bool) -> FoundPart:
    """What was given in place of a part, though it is another version."""
    source = str(given.path)
    if part.role == "features":
        data = given.path.read_bytes()
        difference = RowDifference(part.name, part.version, digest_bytes(data), 0, 0)
        return _accepted(FoundPart(part, source, None, data, difference), allow_other)
    dataset = given.dataset(part, part.name)
    return _accepted(_differing(bundle, part, source, dataset), allow_other)


def _differing(bundle: Bundle, part: DataPart, source: str, dataset: Dataset) -> FoundPart:
    theirs, ours = bundle.rows(part), row_keys(dataset)
    difference = RowDifference(
        name=part.name,
        version_there=part.version,
        version_here=dataset.digest,
        n_there=part.n_rows,
        n_here=len(dataset),
        other_columns=list(dataset.columns) != part.columns,
        **({} if theirs is None else compare_rows(theirs, ours)),
    )
    return FoundPart(part, source, dataset, difference=difference)


def _accepted(found: FoundPart, allow_other: bool) -> FoundPart:
    difference = found.difference
    if difference is not None and not allow_other:
        raise InputError(
            f"the data are not those of the bundle: {difference}. Version "
            f"{difference.version_here[:16]} instead of {difference.version_there[:16]}. "
            "Nothing was run.",
            code="TF-BUNDLE-DATA",
            where=found.source,
            remedy="Give the right version with --data; or rerun on these rows all the same, and "
            "see what changes, with --other-data.",
        )
    return found


def compare_rows(theirs: RowKeys, ours: RowKeys) -> dict[str, Any]:
    """Counts of rows added, removed and changed.

    Rows are matched by their ids where these are unique on both sides. Without ids a changed row is
    one that is new where another one was, at the same place of two lists of equal length.
    """
    if _has_ids(theirs) and _has_ids(ours):
        there = dict(zip(theirs.keys, theirs.digests, strict=True))
        here = dict(zip(ours.keys, ours.digests, strict=True))
        n_changed = sum(there[key] != here[key] for key in there.keys() & here.keys())
        n_added, n_removed = len(here.keys() - there.keys()), len(there.keys() - here.keys())
    else:
        removed = Counter(theirs.digests) - Counter(ours.digests)
        added = Counter(ours.digests) - Counter(theirs.digests)
        n_added, n_removed, n_changed = added.total(), removed.total(), 0
        if len(theirs.digests) == len(ours.digests):
            pairs = zip(theirs.digests, ours.digests, strict=True)
            n_changed = sum(a in removed and b in added for a, b in pairs)
            n_changed = min(n_changed, n_added, n_removed)
            n_added, n_removed = n_added - n_changed, n_removed - n_changed
    equal = not (n_added or n_removed or n_changed)
    return {
        "n_added": n_added,
        "n_removed": n_removed,
        "n_changed": n_changed,
        "is_reordered": equal and theirs.digests != ours.digests,
    }


def _has_ids(rows: RowKeys) -> bool:
    return bool(rows.keys) and "" not in rows.keys and len(set(rows.keys)) == len(rows.keys)


def _at_hand(bundle: Bundle, part: DataPart, allow_other: bool) -> FoundPart:
    """The part without the user's help: built in, or inside the bundle."""
    if part.is_builtin:
        use = bundle.declaration.data.use
        dataset = _dataset(part, make_builtin(use))
        if dataset.digest == part.version:
            return FoundPart(part, "built in", dataset)
        return _accepted(_differing(bundle, part, use, dataset), allow_other)
    if part.file is None:
        raise _nowhere(bundle, part)
    data = bundle.read(part.file)
    if part.role == "features":
        if digest_bytes(data) != part.version:
            raise _not_inside(part)
        return FoundPart(part, "inside the bundle", features=data)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(part.file).name
        file.write_bytes(data)
        dataset = _dataset(part, read_table([file]))
    if dataset.digest != part.version:
        raise _not_inside(part)
    return FoundPart(part, "inside the bundle", dataset)


def _not_inside(part: DataPart) -> InputError:
    return InputError(
        "the data inside the bundle are not of the version that it says.",
        code="TF-BUNDLE-BROKEN",
        where=part.file,
        remedy="Ask for the bundle again, or give the data with --data.",
    )


def _nowhere(bundle: Bundle, part: DataPart) -> InputError:
    files = ", ".join(str(source.get("file", ""))[:80] for source in part.sources[:3])
    told = [f"{part.n_rows} rows", f"columns {', '.join(part.columns)[:200]}"]
    told += [f"read from {files}"] if files else []
    about = "" if part.role == "features" else f" ({'; '.join(told)})"
    return InputError(
        f"the data are not in the bundle: {part.name}, version {part.version}{about}.",
        code="TF-BUNDLE-NO-DATA",
        where=bundle.path.name,
        remedy="Give them with --data PATH: the file, or the folder of a workspace whose catalog has "
        "this version. Where the file takes options to be read, `tenfold data add` it there first.",
    )


def _which(parts: list[DataPart], left: list[_Given]) -> InputError:
    return InputError(
        f"what was given is not of the versions that are needed: "
        f"{', '.join(f'{p.name} ({p.role}) {p.version[:16]}' for p in parts)}.",
        code="TF-BUNDLE-DATA",
        where=", ".join(f"--data {each.path}" for each in left),
        remedy="Give each of them with its own --data; one at a time may be another version, "
        "with --other-data.",
    )
