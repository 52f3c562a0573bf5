"""The texts of a data set that can be labelled: each distinct text once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenfold.errors import DataError, nearest
from tenfold.store.digests import digest_bytes
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["Item", "Pool", "item_digest", "looked_at", "pool_of"]

_TEST = "test"
_MOST_CANDIDATES, _MOST_GIVEN = 16_000, 4_000
"""Texts that the strategies look at: of more, those first in the random order. They bound the time of
encoding (about a minute on a CPU) and of a proposal (a second).
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One distinct text. `rows` (from 0) have it, `example` is the id of the first of them.

    `given` is the label that came with the data where all of its rows have the same one. Of a row of
    the split ``test`` no label is read, only whether there is one.
    """

    digest: str
    text: str
    example: str
    rows: tuple[int, ...]
    given: str | None
    needs_label: bool

    @property
    def share(self) -> float:
        """A number in [0, 1) that depends on the text alone: who is below a share belongs to it."""
        return int(self.digest[:8], 16) / 2**32

    @property
    def rank(self) -> str:
        """Texts sorted by this are in an order that is as good as random, and always the same."""
        return self.digest[8:]


@dataclass(frozen=True)
class Pool:
    """The texts that may be asked, in the order of the rows, and what is around them.

    `given` are texts that came with a label and are not asked: examples for the probe. `n_empty` rows
    without any text are never asked.
    """

    reference: str
    version: str
    items: tuple[Item, ...]
    given: tuple[Item, ...]
    classes: tuple[str, ...]
    n_empty: int
    is_test: bool = False

    @cached_property
    def asked(self) -> frozenset[str]:
        """The digests of the texts that may be asked."""
        return frozenset(item.digest for item in self.items)

    @cached_property
    def by_digest(self) -> Mapping[str, Item]:
        """Every text, asked or not, by its digest."""
        return {item.digest: item for item in (*self.given, *self.items)}


def item_digest(text: str) -> str:
    """What a text is known by in the record of labels, whatever data set or version it stands in."""
    return digest_bytes(text.encode())


def pool_of(dataset: Dataset, *, split: str | None = None, everything: bool = False) -> Pool:
    """What there is to label: rows without a label, or all of them with `everything`.

    `split` names the one to label; left out, all but ``test``: which texts of a test set get a label must
    not be chosen by a model. `classes` are those of the labels that may be read.

    Raises DataError: TF-DATA-015 without a text column, TF-DATA-019 for a split that is not there.
    """
    rows = _rows_of(dataset, split)
    texts, ids = dataset.texts(), dataset.example_ids()
    is_test = split == _TEST
    by_text: dict[str, list[int]] = {}
    for row in rows:
        by_text.setdefault(texts[row], []).append(row)
    n_empty = sum(len(found) for text, found in by_text.items() if not text.strip())
    items = [
        _item(dataset, text, ids[found[0]], found, is_test)
        for text, found in by_text.items()
        if text.strip()
    ]
    asked = tuple(item for item in items if everything or item.needs_label)
    given = tuple(item for item in items if not (everything or item.needs_label))
    classes = () if is_test else tuple(sorted({item.given for item in items if item.given}))
    return Pool(dataset.reference, dataset.digest, asked, given, classes, n_empty, is_test)


def looked_at(pool: Pool) -> list[Item]:
    """The texts that the strategies look at, whatever has been labelled."""
    asked = sorted(pool.items, key=lambda item: item.rank)[:_MOST_CANDIDATES]
    given = sorted(pool.given, key=lambda item: item.rank)[:_MOST_GIVEN]
    return [*given, *asked]


def _rows_of(dataset: Dataset, split: str | None) -> list[int]:
    splits = dataset.splits
    if splits is None:
        if split is not None:
            raise _no_split(dataset, split, [])
        return list(range(len(dataset)))
    if split is not None and split not in splits:
        raise _no_split(dataset, split, sorted(set(splits)))
    return [r for r, s in enumerate(splits) if s == split or (split is None and s != _TEST)]


def _no_split(dataset: Dataset, split: str, known: list[str]) -> DataError:
    return DataError(
        worded("no split {split!r}.", split=split),
        code="TF-DATA-019",
        where=dataset.reference,
        remedy=nearest(split, known) if known else worded("The data came without splits."),
    )


def _item(dataset: Dataset, text: str, example: str, rows: list[int], is_test: bool) -> Item:
    labels = [dataset.labels()[row] for row in rows]
    needs_label = not all(label.strip() for label in labels)
    same = len(set(labels)) == 1 and not needs_label and not is_test
    given = labels[0] if same else None
    return Item(item_digest(text), text, example, tuple(rows), given, needs_label)
