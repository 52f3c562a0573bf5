"""Saved answers in JSON: one value, several one after another, or one a line; each is read by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from tenfold.papers.importers.importer import Refused

__all__ = ["LARGEST_ANSWER_BYTES", "json_values"]

LARGEST_ANSWER_BYTES = 16 << 20
"""The largest single answer that is read: in memory, the worst of JSON takes twenty times its bytes."""

_LINES = (".jsonl", ".ndjson")
_EXCERPT = 80
_BLANK = " \t\r\n\x1e"  # 1E stands before each value of a JSON text sequence


def json_values(file: BinaryIO, name: str) -> Iterator[tuple[str, Any] | Refused]:
    """Each value with its place (``answers.jsonl:12``); what is no JSON is refused with its place."""
    if name.casefold().endswith(_LINES) or _is_lines(file):
        yield from _lines(file, name)
    else:
        yield from _values(file, name)


def _is_lines(file: BinaryIO) -> bool:
    """Whether one of the first two lines is an object of its own, and there is more than one line."""
    lines = [file.readline(LARGEST_ANSWER_BYTES + 1) for _ in range(2)]
    file.seek(0)
    return bool(lines[1].strip()) and any(
        line.strip() and not isinstance(value := _parsed(line), str) and isinstance(value[0], dict)
        for line in lines
    )


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[str, Any] | Refused]:
    number = 0
    while line := file.readline(LARGEST_ANSWER_BYTES + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > LARGEST_ANSWER_BYTES:
            yield Refused(where, _too_large(), _excerpt(line))
            while line and not line.endswith(b"\n"):
                line = file.readline(LARGEST_ANSWER_BYTES)
        elif line.strip():
            value = _parsed(line)
            yield (
                Refused(where, value, _excerpt(line))
                if isinstance(value, str)
                else (where, value[0])
            )


def _values(file: BinaryIO, name: str) -> Iterator[tuple[str, Any] | Refused]:
    content = file.read(LARGEST_ANSWER_BYTES + 1)
    if len(content) > LARGEST_ANSWER_BYTES:
        yield Refused(name, _too_large(), _excerpt(content))
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        yield Refused(f"{name}:{line}", "is not UTF-8, as JSON must be.", _excerpt(content))
        return
    yield from _in_text(text, name)


def _in_text(text: str, name: str) -> Iterator[tuple[str, Any] | Refused]:
    decoder = json.JSONDecoder()
    start, line = 0, 1
    while True:
        begins = start
        while start < len(text) and text[start] in _BLANK:
            start += 1
        line += text.count("\n", begins, start)
        if start == len(text):
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            yield Refused(f"{name}:{line}", _reason(error), text[start : start + _EXCERPT])
            return
        yield f"{name}:{line}", value
        line += text.count("\n", start, end)
        start = end


def _parsed(line: bytes) -> tuple[Any] | str:
    """The value, in a tuple of one; or why it is none."""
    try:
        return (json.loads(line.decode("utf-8-sig")),)
    except (ValueError, RecursionError) as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deep to be an answer of a source."
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8, as JSON must be."
    if isinstance(error, json.JSONDecodeError):
        return f"is no JSON ({error.msg} in line {error.lineno}, column {error.colno})."
    return "holds a number that is too long to be one."


def _too_large() -> str:
    return f"is larger than {LARGEST_ANSWER_BYTES >> 20} MB; save it as one record a line (JSON lines)."


def _excerpt(content: bytes) -> str:
    return content[:_EXCERPT].decode("utf-8", "replace")
