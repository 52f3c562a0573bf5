"""Text that goes into LaTeX and must mean nothing there."""

from __future__ import annotations

__all__ = ["escape_latex"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "−": "$-$",
    "±": r"\ensuremath{\pm}",
    "–": "--",
    "\n": " ",
}


def escape_latex(text: str) -> str:
    r"""Text as LaTeX prints it, whatever characters it has.

    >>> escape_latex("50 % of a_b")
    '50 \\% of a\\_b'
    """
    return "".join(_SPECIAL.get(character, character) for character in text)
