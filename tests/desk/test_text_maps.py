"""A map of texts: each text once, like with like, no label of the split test, and parts that add up."""

from __future__ import annotations

import numpy as np
import pytest

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.text_maps.looking import Part, TextMapView, read_box
from tenfold.desk.text_maps.marks import mark_of
from tenfold.desk.text_maps.placing import find_placed, place_texts
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace

N = 60
WORDS = {"heart": "chest pain and a fast pulse", "skin": "a red rash that itches"}


def some_texts(workspace: Workspace) -> Dataset:
    """Two topics; the last rows are the split test, whose label is a secret."""
    names = [sorted(WORDS)[i % 2] for i in range(N)]
    texts = [f"{WORDS[name]}, case {i}" for i, name in enumerate(names)]
    splits = ["test" if i >= N - 10 else "train" for i in range(N)]
    labels = [
        "secret" if split == "test" else name for name, split in zip(names, splits, strict=True)
    ]
    note = SourceNote("x.csv", "CSV", "utf-8", "declared", N, "0" * 64)
    raw = RawTable(("text", "label"), {"text": texts, "label": labels}, splits, (note,))
    return catalog.add(workspace, raw, name="topics")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> TextMapView:
    workspace = Workspace.create(tmp_path_factory.mktemp("map") / "lab")
    dataset = some_texts(workspace)
    assert find_placed(workspace, dataset) is None
    told: list[str] = []
    place_texts(workspace, dataset, progress=lambda what, done, of: told.append(what))
    assert {"encoding texts", "placing texts"} <= set(told)
    place_texts(workspace, dataset, progress=lambda *_: pytest.fail("it is made once"))
    placed = find_placed(workspace, dataset)
    assert placed is not None
    return TextMapView(dataset, placed)


def test_every_text_has_a_place_and_a_region(view: TextMapView) -> None:
    assert view.placed.rows.tolist() == list(range(N))
    assert np.abs(view.placed.positions).max() <= 1.0
    assert sum(region.n for region in view.regions) == N
    assert sum(each.n for each in view.classes) == N
    for region in view.regions:
        points = view.points_in(Part(region=region.number))
        assert len(points) == region.n
        assert view.placed.middles[region.number] in points


def test_like_texts_lie_together(view: TextMapView) -> None:
    """The nearest neighbour on the map is of the same topic, for all but a few."""
    at = view.placed.positions.astype(np.float64)
    apart = np.linalg.norm(at[:, None] - at[None], axis=2) + np.diag([9.0] * N)
    same = [i % 2 == int(apart[i].argmin()) % 2 for i in range(N)]
    assert np.mean(same) > 0.9


def test_no_label_of_the_split_test_is_told(view: TextMapView) -> None:
    assert [each.name for each in view.classes] == ["heart", "skin", ""]
    assert "secret" not in str(view.to_json())
    closed = view.shown(view.points_in(Part(label="")))
    assert [(one.label, one.split) for one in closed] == [("", "test")] * 10
    assert len(view.points_in(Part(label="secret"))) == 0


def test_a_rectangle_has_the_points_inside_and_a_row_is_itself(view: TextMapView) -> None:
    x, y = view.placed.positions[7].tolist()
    box = read_box(f"{x + 0.01},{y + 0.01},{x - 0.01},{y - 0.01}")
    assert 7 in view.points_in(Part(box=box))
    assert len(view.points_in(Part(box=(-2, -2, 2, 2)))) == N
    assert view.shown(view.points_in(Part(row=8)))[0].text == view.dataset.texts()[7]
    assert len(view.points_in(Part())) == 0
    assert len(view.points_in(Part(row=0))) == 0


@pytest.mark.parametrize("said", ["", "1,2,3", "1,2,3,nan", "a,b,c,d", "1,2,3,4,5", "1,1,1,inf"])
def test_what_is_no_rectangle_is_refused(said: str) -> None:
    with pytest.raises(InputError, match="no rectangle"):
        read_box(said)


def test_classes_differ_in_colour_or_shape_until_there_are_very_many() -> None:
    marks = [mark_of(place, "a") for place in range(24)]
    assert len(set(marks)) == 24
    assert len({mark.outline for mark in marks[:6]}) == 6, "told apart without any colour"
    assert mark_of(30, "a").css == mark_of(3, "").css == "floor"
    assert mark_of(30, "a") != mark_of(3, "")
