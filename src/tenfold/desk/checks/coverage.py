"""TF-DATA-038: what the examples hardly cover: topics without a class, and small groups apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float32, Int64

from tenfold.desk.check import Check
from tenfold.desk.checks.classes import FEWEST_EXAMPLES
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.distinct import distinct
from tenfold.desk.examined import Examined
from tenfold.desk.neighbours import nearest_neighbours
from tenfold.desk.normalise import normalised
from tenfold.desk.topics import regions_of, without_classes
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "Hole", "coverage", "holes", "small_groups"]

_CODE = "TF-DATA-038"
_TEXTS_A_REGION = 60
_MOST_REGIONS = 200
_FEWEST_EXPECTED = 5
_MOST_OF_EXPECTED = 0.25
_ALPHA = 0.01
_MOST_LISTED = 200
_REMEDY = worded(
    "Gather more examples of these kinds, or say among the limits that they are hardly covered."
)


@dataclass(frozen=True, slots=True)
class Hole:
    """A topic of `n_texts` in which a class has `n_found` where its share of all promises `expected`.

    `positions`: the texts of the topic, from its middle outwards.
    """

    label: int
    n_found: int
    expected: float
    n_texts: int
    positions: tuple[int, ...]


def holes(
    vectors: Float32[np.ndarray, "n width"], labels: Int64[np.ndarray, " n"], *, n_classes: int
) -> list[Hole]:
    """Topics in which a class is all but missing, the least likely first.

    Topics are about 60 texts each, alike once what tells the classes apart linearly is taken out. A class
    is missing where at least 5 of its examples are expected, at most a quarter of them are there, and so few
    have a chance (hypergeometric) under 1 % over all topics and classes together. A class with less than a
    twelfth of the examples is expected nowhere, so nothing is found of it.
    """
    n_regions = min(_MOST_REGIONS, len(vectors) // _TEXTS_A_REGION)
    sizes = np.bincount(labels, minlength=n_classes)
    if n_regions < 2 or sizes.max() / len(labels) * _TEXTS_A_REGION < _FEWEST_EXPECTED:
        return []
    from scipy.stats import hypergeom

    region, off = regions_of(without_classes(vectors, labels), n_regions=n_regions)
    counts = np.zeros((n_regions, n_classes), dtype=np.int64)
    np.add.at(counts, (region, labels), 1)
    expected = counts.sum(axis=1)[:, None] * sizes / len(labels)
    looked_at = expected >= _FEWEST_EXPECTED
    chance = hypergeom.cdf(counts, len(labels), sizes, counts.sum(axis=1)[:, None])
    few = (chance * looked_at.sum() < _ALPHA) & (counts <= _MOST_OF_EXPECTED * expected)
    found = sorted(np.argwhere(looked_at & few).tolist(), key=lambda at: float(chance[tuple(at)]))
    made = []
    for place, label in found:
        inside = np.flatnonzero(region == place)
        order = inside[np.argsort(off[inside], kind="stable")]
        n_found, n_expected = int(counts[place, label]), float(expected[place, label])
        made.append(Hole(label, n_found, n_expected, len(inside), tuple(order.tolist())))
    return made


def small_groups(vectors: Float32[np.ndarray, "n width"]) -> list[tuple[int, ...]]:
    """Two to four texts that are near each other and far from all others, the loneliest first.

    Near: each is as near to its nearest as half of all texts are to theirs. Far: no other text is within the
    distance that nine of ten texts have to their nearest.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if len(vectors) < 2 * FEWEST_EXAMPLES:
        return []
    near, cosine = nearest_neighbours(vectors, FEWEST_EXAMPLES)
    distances = 1 - cosine
    tight, apart = np.quantile(distances[:, 0], [0.5, 0.9])
    row, place = np.nonzero(distances <= apart)
    links = csr_array((np.ones(len(row)), (row, near[row, place])), shape=(len(vectors),) * 2)
    _, group = connected_components(links, directed=False)
    sizes = np.bincount(group)
    members: dict[int, list[int]] = {}
    for position in np.flatnonzero((sizes[group] > 1) & (sizes[group] < FEWEST_EXAMPLES)).tolist():
        members.setdefault(int(group[position]), []).append(position)
    groups = [tuple(found) for found in members.values() if distances[found, 0].max() <= tight]
    return sorted(groups, key=lambda found: -float(distances[list(found), len(found) - 1].min()))


