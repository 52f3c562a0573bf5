"""The zip of a bundle, read as hostile input, and written so that equal content is equal bytes.

Before anything is unpacked: the directory at the end is whole and small, every entry is a plain file
with a plain name, once, within bounds of size, number and ratio, and no two share bytes. While
unpacking, what comes out is counted, because the sizes in a directory can lie.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tenfold.errors import InputError
from tenfold.store.files import storage_errors, whole_or_not_at_all
from tenfold.study.bundle.plain_json import broken

__all__ = ["LIMITS", "CheckedZip", "Limits", "Member", "open_zip", "write_zip"]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_MOST_FOLDERS = 6
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_END = struct.Struct("<4s4H2LH")
_LOCAL_BYTES = 30
_PIECE_BYTES = 1 << 20
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


@dataclass(frozen=True)
class Limits:
    """What a bundle may take at most. The writer keeps to the same."""

    file_bytes: int = 1 << 30
    directory_bytes: int = 16 << 20
    entries: int = 20_000
    entry_bytes: int = 512 << 20
    total_bytes: int = 2 << 30
    ratio: int = 100
    ratio_counts_from: int = 1 << 20
    json_bytes: int = 16 << 20
    toml_bytes: int = 1 << 20


LIMITS = Limits()


class CheckedZip:
    """A zip whose entries were all checked; their bytes are unpacked on demand."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self.limits = limits
        self._entries = {entry.filename: entry for entry in archive.infolist()}

    @property
    def names(self) -> frozenset[str]:
        """The names of all files."""
        return frozenset(self._entries)

    def size(self, name: str) -> int:
        """The size that the directory says."""
        return self._entries[name].file_size

    def read(self, name: str, most_bytes: int) -> bytes:
        """All bytes of a file. Raises InputError past `most_bytes`, and where they are damaged."""
        if self.size(name) > most_bytes:
            raise broken(name, f"is larger than {most_bytes:,} bytes.")
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file's bytes in pieces, counted as they come."""
        entry, n = self._entries[name], 0
        try:
            with self._archive.open(entry) as file:
                while piece := file.read(_PIECE_BYTES):
                    n += len(piece)
                    if n > entry.file_size:
                        raise broken(name, "unpacks to more than its directory says.")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise broken(name, f"cannot be unpacked: {str(error)[:100]}.") from None
        if n != entry.file_size:
            raise broken(name, "unpacks to less than its directory says.")


@contextmanager
def open_zip(path: Path, limits: Limits = LIMITS) -> Iterator[CheckedZip]:
    """Open a bundle's zip and check every entry. Raises InputError with what is wrong."""
    where = path.name
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise InputError(
            f"cannot be opened: {error.strerror or error}.", code="TF-BUNDLE-FILE", where=str(path)
        ) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError("is not a file.", code="TF-BUNDLE-FILE", where=str(path))
    with os.fdopen(descriptor, "rb") as file:
        _check_end(file, where, limits)
        try:
            archive = zipfile.ZipFile(file)
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            struct.error,
        ) as error:
            raise broken(where, f"is not a zip file that can be read: {error}.") from None
        with archive:
            _check_entries(archive, where, limits)
            yield CheckedZip(archive, limits)


def _check_end(file: IO[bytes], where: str, limits: Limits) -> None:
    """The directory must end the file, alone and small: it is read into memory as a whole."""
    size = file.seek(0, os.SEEK_END)
    if size > limits.file_bytes:
        raise broken(where, f"is larger than {limits.file_bytes:,} bytes.")
    if size < _END.size:
        raise broken(where, "is not a zip file.")
    file.seek(size - _END.size)
    mark, disk, first, here, n, n_bytes, offset, comment = _END.unpack(file.read(_END.size))
    file.seek(0)
    if mark != b"PK\5\6" or comment or disk or first or here != n:
        raise broken(where, "is not a zip file, or has something after its end.")
    if n > limits.entries:  # 65,535 stands for the large kind of zip, which no bundle needs
        raise broken(where, f"holds more than {limits.entries:,} files.")
    if n_bytes > limits.directory_bytes or offset + n_bytes + _END.size != size:
        raise broken(where, "has a directory that does not fit the file.")


