"""Backups: a folder with everything a workspace is, which says by itself whether it is whole.

    manifest.json    written last: what belongs here, each with its digest
    tenfold.db       the database as it was at one moment
    artifacts/       as in the store: bytes under their digest
    files/           tenfold.toml, studies/, cards/ and the files that the studies name

The database is copied first, while others write, and the artifacts afterwards: a step is recorded after
its artifacts were saved, so everything that the copy names is there already. A folder without a whole
manifest is no backup.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from tenfold.errors import DamageError, InputError, StoppedError, WorkspaceError
from tenfold.store.artifacts import SCHEMA_VERSION, Artifacts
from tenfold.store.backup_log import MadeBackup, note_backup
from tenfold.store.digests import digest_file, digest_json
from tenfold.store.files import (
    copy_durably,
    disk_failed,
    is_temporary,
    make_folder_durably,
    storage_errors,
    sync_folder,
    write_durably,
)
from tenfold.store.places import open_artifacts, read_place
from tenfold.store.tables.base import now
from tenfold.store.versions import installed_version
from tenfold.store.workspace import SETTINGS_FILE, Workspace

if TYPE_CHECKING:
    from tenfold.store.database import Database

__all__ = ["Backup", "back_up", "require_backup_target", "restore"]

_MANIFEST, _DATABASE, _ARTIFACTS, _FILES = "manifest.json", "tenfold.db", "artifacts", "files"
_UNFINISHED = "unfinished"
_KIND = "tenfold backup"
_BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite keeps beside a database: a journal of another one would be played into ours."""

Say = Callable[[int, int], None]


