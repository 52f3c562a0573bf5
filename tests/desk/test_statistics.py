"""The numbers of `data show --stats`, against a slow count."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles
from tenfold.desk.statistics import statistics

words = st.lists(st.sampled_from(["ab", "c", "好吃", "  ", ""]), max_size=4).map(" ".join)


def dataset(texts: list[str], labels: list[str], splits: list[str] | None = None) -> Dataset:
    raw = RawTable(("text", "label"), {"text": texts, "label": labels}, splits)
    return Dataset.of(raw, Roles("text", "label", None), name="d")


@given(texts=st.lists(words, min_size=2, max_size=12))
def test_counts_and_quantiles(texts: list[str]) -> None:
    labels = ["x", "y"] + ["y"] * (len(texts) - 2)
    found = statistics(dataset(texts, labels))
    text, label = found.columns
    assert (text.n_distinct, label.n_distinct) == (len(set(texts)), 2)
    assert text.n_empty == sum(not text.strip() for text in texts)
    lengths = sorted(map(len, texts))
    assert (text.characters.least, text.characters.most) == (lengths[0], lengths[-1])
    assert text.characters.median == lengths[(len(lengths) - 1) // 2]
    assert text.characters.total == sum(lengths)
    n_han = sum(letter in "好吃" for text in texts for letter in text)
    n_latin = sum(letter in "abc" for text in texts for letter in text)
    assert (text.words is None) == (n_han > n_latin)
    if text.words:
        assert text.words.total == sum(len(text.split()) for text in texts)
    assert found.classes == dict(sorted(Counter(labels).items()))


def test_labels_of_test_are_not_read() -> None:
    splits = ["train", "train", "test", "test"]
    one = dataset(["a", "b", "c", "d"], ["x", "y", "x", "x"], splits)
    other = dataset(["a", "b", "c", "d"], ["x", "y", "z", "w"], splits)
    assert statistics(one) == statistics(other)
    assert statistics(one).n_labels_unread == 2
    assert statistics(one).splits == {"train": 2, "test": 2}
    all_test = statistics(dataset(["a", "b"], ["x", "y"], ["test", "test"]))
    assert all_test.classes == {}
    assert all_test.columns[1].n_rows == 0
