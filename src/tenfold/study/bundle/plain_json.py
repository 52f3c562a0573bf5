"""JSON and TOML of a bundle, read as hostile input: bounded in size, depth and number of parts."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tenfold.errors import InputError

__all__ = ["broken", "parse_json", "parse_shape", "parse_toml"]

MOST_PARTS = 2_000_000
MOST_DEPTH = 30
_ALLOWED_CONTROLS = "\n\t\r"

AShape = TypeVar("AShape", bound=BaseModel)


def broken(where: str, what: str) -> InputError:
    """The error for a bundle that is not what it should be; `where` is the file in it."""
    return InputError(
        what,
        code="TF-BUNDLE-BROKEN",
        where=where,
        remedy="Nothing was written. Ask for the bundle again; `tenfold study bundle` writes one.",
    )


class _RefusedError(Exception):
    """Valid for Python's parser and refused here; becomes an InputError with a place."""


def parse_shape(data: bytes, shape: type[AShape], *, where: str) -> AShape:
    """Parse JSON and check it against a model. Raises InputError with the first problem."""
    value = parse_json(data, where=where)
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])[:120]
        raise broken(where, f"is not what a bundle holds: {place!r}: {first['msg']}.") from None


def parse_json(data: bytes, *, where: str) -> Any:
    """Parse JSON strictly: UTF-8, no key twice, no NaN or infinity, bounded parts and depth."""
    # Counted in the bytes, before any object is made: an empty list of three bytes takes 56.
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise broken(where, f"has more than {MOST_PARTS:,} parts.")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except RecursionError:
        raise broken(where, "is nested too deeply.") from None
    except (ValueError, _RefusedError) as error:  # bad UTF-8 and numbers of 5,000 digits too
        raise broken(where, f"is not JSON that can be read: {str(error)[:120]}.") from None
    _check_depth(value, where)
    return value


def parse_toml(data: bytes, *, where: str) -> tuple[str, dict[str, Any]]:
    """The text and the content of a declaration, which may hold no control characters."""
    try:
        text = data.decode("utf-8")
        content = tomllib.loads(text)
    except RecursionError:
        raise broken(where, "is nested too deeply.") from None
    except ValueError as error:
        raise broken(where, f"is not valid TOML: {str(error)[:120]}.") from None
    _check_depth(content, where)
    for word in _texts(content):
        # They would be sent to the terminal with the question or a claim.
        if any(not c.isprintable() and c not in _ALLOWED_CONTROLS for c in word):
            raise broken(where, f"has control characters in {word[:60]!r}.")
    return text, content


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise _RefusedError("a key stands twice in one object")
    return record


def _no_constant(name: str) -> None:
    raise _RefusedError(f"{name} is no JSON value")


def _finite(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        raise _RefusedError(f"{literal[:20]} is no finite number")
    return value


def _check_depth(value: Any, where: str) -> None:
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [part for parent in level for part in _inside(parent)]
        if not level:
            return
    raise broken(where, f"is nested more than {MOST_DEPTH} deep.")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [part for part in value.values() if isinstance(part, (dict, list))]
    return [p for p in value if isinstance(p, (dict, list))] if isinstance(value, list) else []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
