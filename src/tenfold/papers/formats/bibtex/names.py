"""Lists of names in BibTeX's own grammar: "von Last, Jr, First" joined by "and"."""

from __future__ import annotations

import functools
import re

from bibtexparser.middlewares.names import (
    NameParts,
    parse_single_name_into_parts,
)

from tenfold.papers.formats.bibtex.latex import latex_of, text_of
from tenfold.papers.formats.lines import one_line
from tenfold.papers.record import Name

__all__ = ["names_of", "names_written"]

_MAX_LENGTH = 200_000  # characters in one field: some 5,000 names
_PLAIN_AND = re.compile(r" and ", re.IGNORECASE)
_AND_OR_BRACE = re.compile(r"\\.|[{}]| and (?!and )", re.IGNORECASE | re.DOTALL)
_NEEDS_BRACES = re.compile(r",|\band\b|^\s|\s$", re.IGNORECASE)
_SUFFIX = re.compile(r"(.+), ((?:Jr|Sr)\.?|I{2,3}|IV|V)")
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=")


def names_of(latex: str) -> tuple[Name, ...]:
    """The people and organisations of an author or editor field. ``and others`` is left out.

    >>> names_of("von Brandt, Ahasver and {Robert Bosch GmbH} and others")
    (Name(family='von Brandt', given='Ahasver', orcid='', institutions=()), \
Name(family='Robert Bosch GmbH', given='', orcid='', institutions=()))
    """
    said = one_line(latex)
    if len(said) > _MAX_LENGTH:
        return ()
    braced = "{" in said or "\\" in said
    each = _split(said) if braced else _PLAIN_AND.split(said)
    named = (_name(one) for one in each if one and one != "others")
    return tuple(name for name in named if name is not None)


def names_written(names: tuple[Name, ...]) -> str:
    """The inverse: always "family, given", an organisation in braces."""
    return " and ".join(_written(name) for name in names if name.family or name.given)


def _split(latex: str) -> list[str]:
    r"""At each "and" outside of braces. (bibtexparser 2.1.0 misses the one before ``\'Emile``.)"""
    pieces, start, depth = [], 0, 0
    for mark in _AND_OR_BRACE.finditer(latex):
        if mark[0] in "{}":
            depth = max(depth + (1 if mark[0] == "{" else -1), 0)
        elif mark[0][0] == " " and depth == 0:
            pieces.append(latex[start : mark.start()])
            start = mark.end()
    return [*pieces, latex[start:]]


@functools.lru_cache(maxsize=20_000)
def _name(latex: str) -> Name | None:
    if _EXTENDED.match(latex):
        return _extended(latex)
    parts = parse_single_name_into_parts(latex, strict=False)
    return _joined(parts.von + parts.last, parts.first, parts.jr)


def _joined(family: list[str], given: list[str], suffix: list[str]) -> Name | None:
    """Jr. stands behind the family name, so that the name reads as it is said."""
    said, called = _shown(family), _shown(given)
    if suffix:
        said = f"{said}, {_shown(suffix)}"
    return Name(said, called) if said or called else None


def _shown(words: list[str]) -> str:
    return one_line(text_of(" ".join(words)))


def _extended(latex: str) -> Name | None:
    """The ``family=Brandt, given=Ahasver, prefix=von`` of biblatex."""
    parts = NameParts()
    slots = {"family": parts.last, "given": parts.first, "prefix": parts.von, "suffix": parts.jr}
    for piece in latex.split(","):
        name, _, value = piece.partition("=")
        if (slot := slots.get(name.strip())) is not None:
            slot.append(value.strip().strip('"'))
    return _joined(parts.von + parts.last, parts.first, parts.jr)


def _written(name: Name) -> str:
    suffix = ""
    family = name.family
    if name.given and (found := _SUFFIX.fullmatch(family)):
        family, suffix = found[1], f", {found[2]}"
    if not name.given:
        return _braced(family, always=" " in family or family == "others" or "=" in family)
    said = _braced(family, always=not family or "=" in family)
    return f"{said}{suffix}, {_braced(name.given)}"


def _braced(text: str, *, always: bool = False) -> str:
    latex = latex_of(text)
    return f"{{{latex}}}" if always or _NEEDS_BRACES.search(text) else latex
