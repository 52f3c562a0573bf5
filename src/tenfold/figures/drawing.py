"""A small SVG drawing: shapes with classes of the one stylesheet, so that colours follow dark mode.

No shape carries a colour of its own. Coordinates are user units of the view box (one is about a CSS
pixel); y grows downwards. Text is escaped here and nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from typing import Literal

__all__ = ["Drawing", "text_width", "wrap"]

Anchor = Literal["start", "middle", "end"]
TEXT_SIZE = 12.0


class Drawing:
    """Shapes in the order in which they are drawn; `label` is what a screen reader says."""

    def __init__(self, width: float, height: float, *, label: str) -> None:
        self.width, self.height, self.label = width, height, label
        self._parts: list[str] = []
        self._has_links = False

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        self._parts.append(
            f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
        )

    def circle(self, x: float, y: float, radius: float, css: str, *, title: str = "") -> None:
        """`title` is what a pointer over it reads."""
        shape = f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"'
        end = f"><title>{escape(title)}</title></circle>" if title else "/>"
        self._parts.append(shape + end)

    def rectangle(self, x: float, y: float, width: float, height: float, css: str) -> None:
        self._parts.append(
            f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}"'
            f' height="{max(height, 0):.1f}"/>'
        )

    def polyline(self, points: Sequence[tuple[float, float]], css: str) -> None:
        self._parts.append(f'<polyline class="{css}" points="{_points(points)}"/>')

    def polygon(self, points: Sequence[tuple[float, float]], css: str) -> None:
        self._parts.append(f'<polygon class="{css}" points="{_points(points)}"/>')

    def text(
        self, x: float, y: float, text: str, css: str = "", *, anchor: Anchor = "start"
    ) -> None:
        if not text:
            return
        kind = f' class="{css}"' if css else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f'<text{kind} x="{x:.1f}" y="{y:.1f}"{where}>{escape(text)}</text>')

    def lines(self, x: float, y: float, lines: Sequence[str], css: str = "") -> None:
        """Several lines of text, centred around the height `y`."""
        top = y - (len(lines) - 1) * 7.5 + 4
        for i, line in enumerate(lines):
            self.text(x, top + 15 * i, line, css)

    @contextmanager
    def group(self, css: str) -> Iterator[None]:
        """What is drawn inside takes its `currentColor` from the class `css`."""
        self._parts.append(f'<g class="{css}">')
        yield
        self._parts.append("</g>")

    @contextmanager
    def link(self, address: str, label: str) -> Iterator[None]:
        """What is drawn inside leads to `address`; `label` says where, also to a pointer over it."""
        self._has_links = True
        told = escape(label)
        self._parts.append(f'<a href="{escape(address)}" aria-label="{told}"><title>{told}</title>')
        yield
        self._parts.append("</a>")

    def svg(self) -> str:
        role = "group" if self._has_links else "img"  # what is in an image cannot be reached by key
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="{role}"'
            f' aria-label="{escape(self.label)}">{"".join(self._parts)}</svg>'
        )


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def text_width(text: str, size: float = TEXT_SIZE) -> float:
    """A slightly generous estimate of the width of `text` in a system font, in user units."""
    return size * sum(map(_character_width, text))


@lru_cache(maxsize=4096)
def _character_width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA" or character in "✕◇":
        return 1.02
    if character in "ijlIt.,:;'|()[] !":
        return 0.36
    return 0.82 if character in "mwMW%@—" else 0.7 if character.isupper() else 0.6


def wrap(text: str, width: float, *, max_lines: int = 3, size: float = TEXT_SIZE) -> list[str]:
    """`text` in lines that fit into `width`; long words are broken, the rest cut."""
    return list(_wrapped(text, width, max_lines, size))


@lru_cache(maxsize=4096)
def _wrapped(text: str, width: float, max_lines: int, size: float) -> tuple[str, ...]:
    """Drawings measure a text several times, and many studies have the same."""
    lines, line = list[str](), ""
    for piece in _pieces(text):
        if line and text_width(line + piece, size) > width:
            lines.append(line.strip())
            line = piece.lstrip()
        else:
            line += piece
        while text_width(line, size) > width:
            cut = _fitting(line, width, size)
            lines.append(line[:cut])
            line = line[cut:]
    lines = [kept for kept in (*lines, line.strip()) if kept]
    if len(lines) <= max_lines:
        return tuple(lines) or ("",)
    last = lines[max_lines - 1]
    return (*lines[: max_lines - 1], last[: _fitting(last, width - size, size)].rstrip() + "…")


def _pieces(text: str) -> Iterator[str]:
    """Where a line may break: after spaces, - _ . and /, and after wide characters."""
    piece = ""
    for character in text:
        piece += character
        wide = unicodedata.east_asian_width(character) in "WF"
        if wide or character in " -_./":
            yield piece
            piece = ""
    if piece:
        yield piece


def _fitting(text: str, width: float, size: float) -> int:
    """How many characters of `text` fit into `width`; at least one."""
    total = 0.0
    for i, character in enumerate(text):
        total += size * _character_width(character)
        if total > width:
            return max(i, 1)
    return max(len(text), 1)
