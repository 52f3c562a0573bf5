"""Hundreds of hostile texts in every place that shows what people or files brought: in Chromium, none acts."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from hostile_lab import SHELF, fill
from payloads import FAMILIES, FETCHED_FROM, PAYLOADS, RESULT, lines
from served import serving
from signed_in import COOKIE, As

from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/studies", "/studies/small", "/studies/small/edit",
    "/studies/small/predictions?method=floor", "/studies/compare?name=small", "/data", "/data/texts",
    "/data/texts/audit", "/data/pool/label?strategy=random&everything=true",
    "/data/pool/agreement", "/papers", "/papers?q=adaptation", "/papers/all2021", "/papers/all2021/read",
    "/papers/all2021/review?form=quick", "/compare?key=all2021&study=small",
    "/topics", "/collections", f"/collections/one?name={SHELF}", f"/collections/survey?name={SHELF}",
    f"/collections/screen?name={SHELF}", "/reading", "/goals", "/library/import", "/map", "/reports",
    "/reports/table", "/settings", "/settings/people", "/settings/log",
)  # fmt: skip

BY_SCRIPTS = ("/papers/all2021", "/papers/all2021/read", "/map")
"""Pages of which scripts fetch a part."""
CANARY = """
window.heard = [];
window.canary = (...said) => { window.heard.push('called ' + said); };
addEventListener('securitypolicyviolation', (event) =>
  window.heard.push(`refused ${event.effectiveDirective} ${event.blockedURI}`));
"""
ACTS = """() => {
  const found = [...window.heard];
  const own = new Set(['http:', 'https:', 'mailto:']);
  for (const element of document.querySelectorAll('*')) {
    const said = element.outerHTML.slice(0, 160);
    for (const { name, value } of element.attributes) {
      if (/^on|^srcdoc$|^ping$|^formaction$|^background$|^hx-on|^data-hx/.test(name)) found.push(said);
      if (name === 'style' && /url|image|expression|behavior|fixed/.test(value)) found.push(said);
      if (/^(href|src|action|xlink:href|data|poster)$/.test(name) && element.localName !== 'object') {
        const address = new URL(value, document.baseURI);
        const is_icon = element.localName === 'link' && value === 'data:,';
        if (!own.has(address.protocol) && !is_icon) found.push(said);
        if (element.localName !== 'a' && address.origin !== location.origin && !is_icon) found.push(said);
      }
    }
    const name = element.localName;
    if (/^(i?frame|object|embed|base|math|marquee|portal|video|audio|picture|style|img|xmp|plaintext)$/
      .test(name)) found.push(said);
    if (name === 'script' && !element.getAttribute('src')?.startsWith('/static/')) found.push(said);
    if (name === 'meta' && element.httpEquiv) found.push(said);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  found.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => 'twice: ' + id));
  return found;
}"""


@pytest.fixture(scope="module")
def lab() -> Iterator[tuple[str, str]]:
    """The address of the server, and Ada's session."""
    folder = Path(tempfile.mkdtemp(prefix="payloads-"))
    try:
        workspace = Workspace.create(folder / "lab", person="Ada")
        fill(workspace)
        with serving(workspace.root) as client:
            session = As(workspace, client)("Ada")["cookie"].partition("=")[2]
            yield str(client.base_url).rstrip("/"), session
        workspace.database.close()
    finally:
        shutil.rmtree(folder)


class Watched:
    """A page of which everything is heard that it does."""

    def __init__(self, browser: Any, at: str, session: str, **how: Any) -> None:
        self.at, self.asked, self.said = at, [], []
        self.context = browser.new_context(**how)
        self.context.add_cookies([{"name": COOKIE, "value": session, "url": at}])
        self.context.add_init_script(CANARY)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on(
            "dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss())
        )
        self.context.on("console", lambda message: self.said.append(message.text))
        self.context.on("page", lambda _: self.said.append("a window opened"))
        self.page = self.context.new_page()
        self.said.clear()

    def look(self, path: str) -> None:
        until = "networkidle" if path in BY_SCRIPTS else "load"
        answer = self.page.goto(self.at + path, wait_until=until)
        assert answer.status == 200, path
        self.assert_quiet(path)

    def assert_quiet(self, path: str) -> None:
        assert self.page.evaluate(ACTS) == [], path
        assert RESULT not in self.page.content(), path
        elsewhere = [
            url for url in self.asked if not url.startswith((f"{self.at}/", "data:,", "blob:"))
        ]
        assert elsewhere == [], path
        quiet = [
            text for text in self.said if "GPU stall" not in text and "status of 40" not in text
        ]
        assert quiet == [], path


def test_no_payload_acts_even_without_the_policy(browser: Any, lab: tuple[str, str]) -> None:
    """The escaping has to hold alone: the browser is told to ignore the policy of the server."""
    watched = Watched(browser, *lab, bypass_csp=True)
    for path in PAGES:
        watched.look(path)
    watched.page.goto(f"{watched.at}/papers/all2021")
    text = "".join(watched.page.inner_text("body").split())
    missing = [p for p in FAMILIES["SVG"] + FAMILIES["htmx"] if "".join(p.split()) not in text]
    assert missing == []  # they are really there, as text
    watched.context.close()


ECHOES = ("/papers?q={}", "/?said={}", "/studies?state={}", "/map?around={}", "/nowhere/{}", "/papers/{}",
          "/studies/{}", "/data/{}", "/collections/one?name={}", "/reports/{}", "/compare?key={}")  # fmt: skip


def test_no_payload_acts_in_an_address(browser: Any, lab: tuple[str, str]) -> None:
    """What an address brings stands on the page that says what is wrong with it."""
    watched = Watched(browser, *lab)
    for address, line in zip(cycle(ECHOES), lines(1500), strict=False):
        watched.page.goto(watched.at + address.format(quote(line, safe="")))
        watched.assert_quiet(address)
    watched.page.goto(f"{watched.at}/papers")
    for line in lines(3000):
        watched.page.fill("#q", line)  # as one types
        watched.page.wait_for_load_state("networkidle")
        watched.assert_quiet(line[:40])
    watched.context.close()


def test_the_payloads_are_many_and_would_act(browser: Any) -> None:
    """Some families are put into pages that do not escape them: what is listened for is really heard."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 300
    context = browser.new_context()
    fetched: list[str] = []
    context.on("request", lambda request: fetched.append(request.url))
    context.route(f"**://{FETCHED_FROM}/**", lambda route: route.abort())
    page = context.new_page()
    loud = FAMILIES["script"] + FAMILIES["SVG"] + FAMILIES["elements that load"][:20]
    called = page.evaluate(UNESCAPED, loud)
    context.close()
    assert called >= 25
    assert len({url for url in fetched if FETCHED_FROM in url}) >= 8


UNESCAPED = """async (payloads) => {
  const called = new Set();
  window.hear = (n) => called.add(n);
  await Promise.all(payloads.map((payload, n) => new Promise((done) => {
    const frame = document.createElement('iframe');
    frame.onload = done;
    frame.srcdoc = `<!doctype html><script>window.canary = () => parent.hear(${n})</` + `script><p>${payload}`;
    document.body.append(frame);
  })));
  await new Promise((done) => setTimeout(done, 300));
  return called.size;
}"""
