"""Values of fields: braces and quotes taken away, ``@string`` names filled in, pieces joined."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tenfold.papers.formats.bibtex.dates import MONTHS

__all__ = ["MAX_VALUE", "UnreadableValueError", "value_of", "words_unknown"]

MAX_VALUE = 500_000
"""Characters of one value after its strings were filled in."""

_BRACES = re.compile(r"[{}]")
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTED_END = re.compile(r'(?<!\\)[{}"]')
_MONTHS = frozenset(MONTHS)


class UnreadableValueError(ValueError):
    """A value that is too long when its strings are filled in."""


def value_of(written: str, strings: Mapping[str, str]) -> str:
    """What a value says, without its delimiters. A name that no ``@string`` defines stands for itself.

    >>> value_of('dtv # { and Walter} # " de Gruyter"', {"dtv": "Deutscher Taschenbuch-Verlag"})
    'Deutscher Taschenbuch-Verlag and Walter de Gruyter'
    """
    if (
        written.startswith("{")
        and written.endswith("}")
        and not _BRACES.search(inner := written[1:-1])
    ):
        return inner
    said, size = [], 0
    for piece, is_name in _pieces(written):
        text = strings.get(piece.casefold(), piece) if is_name else piece
        size += len(text)
        if size > MAX_VALUE:
            raise UnreadableValueError(f"a value of more than {MAX_VALUE:,} characters")
        said.append(text)
    return "".join(said)


def words_unknown(written: str, strings: Mapping[str, str]) -> list[str]:
    """The names in a value that no ``@string`` defines; numbers and months need none."""
    if written.startswith(("{", '"')) and "#" not in written:
        return []
    return [
        piece
        for piece, is_name in _pieces(written)
        if is_name
        and not piece.isdigit()
        and piece.casefold() not in strings
        and piece.casefold() not in _MONTHS
    ]


def _pieces(written: str) -> list[tuple[str, bool]]:
    """What stands between the ``#``, and whether it is a name."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    while at < len(written):
        if written[at] in " \t\r\n#":
            at += 1
        elif written[at] in '{"':
            end = _end_of(written, at)
            pieces.append((written[at + 1 : end], False))
            at = end + 1
        else:
            end = next((i for i in range(at, len(written)) if written[i] in '#{"'), len(written))
            pieces.append((written[at:end].strip(), True))
            at = end
    return pieces


def _end_of(written: str, at: int) -> int:
    """Where the brace or quote that opens at a place is closed."""
    is_quoted = written[at] == '"'
    depth = 0
    for mark in (_QUOTED_END if is_quoted else _BRACE).finditer(written, at + 1):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}" and (depth > 0 or is_quoted):
            depth = max(depth - 1, 0)
        elif mark[0] == "}" or depth == 0:
            return mark.start()
    return len(written)
