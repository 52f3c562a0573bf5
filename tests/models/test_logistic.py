"""The solver of `probe` and of the stack against scikit-learn; C and temperature are the best."""

from __future__ import annotations

import numpy as np
import pytest

from tenfold.models.methods.contract import Inputs, Training
from tenfold.models.methods.logistic import fit_logistic, fit_on_grid
from tenfold.models.methods.nearest_centroid import NearestCentroid, NearestCentroidParameters
from tenfold.models.methods.probe import C_GRID, Probe, ProbeParameters
from tenfold.models.softmax import log_loss_of

N, WIDTH, N_CLASSES = 300, 20, 4


def noisy(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Classes that overlap; vectors of length one."""
    centres = np.random.default_rng(0).normal(size=(N_CLASSES, WIDTH))
    draw = np.random.default_rng(seed)
    labels = draw.integers(N_CLASSES, size=N)
    vectors = centres[labels] + 2.0 * draw.normal(size=(N, WIDTH))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), labels


@pytest.mark.parametrize("C", [0.1, 1.0, 30.0, 1000.0])
def test_probabilities_are_those_of_scikit_learn(C: float) -> None:
    """Within a point of a hundred: the solver stops where no score moves any more."""
    from sklearn.linear_model import LogisticRegression

    vectors, labels = noisy(1)
    oracle = LogisticRegression(C=C, tol=1e-8, max_iter=5000).fit(vectors.astype(float), labels)
    found = fit_logistic(vectors, labels, n_classes=N_CLASSES, C=C)
    assert found.converged
    np.testing.assert_allclose(
        found.probabilities(vectors), oracle.predict_proba(vectors), atol=1e-2
    )


def test_sparse_and_dense_vectors_lead_to_the_same_model() -> None:
    from scipy import sparse

    vectors, labels = noisy(1)
    dense = fit_logistic(vectors, labels, n_classes=N_CLASSES, C=10.0)
    thin = fit_logistic(sparse.csr_array(vectors), labels, n_classes=N_CLASSES, C=10.0)
    np.testing.assert_allclose(
        dense.probabilities(vectors), thin.probabilities(sparse.csr_array(vectors)), atol=1e-2
    )


def test_a_start_elsewhere_leads_to_the_same_end() -> None:
    vectors, labels = noisy(1)
    cold = fit_logistic(vectors, labels, n_classes=N_CLASSES, C=10.0)
    start = fit_logistic(vectors, labels, n_classes=N_CLASSES, C=0.1).weights
    warm = fit_logistic(vectors, labels, n_classes=N_CLASSES, C=10.0, start=start)
    np.testing.assert_allclose(cold.probabilities(vectors), warm.probabilities(vectors), atol=3e-3)


def test_the_chosen_constant_is_the_best_of_the_grid() -> None:
    train, validation = noisy(1), noisy(2)
    chosen = fit_on_grid(train, validation, n_classes=N_CLASSES, grid=C_GRID)
    losses = {
        C: log_loss_of(
            fit_logistic(*train, n_classes=N_CLASSES, C=C).probabilities(validation[0]),
            validation[1],
        )
        for C in C_GRID
    }
    assert min(losses, key=lambda C: losses[C]) == chosen.C


def test_the_length_of_a_vector_does_not_matter_to_a_probe() -> None:
    vectors, labels = noisy(1)
    fits = [
        Probe().fit(
            Training(Inputs(vectors=vectors * scale), labels),
            None,
            parameters=ProbeParameters(),
            classes="abcd",
            seed=0,
        )
        for scale in (1.0, 8.0)
    ]
    first, second = (fit.predict(Inputs(vectors=vectors)) for fit in fits)
    np.testing.assert_allclose(first, second, atol=1e-4)


def test_the_fitted_temperature_is_a_minimum_of_the_loss() -> None:
    (train, labels), (held_out, truth) = noisy(1), noisy(2)

    def loss(temperature: float | None) -> tuple[float, float]:
        parameters = NearestCentroidParameters(temperature=temperature)
        predictor = NearestCentroid().fit(
            Training(Inputs(vectors=train), labels),
            Training(Inputs(vectors=held_out), truth),
            parameters=parameters,
            classes="abcd",
            seed=0,
        )
        found = predictor.predict(Inputs(vectors=held_out))
        return predictor.notes["temperature"], log_loss_of(found, truth)

    best, lowest = loss(None)
    assert lowest <= min(loss(0.9 * best)[1], loss(1.1 * best)[1])
