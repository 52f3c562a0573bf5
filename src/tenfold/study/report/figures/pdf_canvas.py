"""What every printed figure starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["new_canvas", "plain"]


def new_canvas(width: float, height: float) -> tuple[Canvas, Axes]:
    """A figure of so many inches with one pair of axes."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height))
    return canvas, canvas.add_subplot()


def plain(text: str) -> str:
    """Matplotlib reads $...$ as mathematics; names of methods and classes are just names."""
    return text.replace("$", r"\$")
