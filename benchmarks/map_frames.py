"""Script in each frame of the map, as the real page has it in Chromium, with 2,000 and with 5,000 nodes.

The goals: at most 16 ms of script a frame while panning with 2,000 nodes; with 5,000 no pause over 100 ms.

A lab of papers (`web_lab`) stands behind `tenfold web`; the page `/map` is opened, and moved by what the
mouse of a person sends: panned in circles, zoomed by the wheel, hovered over, and asked to find a paper and
to let it go. The page asks for the 2,000 nodes that are joined best. For another number its request of
`/map/graph.json` is answered with `/api/map?most=...` of the same server, the same graph in the same form. So
the script is the page's own, and only the list below the map stays that of 2,000.

Script is what Chrome's trace shows as such on the page's main thread: calls, timers, events, answers to
frames and the collection of what they leave, without layout, style and painting inside them. A frame reaches
from the first task that leads to it until that of the next. The trace gives the time that passes and the time
that the thread computes (`tdur`). They part where other work takes the processor away, and where the script
waits for the graphics process, which draws in software on a machine without a graphics card: what is over the
goal by the first and not by the second is one of these. A task holds the hand-over to the drawing too, which
waits for it. Of opening only the longest task counts all: the trace has no mark of script for most of it.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.page_trace import CATEGORIES, Spent, main_thread, script_of_frames, tasks
from benchmarks.web_lab import make_large_lab
from benchmarks.web_load import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["add_options", "main"]

_GOAL_MS = 16.0
_PAUSE_MS = 100.0
_OF_THE_PAGE = 2000
_STEP_S = 1 / 60
_N_CHOSEN = 5
_WATCH = """
window.seen = {long: [], said: 0};
new PerformanceObserver(list => seen.long.push(...list.getEntries().map(one => one.duration)))
  .observe({type: "long-animation-frame"});
addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("map-said");
  if (said) new MutationObserver(() => { seen.said += 1; }).observe(said, {childList: true});
});
"""

_REST = """() => new Promise(done => setTimeout(
  () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))), 500))"""
"""What follows a movement is counted with it: a map that glides on, and is drawn whole when it rests."""


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--map-lab", type=Path, help="a folder with the lab of papers; made there if missing"
    )
    parser.add_argument("--map-papers", type=int, default=3000)
    parser.add_argument("--map-nodes", type=int, nargs="+", default=[2000, 5000])
    parser.add_argument("--map-seconds", type=float, default=8.0, help="of each movement")
    parser.add_argument("--map-repeats", type=int, default=3, help="pages opened for each size")
    parser.add_argument("--map-profile", type=Path, help="a folder for Chrome's CPU profiles")


def main(options: argparse.Namespace) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("needs Chromium")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = options.map_lab or Path(folder) / "lab"
        if not (lab / "tenfold.toml").exists():
            make_large_lab(lab, n_papers=options.map_papers, n_studies=0)
        with serving(lab) as server:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            address = f"http://127.0.0.1:{server.port}"
            for n_nodes in options.map_nodes:
                for _ in range(options.map_repeats):
                    _look(browser, address, n_nodes, options)
            browser.close()


def _look(browser: Browser, address: str, n_nodes: int, options: argparse.Namespace) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(_WATCH)
    page.set_default_timeout(120_000)
    sizes: dict[str, int] = {}

    def answer(route: Any) -> None:
        graph = route.fetch(url=f"{address}/api/map?most={n_nodes}")
        sizes.update((part, len(graph.json()[part])) for part in ("nodes", "edges"))
        route.fulfill(response=graph)

    page.route("**/map/graph.json*", answer)
    parts: dict[str, Callable[[Page, float], None]] = {
        "opening": lambda page, _: _open(page, address),
        "panning": _pan,
        "zooming": _zoom,
        "hovering": _hover,
        "choosing": _choose,
    }
    for name, move in parts.items():
        with _profiled(page, options.map_profile, f"{n_nodes}-{name}"), _traced(page) as trace:
            move(page, options.map_seconds)
            page.evaluate(_REST)
        if name == "opening":
            print(f"{sizes['nodes']} nodes, {sizes['edges']} edges", flush=True)
        seen = page.evaluate("() => { const now = seen; seen = {long: [], said: 0}; return now; }")
        _say(name, trace.events, seen)
    page.close()


def _open(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    page.wait_for_selector("#map canvas")
    page.wait_for_selector("#map-find:enabled")
    page.locator("#map").scroll_into_view_if_needed()


def _middle(page: Page) -> tuple[float, float, float]:
    """The middle of the map that is on the screen, and how far one can go from it."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    low = min(box["y"] + box["height"], 900.0)
    high = max(box["y"], 0.0)
    return box["x"] + box["width"] / 2, (low + high) / 2, (low - high) / 2 - 20


