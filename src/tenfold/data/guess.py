"""Guesses that go into a refusal's remedy, so that one step mends it. Nothing is ever read by them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

__all__ = ["guess_label", "guess_text", "looks_like_a_row", "say_roles", "suggested_names"]

_SAMPLE = 2000
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_LONGEST_CLASS = 60


def guess_text(columns: Sequence[Sequence[str]]) -> int | None:
    """The column with the longest values, if these are words; `columns` hold values, no names."""
    lengths = [sum(map(len, column[:_SAMPLE])) for column in columns]
    for at in sorted(range(len(columns)), key=lambda at: -lengths[at]):
        sample = columns[at][:_SAMPLE]
        if sample and sum(bool(_NUMBER.fullmatch(value)) for value in sample) < len(sample) / 2:
            return at
    return None


def guess_label(columns: Sequence[Sequence[str]], *, text: int | None) -> int | None:
    """The column of the fewest different values, at least two of them, that repeat."""
    n_different: dict[int, int] = {}
    for at, column in enumerate(columns):
        sample = column[:_SAMPLE]
        different = set(sample) - {""}
        repeats = 2 <= len(different) <= max(2, len(sample) // 2)
        if at != text and repeats and max(map(len, different)) <= _LONGEST_CLASS:
            n_different[at] = len(different)
    return min(n_different, key=lambda at: (n_different[at], at), default=None)


def looks_like_a_row(names: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether the line that names the columns holds values: a number, or a class that comes again."""
    return any(
        name != "" and (bool(_NUMBER.fullmatch(name)) or name in column[:_SAMPLE])
        for name, column in zip(names, columns, strict=True)
    )


def suggested_names(columns: Sequence[Sequence[str]]) -> str:
    """What `--columns` could say of columns without names, such as ``text,label,column3``."""
    text = guess_text(columns)
    label = guess_label(columns, text=text)
    known = {text: "text", label: "label"}
    return ",".join(known.get(at, f"column{at + 1}") for at in range(len(columns)))


def say_roles(
    columns: Sequence[str],
    said: Mapping[str, str],
    values: Mapping[str, Sequence[str]],
    *,
    without_text: bool = False,
) -> str:
    """The options that say which column is text and which is label, as far as one can guess.

    `said` has the roles that are clear already, `values` the columns' values where they are at hand.
    """
    cells = [values.get(name, ()) for name in columns]
    if len(columns) == 1:
        return (
            "There is one column. Wanted: labelled examples, that is a column of texts and one of "
            "labels. If another character separates them, name it with --delimiter."
        )
    if looks_like_a_row(columns, cells):
        whole = [[name, *column[:_SAMPLE]] for name, column in zip(columns, cells, strict=True)]
        return f"The first line seems to be a row: --no-header --columns {suggested_names(whole)}"
    text = columns.index(said["text"]) if "text" in said else guess_text(cells)
    label = columns.index(said["label"]) if "label" in said else guess_label(cells, text=text)
    options = []
    if "text" not in said and not without_text:
        options.append(f"--text {_name(columns, text)}")
    if "label" not in said:
        options.append(f"--label {_name(columns, label)}")
    classes = label is not None or not any(cells)
    none = "" if classes else " (no column seems to hold classes: few values that come again)"
    return f"Say so, for example: {' '.join(options)}{none}"


def _name(columns: Sequence[str], at: int | None) -> str:
    return "COLUMN" if at is None else shlex.quote(columns[at])
