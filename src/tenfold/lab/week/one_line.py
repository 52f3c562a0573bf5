"""What somebody wrote, as one line of Markdown that stays the one line that it is."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["one_line"]

# At the start of a line these make a block of their own: a heading, a quote, a list, a rule, a fence, or the
# definition of a link, which shows nothing at all.
_BLOCK = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?:[-_*=]\s*){2,}$|`{3,}[^`]*$|~{3,}|\[[^\]]*\]:"
)
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(^|\s)(#+)$")  # a heading's end, which is not shown
_TURNING = {
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
}  # they turn the reading direction of what follows


def one_line(text: str) -> str:
    r"""`text` without line ends and control characters, and with no mark at its start that makes a block.

    Marks inside the line (emphasis, code, links) stay.

    >>> one_line("# not a heading"), one_line("1. no list"), one_line("two" + chr(10) + "lines")
    ('\\# not a heading', '1\\. no list', 'two lines')
    """
    line = "".join(character for character in " ".join(text.split()) if _is_shown(character))
    line = _CLOSING.sub(r"\1\\\2", line.strip())
    if _BLOCK.match(line):
        return "\\" + line
    return _NUMBER.sub(r"\1\\\2", line) if _NUMBER.match(line) else line


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) not in _TURNING
