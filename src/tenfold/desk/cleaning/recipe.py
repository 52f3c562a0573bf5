"""A recipe: ordered operations with their parameters, as a value, TOML and JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tenfold.desk.cleaning.operation import Operation
from tenfold.desk.cleaning.registry import OPERATIONS
from tenfold.errors import DataError, DeclarationError, TenfoldError, nearest
from tenfold.store.digests import digest_json

__all__ = ["Recipe", "read_recipe"]

_HEAD = """\
# A recipe of `tenfold data clean`: the operations are applied in this order.
# tenfold data clean NAME --recipe THIS.toml
"""
_CODE = "TF-DATA-065"


@dataclass(frozen=True)
class Recipe:
    """Operations in the order in which they are applied.

    `digest` is equal for recipes that do the same in the same order: it is made of all parameters, the
    unsaid ones too, and of the operations' versions.
    """

    operations: tuple[Operation, ...]

    @property
    def in_words(self) -> str:
        """The operations on one line."""
        return ", ".join(operation.in_words for operation in self.operations)

    @property
    def digest(self) -> str:
        """BLAKE3 of the canonical form."""
        return digest_json(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """The canonical form; `parse` is its inverse."""
        return {"operations": [operation.to_json() for operation in self.operations]}

    def to_toml(self) -> str:
        """The same as TOML, for people and for git."""
        import tomlkit

        plain = {"operations": [_without_none(entry) for entry in self.to_json()["operations"]]}
        return _HEAD + "\n" + tomlkit.dumps(plain)

    @classmethod
    def parse(cls, content: Mapping[str, Any], *, where: str) -> Recipe:
        """The recipe that JSON or TOML says.

        Raises DeclarationError (TF-DATA-065) with everything that is wrong with it, each with its place.
        """
        problems: list[TenfoldError] = []
        entries = content.get("operations")
        if not isinstance(entries, list) or not entries:
            problems.append(
                _problem(where, "has no operations.", "Begin each with [[operations]].")
            )
            entries = []
        unknown = [key for key in content if key not in ("operations", "schema_version")]
        problems += [
            _problem(f"{where}: {key}", "is no part of a recipe.", nearest(key, ["operations"]))
            for key in unknown
        ]
        found = [
            _operation(entry, f"{where}: operation {number}", problems)
            for number, entry in enumerate(entries, 1)
        ]
        if problems:
            raise _invalid(problems)
        return cls(tuple(operation for operation in found if operation is not None))


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file, TOML or JSON by its ending. Raises DataError or DeclarationError."""
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise _problem(str(path), f"cannot be read: {error.strerror or error}.", "") from None
    except (UnicodeDecodeError, ValueError) as error:  # both decoders raise kinds of ValueError
        kind = "JSON" if path.suffix == ".json" else "TOML"
        raise _problem(str(path), f"is not {kind} in UTF-8: {error}.", "") from None
    if not isinstance(content, dict):
        raise _problem(str(path), "is no recipe.", "It begins with [[operations]].")
    return Recipe.parse(content, where=path.name)


def _operation(entry: Any, where: str, problems: list[TenfoldError]) -> Operation | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("do"), str):
        problems.append(_problem(where, "does not say what to do.", 'do = "drop-duplicates"'))
        return None
    kind = OPERATIONS.get(entry["do"])
    if kind is None:
        hint = nearest(entry["do"], OPERATIONS)
        problems.append(_problem(where, f"{entry['do']!r} is no operation.", hint))
        return None
    if entry.get("version", kind.version) != kind.version:
        problems.append(
            _problem(
                where,
                f"{kind.name} is of version {entry['version']!r}; this tenfold has {kind.version!r}, "
                "which may do something else.",
                "Take the line `version` out to apply what is here, and look at the diff.",
            )
        )
        return None
    parameters = {key: value for key, value in entry.items() if key not in ("do", "version")}
    try:
        return kind.model_validate(parameters)
    except ValidationError as error:
        problems += [_of_parameter(detail, kind, where) for detail in error.errors()]
        return None


def _of_parameter(detail: Any, kind: type[Operation], where: str) -> DataError:
    place = ".".join(map(str, detail["loc"]))
    hint = ""
    if detail["type"] == "extra_forbidden":
        hint = nearest(str(detail["loc"][-1]), kind.model_fields)
    elif detail["type"] != "missing":
        hint = f"Got {detail['input']!r}."[:200]
    message = detail["msg"].removeprefix("Value error, ")
    return _problem(f"{where} ({kind.name}): {place}", f"{message}.", hint)


def _problem(where: str, message: str, remedy: str) -> DataError:
    return DataError(message, code=_CODE, where=where, remedy=remedy or None)


def _invalid(problems: list[TenfoldError]) -> DeclarationError:
    error = DeclarationError(problems)
    error.code = _CODE
    return error


def _without_none(value: Any) -> Any:
    """TOML has no word for nothing: a parameter that is None is left out."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value
