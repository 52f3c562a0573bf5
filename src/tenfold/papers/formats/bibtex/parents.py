"""The entries of a file that others have fields from, which stand behind them as a rule."""

from __future__ import annotations

import re
from pathlib import Path

from tenfold.papers.formats.bibtex.blocks import blocks_in
from tenfold.papers.formats.bibtex.entries import Entry, entries_in
from tenfold.papers.formats.bibtex.inheritance import Parents

__all__ = ["parents_in"]

_NAMED = re.compile(r"""\b(?:crossref|xdata)\s*=\s*[{"]?([^}"\n]{1,2000})""", re.IGNORECASE)
_BLOCK = re.compile(r"@(\w+)[ \t]*[{(]\s*([^\s,{}=]*)")


def parents_in(path: Path) -> Parents:
    """Every entry that a ``crossref`` or ``xdata`` of the file names. Two passes, of the text first."""
    wanted = {
        key.strip().casefold()
        for block in blocks_in(path)
        for named in _NAMED.findall(block.text)
        for key in named.split(",")
    }
    if not wanted:
        return {}
    strings: dict[str, str] = {}
    parents: dict[str, tuple[str, dict[str, str]]] = {}
    for block in blocks_in(path):
        if not any(_matters(kind, key, wanted) for kind, key in _BLOCK.findall(block.text)):
            continue
        for entry in entries_in(block, strings):
            if isinstance(entry, Entry) and entry.key.casefold() in wanted:
                parents.setdefault(entry.key.casefold(), (entry.type, entry.fields))
    return parents


def _matters(block_type: str, key: str, wanted: set[str]) -> bool:
    return block_type.casefold() == "string" or key.casefold() in wanted
