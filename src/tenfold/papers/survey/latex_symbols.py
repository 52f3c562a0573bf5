"""Letters and symbols that pdfLaTeX does not know by themselves, as the commands that it knows."""

from __future__ import annotations

from functools import cache

from tenfold.look.latex import escape_latex

__all__ = ["latex_text"]

_RANGES = (
    (0x00A0, 0x017F), (0x0391, 0x03C9), (0x2010, 0x2026), (0x2030, 0x203A),
    (0x20AC, 0x20AC), (0x2102, 0x2122), (0x2190, 0x22FF),
)  # fmt: skip
"""Latin letters, Greek, punctuation, the euro, letter-like signs, arrows, operators."""
_NEED_MORE = frozenset("ŉℋℐℒℛℬℰℱℳ↜↝⇅⇵∟∯∰∱∻∾≆≋≌≙≛≸≹⊧⊨⊫⊶⊷⊹⊾⋘⋙⋨⋰")
"""What pylatexenc writes with commands that neither LaTeX nor amsmath and amssymb have; found by trying."""


def latex_text(text: str) -> str:
    r"""Text as LaTeX prints it with amsmath and amssymb. A letter of another script stays as it is.

    >>> latex_text("β ≥ 50 %")
    '\\ensuremath{\\beta} \\ensuremath{\\geq} 50 \\%'
    """
    symbols = _symbols()
    return "".join(symbols.get(c) or escape_latex(c) for c in text)


@cache
def _symbols() -> dict[str, str]:
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    found = get_builtin_uni2latex_dict()
    wanted = {chr(n) for first, last in _RANGES for n in range(first, last + 1)} - _NEED_MORE
    return {c: _alone(found[ord(c)]) for c in sorted(wanted) if ord(c) in found}


def _alone(command: str) -> str:
    """In braces where it ends with a letter, which would run into the next one."""
    return f"{{{command}}}" if command[-1].isalpha() and "\\" in command else command
