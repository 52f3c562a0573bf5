"""Which size of letters is that of the text itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tenfold.papers.pdf.pdf_text import PdfLine

__all__ = ["body_size", "is_larger", "same_size"]


def body_size(lines: Iterable[PdfLine]) -> float:
    """The size, in points, in which most letters are set; 0 where there are none."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def same_size(one: float, other: float) -> bool:
    """Sizes that a reader takes for the same: within 4 in 100."""
    return abs(one - other) <= 0.04 * max(one, other)


def is_larger(one: float, other: float) -> bool:
    """Clearly larger, as headings are."""
    return one > 1.06 * other