@dataclass(frozen=True)
class Backup:
    """A whole backup, or what was restored from one.

    `digest` is that of the manifest. `left_out` are artifacts that were damaged or missing in the
    workspace already. `aside` is where a restore put what was in its way.
    """

    path: str
    digest: str
    made: str
    n_artifacts: int
    n_bytes: int
    n_copied: int
    n_files: int
    left_out: list[str] = field(default_factory=list)
    aside: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As `store backup --json` and `store restore --json` print it."""
        return asdict(self)


def _quietly(_done: int, _of: int) -> None:
    """Say nothing."""


# backing up


def back_up(
    workspace: Workspace, target: Path, *, also: Iterable[Path] = (), say: Say = _quietly
) -> Backup:
    """Copy a workspace into the new or empty folder `target`; an unfinished backup there goes on.

    Others may write meanwhile. `also` are further files below the workspace's folder: those that its
    studies name. `say` hears how many artifacts of how many are copied.

    Raises InputError where `target` holds something else, the database is PostgreSQL, or the artifacts are
    behind a URL.
    """
    target = target.resolve()
    _refuse_what_others_keep(workspace)
    _refuse_target(workspace, target)
    with storage_errors(target):
        make_folder_durably(target)
        for path in list(target.rglob(".*.tmp")):  # what an interrupted one was writing
            if is_temporary(path.name):
                path.unlink()
    write_durably(
        target / _UNFINISHED, b"This backup is not finished. Give the same command again.\n"
    )
    database = _copy_database(workspace.database, target / _DATABASE)
    revision = workspace.database.revision()
    files = {
        name: copy_durably(workspace.root / name, target / _FILES / name)
        for name in _names(workspace.root, also)
    }
    store = Artifacts(target / _ARTIFACTS)
    digests, left_out, n_copied = [], [], 0
    stored = list(workspace.artifacts.digests())
    for n, digest in enumerate(stored):
        say(n, len(stored))
        try:
            n_copied += store.take(workspace.artifacts.path(digest), digest)
        except (DamageError, FileNotFoundError):
            left_out.append(digest)
        else:
            digests.append(digest)
    say(len(stored), len(stored))
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": _KIND,
        "tenfold": installed_version("tenfold"),
        "made": now().isoformat(timespec="seconds"),
        "database": {"digest": database, "revision": revision},
        "files": files,
        "artifacts": digests,
        "left_out": left_out,
        "n_bytes": sum(store.size_bytes(digest) for digest in digests),
    }
    whole = {**content, "digest": digest_json(content)}
    write_durably(
        target / _MANIFEST, (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
    )
    (target / _UNFINISHED).unlink(missing_ok=True)
    backup = _described(target, whole, n_copied=n_copied)
    note_backup(
        workspace,
        MadeBackup(
            path=backup.path,
            made=backup.made,
            n_artifacts=backup.n_artifacts,
            n_bytes=backup.n_bytes,
            digest=backup.digest,
        ),
    )
    return backup


def require_backup_target(workspace: Workspace, target: Path) -> None:
    """Raise InputError where `back_up` could not make a backup of the workspace in `target`."""
    _refuse_what_others_keep(workspace)
    with storage_errors(target):
        _refuse_target(workspace, target.resolve())


def _described(
    path: Path, manifest: Mapping[str, Any], *, n_copied: int, aside: Path | None = None
) -> Backup:
    return Backup(
        path=str(path),
        digest=manifest["digest"],
        made=manifest["made"],
        n_artifacts=len(manifest["artifacts"]),
        n_bytes=manifest["n_bytes"],
        n_copied=n_copied,
        n_files=len(manifest["files"]),
        left_out=list(manifest["left_out"]),
        aside=None if aside is None else str(aside),
    )


def _refuse_what_others_keep(workspace: Workspace) -> None:
    """A server and a remote place have tools of their own for this."""
    place = workspace.artifacts.place
    if not workspace.database.is_sqlite:
        raise InputError(
            "the database is PostgreSQL, which has its own tools for this.",
            code="TF-STORE-BACKUP",
            where=workspace.database.where,
            remedy=f"First `pg_dump --format=custom`, then copy the artifacts in {place}: in this order "
            "every artifact that the dump names is there. Keep tenfold.toml and studies/ in git.",
        )
    if not isinstance(place, Path):
        raise InputError(
            "the artifacts are behind a URL, which has its own tools for this.",
            code="TF-STORE-BACKUP",
            where=str(place),
            remedy="First copy .tenfold/tenfold.db with `sqlite3 .tenfold/tenfold.db '.backup COPY'`, then the "
            "artifacts: in this order every artifact that the copy names is there.",
        )


def _refuse_target(workspace: Workspace, target: Path) -> None:
    if target.is_relative_to(workspace.hidden) or target == workspace.root:
        raise InputError(
            "a backup cannot stand inside what it is a backup of.",
            code="TF-STORE-BACKUP",
            where=str(target),
            remedy="Name a new folder, best on another disk.",
        )
    whole = (target / _MANIFEST).exists()
    if not target.exists() or ((target / _UNFINISHED).is_file() and not whole):
        return
    if not target.is_dir() or any(not is_temporary(path.name) for path in target.iterdir()):
        what = "holds a backup already" if whole else "is not empty"
        raise InputError(
            f"{what}. Nothing was written.",
            code="TF-STORE-BACKUP",
            where=str(target),
            remedy="Name a new folder: each backup is one folder that stays as it is.",
        )


def _names(root: Path, also: Iterable[Path]) -> list[str]:
    """The files that are meant for git, and others, by their place in the workspace."""
    own = [*sorted((root / "studies").rglob("*")), *sorted((root / "cards").glob("*.toml"))]
    paths = [root / SETTINGS_FILE, *own, *also]
    return list(dict.fromkeys(p.relative_to(root).as_posix() for p in paths if p.is_file()))


def _copy_database(database: Database, target: Path) -> str:
    """The database as it is at one moment, by SQLite's own means; returns the copy's digest.

    SQLite syncs its bytes; the manifest, which is written after it, has the folder's names synced.
    """
    for ending in _BESIDE:
        target.with_name(target.name + ending).unlink(missing_ok=True)
    with (
        _sqlite_errors(target),
        database.engine.connect() as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        plain = source.connection.driver_connection
        assert isinstance(plain, sqlite3.Connection)
        plain.backup(copy)
        copy.execute("pragma journal_mode = DELETE")
        found = copy.execute("pragma integrity_check").fetchone()[0]
        if found != "ok":
            raise DamageError(
                f"the database is damaged: {found}.",
                code="TF-STORE-DATABASE",
                where=database.url.removeprefix("sqlite:///"),
                remedy="Restore it from an earlier backup.",
            )
    return digest_file(target)


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise StoppedError(
                "the disk is full.",
                code="TF-STORE-FULL",
                where=str(path),
                remedy="Make space, then give the same command again: it goes on where it stopped.",
            ) from error
        raise disk_failed(str(path)) from error


# restoring


def restore(source: Path, target: Path, *, replace: bool = False, say: Say = _quietly) -> Backup:
    """Make the workspace of the backup `source` in the folder `target`.

    All bytes are verified, and the settings, which make a folder a workspace, come last. What stands in
    the way is refused, or with `replace` moved aside and kept.

    Raises InputError where `source` is no whole backup, WorkspaceError where a workspace is in the
    way, DamageError where the backup is damaged.
    """
    source, target = source.resolve(), target.resolve()
    manifest = _read_manifest(source)
    aside = _clear_the_way(source, target, manifest, replace=replace)
    settings = Workspace(source / _FILES)
    place = _database_file(settings, target)
    said = settings.setting("store", "artifacts", ".tenfold/artifacts")
    artifacts = open_artifacts(read_place(said, root=target, cache=target / ".tenfold" / "cache"))
    digests, n_copied = manifest["artifacts"], 0
    for n, digest in enumerate(digests):
        say(n, len(digests))
        n_copied += artifacts.take(_there(source / _ARTIFACTS / digest[:2] / digest), digest)
    say(len(digests), len(digests))
    with storage_errors(target):
        make_folder_durably(target / "studies")
        make_folder_durably(artifacts.root)
    write_durably(target / ".tenfold" / ".gitignore", b"*\n")
    copy_durably(source / _DATABASE, place, digest=manifest["database"]["digest"])
    for name, digest in sorted(
        manifest["files"].items(), key=lambda file: file[0] == SETTINGS_FILE
    ):
        copy_durably(_there(source / _FILES / name), target / name, digest=digest)
    return _described(source, manifest, n_copied=n_copied, aside=aside)


def _there(path: Path) -> Path:
    if not path.is_file():
        raise DamageError("is missing in the backup.", code="TF-STORE-DAMAGED", where=str(path))
    return path


def _read_manifest(source: Path) -> dict[str, Any]:
    path = source / _MANIFEST
    if not path.is_file():
        unfinished = (source / _UNFINISHED).exists()
        raise InputError(
            "this backup was not finished." if unfinished else "there is no backup here.",
            code="TF-STORE-BACKUP",
            where=str(source),
            remedy="Give the command that made it again."
            if unfinished
            else f"A backup is a folder with a {_MANIFEST}; make one with: tenfold store backup PATH",
        )
    try:
        manifest = json.loads(path.read_bytes())
        content = {key: value for key, value in manifest.items() if key != "digest"}
        sound = manifest["kind"] == _KIND and digest_json(content) == manifest["digest"]
    except (ValueError, KeyError, AttributeError, TypeError):
        sound = False
    if not sound:
        raise DamageError("the manifest is damaged.", code="TF-STORE-DAMAGED", where=str(path))
    if manifest["schema_version"] > SCHEMA_VERSION:
        raise InputError(
            "this backup was made by a newer tenfold.",
            where=str(path),
            remedy="Update tenfold: pip install --upgrade tenfold.",
        )
    for name in manifest["files"]:
        parts = PurePosixPath(name).parts
        if ".." in parts or parts[0] in ("/", ".tenfold"):
            raise DamageError(f"the manifest names {name!r}.", where=str(path))
    _there(source / _DATABASE)
    _there(source / _FILES / SETTINGS_FILE)
    return dict(manifest)


def _database_file(settings: Workspace, target: Path) -> Path:
    """Where the settings want the SQLite file."""
    from sqlalchemy import make_url

    given = settings.setting("store", "database", None)
    name = None if given is None else make_url(str(given)).database
    if name is None:
        return target / ".tenfold" / _DATABASE
    place = Path(name).absolute()
    if place.exists():
        raise WorkspaceError(
            "the database that the settings of this backup name is there, and stays as it is.",
            where=str(place),
            remedy="Move it away first.",
        )
    return place


def _clear_the_way(
    source: Path, target: Path, manifest: Mapping[str, Any], *, replace: bool
) -> Path | None:
    """Refuse a workspace that is there, or move it into a folder beside it; one that an interrupted restore
    of the same backup left goes on.
    """
    aside = _half_moved(target)
    if aside is None:
        there = _in_the_way(target, manifest)
        if not there:
            return None
    if not replace:
        raise WorkspaceError(
            "there is a workspace already, which this would overwrite. Nothing was written.",
            where=str(aside or there[0]),
            remedy="Name another folder with --into; or say --replace: "
            "what is there is moved aside and kept.",
        )
    aside = aside or target / f"replaced-{now():%Y%m%dT%H%M%S}"
    names = [".tenfold", "studies", *manifest["files"]]
    with storage_errors(aside):
        make_folder_durably(aside)
        for name in [*(n for n in dict.fromkeys(names) if n != SETTINGS_FILE), SETTINGS_FILE]:
            if (target / name).exists():
                make_folder_durably((aside / name).parent)
                (target / name).rename(aside / name)
        sync_folder(aside)  # before the names here are synced as gone
    return aside


def _in_the_way(target: Path, manifest: Mapping[str, Any]) -> list[Path]:
    """What is not as the backup has it."""
    there = [
        target / name
        for name, digest in manifest["files"].items()
        if (target / name).is_file() and digest_file(target / name) != digest
    ]
    database = target / ".tenfold" / _DATABASE
    beside = [database.with_name(database.name + ending) for ending in _BESIDE]
    there += [path for path in beside if path.is_file() and path.stat().st_size]
    if there == [database] and digest_file(database) == manifest["database"]["digest"]:
        return []  # restored already
    return there


def _half_moved(target: Path) -> Path | None:
    """Where an interrupted restore was moving a workspace to: the settings go last, and are here still."""
    if not (target / SETTINGS_FILE).exists():
        return None
    begun = (p for p in sorted(target.glob("replaced-*")) if (p / ".tenfold").is_dir())
    return next((path for path in begun if not (path / SETTINGS_FILE).exists()), None)
