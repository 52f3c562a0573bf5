"""A text file, plain or gzip, decoded strictly and block by block: no more of it in memory than that."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import blake3

from tenfold.data.encoding import MARKS, decode, how_to_decode
from tenfold.data.files import (
    gunzip,
    open_blocks,
    read_bytes,
    refuse_other_content,
    unreadable,
)

__all__ = ["TextFile", "Watch"]

BLOCK_BYTES = 1 << 20
_TELLING_BYTES = 512

Watch = Callable[[int, int], None]
"""Is told how many bytes of how many have been read, after each block."""


class TextFile:
    """One file on its way into text. `bom`, `encoding` and `how` (it was decided) are known after the
    first block, `digest` after the last.

    Parameters
    ----------
    path
        The file; a name that ends in ``.gz`` is unpacked.
    said
        What its name says it is ("CSV"): other content is refused with these words.
    encoding
        The declared encoding; None for UTF-8.
    header
        Whether the first line is a header line, which is no row.

    Raises
    ------
    DataError
        TF-DATA-001 to 005, as `read_bytes` and `decode` raise them for whole files.
    """

    def __init__(
        self,
        path: Path,
        *,
        said: str,
        encoding: str | None = None,
        header: bool = False,
        watch: Watch | None = None,
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        self.path, self._said, self._declared, self._header = path, said, encoding, header
        self._watch, self._block_bytes = watch, block_bytes
        self._hasher = blake3.blake3()
        self.gz = path.suffix.lower() == ".gz"
        self.bom = False
        self.encoding, self.how = "utf-8", ""

    @property
    def digest(self) -> str:
        """BLAKE3 of the bytes of the file as it lies there."""
        return self._hasher.hexdigest()

    def blocks(self) -> Iterator[str]:
        """The text in order, in pieces of about a megabyte, without a byte order mark."""
        decoder: codecs.IncrementalDecoder | None = None
        for block in self._unpacked():
            if decoder is None:
                refuse_other_content(block, self.path, self._said)
                self.bom = block.startswith(tuple(MARKS))
                decoder = self._decoder(block)
                text = self._decode(decoder, block).removeprefix("\ufeff")
            else:
                text = self._decode(decoder, block)
            if text:
                yield text
        if decoder is not None:
            yield self._decode(decoder, b"", final=True)
        else:
            self._decoder(b"")

    def _decoder(self, start: bytes) -> codecs.IncrementalDecoder:
        name, self.how = how_to_decode(start, declared=self._declared, file=self.path.name)
        self.encoding = name.removesuffix("-sig")
        try:
            return codecs.getincrementaldecoder(name)()
        except LookupError:  # a codec for whole texts only
            return _WholeDecoder(name)

    def _decode(self, decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> str:
        try:
            text = decoder.decode(block, final)
        except UnicodeError:
            self._refuse()
        if "\0" in text:
            self._refuse()
        return text

    def _refuse(self) -> NoReturn:
        """Say what is wrong where: now the whole file is looked at, to name an encoding that fits."""
        content = read_bytes(self.path)
        decode(content.data, file=self.path.name, declared=self._declared, header=self._header)
        raise unreadable(self.path, OSError(0, "it changed while it was read"))

    def _unpacked(self) -> Iterator[bytes]:
        """The bytes of the text; the first block long enough to tell what it is."""
        if self.gz:  # once without a look at the rows: a bomb is refused before they cost anything
            for _ in gunzip(open_blocks(self.path), self._size, self.path):
                pass
        packed = self._packed()
        blocks = gunzip(packed, self._size, self.path) if self.gz else packed
        start = b""
        for block in blocks:
            start += block
            if len(start) >= _TELLING_BYTES:
                break
        if start:
            yield start
        yield from blocks

    @property
    def _size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def _packed(self) -> Iterator[bytes]:
        n_read, size = 0, self._size
        for block in open_blocks(self.path, self._block_bytes):
            n_read += len(block)
            self._hasher.update(block)
            yield block
            if self._watch is not None:
                self._watch(n_read, max(size, n_read))


class _WholeDecoder(codecs.BufferedIncrementalDecoder):
    """Keeps all bytes until the last have come."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def _buffer_decode(self, data: bytes, errors: str, final: bool) -> tuple[str, int]:  # type: ignore[override]
        return (data.decode(self._name, errors), len(data)) if final else ("", 0)
