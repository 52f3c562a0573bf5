"""Text that goes into Markdown and must mean nothing there."""

from __future__ import annotations

__all__ = ["escape_markdown"]


def escape_markdown(text: str) -> str:
    r"""Text in which no character means anything to Markdown or HTML; on one line.

    >>> print(escape_markdown("2 * 3 <b>"))
    2 \* 3 \<b\>
    """
    special = "\\`*_[]<>|#&~"
    return "".join(f"\\{c}" if c in special else c for c in " ".join(text.split()))
