"""A file of forms, read strictly: every problem with its place, in one message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from tenfold.papers.form import FIELD_TYPES, Form
from tenfold.strict_toml import StrictFile, are_tables, short, unknown_names

__all__ = ["parse_form", "parse_forms"]

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
    file = StrictFile("TF-FORM", where, _WANTED)
    said = file.read(content)
    problems = list(_in_form(said))
    if not _NAME.fullmatch(name):
        problems.insert(0, f"name: {name!r} must be of a-z, 0-9, '_' and '-'.")
    file.require_none(problems)
    return _form(name, said)


def parse_forms(content: bytes, *, where: str) -> list[Form]:
    """The forms below `[forms.NAME]`. Raises one InputError with all problems."""
    file = StrictFile("TF-FORM", where, _WANTED)
    forms = file.read(content).get("forms", {})
    file.require_none(f"{name}: {p}" for name, said in forms.items() for p in _in_form(said))
    return [_form(name, said) for name, said in forms.items()]


def _in_form(said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        yield "must be a table."
        return
    yield from unknown_names(said, ["label", "source", "fields"])
    for name in ("label", "source"):
        yield from _in_text(said, name, is_needed=name == "label")
    fields = said.get("fields")
    if not are_tables(fields) or not fields:
        yield "fields: must be a list of { key = ..., type = ... }, one at least."
        return
    if len(fields) > _MOST_FIELDS:
        yield f"fields: there are {len(fields):,}; at most {_MOST_FIELDS}."
    first: dict[str, int] = {}
    for i, one in enumerate(fields, start=1):
        key = short(one.get("key", ""))
        place = f"field {i} ({key})" if key else f"field {i}"
        yield from (f"{place}: {problem}" for problem in _in_field(one))
        if key and first.setdefault(key, i) != i:
            yield f"{place}: key: is that of field {first[key]} too."


def _in_field(said: Mapping[str, Any]) -> Iterator[str]:
    yield from unknown_names(said, _FIELD_NAMES)
    if not isinstance(said.get("key"), str) or not _KEY.fullmatch(said["key"]):
        yield "key: must be of a-z, 0-9 and '_', beginning with a letter."
    for name in ("label_en", "label_zh"):
        yield from _in_text(said, name)
    if not isinstance(said.get("required", False), bool):
        yield f"required: must be true or false. Got {short(said['required'])}."
    kind = said.get("type")
    if kind not in FIELD_TYPES:
        yield f"type: must be one of {', '.join(FIELD_TYPES)}. Got {short(kind)}."
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
            yield f"{name}: must be a number. Got {short(value)}."
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
            yield f"anchors: {short(number)} is not on the scale, or not written as shortly as can be."


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


def _in_text(table: Mapping[str, Any], name: str, *, is_needed: bool = False) -> Iterator[str]:
    value = table.get(name, "")
    if not isinstance(value, str) or not value.isprintable():
        yield f"{name}: must be a text on one line. Got {short(value)}."
    elif is_needed and not value.strip():
        yield f"{name}: is missing."


def _form(name: str, said: Mapping[str, Any]) -> Form:
    return Form.from_content({"name": name, **said})