def _steps(seconds: float) -> Iterator[float]:
    """The seconds since the beginning, one a frame of a usual screen, or as often as the page takes them."""
    begun = time.perf_counter()
    n = 0
    while (passed := time.perf_counter() - begun) < seconds:
        yield passed
        n = max(n + 1, math.ceil((time.perf_counter() - begun) / _STEP_S))
        time.sleep(max(0.0, n * _STEP_S - (time.perf_counter() - begun)))


def _pan(page: Page, seconds: float) -> None:
    x, y, far = _middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for at in _steps(seconds):
        page.mouse.move(x + far * math.sin(2.1 * at), y + far * math.sin(2.9 * at))
    page.mouse.up()


def _zoom(page: Page, seconds: float) -> None:
    x, y, far = _middle(page)
    for at in _steps(seconds):
        page.mouse.move(x + far / 3 * math.sin(at), y)
        page.mouse.wheel(0, -60 if at % 4 < 2 else 60)


def _hover(page: Page, seconds: float) -> None:
    x, y, far = _middle(page)
    for at in _steps(seconds):
        page.mouse.move(x + far * math.sin(1.3 * at), y + far * math.sin(1.7 * at))


def _choose(page: Page, _: float) -> None:
    """Find a paper, whose node is then chosen, and let it go by a click beside the nodes; and so on."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    labels = page.locator("details .list li a").all_text_contents()
    for n in range(_N_CHOSEN):
        page.fill("#map-find", labels[(101 * n) % len(labels)].strip())
        page.evaluate(_REST)
        page.mouse.click(box["x"] + 4, box["y"] + 4)
        page.evaluate(_REST)


@dataclass
class _Trace:
    """Filled when the look has ended."""

    events: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def _traced(page: Page) -> Iterator[_Trace]:
    """Chrome's own trace of what happens meanwhile."""
    trace = _Trace()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.json"
        browser = page.context.browser
        assert browser is not None
        browser.start_tracing(page=page, path=path, categories=list(CATEGORIES))
        yield trace
        browser.stop_tracing()
        trace.events = json.loads(path.read_bytes())["traceEvents"]


@contextmanager
def _profiled(page: Page, folder: Path | None, name: str) -> Iterator[None]:
    """Where the script spends its time, for the developer tools to show; the figures are then higher."""
    if folder is None:
        yield
        return
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.start")
    yield
    folder.mkdir(parents=True, exist_ok=True)
    profile = session.send("Profiler.stop")["profile"]
    (folder / f"{name}.cpuprofile").write_text(json.dumps(profile), encoding="utf-8")
    session.detach()


def _say(name: str, events: list[dict[str, Any]], seen: dict[str, Any]) -> None:
    thread = main_thread(events)
    frames, done = script_of_frames(thread), tasks(thread)
    if not frames:
        print(f"  {name:9} no frame had script", flush=True)
        return
    longest_ms = max(seen["long"], default=0.0)
    print(f"  {name:9} {len(frames):4} frames with script, said {seen['said']} times")
    print(f"    computed: {_spread([one.cpu for one in frames])} ms")
    print(f"    passed:   {_spread([one.wall for one in frames])} ms")
    print(f"    frames with over {_GOAL_MS:.0f} ms of script: {_over(frames, _GOAL_MS)}")
    print(f"    longest task: {_longest(done)}; over {_PAUSE_MS:.0f} ms: {_over(done, _PAUSE_MS)}")
    print(f"    long frames: {len(seen['long'])}, longest {longest_ms:.0f} ms", flush=True)


def _over(those: list[Spent], limit_ms: float) -> str:
    over = [one for one in those if one.wall > limit_ms]
    return f"{len(over)} passed, {sum(one.cpu > limit_ms for one in over)} of them computed"


def _longest(done: list[Spent]) -> str:
    by_wall, by_cpu = (
        max((getattr(t, kind) for t in done), default=0.0) for kind in ("wall", "cpu")
    )
    return f"{by_wall:.0f} ms passed, {by_cpu:.0f} computed"


def _spread(values: list[float]) -> str:
    median, p95, p99 = np.percentile(values, (50, 95, 99))
    return f"median {median:5.1f}, p95 {p95:5.1f}, p99 {p99:5.1f}, max {max(values):5.1f}"
