"""The bytes of one file: plain or gzip, never more than a stated size, and what they look like."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import DataError, NotBuiltError, nearest

__all__ = [
    "MAX_DECODED_BYTES",
    "FileBytes",
    "ending",
    "gunzip",
    "is_bomb",
    "is_folder",
    "open_blocks",
    "read_bytes",
    "refuse_other_content",
    "too_packed",
    "unreadable",
]

MAX_DECODED_BYTES = 2 << 30
"""A data file may hold 2 GiB of text. More than that is no study on one machine."""

_MAX_RATIO = 100
_RATIO_COUNTS_FROM = 10 << 20
"""Text compresses three to ten times; a small file that blows up a hundredfold is a bomb."""

_CHUNK = 1 << 20
_FEED = 1 << 14

_MAGIC = {
    b"PAR1": "Parquet",
    b"PK\x03\x04": "a zip archive (an Excel workbook is one)",
    b"\x1f\x8b": "gzip",
    b"%PDF": "PDF",
    b"SQLite format 3": "an SQLite database",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"ARROW1": "Arrow",
    b"\x89HDF": "HDF5",
    b"\x89PNG": "a PNG image",
    b"\x80\x04\x95": "a Python pickle",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}

_NOT_BUILT = {
    ".xls": "old Excel", ".xlsb": "binary Excel", ".ods": "OpenDocument", ".zip": "zip",
    ".tar": "tar", ".tgz": "tar", ".7z": "7z", ".rar": "rar", ".bz2": "bzip2",
    ".xz": "xz", ".zst": "Zstandard", ".pkl": "pickle", ".pickle": "pickle", ".joblib": "pickle",
    ".npy": "NumPy", ".npz": "NumPy", ".h5": "HDF5", ".xml": "XML", ".html": "HTML", ".pdf": "PDF",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileBytes:
    """Decompressed bytes of a file, whether it was gzip, and the digest of the file as it lay
    there.
    """

    data: bytes
    gz: bool
    digest: str


def ending(path: Path) -> str:
    """The ending that tells the format, in lower case, a trailing ``.gz`` left out.

    >>> ending(Path("reviews.CSV.gz"))
    '.csv'
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    last = suffixes[-1] if suffixes else ""
    if last in _NOT_BUILT:
        raise NotBuiltError(
            f"{_NOT_BUILT[last]} files are not read",
            code="TF-DATA-002",
            where=path.name,
            remedy="Unpack it, or save it as CSV (UTF-8), Excel (.xlsx), JSON lines or Parquet.",
        )
    return last


def read_bytes(path: Path) -> FileBytes:
    """All bytes of `path`, unpacked where its name ends in ``.gz``.

    Raises
    ------
    DataError
        TF-DATA-001 where the file cannot be read; TF-DATA-003 where it is too large or a bomb.
    """
    from tenfold.store.digests import digest_bytes

    raw = b"".join(open_blocks(path))
    gz = path.suffix.lower() == ".gz"
    data = b"".join(gunzip([raw], len(raw), path)) if gz else raw
    return FileBytes(data, gz, digest_bytes(raw))


def open_blocks(path: Path, block_bytes: int = _CHUNK) -> Iterator[bytes]:
    """The bytes of a file as they lie there, block by block. Errors: TF-DATA-001 and 003."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        if status.st_size > MAX_DECODED_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            while block := file.read(block_bytes):
                yield block
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise unreadable(path, error) from None


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder. Raises DataError where it can be no path at all."""
    try:
        return path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError | ValueError) -> DataError:
    """The error for a path that cannot be read, with the nearest name beside it."""
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    missing = isinstance(error, FileNotFoundError) and path.parent.is_dir()
    names = sorted(other.name for other in path.parent.iterdir()) if missing else []
    return DataError(
        f"cannot be read: {reason}.",
        code="TF-DATA-001",
        where=str(path),
        remedy=nearest(path.name, names) if names else "Check the path and its permissions.",
    )


def _too_large(path: Path) -> DataError:
    return DataError(
        f"holds more than {MAX_DECODED_BYTES >> 30} GiB.",
        code="TF-DATA-003",
        where=path.name,
        remedy="Take a sample of the rows.",
    )


def gunzip(packed: Iterable[bytes], size_packed: int, path: Path) -> Iterator[bytes]:
    """Unpack gzip, block by block, in pieces of a megabyte at most; never more than is allowed.

    `size_packed` is the size of all blocks together, in bytes. Errors: TF-DATA-003.
    """
    unpack: Any = None
    size = 0
    try:
        for rest in _small_pieces(packed):
            while rest:
                if unpack is None or unpack.eof:  # a gzip file may consist of several members
                    unpack = zlib.decompressobj(wbits=31)
                part = unpack.decompress(rest, _CHUNK)
                rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
                size += len(part)
                _guard(size, size_packed, path)
                if part:
                    yield part
        if unpack is not None and not unpack.eof:
            raise zlib.error("it ends in the middle")
    except zlib.error as error:
        raise DataError(
            f"not a whole gzip file ({error}). Nothing was imported.",
            code="TF-DATA-003",
            where=path.name,
            remedy="Fetch or pack it again.",
        ) from None


def _small_pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What zlib has not used it hands back as a copy: of much, for each of many small members."""
    for block in blocks:
        for start in range(0, len(block), _FEED):
            yield block[start : start + _FEED]


def _guard(size: int, packed: int, path: Path) -> None:
    if size > MAX_DECODED_BYTES:
        raise _too_large(path)
    if is_bomb(size, packed):
        raise too_packed(path.name)


def is_bomb(size: int, packed: int, *, counts_from: int = _RATIO_COUNTS_FROM) -> bool:
    """Whether `packed` bytes that unpack to `size` are more than text can have been."""
    return size > counts_from and size > _MAX_RATIO * packed


def too_packed(file: str) -> DataError:
    """The refusal of a bomb."""
    return DataError(
        f"unpacks to more than {_MAX_RATIO} times its size; text compresses 3 to 10 times. "
        "Nothing was imported.",
        code="TF-DATA-003",
        where=file,
        remedy="If you trust it, unpack it yourself, or write it without compression.",
    )


def refuse_other_content(data: bytes, path: Path, said: str) -> None:
    """Refuse a file whose first bytes say that it is not text of the format its ending names."""
    found = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if found is None and data[:256].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        found = "a web page or XML"
    if found:
        raise DataError(
            f"its name says {said}, its content is {found}. Nothing was imported.",
            code="TF-DATA-002",
            where=path.name,
            remedy="Give it the ending of what it is, or save it as CSV (UTF-8).",
        )
