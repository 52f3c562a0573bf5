"""The doctor's look at a workspace: settings, database, artifacts, and the disks that hold them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tenfold.errors import TenfoldError, WorkspaceError
from tenfold.store.database import HEAD, Database
from tenfold.store.workspace import SETTINGS_FILE, Workspace
from tenfold.study.health import Check
from tenfold.wording import worded

__all__ = ["look_at_workspace"]

LOW_DISK_GIB = 2.0
"""Below this much free space there is a note, below a twentieth of it something to mend."""

_NO_ARTIFACT = "0" * 64
_NETWORK = ("nfs", "cifs", "smb", "sshfs", "9p", "afs", "glusterfs", "ceph")


def look_at_workspace(folder: Path | None) -> Iterator[Check]:
    """Every check of the workspace at `folder`, or of the nearest one above the current folder."""
    try:
        workspace = Workspace.find(folder)
    except WorkspaceError as error:
        yield Check("workspace", "note", error.message, error.remedy or "")
        return
    except TenfoldError as error:
        yield _broken("workspace", error)
        return
    n_studies = len(list(workspace.studies.glob("*.toml")))
    yield Check(
        "workspace", "ok", worded("{folder}: {n:d} studies", folder=workspace.root, n=n_studies)
    )
    if not os.access(workspace.root, os.W_OK):
        yield Check(
            "workspace",
            "note",
            worded("it is read-only for you: browsing works, running does not"),
            worded("Make it writable, or work in a copy."),
        )
    yield from _database(workspace)
    yield from _artifacts(workspace)
    yield from _disks(workspace)


def _broken(name: str, error: TenfoldError) -> Check:
    where = f"{error.where}: " if error.where else ""
    return Check(name, "wrong", f"{where}{error.message}", error.remedy or "")


def _database(workspace: Workspace) -> Iterator[Check]:
    try:
        database = workspace.database
        found = database.condition()
    except TenfoldError as error:
        yield _broken("database", error)
        return
    said = worded(
        "{product}, {settings}; at {head}, {size:.1f} MB",
        product=found.product,
        settings=found.settings,
        head=HEAD,
        size=found.size_bytes / 1e6,
    )
    yield Check("database", "ok", said)
    yield Check("database", "ok", database.where)
    for trouble in found.troubles:
        yield Check(
            "database", "wrong" if trouble.is_grave else "note", trouble.message, trouble.remedy
        )
    yield from _settings(workspace, database)


def _settings(workspace: Workspace, database: Database) -> Iterator[Check]:
    if database.has_password:
        yield Check(
            "database",
            "note",
            worded("its password stands in {file}, which is meant for git", file=SETTINGS_FILE),
            worded("Take it out of the URL; put it into ~/.pgpass or PGPASSWORD."),
        )
    kind = _network_file_system(workspace.hidden) if database.is_sqlite else None
    if kind:
        yield Check(
            "database",
            "note",
            worded(
                "SQLite on a network folder ({kind}): its locks may not hold for several machines",
                kind=kind,
            ),
            worded("Use it from one machine only, or PostgreSQL: docs/lab.md"),
        )


def _network_file_system(folder: Path) -> str | None:
    """The kind of network file system that `folder` is on; None where it is a disk, or cannot be told."""
    import psutil

    mounts = {part.mountpoint: part.fstype for part in psutil.disk_partitions(all=True)}
    for above in [folder, *folder.parents]:
        if (kind := mounts.get(str(above))) is not None:
            return kind if any(name in kind.lower() for name in _NETWORK) else None
    return None


def _artifacts(workspace: Workspace) -> Iterator[Check]:
    try:
        artifacts = workspace.artifacts
        artifacts.size_bytes(
            _NO_ARTIFACT
        )  # asks for one that is not there: can the place be reached?
    except TenfoldError as error:
        yield _broken("artifacts", error)
        return
    place = artifacts.place
    if not isinstance(place, Path):
        copies = sum(file.stat().st_size for file in place.cache.rglob("*") if file.is_file())
        yield Check(
            "artifacts",
            "ok",
            worded(
                "{place}; copies here: {size:.1f} MB in {cache}",
                place=place,
                size=copies / 1e6,
                cache=place.cache,
            ),
        )
    elif place.is_dir() and not os.access(place, os.W_OK):
        yield Check(
            "artifacts",
            "wrong",
            worded("{place}: you may not write there", place=place),
            worded("Change its rights."),
        )
    else:
        yield Check("artifacts", "ok", str(place))


def _disks(workspace: Workspace) -> Iterator[Check]:
    """Free space where this machine writes to, each file system once."""
    folders = {"workspace": workspace.root}
    with suppress(TenfoldError):  # said already
        folders["artifacts"] = workspace.artifacts.root
    seen: dict[int, list[str]] = {}
    free: dict[int, float] = {}
    for name, folder in folders.items():
        there = next(above for above in [folder, *folder.parents] if above.exists())
        device = there.stat().st_dev
        seen.setdefault(device, []).append(name)
        free[device] = shutil.disk_usage(there).free / 2**30
    for device, names in seen.items():
        yield _disk(_both(names), free[device])


def _both(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return worded("{one!s} and {other!s}", one=names[0], other=names[1])


def _disk(of: str, free_gib: float) -> Check:
    if free_gib >= LOW_DISK_GIB:
        return Check("disk", "ok", worded("{free:.1f} GiB free for {of!s}", free=free_gib, of=of))
    said = worded(
        "{free:.1f} GiB free for {of!s}: less than {least:g} GiB",
        free=free_gib,
        of=of,
        least=LOW_DISK_GIB,
    )
    return Check(
        "disk",
        "wrong" if free_gib < LOW_DISK_GIB / 20 else "note",
        said,
        "tenfold store clean --unused",
    )
