"""Versions of installed libraries, for the keys of steps. Nothing is imported to learn them."""

from __future__ import annotations

import importlib.metadata
from functools import cache

__all__ = ["installed_version"]


@cache
def installed_version(distribution: str) -> str:
    """The version of a distribution; reading it costs milliseconds, so it is read once."""
    return importlib.metadata.version(distribution)
