"""Which column is the text, which the label, and whether the labels can be classes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tenfold.data.guess import say_roles
from tenfold.data.plain_form import plain_form
from tenfold.errors import DataError, NotBuiltError, nearest
from tenfold.wording import worded

__all__ = ["LABEL_NAMES", "TEXT_NAMES", "Roles", "check_labels", "choose_roles"]

TEXT_NAMES = (
    "text", "sentence", "review", "utterance", "content", "sms", "message", "tweet", "question",
    "comment", "document", "body", "prompt",
)  # fmt: skip
"""Names by which a text column is known without being asked for; ``text`` comes before the
others.
"""

LABEL_NAMES = (
    "label",
    "category",
    "target",
    "class",
    "intent",
    "sentiment",
    "disease",
    "diagnosis",
)
"""Names by which a label column is known without being asked for; ``label`` comes before the
others.
"""

_DECIMAL = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+(?=e))(e[+-]?\d{1,3})?", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d+")
_LONGEST_NUMBER = 300
"""Digits; a longer label is no number that anyone means."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Columns by what they are for. `text` is None for data that bring vectors of their own."""

    text: str | None
    label: str
    id: str | None


def choose_roles(
    columns: Sequence[str],
    *,
    text: str | None = None,
    label: str | None = None,
    id: str | None = None,
    where: str,
    values: Mapping[str, Sequence[str]] | None = None,
) -> Roles:
    """The named columns, or those whose names leave no doubt; else an error that asks.

    `text` may be the empty text: the data set then has no text column (see `[data] features`).
    `values` of the columns make the error's remedy better; nothing is chosen by them.
    """
    for name, option in ((text, "--text"), (label, "--label"), (id, "--id")):
        if name:
            require_column(name, columns, where=where, option=option)
    labels = [label] if label else _could_be(columns, LABEL_NAMES, "label", taken=text)
    texts = [text] if text else _could_be(columns, TEXT_NAMES, "text", taken=label or _only(labels))
    if len(labels) != 1 or (text != "" and len(texts) != 1):
        raise _unclear(columns, {"label": labels, "text": texts}, values or {}, where, text == "")
    if text == "":
        return Roles(None, labels[0], id)
    if texts == labels:
        raise DataError(
            worded("the column {value!r} cannot be text and label at once.", value=texts[0]),
            code="TF-DATA-015",
            where=where,
            remedy=worded("The columns are: {known}.", known=", ".join(columns)),
        )
    return Roles(texts[0], labels[0], id)


def require_column(
    name: str, columns: Sequence[str], *, where: str, option: str | None = None
) -> None:
    """Raise TF-DATA-009, with the nearest name, where `name` is not among `columns`."""
    if name not in columns:
        raise DataError(
            f"no column {name!r}" + (f" (asked for by {option})." if option else "."),
            code="TF-DATA-009",
            where=where,
            remedy=nearest(name, columns),
        )


def _could_be(
    columns: Sequence[str], known: tuple[str, ...], role: str, *, taken: str | None
) -> list[str]:
    """The columns with a name of that role: those of its very name before the others."""
    plain = {name: name.strip().casefold() for name in columns if name != taken}
    return [name for name in plain if plain[name] == role] or [
        name for name in plain if plain[name] in known
    ]


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _unclear(
    columns: Sequence[str],
    found: Mapping[str, list[str]],
    values: Mapping[str, Sequence[str]],
    where: str,
    without_text: bool,
) -> DataError:
    role = "label" if len(found["label"]) != 1 else "text"
    shown = ", ".join(repr(name[:40]) for name in columns[:12])
    could = found[role]
    doubt = f"{' and '.join(map(repr, could))} could be" if could else "none is known to be"
    said = {name: names[0] for name, names in found.items() if len(names) == 1}
    return DataError(
        worded(
            "which column is the {role}? There is: {shown}; {doubt!s} it.",
            role=role,
            shown=shown,
            doubt=doubt,
        ),
        code="TF-DATA-015",
        where=where,
        remedy=say_roles(columns, said, values, without_text=without_text),
    )


