"""Pages that were made are given again as long as nothing has changed that they tell of."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from starlette.responses import Response

__all__ = ["A_DAY_S", "RUNNING_S", "TEN_MINUTES_S", "KeptPages", "Made"]

A_DAY_S = 86400.0
TEN_MINUTES_S = 600.0
RUNNING_S = 1.0
"""For a page on which something moves by itself."""

_MOST_BYTES = 64 * 2**20

_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was made, and for how long it is good at most.

    A minute is for what changes without a commit: the day, a file that a setting names.
    """

    page: Response
    good_for_s: float = _MINUTE_S


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    media_type: str | None
    stamp: Hashable
    stamp_now: Callable[[], Hashable]
    until: float
    begun: float


class KeptPages:
    """By whatever tells pages apart. One thread makes a page; others that want the same wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._n_bytes = 0
        self._under_way: dict[Hashable, tuple[Lock, int]] = {}

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        """Whether a page for `key` is kept, be it good or not."""
        return key in self._kept

    def again(self, key: Hashable) -> Response | None:
        """The page that is kept for `key`, where it is still good."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        return self._find(key, kept.stamp_now(), time.monotonic())

    def page(
        self,
        key: Hashable,
        stamp_now: Callable[[], Hashable],
        make: Callable[[], Made],
        *,
        came: float | None = None,
    ) -> Response:
        """The page for `key`, made anew where `stamp_now` says another thing than when it was made.

        The stamp is taken first: a change while it is made counts. Whoever waited takes a page that was begun
        after they had come (`came`: by the clock that never goes back), whatever its stamp: it is newer.
        """
        came, stamp = time.monotonic() if came is None else came, stamp_now()
        if (found := self._find(key, stamp, came)) is not None:
            return found
        with self._one_at_a_time(key):
            if (found := self._find(key, stamp, came)) is not None:
                return found
            begun = time.monotonic()
            made = make()
            self._keep(key, stamp, stamp_now, made, begun)
            return made.page

    def _find(self, key: Hashable, stamp: Hashable, came: float) -> Response | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
        if kept is None or time.monotonic() > kept.until:
            return None
        if kept.stamp != stamp and kept.begun < came:
            return None
        return Response(kept.body, media_type=kept.media_type)

    def _keep(
        self,
        key: Hashable,
        stamp: Hashable,
        stamp_now: Callable[[], Hashable],
        made: Made,
        begun: float,
    ) -> None:
        if made.page.status_code != 200:
            return
        until = time.monotonic() + made.good_for_s
        body, media_type = bytes(made.page.body), made.page.headers.get("content-type")
        kept = _Kept(body, media_type, stamp, stamp_now, until, begun)
        with self._lock:
            old = self._kept.pop(key, None)
            self._kept[key] = kept
            self._n_bytes += len(kept.body) - (len(old.body) if old else 0)
            while self._n_bytes > _MOST_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._n_bytes -= len(gone.body)

    @contextmanager
    def _one_at_a_time(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            own, n = self._under_way.get(key, (Lock(), 0))
            self._under_way[key] = (own, n + 1)
        try:
            with own:
                yield
        finally:
            with self._lock:
                own, n = self._under_way.pop(key)
                if n > 1:
                    self._under_way[key] = (own, n - 1)
