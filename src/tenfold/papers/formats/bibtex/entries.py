"""The entries of a block, by bibtexparser: key, type and fields as they stand, or why not."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block as ParsedBlock,
)
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import (
    Entry as ParsedEntry,
)

from tenfold.papers.formats.bibtex.blocks import MAX_BLOCK, Block
from tenfold.papers.formats.bibtex.latex import latex_of
from tenfold.papers.formats.bibtex.values import UnreadableValueError, value_of, words_unknown
from tenfold.papers.formats.lines import one_line, paragraphs

__all__ = ["Bad", "Entry", "entries_in", "is_writable"]

# It warns of each block that it gives up; we list them with their reason instead.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False

_MAX_DEPTH = 200
_MAX_FIELDS = 1_000
_FIELD_NAME = re.compile(r"""[^\s{}"#%'(),=@~\\]{1,100}""")
_AT_LINE_START = re.compile(r"\n\s*@\w*[ \t]*[{(]")
_MARKS = re.compile(r"(?<!\\)[{}]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands; `fields` by name in lower case, without delimiters."""

    key: str
    type: str
    fields: dict[str, str]
    line: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read, and why."""

    line: int
    reason: str
    excerpt: str


def entries_in(block: Block, strings: dict[str, str]) -> Iterator[Entry | Bad]:
    """The entries of a block; its ``@string`` definitions are added to `strings`."""
    if (reason := _hopeless(block)) is not None:
        yield Bad(block.line, reason, block.text)
        return
    if "@" not in block.text:
        return
    for parsed in parse_string(block.text, parse_stack=[]).blocks:
        line = block.line + (parsed.start_line or 0)
        found = _read(parsed, line, strings)
        if found is not None:
            yield found


def is_writable(latex: str) -> bool:
    """Whether a value between braces is read again as it stands."""
    depth = 0
    for brace in _MARKS.findall(latex) if "{" in latex or "}" in latex else ():
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and not latex.endswith("\\") and not _AT_LINE_START.search(latex)


def _hopeless(block: Block) -> str | None:
    if block.is_cut and block.text.lstrip().startswith("@"):
        return f"longer than {MAX_BLOCK:,} characters: is a brace or quote left open?"
    if "\0" in block.text:
        return "holds a NUL byte: is this a text file?"
    if block.text.count("{") > _MAX_DEPTH and _depth(block.text) > _MAX_DEPTH:
        return f"braces nested more than {_MAX_DEPTH} deep"
    return None


def _depth(text: str) -> int:
    depth = deepest = 0
    for brace in _MARKS.findall(text):
        depth = depth + 1 if brace == "{" else max(depth - 1, 0)
        deepest = max(depth, deepest)
    return deepest


def _read(parsed: ParsedBlock, line: int, strings: dict[str, str]) -> Entry | Bad | None:
    """None for comments, preambles and strings that are understood."""
    remarks: tuple[str, ...] = ()
    if isinstance(parsed, DuplicateBlockKeyBlock) and parsed.ignore_error_block is not None:
        parsed = parsed.ignore_error_block  # both are read; the importer says so
    if isinstance(parsed, DuplicateFieldKeyBlock):
        twice = ", ".join(sorted(parsed.duplicate_keys))
        remarks = (f"given twice: {twice}. The first was taken",)
        parsed = parsed.ignore_error_block or parsed
    try:
        if isinstance(parsed, String):
            return _defined(parsed, line, strings)
        if isinstance(parsed, ParsedEntry):
            return _entry(parsed, line, strings, remarks)
    except UnreadableValueError as bad:
        return Bad(line, str(bad), parsed.raw or "")
    if isinstance(parsed, ParsingFailedBlock):
        return Bad(line, _reason(parsed), parsed.raw or "")
    return None


def _defined(parsed: String, line: int, strings: dict[str, str]) -> Bad | None:
    """BibTeX fills a string in where it is defined, so that a circle of strings cannot be."""
    unknown = words_unknown(parsed.value, strings)
    strings[parsed.key.casefold()] = value_of(parsed.value, strings)
    if unknown:
        reason = f"@string `{parsed.key}` uses `{unknown[0]}`, which no @string before it defines"
        return Bad(line, reason, parsed.raw or "")
    return None


def _entry(
    parsed: ParsedEntry, line: int, strings: dict[str, str], remarks: tuple[str, ...]
) -> Entry | Bad:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,50}", parsed.entry_type):
        return Bad(line, f"`@{parsed.entry_type[:50]}` is no type of entry", parsed.raw or "")
    if len(parsed.fields) > _MAX_FIELDS:
        return Bad(line, f"more than {_MAX_FIELDS:,} fields", parsed.raw or "")
    fields: dict[str, str] = {}
    said = list(remarks)
    for one in parsed.fields:
        name = one.key.casefold()
        if not _FIELD_NAME.fullmatch(name):
            said.append(f"left out `{one.key[:50]}`: no name of a field")
        elif name not in fields:
            said += _remarks(name, one.value, strings)
            fields[name] = _taken(value_of(one.value, strings))
    return Entry(one_line(parsed.key), parsed.entry_type, fields, line, tuple(said))


def _remarks(name: str, value: str, strings: dict[str, str]) -> list[str]:
    unknown = words_unknown(value, strings)
    return [f"{name}: no @string defines `{word[:50]}`; taken as text" for word in unknown]


def _taken(value: str) -> str:
    """With white space as TeX sees it: one space, or a paragraph. What cannot be written again is escaped."""
    value = "\n\n".join(paragraphs(value))
    return value if is_writable(value) else latex_of(one_line(value))


def _reason(failed: ParsingFailedBlock) -> str:
    said = one_line(getattr(failed.error, "abort_reason", "") or str(failed.error))
    if "end of file" in said:
        return "ends before it is closed: a brace or quote is left open, or the file is cut"
    return said
