"""The words of collections as numbers, kept between requests: making them takes longer than all the rest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.papers.screening.features import text_features
from tenfold.store.digests import digest_json

if TYPE_CHECKING:
    from tenfold.papers.screening.features import Features

__all__ = ["KeptFeatures"]

_MOST = 4


class KeptFeatures:
    """Makes features as `text_features` does, and keeps the last ones, by their texts."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: OrderedDict[str, Features] = OrderedDict()

    def __call__(self, titles: Sequence[str], abstracts: Sequence[str]) -> Features:
        """Those of these texts."""
        key = digest_json([list(titles), list(abstracts)])
        with self._lock:
            found = self._made.get(key)
        made = found if found is not None else text_features(titles, abstracts)
        with self._lock:
            self._made[key] = made
            self._made.move_to_end(key)
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
        return made
