"""What a run reads, from the artifacts that its task names. A process keeps the last few in memory."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tenfold.store.places import Place, open_artifacts

if TYPE_CHECKING:
    from tenfold.models.methods.contract import Inputs, Training
    from tenfold.models.sequences import Sequences, TokenTable
    from tenfold.study.tasks import Encoded, RunTask

__all__ = [
    "inputs_to_predict",
    "stored_ids",
    "stored_texts",
    "texts_of",
    "training_examples",
    "training_ids",
]

_MAPPED_CHUNKS = 4096  # maps of frozen states: they hold no memory, only an open file each


@lru_cache(maxsize=4)
def stored_texts(store: Place, digest: str) -> dict[str, list[str]]:
    """The `ids` and `texts` of all examples; or new `texts` alone."""
    return open_artifacts(store).get_json(digest)


@lru_cache(maxsize=4)
def _vectors(store: Place, digests: tuple[str, ...]) -> np.ndarray:
    arrays = [open_artifacts(store).get_arrays(digest)[0]["vectors"] for digest in digests]
    return np.concatenate(arrays)


@lru_cache(maxsize=4)
def _tokens(store: Place, digests: tuple[str, ...]) -> TokenTable:
    from tenfold.models.sequences import TokenTable

    parts = [open_artifacts(store).get_arrays(digest)[0] for digest in digests]
    return TokenTable.joined([TokenTable(part["ids"], part["starts"]) for part in parts])


@lru_cache(maxsize=_MAPPED_CHUNKS)
def _states(store: Place, digest: str) -> np.ndarray:
    return open_artifacts(store).map_arrays(digest)["states"]


def training_examples(task: RunTask) -> tuple[Training, Training | None]:
    """What the task's fit reads: the training part with its start, and the validation part if any."""
    from tenfold.models.methods.contract import Training

    inputs = _inputs(task, task.train, task.fit_encoded)
    train = Training(inputs, task.train_labels, _start(task))
    if not len(task.validation):
        return train, None
    inputs = _inputs(task, task.validation, task.fit_encoded)
    return train, Training(inputs, task.validation_labels)


def texts_of(task: RunTask, examples: np.ndarray) -> list[str] | None:
    """The texts of these examples, new ones among them; None for data that have none."""
    stored = stored_texts(task.store, task.texts)["texts"]
    if not stored:
        return None
    n, digest = len(stored), task.new_texts.texts
    new = stored_texts(task.store, digest)["texts"] if digest else []
    return [stored[i] if i < n else new[i - n] for i in examples.tolist()]


def stored_ids(task: RunTask, examples: np.ndarray) -> list[str]:
    """The ids of these examples."""
    ids = stored_texts(task.store, task.texts)["ids"]
    return [ids[i] for i in examples.tolist()]


def training_ids(task: RunTask) -> list[str]:
    """The ids of the training examples. One that was made of another has that one's id, with `~1` or a
    higher number after it.
    """
    sources = task.new_texts.sources
    if sources is None:
        return stored_ids(task, task.train)
    seen: Counter[str] = Counter()
    named = []
    for id in stored_ids(task, sources):
        named.append(f"{id}~{seen[id]}" if seen[id] else id)
        seen[id] += 1
    return named


def inputs_to_predict(task: RunTask) -> Inputs:
    """What the task predicts."""
    return _inputs(task, task.test, task.test_encoded)


def _start(task: RunTask) -> np.ndarray | None:
    if task.start is None:
        return None
    return open_artifacts(task.store).get_arrays(task.start)[0]["weights"]


def _inputs(task: RunTask, examples: np.ndarray, encoded: Encoded | None) -> Inputs:
    from tenfold.models.methods.contract import Inputs

    texts = texts_of(task, examples)
    if encoded is None:
        return Inputs(texts)
    rows = encoded.rows[examples]
    vectors = _vectors(task.store, encoded.vectors)[rows] if encoded.vectors else None
    return Inputs(texts, vectors, _sequences(task, rows, encoded))


def _sequences(task: RunTask, rows: np.ndarray, encoded: Encoded) -> Sequences | None:
    from tenfold.models.sequences import Prefix, Sequences

    if task.encoder is None or not encoded.tokens:
        return None
    states = tuple(_states(task.store, digest) for digest in encoded.states)
    prefix = Prefix(encoded.layer, states) if states else None
    return Sequences(task.encoder, _tokens(task.store, encoded.tokens), rows, prefix)
