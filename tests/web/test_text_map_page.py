"""The map of texts: drawn on demand by who may write, its points, and a part of it as rows."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from served import Client


@pytest.fixture(scope="module")
def drawn(client: Client) -> Client:
    page = client.get("/data/texts/map")
    assert "Draw the map" in page.text
    assert client.get("/data/texts/map/points.json").status_code == 404
    assert client.send_form("/data/texts/map").status_code == 200
    until = time.monotonic() + 120
    while client.get("/data/texts/map/progress").headers.get("hx-refresh") != "true":
        assert time.monotonic() < until, "the map was not drawn"
        time.sleep(0.2)
    return client


def test_points_and_parts_of_the_map(drawn: Client) -> None:
    page = drawn.get("/data/texts/map")
    assert "By region" in page.text
    assert "<canvas" in page.text
    said = drawn.get("/data/texts/map/points.json").json()
    assert said["classes"] == ["heart", "lung", "skin"]
    assert {len(said[key]) for key in ("x", "y", "row", "class", "region")} == {120}
    part = drawn.get("/data/texts/map?label=lung", headers={"hx-request": "true"})
    assert part.text.lstrip().startswith("<section")
    assert part.text.count("<li>") == 40
    assert "<html" in drawn.get("/data/texts/map?label=lung").text
    all_of_them = drawn.get("/data/texts/map?box=-2,-2,2,2").text
    assert "offset=50" in all_of_them
    assert "row 3" in drawn.get("/data/texts/map?row=3").text


def test_bad_addresses_are_told(drawn: Client, lab: Path) -> None:
    assert drawn.get("/data/texts/map?box=1,2").status_code == 400
    assert "no rectangle" in drawn.get("/data/texts/map?box=1,2").text
    assert drawn.get("/data/texts/map?region=x").status_code in (400, 422)
    assert drawn.get("/data/nothing/map").status_code == 404
    for other in (
        "region=99",
        "row=0",
        "label=%3Cb%3E",
        "row=999999999999",
        "region=0&offset=9999",
    ):
        assert drawn.get(f"/data/texts/map?{other}").status_code == 200, other
