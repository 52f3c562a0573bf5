"""Artifacts behind a URL (S3 and whatever fsspec reaches), with verified copies on this machine."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tenfold.errors import DamageError, InputError, StoppedError, TenfoldError
from tenfold.store.artifacts import Artifacts
from tenfold.store.digests import digest_bytes, digest_mapped
from tenfold.store.files import storage_errors, write_durably

__all__ = ["RemoteArtifacts", "RemotePlace"]

_ATOMIC = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory"}
"""Here an object is there whole or not at all; elsewhere it is written beside its place, then moved."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_EXTRAS = {"s3": "s3", "s3a": "s3"}


@dataclass(frozen=True)
class RemotePlace:
    """Where artifacts are, and where copies of them are kept here. Workers get this instead of a folder."""

    url: str
    cache: Path

    def __str__(self) -> str:
        """The URL without a password."""
        return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1@", self.url).rstrip("/")


class RemoteArtifacts(Artifacts):
    """The artifact store behind a URL, laid out as in a folder.

    What is read is fetched once to the cache, checked there against its digest each time, and mapped from
    there. The cache may be emptied at any time; damaged copies are fetched again.
    """

    def __init__(self, place: RemotePlace) -> None:
        super().__init__(place.cache)
        self._place = place

    @property
    def place(self) -> RemotePlace:
        """What `open_artifacts` opens this store with."""
        return self._place

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        """The file system and the path of the store in it."""
        protocol = self._place.url.partition("://")[0]
        try:
            from fsspec.core import url_to_fs

            # Listings are not kept: other machines write to the same place.
            system, path = url_to_fs(self._place.url, use_listings_cache=False)
        except ImportError as error:
            extra = _EXTRAS.get(protocol)
            raise InputError(
                f"{protocol}:// needs a package that is missing: {error}.",
                where="tenfold.toml: store.artifacts",
                remedy=f"Install it with: pip install 'tenfold[{extra}]'"
                if extra
                else "Install the package of fsspec for it.",
            ) from error
        except ValueError as error:
            raise InputError(
                f"{protocol}:// is not known: {error}.",
                where="tenfold.toml: store.artifacts",
                remedy="For example s3://bucket/prefix, or a folder that all machines mount.",
            ) from error
        return system, str(path).rstrip("/")

    def _key(self, digest: str) -> str:
        self.path(digest)  # refuses what is no digest
        return f"{self._opened[1]}/{digest[:2]}/{digest}"

    def put(self, data: bytes) -> str:
        """Save `data` there, and a copy here, and return its digest. What is sound is not sent again."""
        digest = digest_bytes(data)
        path = self.path(digest)
        is_here = _is_sound(path, digest)
        if not is_here:
            write_durably(path, data)
        if not (is_here and self.size_bytes(digest) == len(data)):
            self._send(path, digest, len(data))
        return digest

    def take(self, source: Path, digest: str) -> bool:
        """As for a folder; False where it was here and there."""
        is_new = super().take(source, digest)
        path = self.path(digest)
        if is_new or self.size_bytes(digest) != path.stat().st_size:
            self._send(path, digest, path.stat().st_size)
            return True
        return False

    def _send(self, path: Path, digest: str, size_bytes: int) -> None:
        system, root = self._opened
        key = self._key(digest)
        with self._plain_errors():
            if set(_protocols(system)) & _ATOMIC:
                system.put_file(str(path), key)
            else:
                temporary = f"{root}/.{digest}.{secrets.token_hex(6)}.tmp"
                system.makedirs(key.rpartition("/")[0], exist_ok=True)
                try:
                    system.put_file(str(path), temporary)
                    system.mv(temporary, key)
                except BaseException:
                    with suppress(Exception):
                        system.rm_file(temporary)
                    raise
        if self.size_bytes(digest) != size_bytes:
            raise StoppedError(
                "what was sent did not arrive whole.",
                code="TF-STORE-UNREACHABLE",
                where=self._where(digest),
                remedy="Give the same command again: it goes on where it stopped.",
            )

    def get(self, digest: str) -> bytes:
        """Read and verify, from the copy here or from there. Raises DamageError as a folder does."""
        self._fetch(digest)
        return super().get(digest)

    def verify(self, digest: str) -> None:
        """Raise DamageError where the bytes are missing or changed, here (if there is a copy) or there."""
        self._fetch(digest)
        super().verify(digest)

    def _fetch(self, digest: str) -> None:
        """See to a copy here. One that is not sound, or not there at all, is left for the reader to find."""
        path = self.path(digest)
        if _is_sound(path, digest):
            return
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{digest}.{secrets.token_hex(6)}.tmp")
        try:
            with self._plain_errors(), storage_errors(path):
                self._opened[0].get_file(self._key(digest), str(temporary))
            temporary.replace(path)
        except FileNotFoundError:
            path.unlink(missing_ok=True)
        finally:
            temporary.unlink(missing_ok=True)

    def forget_copies(self) -> None:
        """Empty the cache, so that what is read next is read from there."""
        shutil.rmtree(self.root, ignore_errors=True)

    def digests(self) -> Iterator[str]:
        """All digests that are stored there, sorted."""
        system, root = self._opened
        with self._plain_errors():
            try:
                names = [key.rpartition("/")[2] for key in system.find(root)]
            except FileNotFoundError:
                names = []
        yield from sorted(name for name in names if _DIGEST.fullmatch(name))

    def size_bytes(self, digest: str) -> int:
        """Size of one artifact there; 0 where it is missing."""
        key = self._key(digest)
        with self._plain_errors():
            try:
                return int(self._opened[0].info(key)["size"])
            except FileNotFoundError:
                return 0

    def remove(self, digest: str) -> None:
        """Delete one artifact, there and here."""
        key = self._key(digest)
        with self._plain_errors(), suppress(FileNotFoundError):
            self._opened[0].rm_file(key)
        self.path(digest).unlink(missing_ok=True)

    def _where(self, digest: str) -> str:
        return f"{self._place}/{digest[:2]}/{digest}"

    def _damage(self, path: Path, what: str) -> DamageError:
        error = super()._damage(path, what)
        error.where = self._where(path.name)
        return error

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """Each file system has errors of its own (botocore's are no OSError): all become one sentence."""
        try:
            yield
        except (TenfoldError, FileNotFoundError):
            raise
        except PermissionError as error:
            raise StoppedError(
                f"the shared artifacts do not let you in: {_first_line(error)}.",
                code="TF-STORE-READ-ONLY",
                where=str(self._place),
                remedy="Check the account that this machine uses for it, and what that may do.",
            ) from error
        except Exception as error:
            raise StoppedError(
                f"the shared artifacts cannot be reached: {_first_line(error)}.",
                code="TF-STORE-UNREACHABLE",
                where=str(self._place),
                remedy="Check the address, the network and the account; then give the same command "
                "again: it goes on where it stopped.",
            ) from error


def _is_sound(path: Path, digest: str) -> bool:
    try:
        return digest_mapped(path) == digest
    except OSError:
        return False


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
