"""What a page must hold in a real browser: it asks for nothing, fits, and cuts or hides no label."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

__all__ = ["CHROMIUM", "WIDTHS", "assert_quiet_whole_and_fits"]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
WIDTHS = {"wide": 1280, "phone": 390}
CUT = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  }).map(text => text.textContent);
})"""
OVERLAPPING = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].filter(t => t.textContent)
    .map(t => [t.textContent, t.getBoundingClientRect()]);
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, b] = [boxes[i][1], boxes[j][1]];
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)
      found.push(boxes[i][0] + ' | ' + boxes[j][0]);
  }
  return found;
})"""


def assert_quiet_whole_and_fits(context: Any, path: Path, width: int) -> None:
    """Open the page of one file, and look."""
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()], path.name
    assert said == [], path.name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    assert page.evaluate(CUT) == [], path.name
    assert page.evaluate(OVERLAPPING) == [], path.name
    page.close()
