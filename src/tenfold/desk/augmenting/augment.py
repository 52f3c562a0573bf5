"""Augment one training part: balance its classes, make copies, leave out what must not be there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from tenfold.data.splits import stream
from tenfold.desk.augmenting.augmentation import Augmentation
from tenfold.desk.augmenting.case import change_case
from tenfold.desk.augmenting.deletion import delete_words
from tenfold.desk.augmenting.mixing import mix_sentences
from tenfold.desk.augmenting.new_examples import NewExamples, Rows
from tenfold.desk.augmenting.noise import add_noise
from tenfold.desk.augmenting.rebalancing import oversample, undersample
from tenfold.desk.augmenting.swap import swap_words
from tenfold.desk.augmenting.synonym_table import SynonymTable
from tenfold.desk.augmenting.synonyms import replace_synonyms
from tenfold.desk.augmenting.typos import make_typos
from tenfold.desk.normalise import normalised

__all__ = ["AUGMENT_VERSION", "Augmented", "augment", "operations"]

AUGMENT_VERSION = "1"
"""Raise it when the same training part would give other examples."""


@dataclass(frozen=True, eq=False)
class Augmented:
    """A training part as it is trained on: `rows` of the part it was made of, then `new` texts.

    `rows` may leave some out (undersampling) or have some several times (oversampling). `operations[i]`
    made `new.texts[i]`. `n_unchanged` new texts were left out because they stand in the part already, or
    were made before, `n_held_out` because they stand in validation or test.
    """

    rows: Rows
    new: NewExamples
    operations: list[str]
    n_unchanged: int
    n_held_out: int


def augment(
    texts: Sequence[str] | None,
    labels: Rows,
    augmentation: Augmentation,
    *,
    seed: int,
    synonyms: SynonymTable | None = None,
    held_out: Collection[str] = (),
) -> Augmented:
    """Augment the examples with these `texts` and `labels` (classes as numbers, shape (n,)).

    First the classes are balanced, where that is asked for. Then every row of it gets its copies; a copy
    takes one operation, the copies of a row take them in turn, from one that is drawn on (as Wei & Zou, 2019,
    let one operation change a text). Each operation has a generator of its own, of seed and name.

    A new text that equals one of `held_out` but for case and white space (`normalised`) is left out:
    validation and test stay unseen. `texts` is None for examples that have vectors alone, which can only be
    balanced.
    """
    rows = np.arange(len(labels), dtype=np.int64)
    if augmentation.undersample:
        rows = undersample(labels, stream(seed, "augment/undersample"))
    if augmentation.oversample:
        rows = oversample(labels, stream(seed, "augment/oversample"))
    names = augmentation.copying
    if texts is None or not names:
        nothing = np.empty(0, dtype=np.int64)
        return Augmented(rows, NewExamples([], nothing, nothing, nothing), [], 0, 0)
    start = stream(seed, "augment/turns").integers(len(names), size=len(rows))
    turns = np.concatenate([(start + copy) % len(names) for copy in range(augmentation.n_copies)])
    copied = np.tile(rows, augmentation.n_copies)
    made = _NewTexts(texts, held_out)
    changes = operations(augmentation, synonyms)
    for number, name in enumerate(names):
        places = np.flatnonzero(turns == number)
        new = changes[name](texts, labels, stream(seed, f"augment/{name}"), rows=copied[places])
        made.add(name, places, new)
    return made.augmented(rows)


def operations(
    augmentation: Augmentation, synonyms: SynonymTable | None
) -> Mapping[str, Callable[..., NewExamples]]:
    """The operations that are named, each ready for texts, labels, a generator and `rows`."""
    rated = {
        "case": change_case,
        "typos": make_typos,
        "deletion": delete_words,
        "swap": swap_words,
        "noise": add_noise,
    }
    found: dict[str, Callable[..., NewExamples]] = {
        name: partial(change, rate=getattr(augmentation, name)) for name, change in rated.items()
    }
    if synonyms is not None:
        rate = augmentation.resolved()["synonym_rate"]
        found["synonyms"] = partial(replace_synonyms, rate=rate, table=synonyms)
    found["mixing"] = mix_sentences
    return {name: found[name] for name in augmentation.copying}


class _Made(NamedTuple):
    text: str
    operation: str
    label: int
    source: int
    partner: int


class _NewTexts:
    """Collects what operations made, each with its place among the copies."""

    def __init__(self, texts: Sequence[str], held_out: Collection[str]) -> None:
        self._known = set(texts)
        self._held_out = {normalised(text) for text in held_out}
        self._made: dict[int, _Made] = {}

    def add(self, operation: str, places: Rows, new: NewExamples) -> None:
        numbers = (column.tolist() for column in (new.labels, new.sources, new.partners))
        for place, text, *own in zip(places.tolist(), new.texts, *numbers, strict=True):
            self._made[place] = _Made(text, operation, *own)

    def augmented(self, rows: Rows) -> Augmented:
        """All copies in their order, without those that must not or need not be there."""
        kept: list[_Made] = []
        n_unchanged = n_held_out = 0
        for place in sorted(self._made):
            made = self._made[place]
            if made.text in self._known:
                n_unchanged += 1
            elif normalised(made.text) in self._held_out:
                n_held_out += 1
            else:
                self._known.add(made.text)
                kept.append(made)
        new = NewExamples(
            [made.text for made in kept],
            np.array([made.label for made in kept], dtype=np.int64),
            np.array([made.source for made in kept], dtype=np.int64),
            np.array([made.partner for made in kept], dtype=np.int64),
        )
        return Augmented(rows, new, [made.operation for made in kept], n_unchanged, n_held_out)
