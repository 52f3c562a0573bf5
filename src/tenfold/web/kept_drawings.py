"""The maps that were drawn last: a page and the script that draws it there ask for the same one by turns."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.papers.map.paper_map import PaperMap

__all__ = ["KeptDrawings"]

_MOST = 4


class KeptDrawings:
    """By whatever tells them apart, each with the stamp of what it was drawn from."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._drawn: OrderedDict[Hashable, tuple[Hashable, PaperMap]] = OrderedDict()

    def drawn(self, key: Hashable, stamp: Hashable, draw: Callable[[], PaperMap]) -> PaperMap:
        """The one for `key`, drawn again where the stamp is another one; it is not to be changed."""
        with self._lock:
            kept = self._drawn.get(key)
        if kept is None or kept[0] != stamp:
            kept = stamp, draw()
        with self._lock:
            self._drawn[key] = kept
            self._drawn.move_to_end(key)
            while len(self._drawn) > _MOST:
                self._drawn.popitem(last=False)
        return kept[1]
