"""One colour a method, the same in every figure and table of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenfold.study.view import MethodView

__all__ = ["FLOOR_KINDS", "PRINT_COLOURS", "colour_classes"]

FLOOR_KINDS = ("majority", "tfidf")
_N_COLOURS = 6

PRINT_COLOURS: Mapping[str, str] = {
    # The light values of look/tenfold.css: after Okabe & Ito (2008), safe for colour-blind eyes.
    "m1": "#0072b2",
    "m2": "#d55e00",
    "m3": "#009e73",
    "m4": "#cc79a7",
    "m5": "#8a6d00",
    "m6": "#56b4e9",
    "floor": "#7b807c",
}


def colour_classes(methods: Sequence[MethodView]) -> dict[str, str]:
    """Class of the stylesheet by method name: by order; the floors in grey.

    Past six the colours come again; every mark is labelled besides.
    """
    classes: dict[str, str] = {}
    n_coloured = 0
    for method in methods:
        if method.kind in FLOOR_KINDS:
            classes[method.name] = "floor"
        else:
            classes[method.name] = f"m{n_coloured % _N_COLOURS + 1}"
            n_coloured += 1
    return classes
