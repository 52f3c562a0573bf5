"""Digests of rows, made batch by batch: what a version and a row are known by, whatever their number.

The definition of a version is the BLAKE3 digest of one canonical JSON ``[columns, rows, splits]``. It is
what older workspaces have stored, so it stays; only the one large JSON is never made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import blake3

from tenfold.store.digests import canonical_json, digest_bytes

__all__ = ["digests_of_rows", "version_digest"]

_BATCH = 4096


def version_digest(
    columns: tuple[str, ...], values: Mapping[str, Sequence[str]], splits: Sequence[str] | None
) -> str:
    """Digest of the ordered rows, all columns as text, with column and split names.

    Format, encoding and file names are no part of it: the same rows are the same version.
    """
    rows = zip(*(values[name] for name in columns), strict=True)
    hasher = blake3.blake3()
    hasher.update(b"[" + canonical_json(list(columns)) + b",")
    for piece in _json_list(rows):
        hasher.update(piece)
    hasher.update(b",")
    for piece in [b"null"] if splits is None else _json_list(iter(splits)):
        hasher.update(piece)
    hasher.update(b"]")
    return hasher.hexdigest()


def digests_of_rows(columns: tuple[str, ...], values: Mapping[str, Sequence[str]]) -> list[str]:
    """BLAKE3 of each row's canonical JSON (all columns, split names apart)."""
    rows = zip(*(values[name] for name in columns), strict=True)
    return [digest_bytes(canonical_json(row)) for row in rows]


def _json_list(items: Iterator[object]) -> Iterator[bytes]:
    """The canonical JSON of a list, in pieces of some thousand items."""
    mark = b"["
    while batch := list(islice(items, _BATCH)):
        yield mark + canonical_json(batch)[1:-1]
        mark = b","
    yield b"]" if mark == b"," else b"[]"
