"""Durable files: what was reported as saved is on the disk, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import blake3

from tenfold.errors import DamageError, StoppedError

__all__ = [
    "DISK_FAILED",
    "copy_durably",
    "disk_failed",
    "is_temporary",
    "make_folder_durably",
    "storage_errors",
    "sync_folder",
    "whole_or_not_at_all",
    "write_durably",
]

DISK_FAILED = "TF-STORE-IO"
"""The code of a disk that reported an error while something was written or made to last."""

_PIECE_BYTES = 1 << 20
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.tmp")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def storage_errors(path: Path, size_bytes: int | None = None) -> Iterator[None]:
    """Turn a full, read-only or failing disk into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            need = f" {size_bytes:,} bytes were needed." if size_bytes else ""
            raise StoppedError(
                f"the disk is full.{need}",
                code="TF-STORE-FULL",
                where=str(path),
                remedy="Make space (`tenfold store clean --unused` shows what can go), "
                "then give the same command again: it goes on where it stopped.",
            ) from error
        if error.errno in _READ_ONLY:
            raise StoppedError(
                "cannot be written: the folder is read-only for you.",
                code="TF-STORE-READ-ONLY",
                where=str(path),
                remedy="Make it writable, or work in a copy of the workspace. Nothing was changed.",
            ) from error
        if error.errno == errno.EIO:
            raise disk_failed(str(path)) from error
        raise


def disk_failed(where: str) -> StoppedError:
    """What is said when the system reports an error of the disk itself."""
    return StoppedError(
        "the disk reported an error; what was being saved does not count as saved.",
        code=DISK_FAILED,
        where=where,
        remedy="Look after the disk and its free space (`dmesg` says more), run `tenfold store verify`, "
        "then give the same command again: it goes on where it stopped.",
    )


def write_durably(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a crash leaves either the old file or the whole new one.

    Temporary name in the same folder, fsync, rename, fsync of the folder. Raises StoppedError
    where the disk is full, read-only or fails; the temporary file is removed then.
    """
    with storage_errors(path, len(data)), whole_or_not_at_all(path) as file:
        file.write(data)


def copy_durably(source: Path, target: Path, *, digest: str | None = None) -> str:
    """Copy a file as `write_durably` writes, in pieces. Returns the digest of its bytes.

    Raises DamageError, and writes nothing, where these are not those of `digest`.
    """
    hasher = blake3.blake3()
    with (
        storage_errors(target, source.stat().st_size),
        source.open("rb") as original,
        whole_or_not_at_all(target) as file,
    ):
        while piece := original.read(_PIECE_BYTES):
            hasher.update(piece)
            file.write(piece)
        found = hasher.hexdigest()
        if digest is not None and found != digest:
            raise DamageError(
                "its bytes are not those that were saved.",
                code="TF-STORE-DAMAGED",
                where=str(source),
            )
    return found


@contextmanager
def whole_or_not_at_all(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes the place of `path` at the end, and lasts then."""
    make_folder_durably(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def is_temporary(name: str) -> bool:
    """Whether a file has the name of one that was being written; a killed process leaves such behind."""
    return _TEMPORARY.fullmatch(name) is not None


def make_folder_durably(folder: Path) -> bool:
    """Make a folder, and those above it, so that their names survive a power cut.

    False where it was there already: then whoever made it has to see to its name.
    """
    if folder.is_dir():
        return False
    make_folder_durably(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive a power cut (no-op where not possible)."""
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
