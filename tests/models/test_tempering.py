"""The start of a head: as sure as it should be, and no other prediction."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import log_softmax

from tenfold.models.tempering import tempered


def _problem(n_classes: int = 5, sharpness: float = 200.0) -> tuple[np.ndarray, ...]:
    """Unit vectors around class directions, with weights that are very sure of them."""
    draw = np.random.default_rng(0)
    centres = np.linalg.qr(draw.normal(size=(16, 16)))[0][:n_classes]
    labels = np.arange(60) % n_classes
    vectors = centres[labels] + 0.2 * draw.normal(size=(60, 16))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    weights = np.vstack([sharpness * centres.T, np.zeros((1, n_classes))]).astype(np.float32)
    return weights, vectors, labels


def _loss(weights: np.ndarray, vectors: np.ndarray, labels: np.ndarray) -> float:
    scores = (vectors @ weights[:-1] + weights[-1]).astype(np.float64)
    return float(-log_softmax(scores, axis=1)[np.arange(len(labels)), labels].mean())


def test_a_sure_probe_is_left_with_the_bound_and_the_same_predictions() -> None:
    weights, vectors, labels = _problem()
    assert _loss(weights, vectors, labels) < 1e-6
    start = tempered(weights, vectors, labels)
    assert math.isclose(_loss(start, vectors, labels), 0.15 * math.log(5), rel_tol=1e-3)
    before = (vectors @ weights[:-1]).argmax(axis=1)
    assert ((vectors @ start[:-1]).argmax(axis=1) == before).all()
    assert start.dtype == np.float32


def test_a_probe_that_is_not_sure_stays_as_it_is() -> None:
    weights, vectors, labels = _problem(sharpness=1.0)
    assert _loss(weights, vectors, labels) > 0.15 * math.log(5)
    assert tempered(weights, vectors, labels) is weights


def test_a_probe_that_is_wrong_stays_as_it_is() -> None:
    weights, vectors, labels = _problem()
    assert tempered(weights, vectors, (labels + 1) % 5) is weights
