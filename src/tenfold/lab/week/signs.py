"""The shapes beside a report's lines. The text says the same without them."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["CLASSES", "SHAPES"]

# All stand in the usual fonts and in the free Chinese ones (WenQuanYi Micro Hei has no ballot boxes).
SHAPES = MappingProxyType(
    {
        "supported": "●",
        "refuted": "✕",
        "undecided": "◐",
        "ok": "✓",
        "risk": "!",
        "late": "▲",
        "done": "■",
        "open": "□",
    }
)

# What colours them on a page, by the shape, since pages are made from the Markdown.
CLASSES = MappingProxyType(
    {
        "●": "is-supported",
        "✕": "is-refuted",
        "◐": "is-undecided",
        "✓": "is-supported",
        "!": "is-undecided",
        "▲": "is-refuted",
        "■": "is-settled",
        "□": "is-settled",
    }
)
