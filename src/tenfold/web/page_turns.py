"""Who may make a page now: one for the same page, and few at once, while the others hold no thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

__all__ = ["PageTurns"]


class PageTurns:
    """By the key of the page. They are counted in each event loop apart: a server has one."""

    def __init__(self, most: int) -> None:
        """At most `most` pages are made at once: one interpreter runs one thread at a time."""
        self._most = most
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turns] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self, key: Hashable) -> AsyncIterator[None]:
        """Have the turn; those who come to wait get it in that order."""
        loop = asyncio.get_running_loop()
        turns = self._loops.setdefault(loop, _Turns(self._most))
        async with turns.of_the_page(key), turns.few:
            yield


class _Turns:
    def __init__(self, most: int) -> None:
        self.few = asyncio.Semaphore(most)
        self._pages: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of_the_page(self, key: Hashable) -> AsyncIterator[None]:
        if key is None:  # of no page that is kept
            yield
            return
        own, n = self._pages.get(key, (asyncio.Lock(), 0))
        self._pages[key] = (own, n + 1)
        try:
            async with own:
                yield
        finally:
            own, n = self._pages.pop(key)
            if n > 1:
                self._pages[key] = (own, n - 1)