def coverage(
    vectors: Float32[np.ndarray, "n width"],
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    rows: Sequence[int] | None = None,
) -> Finding:
    """What few examples stand for. Copies count once; empty texts not at all.

    `rows` (from 0) are those of the data. ``details`` has `holes` (label, n_found, expected, n_texts, rows of
    the three middle texts) and `small_groups` (rows); rows from 1.
    """
    rows = range(len(texts)) if rows is None else rows
    said = [i for i, text in enumerate(texts) if text.strip()]
    units = distinct([normalised(texts[i]) for i in said])
    first = np.array(said, dtype=np.int64)[units.first]
    classes = sorted({labels[i] for i in first.tolist()})
    number = {label: i for i, label in enumerate(classes)}
    own = np.array([number[labels[i]] for i in first.tolist()], dtype=np.int64)
    missing = holes(vectors[first], own, n_classes=len(classes)) if len(classes) > 1 else []
    groups = small_groups(vectors[first])

    at = [rows[i] + 1 for i in first.tolist()]
    said_of = [excerpt(texts[i]) for i in first.tolist()]
    shown = [_hole_place(hole, classes[hole.label], at, said_of) for hole in missing]
    shown += [_group_place(group, at, said_of) for group in groups]
    return Finding(
        code=_CODE,
        severity="note",
        state="found" if shown else "clean",
        message=_message(len(missing), len(groups)),
        count=len(shown),
        places=tuple(shown[:N_PLACES]),
        remedy=_REMEDY if shown else "",
        details={
            "holes": [
                _hole_detail(hole, classes[hole.label], at) for hole in missing[:_MOST_LISTED]
            ],
            "small_groups": [
                [at[position] for position in group] for group in groups[:_MOST_LISTED]
            ],
        },
    )


def _message(n_holes: int, n_groups: int) -> str:
    said = []
    if n_holes:
        said.append(
            worded(
                "{n:,} time a class is all but missing from a topic"
                if n_holes == 1
                else "{n:,} times a class is all but missing from a topic",
                n=n_holes,
            )
        )
    if n_groups:
        said.append(
            worded(
                "{n:,} kind of text has two to four examples"
                if n_groups == 1
                else "{n:,} kinds of text have two to four examples",
                n=n_groups,
            )
        )
    if not said:
        return worded("no topic lacks a class, and no few texts stand apart.")
    return "; ".join(said) + "."


def _hole_place(hole: Hole, label: str, at: Sequence[int], said: Sequence[str]) -> Place:
    middle = hole.positions[0]
    found = f"{hole.n_found} of {hole.n_texts} are {label}, {hole.expected:.0f} expected"
    return Place(row=at[middle], excerpt=f"around '{said[middle]}': {found}")


def _group_place(group: tuple[int, ...], at: Sequence[int], said: Sequence[str]) -> Place:
    return Place(row=at[group[0]], excerpt=f"around '{said[group[0]]}': {len(group)} examples")


def _hole_detail(hole: Hole, label: str, at: Sequence[int]) -> dict[str, Any]:
    return {
        "label": label,
        "n_found": hole.n_found,
        "expected": round(hole.expected, 1),
        "n_texts": hole.n_texts,
        "rows": [at[position] for position in hole.positions[:3]],
    }


def _find(examined: Examined) -> Finding:
    return coverage(
        examined.vectors[examined.open_rows],
        examined.open_texts,
        examined.open_labels,
        rows=examined.open_rows.tolist(),
    )


CHECK = Check(code=_CODE, what="coverage", find=_find, needs=("text", "vectors"), is_deep=True)
