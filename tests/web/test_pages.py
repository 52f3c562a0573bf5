"""Every page, in both languages, is there and says what it is about."""

from __future__ import annotations

import io
import json
import re
import shutil
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from served import Client

from command import tenfold

PAGES = {
    "/": "What I believe now",
    "/studies": "small",
    "/studies?state=done": "small",
    "/studies/small": "words beats floor",
    "/studies/new": "Five answers",
    "/studies/small/edit": "studies/small.toml",
    "/studies/small/check": "seeds can see a gain",
    "/studies/small/predictions": "Confusion",
    "/studies/compare?name=small": "words beats floor",
    "/data": "rows",
    "/data/texts/audit": "Not looked for yet",
    "/data/texts/versions": "texts.csv",
    "/papers": "Low-rank adaptation",
    "/papers?q=adapters": "Low-rank adaptation",
    "/papers?q=author%3A": "author:",
    "/papers/hu2021lora": "Copies of weights",
    "/papers/gone2022": "withdrawn",
    "/map": "Low-rank adaptation",
    "/reports": "-W",
    "/settings": "Ada",
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_says_what_it_is_about(
    client: Client, path: str, language: str
) -> None:
    answer = client.get(path, headers={"accept-language": f"{language};q=0.9, fr"})
    assert answer.status_code == 200, answer.text
    assert answer.text.count("</html>") == 1
    assert f'lang="{language}' in answer.text
    if language == "en":
        assert PAGES[path] in unescape(answer.text)


def test_every_link_within_leads_somewhere(client: Client) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if "text/html" in answer.headers["content-type"]:
            found = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
            waiting += [unescape(link) for link in found]
    assert {"/studies/small", "/papers/hu2021lora", "/data/texts"} <= seen


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/papers/nobody1999", 400),
        ("/studies/nothing", 404),
        ("/studies/..%2f..%2fetc", 404),
        ("/data/nothing", 404),
        ("/data/..%2f..%2fetc%2fpasswd", 404),
        ("/reports/2026-W99", 400),
        ("/map?kind=dragons", 400),
        (f"/data/texts@{'9' * 30}/audit", 400),
        ("/nowhere", 404),
        ("/static/0000/tenfold.css", 404),
    ],
)
def test_what_is_not_there_is_said_in_words(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "That did not work" in answer.text


def test_the_api_gives_what_the_commands_print(client: Client, lab: Path) -> None:
    study = client.get("/api/studies/small").json()
    assert study == json.loads(tenfold(lab, "study", "show", "small", "--json").stdout)
    assert client.get("/api/studies").json()["studies"][0]["name"] == "small"
    assert client.get("/api/week").json()["person"] == "Ada"
    assert client.get("/api/studies/none").json()["error"]["remedy"]
    assert "/api/week" in client.get("/api/openapi.json").json()["paths"]


def test_a_map_of_the_papers_of_some_years_has_no_others(client: Client) -> None:
    drawn = client.get("/map?kind=paper&papers=year:2021").text
    assert "Low-rank adaptation" in drawn
    assert "Low-rank adaptation" not in client.get("/map?kind=paper&papers=year:1999").text


def test_points_leave_most_of_the_map_free(client: Client) -> None:
    """As a browser draws it: sizes in units of the map had covered it with discs."""
    sync_api, image = pytest.importorskip("playwright.sync_api"), pytest.importorskip("PIL.Image")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(str(client.base_url.join("/map")))
        page.wait_for_selector("#map canvas")
        page.wait_for_timeout(500)
        drawn = page.locator("#map").screenshot()
        page.fill("#map-find", "Low-rank adaptation")
        page.wait_for_selector("#map-around:visible")
        assert page.get_attribute("#map-open", "href") == "/papers/hu2021lora"
        assert page.get_attribute("#map-around", "href") == "/map?around=hu2021lora"
        browser.close()
    picture = np.asarray(image.open(io.BytesIO(drawn)).convert("RGB")).astype(int)
    coloured = picture.max(axis=2) - picture.min(axis=2) > 60  # neither paper, ink nor lines
    assert 0.0001 < coloured.mean() < 0.05
