"""Few pages are made at once, each by one; who waits holds no thread."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tenfold.web.page_turns import PageTurns

MOST = 2


class Watched:
    """Who is at work now, by the page."""

    def __init__(self) -> None:
        self.now: Counter[object] = Counter()
        self.most = self.most_of_one = 0

    async def work(self, turns: PageTurns, key: object) -> None:
        async with turns.taken(key):
            self.now[key] += 1
            self.most = max(self.most, self.now.total())
            self.most_of_one = max(self.most_of_one, self.now[key]) if key else self.most_of_one
            await asyncio.sleep(0.001)
            self.now[key] -= 1


def test_few_at_once_and_one_for_a_page() -> None:
    watched, turns = Watched(), PageTurns(MOST)

    async def crowd() -> None:
        await asyncio.gather(*(watched.work(turns, key) for key in "aabbcc" * 10))

    asyncio.run(crowd())
    assert (watched.most, watched.most_of_one) == (MOST, 1)


def test_those_that_are_kept_nowhere_do_not_wait_for_each_other() -> None:
    watched, turns = Watched(), PageTurns(MOST)

    async def crowd() -> None:
        await asyncio.gather(*(watched.work(turns, None) for _ in range(10)))

    asyncio.run(crowd())
    assert watched.most == MOST


def test_who_goes_away_or_fails_gives_the_turn_away() -> None:
    turns = PageTurns(MOST)

    async def fails() -> None:
        async with turns.taken("a"):
            raise ValueError

    async def crowd() -> None:
        async with turns.taken("a"):
            waiting = [asyncio.ensure_future(fails()) for _ in range(3)]
            await asyncio.sleep(0.001)
            waiting[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting[0]
        for one in waiting[1:]:
            with pytest.raises(ValueError):  # noqa: PT011 - the one above
                await one
        async with asyncio.timeout(10), turns.taken("a"):
            pass

    asyncio.run(crowd())


def test_each_event_loop_counts_its_own() -> None:
    turns = PageTurns(1)
    for _ in range(3):
        asyncio.run(Watched().work(turns, "a"))
