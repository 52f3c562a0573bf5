"""Which column is the text, which the label, and whether the labels can be classes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenfold.errors import DataError, NotBuiltError, nearest

__all__ = ["LABEL_NAMES", "TEXT_NAMES", "Roles", "check_labels", "choose_roles"]

TEXT_NAMES = (
    "text", "sentence", "review", "utterance", "content", "sms", "message", "tweet", "question",
    "comment", "document", "body",
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

_DECIMAL = re.compile(r"[+-]?\d+\.\d*(e[+-]?\d+)?", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d+")


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
) -> Roles:
    """The named columns, or those whose names leave no doubt; else an error that asks.

    `text` may be the empty text: the data set then has no text column (see `[data] features`).
    """
    for name, option in ((text, "--text"), (label, "--label"), (id, "--id")):
        if name:
            require_column(name, columns, where=where, option=option)
    chosen_label = label or _pick(columns, LABEL_NAMES, "label", where, taken=text)
    if text == "":
        return Roles(None, chosen_label, id)
    chosen_text = text or _pick(columns, TEXT_NAMES, "text", where, taken=chosen_label)
    if chosen_text == chosen_label:
        raise DataError(
            f"the column {chosen_text!r} cannot be text and label at once.",
            code="TF-DATA-015",
            where=where,
            remedy=f"The columns are: {', '.join(columns)}.",
        )
    return Roles(chosen_text, chosen_label, id)


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


def _pick(
    columns: Sequence[str], known: tuple[str, ...], role: str, where: str, taken: str | None
) -> str:
    plain = {name: name.strip().casefold() for name in columns if name != taken}
    found = [name for name in plain if plain[name] == role] or [
        name for name in plain if plain[name] in known
    ]
    if len(found) == 1:
        return found[0]
    shown = ", ".join(repr(name[:40]) for name in columns[:12])
    doubt = f"{' and '.join(map(repr, found))} could be" if found else "none is known to be"
    raise DataError(
        f"which column is the {role}? There is: {shown}; {doubt} it.",
        code="TF-DATA-015",
        where=where,
        remedy=f"Say so with --{role} COLUMN. If the first line is no header: "
        "--no-header --columns text,label",
    )


def check_labels(
    labels: Sequence[str], *, column: str, kinds: frozenset[str] = frozenset(), where: str
) -> None:
    """Refuse labels that cannot be classes of one task.

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
    if missing:
        raise DataError(
            f"{len(missing)} rows have no label (first: row {missing[0]}). Nothing was imported.",
            code="TF-DATA-012",
            where=place,
            remedy="Label these rows, or take them out of the file.",
        )
    counts = Counter(labels)
    _refuse_mixed(counts, kinds, place)
    if len(counts) < 2:
        raise DataError(
            f"one class only ({next(iter(counts), '')!r}); a classifier needs at least two.",
            code="TF-DATA-014",
            where=place,
            remedy="Choose another column with --label, or add examples of other classes.",
        )


def _refuse_mixed(counts: Mapping[str, int], kinds: frozenset[str], place: str) -> None:
    real = kinds - {"null"}
    if len(real) > 1:
        raise DataError(
            f'labels of several kinds ({", ".join(sorted(real))}): is 1 the same class as "1"?',
            code="TF-DATA-013",
            where=place,
            remedy="Write every label as a text, or every label as a whole number.",
        )
    decimals = [label for label in counts if _DECIMAL.fullmatch(label.strip())]
    if any(float(label) % 1 for label in decimals):
        odd = next(label for label in decimals if float(label) % 1)
        raise _other_task(f"hold numbers with decimals, such as {odd}: regression", place)
    _refuse_same_number(counts, place)
    _refuse_same_word(counts, place)


def _refuse_same_number(counts: Mapping[str, int], place: str) -> None:
    seen: dict[int, str] = {}
    for label in counts:
        plain = label.strip()
        if not (_INTEGER.fullmatch(plain) or _DECIMAL.fullmatch(plain)) or len(plain) > 300:
            continue
        number = int(float(plain)) if _DECIMAL.fullmatch(plain) else int(plain)
        other = seen.setdefault(number, label)
        if other != label:
            raise _two_ways(other, label, counts, place)


def _refuse_same_word(counts: Mapping[str, int], place: str) -> None:
    seen: dict[str, str] = {}
    for label in counts:
        other = seen.setdefault(label.strip(), label)
        if other != label:
            raise _two_ways(other, label, counts, place)


def _two_ways(one: str, two: str, counts: Mapping[str, int], place: str) -> DataError:
    return DataError(
        f"one class written in two ways: {one!r} ({counts[one]} rows) and {two!r} "
        f"({counts[two]} rows).",
        code="TF-DATA-013",
        where=place,
        remedy="Write each class in one way.",
    )


def _other_task(what: str, place: str) -> NotBuiltError:
    return NotBuiltError(
        f"the labels {what}. That task is not built yet.",
        code="TF-DATA-032",
        where=place,
        remedy="tenfold does single-label classification; choose another column with --label.",
    )