def check_labels(
    labels: Sequence[str],
    *,
    column: str,
    kinds: frozenset[str] = frozenset(),
    where: str,
    unlabelled: bool = False,
) -> None:
    """Refuse labels that cannot be classes of one task.

    `unlabelled`: rows may be without a label, and one class, or none, may be there so far.

    Raises
    ------
    DataError
        TF-DATA-012 missing labels; TF-DATA-013 one class written in several ways; TF-DATA-014 a
        single class.
    NotBuiltError
        TF-DATA-032 labels that ask for a task not built yet: numbers with decimals (regression),
        lists (several labels).
    """
    place = f"{where}, column {column!r}"
    if "nested" in kinds:
        raise _other_task("hold lists: several labels an example", place)
    missing = [row for row, label in enumerate(labels, 1) if not label.strip()]
    if missing and not unlabelled:
        raise DataError(
            worded(
                "{n:d} rows have no label (first: row {first:d}). Nothing was imported.",
                n=len(missing),
                first=missing[0],
            ),
            code="TF-DATA-012",
            where=place,
            remedy=worded(
                "Label these rows, or leave them out with --drop-unlabelled. To label them here: "
                "tenfold data add FILE --unlabelled"
            ),
        )
    counts = Counter(label for label in labels if label.strip())
    _refuse_mixed(counts, kinds, place)
    if len(counts) < 2 and not unlabelled:
        raise DataError(
            worded(
                "one class only ({value!r}); a classifier needs at least two.",
                value=next(iter(counts), ""),
            ),
            code="TF-DATA-014",
            where=place,
            remedy=worded(
                "If other files hold the other classes, name them all in one command; else choose "
                "another column with --label."
            ),
        )


def _refuse_mixed(counts: Mapping[str, int], kinds: frozenset[str], place: str) -> None:
    real = kinds - {"null"}
    if len(real) > 1 and not (real <= {"integer", "float"} and _some_decimal(counts)):
        raise DataError(
            worded(
                'labels of several kinds ({known}): is 1 the same class as "1"?',
                known=", ".join(sorted(real)),
            ),
            code="TF-DATA-013",
            where=place,
            remedy=worded("Write every label as a text, or every label as a whole number."),
        )
    if odd := _some_decimal(counts):
        raise _other_task(f"hold numbers with decimals, such as {odd}: regression", place)
    _refuse_same_number(counts, place)
    _refuse_same_word(counts, place)


def _some_decimal(labels: Iterable[str]) -> str | None:
    """A label that is a number with decimals: 1.5, not 1.0."""
    decimals = (label for label in labels if _DECIMAL.fullmatch(label.strip()))
    return next((label for label in decimals if math.fmod(_finite(label), 1)), None)


def _finite(label: str) -> float:
    number = float(label)
    return number if math.isfinite(number) else 0.0


def _refuse_same_number(counts: Mapping[str, int], place: str) -> None:
    seen: dict[int, str] = {}
    for label in counts:
        number = _whole_number(label.strip())
        if number is not None and (other := seen.setdefault(number, label)) != label:
            raise _two_ways(other, label, counts, place)


def _whole_number(label: str) -> int | None:
    """The number that a label writes out, where it is a whole one."""
    if len(label) > _LONGEST_NUMBER:
        return None
    if _INTEGER.fullmatch(label):
        return int(label)
    if _DECIMAL.fullmatch(label) and math.isfinite(number := float(label)):
        return int(number)
    return None


def _refuse_same_word(counts: Mapping[str, int], place: str) -> None:
    seen: dict[str, str] = {}
    for label in counts:
        other = seen.setdefault(plain_form(label), label)
        if other != label:
            raise _two_ways(other, label, counts, place)


def _two_ways(one: str, two: str, counts: Mapping[str, int], place: str) -> DataError:
    return DataError(
        worded(
            "one class written in two ways: {one!r} ({n_one:d} rows) and {two!r} ({n_two:d} rows).",
            one=one,
            n_one=counts[one],
            two=two,
            n_two=counts[two],
        ),
        code="TF-DATA-013",
        where=place,
        remedy=worded("Write each class in one way."),
    )


def _other_task(what: str, place: str) -> NotBuiltError:
    return NotBuiltError(
        worded("the labels {what!s}. That task is not built yet.", what=what),
        code="TF-DATA-032",
        where=place,
        remedy=worded(
            "tenfold does single-label classification; choose another column with --label."
        ),
    )
