"""Text on one line, the way the formats of references mean white space."""

from __future__ import annotations

import re

__all__ = ["SPACES", "one_line"]

SPACES = " \t\r\n\f\v"
"""What counts as white space; the no-break spaces are text."""

_SPACE = re.compile(rf"[{SPACES[1:]}][{SPACES}]*| [{SPACES}]+")  # one space alone is left as it is


def one_line(text: str) -> str:
    r"""With every run of white space one space.

    >>> one_line(" A  title\n over two lines ")
    'A title over two lines'
    """
    return _SPACE.sub(" ", text).strip(" ")
