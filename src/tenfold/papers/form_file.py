"""A file of forms, read strictly: every problem with its place, in one message."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from tenfold.errors import InputError, nearest
from tenfold.papers.form import FIELD_TYPES, Form

__all__ = ["parse_form", "parse_forms"]

_MOST_BYTES = 1_000_000
_MOST_FIELDS = 100
_FIELD_NAMES = [
    "key", "type", "required", "label_en", "label_zh", "min", "max", "step", "values", "anchors",
]  # fmt: skip
_ONLY_FOR = {
    "number": ("min", "max", "step", "anchors"),
    "one": ("values",),
    "several": ("values",),
}
_NUMBER = re.compile(r"-?\d{1,7}(\.\d{1,6})?", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_WANTED = """Wanted, for example:
    label = "Our lab"
    fields = [
      { key = "summary", type = "markdown", required = true },
      { key = "rating", type = "number", min = 1, max = 5 },
    ]"""


def parse_form(content: bytes, *, name: str, where: str) -> Form:
    """The form that a file of its own says. Raises one InputError with all problems."""
    said = _toml(content, where)
    problems = list(_in_form(said))
    if not _NAME.fullmatch(name):
        problems.insert(0, f"name: {name!r} must be of a-z, 0-9, '_' and '-'.")
    if problems:
        raise _refused(problems, where)
    return _form(name, said)


def parse_forms(content: bytes, *, where: str) -> list[Form]:
    """The forms below `[forms.NAME]`. Raises one InputError with all problems."""
    forms = _toml(content, where).get("forms", {})
    problems = [f"{name}: {p}" for name, said in forms.items() for p in _in_form(said)]
    if problems:
        raise _refused(problems, where)
    return [_form(name, said) for name, said in forms.items()]


def _toml(content: bytes, where: str) -> dict[str, Any]:
    try:
        if len(content) > _MOST_BYTES:
            raise ValueError(f"it has more than {_MOST_BYTES:,} bytes")
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also what TOML and UTF-8 raise
        raise _refused([f"cannot be read as TOML: {error}"], where) from None


def _refused(problems: list[str], where: str) -> InputError:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    said = "\n  ".join([f"{count}:", *problems])
    return InputError(said, code="TF-FORM", where=where, remedy=_WANTED)


def _in_form(said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        yield "must be a table."
        return
    yield from _in_names(said, ["label", "source", "fields"])
    for name in ("label", "source"):
        yield from _in_text(said, name, is_needed=name == "label")
    fields = said.get("fields")
    if not isinstance(fields, list) or not all(isinstance(f, dict) for f in fields) or not fields:
        yield "fields: must be a list of { key = ..., type = ... }, one at least."
        return
    if len(fields) > _MOST_FIELDS:
        yield f"fields: there are {len(fields):,}; at most {_MOST_FIELDS}."
    first: dict[str, int] = {}
    for i, one in enumerate(fields, start=1):
        key = _short(one.get("key", ""))
        place = f"field {i} ({key})" if key else f"field {i}"
        yield from (f"{place}: {problem}" for problem in _in_field(one))
        if key and first.setdefault(key, i) != i:
            yield f"{place}: key: is that of field {first[key]} too."


def _in_field(said: Mapping[str, Any]) -> Iterator[str]:
    yield from _in_names(said, _FIELD_NAMES)
    if not isinstance(said.get("key"), str) or not _KEY.fullmatch(said["key"]):
        yield "key: must be of a-z, 0-9 and '_', beginning with a letter."
    for name in ("label_en", "label_zh"):
        yield from _in_text(said, name)
    if not isinstance(said.get("required", False), bool):
        yield f"required: must be true or false. Got {_short(said['required'])}."
    kind = said.get("type")
    if kind not in FIELD_TYPES:
        yield f"type: must be one of {', '.join(FIELD_TYPES)}. Got {_short(kind)}."
        return
    for name in ("min", "max", "step", "anchors", "values"):
        if name in said and name not in _ONLY_FOR.get(kind, ()):
            yield f"{name}: is not for a field of type {kind}."
    if kind == "number":
        yield from _in_scale(said)
    if kind in ("one", "several"):
        yield from _in_values(said, is_needed=kind == "one")


def _in_scale(said: Mapping[str, Any]) -> Iterator[str]:
    bounds: dict[str, Fraction] = {}
    for name in ("min", "max", "step"):
        value = said.get(name, 1 if name == "step" else None)
        if type(value) not in (int, float) or not abs(value) < 1e6:
            yield f"{name}: must be a number. Got {_short(value)}."
        else:
            bounds[name] = Fraction(str(value))
    if len(bounds) < 3:
        return
    low, high, step = bounds["min"], bounds["max"], bounds["step"]
    if low >= high:
        yield "min: must be less than max."
    elif step <= 0 or (high - low) % step:
        yield "step: must be more than 0 and lead from min to max."
    else:
        yield from _in_anchors(said.get("anchors", {}), low, high, step)


def _in_anchors(said: Any, low: Fraction, high: Fraction, step: Fraction) -> Iterator[str]:
    if not isinstance(said, dict) or not all(isinstance(word, str) for word in said.values()):
        yield 'anchors: must be a table of texts by number: { "1" = "poor" }.'
        return
    for number in said:
        value = Fraction(number) if _NUMBER.fullmatch(number) else low - 1
        if not low <= value <= high or (value - low) % step or f"{float(value):g}" != number:
            yield f"anchors: {_short(number)} is not on the scale, or not written as shortly as can be."


def _in_values(said: Mapping[str, Any], *, is_needed: bool) -> Iterator[str]:
    values = said.get("values", [])
    if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
        yield "values: must be a list of texts."
    elif len({v.casefold() for v in values}) < len(values):
        yield "values: one is there twice."
    elif any("," in v or v != " ".join(v.split()) for v in values):
        yield "values: each must be on one line, without a comma."
    elif is_needed and not values:
        yield "values: is missing."


def _in_names(table: Mapping[str, Any], known: list[str]) -> Iterator[str]:
    for name in table:
        if name not in known:
            yield f"{_short(name)}: is not known. {nearest(name, known)}".rstrip()


def _in_text(table: Mapping[str, Any], name: str, *, is_needed: bool = False) -> Iterator[str]:
    value = table.get(name, "")
    if not isinstance(value, str) or not value.isprintable():
        yield f"{name}: must be a text on one line. Got {_short(value)}."
    elif is_needed and not value.strip():
        yield f"{name}: is missing."


def _short(value: object) -> str:
    return "".join(c if c.isprintable() else " " for c in str(value))[:60]


def _form(name: str, said: Mapping[str, Any]) -> Form:
    return Form.from_content({"name": name, **said})
