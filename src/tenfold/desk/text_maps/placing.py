"""Place the texts of a data set on a map, and divide them into regions of like meaning: a step, made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.desk.examined import MOST_UNKNOWN, TEST
from tenfold.desk.map import chosen_rows, text_map
from tenfold.desk.options import MOST_ENCODED
from tenfold.desk.repeats import n_distinct
from tenfold.errors import DataError
from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.store.steps import Step
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.vectors import Progress
    from tenfold.models.encoder import EncoderFiles
    from tenfold.store.workspace import Workspace

__all__ = [
    "MOST_POINTS",
    "PlacedTexts",
    "find_placed",
    "keep_placed",
    "map_step",
    "open_labels",
    "place_texts",
]

MOST_POINTS = 5_000
_VERSION = "1"
_LIBRARIES = ("torch", "transformers", "tokenizers", "scikit-learn", "numpy")
_FEWEST, _A_REGION, _MOST_REGIONS = 20, 40, 16
"""Fewer texts are one region; else about one for each forty, two at least and sixteen at most."""


@dataclass(frozen=True, slots=True)
class PlacedTexts:
    """`rows` (from 0, ascending), their `positions` (n, 2) within ±1, and the `region` of each, from 0; the
    text of row ``rows[middles[r]]`` is the most typical one of region r.
    """

    rows: Int64[np.ndarray, " n"]
    positions: Float32[np.ndarray, "n 2"]
    regions: Int64[np.ndarray, " n"]
    middles: Int64[np.ndarray, " regions"]


def open_labels(dataset: Dataset) -> list[str]:
    """The label of each row as far as it may be seen: empty for rows of the split ``test``."""
    labels = dataset.labels()
    if dataset.splits is None:
        return list(labels)
    return ["" if s == TEST else name for name, s in zip(labels, dataset.splits, strict=True)]


def find_placed(workspace: Workspace, dataset: Dataset) -> PlacedTexts | None:
    """The map that was made of a version; None where there is none."""
    record = workspace.steps.find(map_step(workspace, dataset))
    if record is None:
        return None
    arrays, _ = workspace.artifacts.get_arrays(record.outputs["map"])
    return PlacedTexts(arrays["rows"], arrays["positions"], arrays["regions"], arrays["middles"])


def place_texts(workspace: Workspace, dataset: Dataset, *, progress: Progress) -> None:
    """Make the map and keep it. All texts are encoded, as an audit does; of very many, those on the map alone.

    Raises DataError without a text column (TF-DATA-015), or where the encoder does not know the writing (090).
    """

    def make() -> dict[str, str]:
        return keep_placed(workspace, _place(workspace, dataset, progress))

    workspace.steps.reuse_or_compute(map_step(workspace, dataset), make)


def keep_placed(workspace: Workspace, placed: PlacedTexts) -> dict[str, str]:
    """Store a map; what comes back are the outputs of its step."""
    arrays = {"rows": placed.rows, "positions": placed.positions,
              "regions": placed.regions, "middles": placed.middles}  # fmt: skip
    return {"map": workspace.artifacts.put_arrays(arrays)}


def map_step(workspace: Workspace, dataset: Dataset) -> Step:
    """The step that places the texts of a version."""
    from tenfold.models.chosen_profile import encoder_profile, numerics_profile

    encoder = _encoder(workspace)
    profile = encoder_profile(numerics_profile(workspace), encoder)
    parameters = {
        "most": MOST_POINTS,
        "text": dataset.text_column,
        "label": dataset.label_column,
        "numerics": profile.to_json(),
    }
    libraries = {name: installed_version(name) for name in _LIBRARIES}
    inputs = {"data": dataset.digest, "model": encoder.digest}
    return Step("map of texts", _VERSION, parameters, inputs, libraries)


def _encoder(workspace: Workspace) -> EncoderFiles:
    from tenfold.models.encoder import find_encoder

    return find_encoder(EMBEDDED_NAME, root=workspace.root)


def _place(workspace: Workspace, dataset: Dataset, progress: Progress) -> PlacedTexts:
    from tenfold.desk.encoder_view import view_of
    from tenfold.desk.vectors import text_vectors

    texts, labels = dataset.texts(), open_labels(dataset)
    share = view_of(_encoder(workspace), texts).share_unknown
    if share > MOST_UNKNOWN:
        raise DataError(
            f"the vocabulary of {EMBEDDED_NAME} does not know {share:.0%} of the characters: a map would say "
            "much that is not so.",
            remedy="Garbled texts can be mended: tenfold data clean NAME --fix-encoding.",
            code="TF-DATA-090",
            where=dataset.reference,
        )
    rows = np.arange(len(texts))
    if n_distinct(texts) > MOST_ENCODED:
        rows = chosen_rows(labels, [], MOST_POINTS)
    vectors = text_vectors(workspace, [texts[row] for row in rows.tolist()], progress=progress)
    progress("placing texts", 0, 1)
    placed = text_map(vectors, [labels[row] for row in rows.tolist()], most=MOST_POINTS)
    regions, middles = _regions(vectors[placed.rows])
    progress("placing texts", 1, 1)
    return PlacedTexts(rows[placed.rows], placed.positions.astype(np.float32), regions, middles)


def _regions(
    vectors: Float32[np.ndarray, "n width"],
) -> tuple[Int64[np.ndarray, " n"], Int64[np.ndarray, " regions"]]:
    """The largest region first; regions without any text (all the same text) are left out."""
    from tenfold.desk.topics import regions_of

    n = len(vectors)
    wanted = 1 if n < _FEWEST else max(2, min(_MOST_REGIONS, n // _A_REGION))
    distinct = len(np.unique(vectors, axis=0))
    region, distance = regions_of(vectors.astype(np.float64), n_regions=min(wanted, distinct))
    return _by_size(region, distance)


def _by_size(
    region: Int64[np.ndarray, " n"], distance: Float[np.ndarray, " n"]
) -> tuple[Int64[np.ndarray, " n"], Int64[np.ndarray, " regions"]]:
    names, sizes = np.unique(region, return_counts=True)
    order: Sequence[int] = names[np.argsort(-sizes, kind="stable")].tolist()
    renamed = np.empty_like(region)
    middles = []
    for new, old in enumerate(order):
        members = np.flatnonzero(region == old)
        renamed[members] = new
        middles.append(int(members[np.argmin(distance[members])]))
    return renamed, np.array(middles, dtype=np.int64)
