"""TF-DATA-054: who is in the data, how often, and with which labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from tenfold.desk.association import Association, association
from tenfold.desk.check import Check
from tenfold.desk.checks.counted import counted
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.wilson import wilson
from tenfold.evaluation.multiplicity import holm
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "representation"]

_FEW = 30
"""A rate of fewer rows has an interval as wide as 0.18 on each side."""

_ALPHA, _V_FROM = 0.05, 0.1
_MOST_VALUES, _MOST_LABELS = 50, 20
_N_RANGES = 4


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    values: list[str]
    n_missing: int
    few: dict[str, int]
    link: Association


def representation(
    attributes: Mapping[str, Sequence[str]], labels: Sequence[str], open_rows: Sequence[int]
) -> Finding:
    """For each attribute: rows of each value, label rates with 95 % Wilson intervals, and whether rates differ.

    `labels` are those of `open_rows` alone. Numbers with more than 20 values are cut at their quartiles.
    Rates differ where the chi-square test says so after Holm's correction over the attributes (0.05) and
    Cramér's V is 0.1 or more. `count` counts values with few rows and attributes whose rates differ.
    """
    read = [_read(name, values, labels, open_rows) for name, values in attributes.items()]
    adjusted = holm([each.link.p for each in read])
    differ = [
        each for each, p in zip(read, adjusted.tolist(), strict=True)
        if p < _ALPHA and each.link.v >= _V_FROM
    ]  # fmt: skip
    tables = {each.name: _table(each, labels, open_rows) for each in read}
    n_few, n_missing = sum(len(each.few) for each in read), sum(each.n_missing > 0 for each in read)
    said = [_said(each, each in differ) for each in read]
    found = bool(n_few or n_missing or differ)
    return Finding(
        code="TF-DATA-054",
        severity="warn" if n_few or differ else "note",
        state="found" if found else "clean",
        message=f"{'; '.join(said)}.",
        count=n_few + len(differ),
        places=_places(read, differ, tables),
        remedy=worded(
            "Add examples of what is rare, or say in the card who is missing; "
            "look at scores by value."
        )
        if found
        else "",
        details={
            "attributes": {
                each.name: {
                    "values": tables[each.name],
                    "n_missing": each.n_missing,
                    "p": each.link.p,
                    "p_holm": float(p),
                    "v": each.link.v,
                }
                for each, p in zip(read, adjusted.tolist(), strict=True)
            }
        },
    )


def _read(
    name: str, values: Sequence[str], labels: Sequence[str], open_rows: Sequence[int]
) -> _Attribute:
    ranged = _ranges(values)
    sizes = Counter(value for value in ranged if value)
    here = [
        (ranged[row], label) for row, label in zip(open_rows, labels, strict=True) if ranged[row]
    ]
    link = association([value for value, _ in here], [label for _, label in here])
    few = {value: n for value, n in sorted(sizes.items(), key=lambda s: s[1]) if n < _FEW}
    return _Attribute(name, ranged, sum(not value for value in ranged), few, link)


def _ranges(values: Sequence[str]) -> list[str]:
    """The values without white space around them; numbers of many values as ranges."""
    stripped = [value.strip() for value in values]
    distinct = {value for value in stripped if value}
    if len(distinct) <= 20:
        return stripped
    try:
        numbers = np.array([float(value) if value else np.nan for value in stripped])
    except ValueError:
        return stripped
    edges = np.unique(np.nanquantile(numbers, np.linspace(0, 1, _N_RANGES + 1)))
    at = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, len(edges) - 2)
    names = [f"{low:g} to {high:g}" for low, high in pairwise(edges.tolist())]
    return ["" if np.isnan(n) else names[i] for n, i in zip(numbers, at.tolist(), strict=True)]


def _table(
    each: _Attribute, labels: Sequence[str], open_rows: Sequence[int]
) -> dict[str, dict[str, Any]]:
    """For each value its rows and, of the rows whose labels may be read, the rate of each label."""
    sizes = Counter(value for value in each.values if value)
    by_value: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row, label in zip(open_rows, labels, strict=True):
        by_value[each.values[row]][label] += 1
    common = [label for label, _ in Counter(labels).most_common(_MOST_LABELS)]
    table = {}
    for value, n in sizes.most_common(_MOST_VALUES):
        n_open = by_value[value].total()
        table[value] = {
            "n": n,
            "share": n / len(each.values),
            "rates": {label: _rate(by_value[value][label], n_open) for label in common},
        }
    return table


def _rate(k: int, n: int) -> dict[str, float]:
    low, high = wilson(k, n)
    return {"n": k, "rate": k / n if n else 0.0, "low": low, "high": high}


def _said(each: _Attribute, differs: bool) -> str:
    n_values = len({value for value in each.values if value})
    said = [worded("{n:,} value" if n_values == 1 else "{n:,} values", n=n_values)]
    if each.few:
        said.append(worded("{n:,} of them with fewer than {few:d} rows", n=len(each.few), few=_FEW))
    if each.n_missing:
        said.append(
            worded(
                "missing in {n:,} row" if each.n_missing == 1 else "missing in {n:,} rows",
                n=each.n_missing,
            )
        )
    if differs:
        said.append(worded("label rates differ (Cramér's V {v:.2f})", v=each.link.v))
    return worded("{attribute}: {said!s}", attribute=each.name, said=", ".join(said))


def _places(
    read: Sequence[_Attribute],
    differ: Sequence[_Attribute],
    tables: Mapping[str, Mapping[str, Any]],
) -> tuple[Place, ...]:
    apart = [Place(column=each.name, excerpt=_widest(tables[each.name])) for each in differ]
    rare = [
        Place(
            column=each.name, excerpt=f"{each.name} {excerpt(value)}: {counted(n, 'row', 'rows')}"
        )
        for each in read
        for value, n in each.few.items()
    ]
    return (*apart[:3], *rare)[:N_PLACES]


def _widest(table: Mapping[str, Any]) -> str:
    """The label whose rate differs most between two values, with its intervals."""
    labels = next(iter(table.values()))["rates"]

    def ends(label: str) -> tuple[str, str]:
        by_rate = sorted(table, key=lambda value: table[value]["rates"][label]["rate"])
        return by_rate[0], by_rate[-1]

    def gap(label: str) -> float:
        low, high = (table[value]["rates"][label] for value in ends(label))
        return float(high["low"] - low["high"])

    label = max(labels, key=gap)
    return f"{excerpt(label)}: " + " against ".join(
        f"{rate['rate']:.0%} ({rate['low']:.0%} to {rate['high']:.0%}) of {excerpt(value)}"
        for value, rate in (
            (value, table[value]["rates"][label]) for value in reversed(ends(label))
        )
    )


def _find(examined: Examined) -> Finding:
    columns = {name: examined.dataset.column(name) for name in examined.options.attributes}
    return representation(columns, examined.open_labels, examined.open_rows.tolist())


CHECK = Check(
    code="TF-DATA-054", what="representation of groups", find=_find, needs=("attributes",)
)
