"""A published site in a real browser, from its folder: every link leads somewhere, nothing is fetched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from chromium import WIDTHS
from tenfold.lab.publish.folder import Folder
from tenfold.lab.publish.publishing import prepare
from tenfold.lab.publish.wanted import Wanted
from tenfold.lab.week.view import freeze_week, view_week

sys.path.append(str(Path(__file__).parents[1] / "web"))
from lived_in import a_lived_in_lab

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("screen", "language"), [("wide", "en"), ("phone", "zh")])
def test_a_site_is_walked_from_its_folder(
    browser: Any, tmp_path: Path, screen: str, language: str
) -> None:
    workspace = a_lived_in_lab(tmp_path / "lab")
    view = view_week(workspace)
    freeze_week(workspace, view, view.markdown, ())
    wanted = Wanted(
        studies=("small",), papers=("hu2021lora", "gone2022", "collection:PEFT"), weeks=("all",),
        examples=True, language=language,
    )  # fmt: skip
    site = tmp_path / "a site" / "网页"
    pages = prepare(workspace, wanted).files
    Folder(site).put(pages, made_by="tenfold", day="2026-11-29")
    context = browser.new_context(
        viewport={"width": WIDTHS[screen], "height": 844}, java_script_enabled=True
    )
    seen = _walk(context, site, width=WIDTHS[screen])
    context.close()
    assert seen == {(site / place).as_uri() for place in pages}


def _walk(context: Any, site: Path, *, width: int) -> set[str]:
    """Every page that one reaches from the first, each looked at."""
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    waiting, seen = [(site / "index.html").as_uri()], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        asked.clear()
        page.goto(address)
        assert (asked, said) == ([address], []), address
        assert page.locator("h1").count() == 1, address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        waiting += [link.split("#")[0] for link in links if link.startswith("file:")]
    return seen
