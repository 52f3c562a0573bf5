"""TF-DATA-027: texts with nothing in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.examined import Examined
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["CHECK", "empty_texts", "is_empty"]


def empty_texts(texts: Sequence[str], *, column: str | None = None) -> Finding:
    """Texts of white space, control and invisible format characters alone."""
    rows = [row for row, text in enumerate(texts) if is_empty(text)]
    return Finding(
        code="TF-DATA-027",
        severity="warn",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} text is empty." if len(rows) == 1 else "{n:,} texts are empty.", n=len(rows)
        )
        if rows
        else worded("no text is empty."),
        count=len(rows),
        places=places(rows, texts, column=column),
        remedy=worded(
            "Fill them in, or take them out with tenfold data clean {name} --drop-empty: a method can "
            "only guess there.",
            name="NAME",
        )
        if rows
        else "",
    )


def is_empty(text: str) -> bool:
    """Whether a text is of white space, control and invisible format characters alone."""
    return not text.strip() or (
        len(text) < 200
        and all(c.isspace() or unicodedata.category(c) in ("Cc", "Cf") for c in text)
    )


def _find(examined: Examined) -> Finding:
    return empty_texts(examined.texts, column=examined.dataset.text_column)


CHECK = Check(code="TF-DATA-027", what="empty texts", find=_find)
