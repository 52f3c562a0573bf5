"""Look at a part of a map of texts: a class, a region, a rectangle, one row; or at all of it as numbers."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Int64

from tenfold.desk.checks.places import excerpt
from tenfold.desk.text_maps.marks import Mark, mark_of
from tenfold.desk.text_maps.placing import open_labels
from tenfold.errors import InputError
from tenfold.store.artifacts import SCHEMA_VERSION

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.text_maps.placing import PlacedTexts

__all__ = ["ClassOnMap", "Part", "RegionOnMap", "Shown", "TextMapView", "read_box"]

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one wants to see: at most one of these; with none, nothing. `row` counts from 1, `box` is x and y of
    two corners.
    """

    label: str | None = None
    region: int | None = None
    box: Box | None = None
    row: int | None = None

    @property
    def is_nothing(self) -> bool:
        return self == Part()


@dataclass(frozen=True, slots=True)
class ClassOnMap:
    """A class, or with the name "" all texts whose label is not there or not to be seen."""

    name: str
    n: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class RegionOnMap:
    """Texts of like meaning. `example` is the beginning of the most typical one, `mostly` its largest class and
    how many have it ("" and 0 where no label can be seen).
    """

    number: int
    n: int
    example: str
    mostly: str
    n_mostly: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of the map; `row` counts from 1."""

    row: int
    text: str
    label: str
    split: str
    region: int


def read_box(said: str) -> Box:
    """The corners that an address says: four numbers with commas. Raises InputError for anything else."""
    try:
        numbers = [float(number) for number in said.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise InputError(
            f"{said[:60]!r} is no rectangle.", where="box", remedy="Four numbers: x,y,x,y."
        )
    x, y, u, v = numbers
    return min(x, u), min(y, v), max(x, u), max(y, v)


@dataclass(frozen=True, eq=False)
class TextMapView:
    """A data set and its map."""

    dataset: Dataset
    placed: PlacedTexts

    @cached_property
    def _labels(self) -> list[str]:
        """The label of each point; "" where there is none to be seen."""
        labels = open_labels(self.dataset)
        return [labels[row].strip() and labels[row] for row in self.placed.rows.tolist()]

    @cached_property
    def classes(self) -> list[ClassOnMap]:
        """The largest first; what has no name last."""
        sizes = Counter(self._labels)
        names = sorted(sizes, key=lambda name: (not name, -sizes[name], name))
        return [
            ClassOnMap(name, sizes[name], mark_of(place, name)) for place, name in enumerate(names)
        ]

    @cached_property
    def regions(self) -> list[RegionOnMap]:
        """The largest first."""
        texts = self.dataset.texts()
        return [
            self._region(number, excerpt(texts[int(self.placed.rows[middle])]))
            for number, middle in enumerate(self.placed.middles.tolist())
        ]

    def _region(self, number: int, example: str) -> RegionOnMap:
        members = np.flatnonzero(self.placed.regions == number).tolist()
        names = Counter(self._labels[i] for i in members if self._labels[i])
        mostly, n_mostly = names.most_common(1)[0] if names else ("", 0)
        return RegionOnMap(number, len(members), example, mostly, n_mostly)

    def points_in(self, part: Part) -> Int64[np.ndarray, " k"]:
        """The points of a part, in the order of the rows."""
        placed = self.placed
        if part.label is not None:
            return np.flatnonzero(np.array([name == part.label for name in self._labels]))
        if part.region is not None:
            return np.flatnonzero(placed.regions == part.region)
        if part.row is not None:
            return np.flatnonzero(placed.rows == part.row - 1)
        if part.box is not None:
            (x, y, u, v), at = part.box, placed.positions
            is_in = (at[:, 0] >= x) & (at[:, 0] <= u) & (at[:, 1] >= y) & (at[:, 1] <= v)
            return np.flatnonzero(is_in)
        return np.empty(0, dtype=np.int64)

    def counts(self, points: Int64[np.ndarray, " k"]) -> list[tuple[str, int]]:
        """The classes of some points, the most frequent first."""
        return Counter(self._labels[i] for i in points.tolist()).most_common()

    def shown(self, points: Int64[np.ndarray, " k"]) -> list[Shown]:
        """What stands in the rows of some points."""
        texts, splits = self.dataset.texts(), self.dataset.splits
        rows = [(i, int(self.placed.rows[i])) for i in points.tolist()]
        return [
            Shown(
                row=row + 1,
                text=texts[row],
                label=self._labels[i],
                split=splits[row] if splits is not None else "",
                region=int(self.placed.regions[i]),
            )
            for i, row in rows
        ]

    def to_json(self) -> dict[str, Any]:
        """The points, without their texts: place, row (from 1), class (its place in `classes`) and region."""
        places = {each.name: place for place, each in enumerate(self.classes)}
        at = np.round(self.placed.positions.astype(np.float64), 4)
        return {
            "schema_version": SCHEMA_VERSION,
            "data": self.dataset.reference,
            "classes": [each.name for each in self.classes],
            "x": at[:, 0].tolist(),
            "y": at[:, 1].tolist(),
            "row": (self.placed.rows + 1).tolist(),
            "class": [places[name] for name in self._labels],
            "region": self.placed.regions.tolist(),
        }
