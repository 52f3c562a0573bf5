"""A form for a review: its fields, their scales, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Literal, get_args

from tenfold.errors import InputError
from tenfold.papers.typed import typed_text

__all__ = ["FIELD_TYPES", "FieldType", "Form", "FormField", "Value"]

FieldType = Literal["text", "markdown", "number", "yes-no", "one", "several"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
Value = str | float | bool | list[str]
_NUMBER = re.compile(r"-?\d{1,7}(\.\d{1,6})?", re.ASCII)
_MOST_CHOICES = 60
_YES, _NO = frozenset({"yes", "y", "true", "是"}), frozenset({"no", "n", "false", "否"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field.

    type
        ``text`` and ``markdown`` are written; ``number`` is one of `min`, `min + step`, ... `max`; ``one`` and
        ``several`` are of `values` (several without any: free words, parted by commas); ``yes-no``.
    anchors
        What a number means, by the number as it is written.
    """

    key: str
    type: FieldType
    required: bool = False
    label_en: str = ""
    label_zh: str = ""
    min: float = 0
    max: float = 0
    step: float = 1
    values: tuple[str, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str = "en") -> str:
        """What stands over the field: in `language` where the form says it, else its key in words."""
        words = self.key.replace("_", " ").capitalize()
        return (self.label_zh if language == "zh" else "") or self.label_en or words

    @property
    def scale(self) -> str:
        """What may stand in it, in a few words; empty for a text."""
        if self.type == "number":
            steps = f" in steps of {self.step:g}" if self.step != 1 else ""
            return f"{self.min:g} to {self.max:g}{steps}"
        words = {"yes-no": "yes or no", "one": "one of: ", "several": "any of: "}.get(self.type, "")
        if self.type == "several" and not self.values:
            return "words, parted by commas"
        return words + ", ".join(self.values)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of which one is picked, as one types them; empty where it is written."""
        if self.type == "yes-no":
            return ("yes", "no")
        if self.type != "number":
            return self.values if self.type == "one" else ()
        low, high, step = (Fraction(str(n)) for n in (self.min, self.max, self.step))
        n_steps = int((high - low) / step)
        if n_steps >= _MOST_CHOICES:
            return ()
        return tuple(f"{float(low + i * step):g}" for i in range(n_steps + 1))

    def meaning(self, value: Value) -> str:
        """A value as one reads it, with its anchor: ``4 (strong)``."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(value)
        if isinstance(value, str):
            return value
        anchor = self.anchors.get(f"{value:g}")
        return f"{value:g} ({anchor})" if anchor else f"{value:g}"

    def read(self, said: str) -> Value:
        """The value that somebody typed. Raises InputError where it may not stand in this field."""
        if self.type in ("text", "markdown"):
            return typed_text(said, self.key)
        word = said.strip()
        if self.type == "yes-no":
            if word.casefold() not in _YES | _NO:
                raise self._refusal(said)
            return word.casefold() in _YES
        if self.type == "number":
            return self._number(word)
        given = [part.strip() for part in word.replace("，", ",").split(",") if part.strip()]
        if not given or (self.type == "one" and len(given) > 1):
            raise self._refusal(said)
        picked = [self._picked(part) for part in given]
        return picked[0] if self.type == "one" else list(dict.fromkeys(picked))

    def _number(self, said: str) -> float:
        if not _NUMBER.fullmatch(said):
            raise self._refusal(said)
        value = Fraction(said)
        low, high, step = (Fraction(str(n)) for n in (self.min, self.max, self.step))
        if not low <= value <= high or (value - low) % step:
            raise self._refusal(said)
        return int(value) if value.denominator == 1 else float(value)

    def _picked(self, said: str) -> str:
        if not self.values:
            return typed_text(" ".join(said.split()), self.key)
        folded = {value.casefold(): value for value in self.values}
        if said.casefold() not in folded:
            raise self._refusal(said)
        return folded[said.casefold()]

    def _refusal(self, said: str) -> InputError:
        return InputError(
            f"{self.key}: must be {self.scale}. Got {said.strip()[:40]!r}.", code="TF-REVIEW"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form by its name. A review keeps the form that it was written by, whatever becomes of the file."""

    name: str
    label: str
    fields: tuple[FormField, ...]
    source: str = ""

    def read(self, said: Mapping[str, str]) -> dict[str, Value]:
        """The values of a review in the order of the form; an empty one is left out.

        Raises one InputError with every problem: unknown, missing, outside their scale.
        """
        by_key = {f.key: f for f in self.fields}
        problems = [f"{key}: the form has no such field." for key in said if key not in by_key]
        values: dict[str, Value] = {}
        for key, one in by_key.items():
            written = said.get(key, "")
            if not written.strip():
                problems += [f"{key}: is required."] if one.required else []
                continue
            try:
                values[key] = one.read(written)
            except InputError as error:
                problems.append(error.message)
        if not values and not problems:
            problems = ["nothing was filled in."]
        if problems:
            raise _refused(self, problems)
        return values

    def to_content(self) -> dict[str, Any]:
        """Plain types, as a review keeps it and commands print it."""
        return {
            "name": self.name,
            "label": self.label,
            "source": self.source,
            "fields": [
                {**asdict(f), "values": list(f.values), "anchors": dict(f.anchors)}
                for f in self.fields
            ],
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Form:
        """The inverse of `to_content`."""
        fields = tuple(
            FormField(**{**said, "values": tuple(said.get("values", ()))})
            for said in content["fields"]
        )
        return cls(
            name=content["name"],
            label=content["label"],
            source=content.get("source", ""),
            fields=fields,
        )


def _refused(form: Form, problems: list[str]) -> InputError:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return InputError(
        "\n  ".join([f"{count}:", *problems]),
        code="TF-REVIEW",
        where=f"form {form.name}",
        remedy="Nothing was saved. The fields: " + ", ".join(f.key for f in form.fields),
    )
