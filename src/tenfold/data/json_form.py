"""JSON or JSON lines: whether a file is the one that its name says."""

from __future__ import annotations

import json

from tenfold.errors import DataError

__all__ = ["refuse_other_json"]


def refuse_other_json(text: str, file: str, *, lines: bool) -> None:
    """Refuse JSON lines named ``.json``, and one JSON value over several lines named ``.jsonl``.

    Raises
    ------
    DataError
        TF-DATA-002, naming the ending that would read it.
    """
    first, _, rest = text.lstrip().partition("\n")
    if lines and (first.strip() in ("{", "[") or (not rest.strip() and _is(first, list))):
        raise _other("one JSON value", "JSON lines", file, ".json")
    if not lines and rest.lstrip().startswith("{") and _is(first, dict):
        raise _other("JSON lines", "JSON", file, ".jsonl")


def _is(line: str, kind: type) -> bool:
    try:
        return isinstance(json.loads(line), kind)
    except (ValueError, RecursionError):
        return False


def _other(found: str, said: str, file: str, ending: str) -> DataError:
    return DataError(
        f"its name says {said}, its content is {found}. Nothing was imported.",
        code="TF-DATA-002",
        where=file,
        remedy=f"Rename it to end in {ending}.",
    )
