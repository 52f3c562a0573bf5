"""How much a PDF may cost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PdfLimits"]


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What reading one document may take, and how much of it is read.

    timeout_s
        Seconds on the clock; past them the reading process is killed.
    memory_mb
        Address space of that process, in MiB.
    max_bytes
        A larger file is not read.
    max_pages, max_letters
        Reading stops there; what was read counts.
    """

    timeout_s: float = 10.0
    memory_mb: int = 480
    max_bytes: int = 100_000_000
    max_pages: int = 1000
    max_letters: int = 4_000_000
