"""Coordinates in which a logistic regression is quick to solve.

At even probabilities the Hessian of every class is X'X / (classes x examples) + penalty (compare the
bound of Böhning 1992). In coordinates V with weights = T V and T'(Hessian)T = 1, the solver starts with a
round bowl. For dense vectors T is the triangular root; for sparse counts only its diagonal is affordable.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from jaxtyping import Float, Float32

__all__ = ["Coordinates", "DenseCoordinates", "SparseCoordinates", "coordinates_of"]

Table = Float32[np.ndarray, "inputs classes"]


class Coordinates(Protocol):
    """The last input is the constant one, whose weights (the intercepts) are not penalised."""

    n_inputs: int

    def scores(self, values: Table) -> Float32[np.ndarray, "examples classes"]:
        """X T V."""

    def back(self, slopes: Float32[np.ndarray, "examples classes"]) -> Table:
        """(X T)' of what belongs to the examples."""

    def pull(self, values: Table) -> Table:
        """T' penalty T V: the gradient of the penalty."""

    def to_weights(self, values: Table) -> Table:
        """T V."""

    def from_weights(self, weights: Table) -> Table:
        """V."""


def coordinates_of(vectors: Any, *, C: float, n_classes: int) -> Coordinates:
    """For vectors (examples, width), a numpy array or a scipy sparse one."""
    penalty = np.full(vectors.shape[1] + 1, 1.0 / (C * vectors.shape[0]))
    penalty[-1] = 0.0
    kind = DenseCoordinates if isinstance(vectors, np.ndarray) else SparseCoordinates
    return kind(vectors, penalty, n_classes)


class DenseCoordinates:
    """T is upper triangular."""

    def __init__(self, vectors: Any, penalty: Float[np.ndarray, " inputs"], n_classes: int) -> None:
        from scipy.linalg import cholesky, solve_triangular

        design = np.hstack([vectors, np.ones((len(vectors), 1))]).astype(np.float32)
        hessian = (design.T @ design).astype(np.float64) / (n_classes * len(design))
        hessian[np.diag_indices_from(hessian)] += penalty + 1e-10
        self._root = cholesky(hessian, lower=False)
        basis = solve_triangular(self._root, np.eye(len(hessian)))
        self._basis = basis.astype(np.float32)
        self._pull = (basis.T @ (penalty[:, None] * basis)).astype(np.float32)
        self._design = design @ self._basis
        self.n_inputs = len(hessian)

    def scores(self, values: Table) -> Float32[np.ndarray, "examples classes"]:
        return np.asarray(self._design @ values)

    def back(self, slopes: Float32[np.ndarray, "examples classes"]) -> Table:
        return np.asarray(self._design.T @ slopes)

    def pull(self, values: Table) -> Table:
        return np.asarray(self._pull @ values)

    def to_weights(self, values: Table) -> Table:
        return np.asarray(self._basis @ values)

    def from_weights(self, weights: Table) -> Table:
        return np.asarray(self._root @ weights, dtype=np.float32)


class SparseCoordinates:
    """T is diagonal."""

    def __init__(self, vectors: Any, penalty: Float[np.ndarray, " inputs"], n_classes: int) -> None:
        from scipy import sparse

        n_examples = vectors.shape[0]
        ones = np.ones((n_examples, 1), dtype=np.float32)
        design = sparse.csr_array(sparse.hstack([vectors, ones], dtype=np.float32))
        squares = np.asarray(design.multiply(design).sum(axis=0), dtype=np.float64).ravel()
        scale = 1.0 / np.sqrt(penalty + squares / (n_classes * n_examples))
        self._scale = scale.astype(np.float32)[:, None]
        self._pull = (penalty * scale**2).astype(np.float32)[:, None]
        self._design = sparse.csr_array(
            design @ sparse.dia_array(sparse.diags_array(self._scale[:, 0]))
        )
        self._transposed = sparse.csr_array(self._design.T)
        self.n_inputs = len(scale)

    def scores(self, values: Table) -> Float32[np.ndarray, "examples classes"]:
        return np.asarray(self._design @ values)

    def back(self, slopes: Float32[np.ndarray, "examples classes"]) -> Table:
        return np.asarray(self._transposed @ slopes)

    def pull(self, values: Table) -> Table:
        return np.asarray(self._pull * values)

    def to_weights(self, values: Table) -> Table:
        return np.asarray(self._scale * values)

    def from_weights(self, weights: Table) -> Table:
        return np.asarray(weights / self._scale)
