"""What there is to label, and what is never looked at."""

from __future__ import annotations

import pytest

from tenfold.data import catalog
from tenfold.desk.labelling.pool import pool_of
from tenfold.errors import DataError
from tenfold.store.workspace import Workspace

from .pools import add_pool, write_csv

ROWS = [["text", "label"], ["a", ""], ["b", "x"], ["a", ""], ["  ", ""], ["c", "y"], ["b", "y"]]


def test_each_distinct_text_without_a_label_is_asked_once(workspace: Workspace) -> None:
    pool = pool_of(add_pool(workspace, ROWS))
    assert [(item.text, item.rows) for item in pool.items] == [("a", (0, 2))]
    assert [(item.text, item.given) for item in pool.given] == [("b", None), ("c", "y")]
    assert pool.n_empty == 1
    everything = pool_of(add_pool(workspace, ROWS), everything=True)
    assert [item.text for item in everything.items] == ["a", "b", "c"]


def _with_test(workspace: Workspace, name: str, labels: tuple[str, str]) -> catalog.Dataset:
    rows = [["text", "label"], ["t1", labels[0]], ["t2", labels[1]], ["t3", ""]]
    test = write_csv(workspace.root / "test.csv", rows)
    return add_pool(workspace, ROWS, name=name, test=test)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("split", [None, "test"])
def test_labels_of_test_change_nothing(
    workspace: Workspace, split: str | None, everything: bool
) -> None:
    """Other labels in the split `test`: the same pool, to the letter (but for the version)."""
    one, two = (
        pool_of(_with_test(workspace, name, labels), split=split, everything=everything)
        for name, labels in (("one", ("x", "y")), ("two", ("y", "never seen")))
    )
    assert [(i.text, i.given, i.needs_label) for i in (*one.items, *one.given)] == [
        (i.text, i.given, i.needs_label) for i in (*two.items, *two.given)
    ]
    assert one.classes == two.classes
    if split is None:
        assert not {"t1", "t2", "t3"} & {item.text for item in (*one.items, *one.given)}
    else:
        assert one.is_test
        assert "t3" in {item.text for item in one.items}
        assert all(item.given is None for item in (*one.items, *one.given))


def test_a_split_that_is_not_there_is_refused(workspace: Workspace) -> None:
    dataset = _with_test(workspace, "one", ("x", "y"))
    with pytest.raises(DataError, match="no split 'tset'") as caught:
        pool_of(dataset, split="tset")
    assert (caught.value.code, caught.value.remedy) == ("TF-DATA-019", "Did you mean 'test'?")
