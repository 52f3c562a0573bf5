"""Every page as axe-core reads it, light, dark and on a phone: what keeps people out is on none of them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.test_workbench_in_chromium import PAGES

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from lived_in import a_lived_in_lab, write_doubtful_pair
from served import serving
from signed_in import COOKIE, As, open_accounts

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "axe/axe.min.js"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
"""Of axe-core 4.14.1, as npm gives it: npm pack axe-core@4.14.1, package/axe.min.js; its licence is MPL-2.0."""

SIGNED_IN = (*PAGES, "/settings/people", "/settings/log", "/collections/screen?name=PEFT")
STRANGER = ("/login", "/nowhere")
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WAYS = {
    "light": (1280, "light", {"runOnly": ALL}),
    "dark": (1280, "dark", SEEN),  # nothing else differs
    "phone": (390, "light", {"runOnly": ALL, "rules": {"color-contrast": {"enabled": False}}}),
}
LOOK = """async (how) => (await axe.run(document, { ...how, resultTypes: ['violations'] })).violations
  .flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 150)} ${node.any[0]?.message ?? ''}`))"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server with accounts, and the session of its owner."""
    workspace = a_lived_in_lab(tmp_path_factory.mktemp("axe") / "lab")
    write_doubtful_pair(workspace)
    open_accounts(workspace)
    with serving(workspace.root) as client:
        session = As(workspace, client)("Ada")["cookie"].partition("=")[2]
        yield str(client.base_url).rstrip("/"), session


def test_axe_is_the_one_that_was_pinned() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == SHA256


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing(browser: Any, lab: tuple[str, str], way: str) -> None:
    at, session = lab
    width, scheme, rules = WAYS[way]
    source = AXE.read_text(encoding="utf-8")
    found: list[tuple[str, str]] = []
    for paths, cookies in (
        (SIGNED_IN, [{"name": COOKIE, "value": session, "url": at}]),
        (STRANGER, []),
    ):
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        context.add_cookies(cookies)
        page = context.new_page()
        for path in paths:
            page.goto(at + path)
            page.evaluate(source)
            found += [(path, said) for said in page.evaluate(LOOK, rules)]
        context.close()
    assert found == []
