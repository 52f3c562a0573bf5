"""What a run reads, from the artifacts that its task names. A process keeps the last few in memory."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tenfold.store.places import Place, open_artifacts

if TYPE_CHECKING:
    from tenfold.models.methods.contract import Inputs, Training
    from tenfold.models.sequences import Sequences, TokenTable
    from tenfold.study.tasks import Encoded, RunTask

__all__ = ["inputs_to_predict", "stored_texts", "training_examples"]

_MAPPED_CHUNKS = 4096  # maps of frozen states: they hold no memory, only an open file each


@lru_cache(maxsize=2)
def stored_texts(store: Place, digest: str) -> dict[str, list[str]]:
    """The `ids` and `texts` of all examples."""
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


def inputs_to_predict(task: RunTask) -> Inputs:
    """What the task predicts."""
    return _inputs(task, task.test, task.test_encoded)


def _start(task: RunTask) -> np.ndarray | None:
    if task.start is None:
        return None
    return open_artifacts(task.store).get_arrays(task.start)[0]["weights"]


def _inputs(task: RunTask, examples: np.ndarray, encoded: Encoded | None) -> Inputs:
    from tenfold.models.methods.contract import Inputs

    stored = stored_texts(task.store, task.texts)["texts"]
    texts = [stored[i] for i in examples.tolist()] if stored else None
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
