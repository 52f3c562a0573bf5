"""Numbers scattered over 64 bits: the same ones always, with no seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["scattered"]


def scattered(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64's last step (Steele, Lea and Flood, 2014): a permutation; neighbours end far apart."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
