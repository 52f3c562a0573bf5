"""A BibTeX file cut into blocks, so that it is read in bounded memory and a bad block ends with itself.

A block begins with an ``@`` at the beginning of a line, which is where bibtexparser takes up again after an
error too.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MAX_BLOCK", "Block", "blocks_in"]

MAX_BLOCK = 1_000_000
"""Characters of one entry; a thousand times what a long abstract needs."""

_START = re.compile(r"\s*@\w*[ \t]*[{(]")
_DECLARED = re.compile(r"%\s*encoding:\s*([\w-]+)", re.IGNORECASE)
_LATIN = "latin-1"


@dataclass(frozen=True, slots=True)
class Block:
    """From one ``@`` to the next. `line` counts from 1. `is_cut`: it was longer than `MAX_BLOCK`.

    `end`: how many bytes of the file there are up to its end, nearly: some end their lines in two bytes.
    """

    text: str
    line: int
    is_cut: bool = False
    encoding: str = ""
    end: int = 0

    @property
    def is_latin(self) -> bool:
        """Whether it was read in another encoding than UTF-8, which nobody declared."""
        return self.encoding == _LATIN


def blocks_in(path: Path) -> Iterator[Block]:
    """The blocks of a file. UTF-8, UTF-16 with its mark, what the file declares, else Latin-1."""
    wide, declared = _encoding_of(path)
    with path.open(encoding=wide or _LATIN, errors="replace", newline=None) as file:
        end = 0
        for text, line, is_cut in _cut(iter(lambda: file.readline(MAX_BLOCK), "")):
            end += len(text) * (2 if wide else 1)
            if wide:
                yield Block(text.removeprefix("\ufeff"), line, is_cut, end=end)
            else:
                said, encoding = _decoded(text.encode(_LATIN), declared)
                yield Block(said, line, is_cut, encoding, end)


def _cut(lines: Iterator[str]) -> Iterator[tuple[str, int, bool]]:
    """Text, first line and whether it was cut, block by block."""
    block: list[str] = []  # what comes after the limit is passed over
    size, start, number, is_cut, is_new = 0, 1, 1, False, True
    for line in lines:
        if is_new and (block or is_cut) and "@" in line and _START.match(line):
            yield "".join(block), start, is_cut
            block, size, start, is_cut = [], 0, number, False
        is_cut = is_cut or size + len(line) > MAX_BLOCK
        if not is_cut:
            block.append(line)
            size += len(line)
        is_new = line.endswith("\n")
        number += is_new
    if block or is_cut:
        yield "".join(block), start, is_cut


def _encoding_of(path: Path) -> tuple[str, str]:
    """What the file's mark says, which reads whole files; and what its first lines declare."""
    with path.open("rb") as file:
        head = file.read(2000)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ""
    declared = _DECLARED.search(head.decode(_LATIN))
    try:
        return "", codecs.lookup(declared[1]).name if declared else ""
    except LookupError:
        return "", ""


def _decoded(raw: bytes, declared: str) -> tuple[str, str]:
    """UTF-8 first, whatever is declared: files are joined, and the declaration is the first one's."""
    for encoding in ("utf-8-sig", declared):
        try:
            if encoding:
                return raw.decode(encoding), encoding
        except (UnicodeError, LookupError):
            continue
    return raw.decode(_LATIN), _LATIN
