"""Durable files: what was reported as saved is on the disk, whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenfold.errors import StoppedError

__all__ = ["storage_errors", "sync_folder", "write_durably"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def storage_errors(path: Path, size_bytes: int | None = None) -> Iterator[None]:
    """Turn a full disk or a read-only folder into an error that says what to do."""
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
        raise


def write_durably(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a crash leaves either the old file or the whole new one.

    Temporary name in the same folder, fsync, rename, fsync of the folder. Raises StoppedError
    where the disk is full or read-only; the temporary file is removed then.
    """
    with storage_errors(path, len(data)):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive a power cut (no-op where not possible)."""
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
