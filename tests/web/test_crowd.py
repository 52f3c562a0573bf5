"""Too many at once are told to come again, and nobody waits for ever."""

from __future__ import annotations

import asyncio

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tenfold.web.crowd import Crowd


def test_beyond_its_number_a_request_is_told_when_to_come_again() -> None:
    async def ask() -> tuple[list[int], str, int]:
        go_on = asyncio.Event()

        async def slow(_request: Request) -> Response:
            await go_on.wait()
            return PlainTextResponse("done")

        app = Crowd(Starlette(routes=[Route("/", slow), Route("/studies/a/live", slow)]), most=2)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
            waiting = [asyncio.ensure_future(client.get("/")) for _ in range(2)]
            watching = asyncio.ensure_future(client.get("/studies/a/live"))
            await asyncio.sleep(0.05)
            refused = await client.get("/")
            go_on.set()
            answers = [await one for one in (*waiting, watching)]
            after = await client.get("/")
        return [a.status_code for a in answers], refused.headers["retry-after"], after.status_code

    answered, again, after = asyncio.run(ask())
    assert answered == [200, 200, 200]
    assert int(again) > 0
    assert after == 200


def test_a_script_is_told_as_of_every_other_failure() -> None:
    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=Crowd(Starlette(), most=0))
        async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/api/week")

    refused = asyncio.run(ask())
    assert refused.status_code == 503
    assert "try again in a moment" in refused.json()["error"]["message"]
    assert int(refused.headers["retry-after"]) > 0


def test_each_of_several_processes_lets_its_share_in() -> None:
    async def ask() -> list[int]:
        go_on = asyncio.Event()

        async def slow(_request: Request) -> Response:
            await go_on.wait()
            return PlainTextResponse("done")

        app = Crowd(Starlette(routes=[Route("/", slow)]), most=4, processes=2)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
            asked = [asyncio.ensure_future(client.get("/")) for _ in range(3)]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            go_on.set()
            return sorted([(await one).status_code for one in asked])

    assert asyncio.run(ask()) == [200, 200, 503]