def _check_entries(archive: zipfile.ZipFile, where: str, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise broken(where, f"holds more than {limits.entries:,} files.")
    seen: dict[str, str] = {}
    total = 0
    for entry in entries:
        name = entry.orig_filename
        if (why := _why_unsafe(name)) is not None:
            raise broken(where, f"holds a file whose name {why}: {name[:100]!r}.")
        if (other := seen.setdefault(name.casefold(), name)) is not name:
            how = "twice" if other == name else f"beside {other!r}, which some systems take for it"
            raise broken(where, f"holds the file {name!r} {how}.")
        if (why := _why_no_plain_file(entry)) is not None:
            raise broken(where, f"holds {name!r}, which is {why}.")
        total += entry.file_size
        _check_size(entry, total, where, limits)
    _check_apart(entries, archive.start_dir, where)


def _why_unsafe(name: str) -> str | None:
    """Why a name in the zip is refused; None for one that is the same file on every system."""
    if "\0" in name:
        return "has a NUL"
    if "\\" in name:
        return "has a backslash"
    if name.startswith("/") or re.match("[A-Za-z]:", name):
        return "is absolute"
    parts = name.split("/")
    if ".." in parts:
        return "leads out of its folder"
    if name.endswith("/"):
        return "is that of a folder"
    if len(parts) > _MOST_FOLDERS:
        return f"is more than {_MOST_FOLDERS} folders deep"
    for part in parts:
        if not _PLAIN.fullmatch(part) or part.endswith(".") or _RESERVED.fullmatch(part):
            return "is not plain (letters, digits, '.', '_', '-')"
    return None


def _why_no_plain_file(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "a link"
    if kind not in (0, stat.S_IFREG) or entry.external_attr & 0x10:
        return "a folder or a device and no plain file"
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted"
    return None if entry.compress_type in _METHODS else "packed in an unusual way"


def _check_size(entry: zipfile.ZipInfo, total: int, where: str, limits: Limits) -> None:
    if entry.file_size > limits.entry_bytes:
        raise broken(where, f"{entry.filename!r} unpacks to {entry.file_size:,} bytes; too many.")
    if total > limits.total_bytes:
        raise broken(where, f"unpacks to more than {limits.total_bytes:,} bytes.")
    large = entry.file_size > limits.ratio_counts_from
    if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise broken(where, f"{entry.filename!r} unpacks to over {limits.ratio} times its size.")


def _check_apart(entries: list[zipfile.ZipInfo], end: int, where: str) -> None:
    """No two entries may share bytes: that is how a small file unpacks to petabytes."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    starts = [*(entry.header_offset for entry in ordered), end]
    for entry, after in zip(ordered, starts[1:], strict=True):
        least = _LOCAL_BYTES + len(entry.orig_filename.encode()) + entry.compress_size
        if entry.header_offset + least > after:
            raise broken(where, f"holds files that lie over each other ({entry.filename!r}).")


@dataclass(frozen=True)
class Member:
    """A file to be written: its bytes on demand, since predictions of all runs can be large."""

    read: Callable[[], bytes]
    is_executable: bool = False


def write_zip(path: Path, members: Mapping[str, Member], limits: Limits = LIMITS) -> None:
    """Write the members, sorted, without any time or owner; whole or not at all.

    Raises StoppedError on a full disk, InputError for more than a reader would accept.
    """
    if len(members) > limits.entries:
        raise InputError(
            f"the bundle would hold {len(members):,} files; a bundle holds {limits.entries:,} at most.",
            where=str(path),
        )
    with (
        storage_errors(path),
        whole_or_not_at_all(path) as file,
        zipfile.ZipFile(file, "w") as archive,
    ):
        _write_members(archive, members, path, limits)


def _write_members(
    archive: zipfile.ZipFile, members: Mapping[str, Member], path: Path, limits: Limits
) -> None:
    total = 0
    for name in sorted(members):
        data = members[name].read()
        total += len(data)
        if len(data) > limits.entry_bytes or total > limits.total_bytes:
            raise InputError(
                f"the bundle would be too large ({name}: {len(data):,} bytes, {total:,} in all).",
                where=str(path),
                remedy="Leave the data out: without --with-data they go along by reference.",
            )
        entry = zipfile.ZipInfo(name, _TIME)
        entry.create_system = _UNIX
        mode = 0o755 if members[name].is_executable else 0o644
        entry.external_attr = (stat.S_IFREG | mode) << 16
        packed = len(zlib.compress(data, 6))
        # A text that repeats itself packs so well that a reader would take it for a bomb.
        unusual = packed >= len(data) or len(data) > (limits.ratio // 2) * packed
        entry.compress_type = zipfile.ZIP_STORED if unusual else zipfile.ZIP_DEFLATED
        archive.writestr(entry, data, compresslevel=6)
