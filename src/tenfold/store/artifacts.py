"""Artifacts: bytes under their own digest, verified whenever they are read."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tenfold.errors import DamageError, StoppedError
from tenfold.store.digests import canonical_json, digest_bytes, digest_file, digest_mapped
from tenfold.store.files import (
    DISK_FAILED,
    copy_durably,
    make_folder_durably,
    storage_errors,
    sync_folder,
    write_durably,
)
from tenfold.store.mapped import Header, map_views

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from tenfold.store.remote_artifacts import RemotePlace

__all__ = ["SCHEMA_VERSION", "Artifacts"]

SCHEMA_VERSION = 1
"""Version of the shape of every JSON that tenfold writes."""

_MAX_HEADER_BYTES = 4 << 20
_LARGE_BYTES = 64 << 20
_HEXADECIMAL = frozenset("0123456789abcdef")
_MISSING = "is missing"
_UNREADABLE = "cannot be read: the disk reported an error"
_CHANGED = "is damaged: its bytes no longer match its digest"


class Artifacts:
    """The artifact store below one folder: `ab/abcdef...` holds the bytes with that digest.

    Bytes are written once and never changed. Arrays are stored as safetensors, tables as Parquet,
    the rest as canonical JSON; nothing is ever pickled.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lasting: set[Path] = set()

    @property
    def place(self) -> Path | RemotePlace:
        """What `open_artifacts` opens this store with, in this process or in a worker's."""
        return self.root

    def path(self, digest: str) -> Path:
        """Where the bytes with `digest` stand (whether or not they are there)."""
        if len(digest) != 64 or not _HEXADECIMAL.issuperset(digest):
            raise DamageError(f"{digest!r} is not a digest", code="TF-STORE-DIGEST")
        return self.root / f"{digest[:2]}/{digest}"

    def put(self, data: bytes) -> str:
        """Save `data` durably and return its digest. Saving the same bytes twice writes once."""
        digest = digest_bytes(data)
        path = self.path(digest)
        self._make_folder_last(path.parent)
        if self.is_sound(digest):
            self._make_name_last(path)
        else:  # a damaged copy is replaced, not trusted
            with self._unless_the_disk_failed(path):
                write_durably(path, data)
        return digest

    def take(self, source: Path, digest: str) -> bool:
        """Save a copy of a file that has `digest`, without holding it in memory. False: it was here.

        Raises DamageError, and saves nothing, where its bytes are not those of `digest`.
        """
        path = self.path(digest)
        self._make_folder_last(path.parent)
        if self.is_sound(digest):
            self._make_name_last(path)
            return False
        with self._unless_the_disk_failed(path):
            copy_durably(source, path, digest=digest)
        return True

    def _make_folder_last(self, folder: Path) -> None:
        """Once for each of the 256 folders: a process that made it may have died before its fsync."""
        if folder in self._lasting:
            return
        with storage_errors(folder):
            if not make_folder_durably(folder):
                sync_folder(self.root)
        self._lasting.add(folder)

    @staticmethod
    def _make_name_last(path: Path) -> None:
        """A sound copy can be from a process that died between its rename and the fsync of the folder."""
        with contextlib.suppress(OSError):
            os.utime(path)  # young again, so that `store clean` does not take it for a leftover
        with storage_errors(path):
            sync_folder(path.parent)

    @staticmethod
    @contextlib.contextmanager
    def _unless_the_disk_failed(path: Path) -> Iterator[None]:
        """A file whose name may not last is taken back: it would look sound to the next who saves it,
        whose fsync would succeed without having done anything.
        """
        try:
            yield
        except StoppedError as error:
            if error.code == DISK_FAILED:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise

    def get(self, digest: str) -> bytes:
        """Read and verify. Raises DamageError where the bytes are missing or changed."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise self._damage(path, _MISSING) from None
        except OSError as error:
            raise self._unreadable(path, error) from error
        if digest_bytes(data) != digest:
            raise self._damage(path, _CHANGED)
        return data

    def verify(self, digest: str) -> None:
        """Raise DamageError where the bytes are missing or changed. Holds none of them in memory."""
        path = self.path(digest)
        try:
            found = digest_mapped(path)
        except FileNotFoundError:
            raise self._damage(path, _MISSING) from None
        except OSError as error:
            raise self._unreadable(path, error) from error
        if found != digest:
            raise self._damage(path, _CHANGED)

    def is_sound(self, digest: str) -> bool:
        """Whether the artifact is there and its bytes are what they were."""
        try:
            self.verify(digest)
        except DamageError:
            return False
        return True

    def put_json(self, value: Mapping[str, Any]) -> str:
        """Save a JSON object; `schema_version` is added."""
        return self.put(canonical_json({"schema_version": SCHEMA_VERSION, **value}))

    def get_json(self, digest: str) -> dict[str, Any]:
        """Read a JSON object, without its `schema_version`."""
        value: dict[str, Any] = json.loads(self.get(digest))
        value.pop("schema_version", None)
        return value

    def put_table(self, table: pa.Table) -> str:
        """Save a table as Parquet."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        metadata = {
            **(table.schema.metadata or {}),
            b"schema_version": str(SCHEMA_VERSION).encode(),
        }
        table = table.replace_schema_metadata(metadata)
        if table.nbytes > _LARGE_BYTES:
            return self._put_large_table(table)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        return self.put(sink.getvalue().to_pybytes())

    def _put_large_table(self, table: pa.Table) -> str:
        """By way of a file, so that the Parquet bytes, the same as else, are never in memory."""
        import pyarrow.parquet as pq

        self.root.mkdir(parents=True, exist_ok=True)
        path = self.root / f".table.{secrets.token_hex(6)}.tmp"
        try:
            with storage_errors(path):
                pq.write_table(table, path, compression="zstd")
            digest = digest_file(path)
            self.take(path, digest)
        finally:
            path.unlink(missing_ok=True)
        return digest

    def get_table(self, digest: str) -> pa.Table:
        """Read a table that `put_table` saved."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        # read_table would import pandas
        return pq.ParquetFile(pa.BufferReader(self.get(digest))).read(use_threads=False)

    def put_arrays(
        self, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any] | None = None
    ) -> str:
        """Save named arrays (and JSON-able `facts` about them) as safetensors.

        The same arrays give the same bytes: the header has one entry beside them, since the order of
        several is not the same each time.
        """
        import numpy as np
        from safetensors.numpy import save

        told = {"schema_version": SCHEMA_VERSION, **(facts or {})}
        metadata = {"facts": canonical_json(told).decode()}
        contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        return self.put(save(contiguous, metadata=metadata))

    def get_arrays(self, digest: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Read what `put_arrays` saved: the arrays and the facts."""
        from safetensors.numpy import load

        data = self.get(digest)
        header = self._header(digest, io.BytesIO(data))
        facts: dict[str, Any] = json.loads(header.content["__metadata__"]["facts"])
        facts.pop("schema_version", None)
        return load(data), facts

    def map_arrays(self, digest: str) -> dict[str, np.ndarray]:
        """The arrays of `put_arrays` as read-only views of the file, which is verified first.

        Nothing is read into memory; the system keeps of it what fits. Each call verifies all bytes, so
        callers keep what they got.
        """
        self.verify(digest)
        path = self.path(digest)
        with path.open("rb") as file:
            header = self._header(digest, file)
        return map_views(path, header)

    def _header(self, digest: str, file: IO[bytes]) -> Header:
        length = int.from_bytes(file.read(8), "little")
        if length > _MAX_HEADER_BYTES:
            raise self._damage(self.path(digest), "has a header of more than 4 MB")
        return Header(json.loads(file.read(length)), 8 + length)

    def forget_copies(self) -> None:
        """Read from the store itself next. A folder is the store: there are no copies."""

    def digests(self) -> Iterator[str]:
        """All digests that are stored, sorted."""
        if self.root.exists():
            for folder in sorted(path for path in self.root.iterdir() if path.is_dir()):
                yield from sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))

    def size_bytes(self, digest: str) -> int:
        """Size of one artifact on the disk; 0 where it is missing."""
        path = self.path(digest)
        return path.stat().st_size if path.exists() else 0

    def remove(self, digest: str) -> None:
        """Delete one artifact. Only `store clean` and `store verify --repair` do this."""
        self.path(digest).unlink(missing_ok=True)

    def _unreadable(self, path: Path, error: OSError) -> Exception:
        return self._damage(path, _UNREADABLE) if error.errno == errno.EIO else error

    def _damage(self, path: Path, what: str) -> DamageError:
        return DamageError(
            f"an artifact {what}.",
            code="TF-STORE-DAMAGED",
            where=str(path),
            remedy="`tenfold store verify --repair` marks the steps that made it; "
            "the next run computes them again.",
        )
