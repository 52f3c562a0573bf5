"""What a bad or odd file is to come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Bad:
    """A file that is refused by `code`; error and remedy together name each of `says`."""

    line: str
    """The line of the list of bad data that it stands for."""
    name: str
    content: bytes
    code: str
    says: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"


@dataclass(frozen=True)
class Odd:
    """A file that is read: `texts` are what is kept, in order; `n_dropped` rows are reported."""

    line: str
    name: str
    content: bytes
    texts: Sequence[str]
    options: dict[str, Any] = field(default_factory=dict)
    n_dropped: int = 0
    remarks: tuple[str, ...] = ()
    """Parts of what the reader said that it saw."""
    findings: tuple[str, ...] = ()
    labels: Sequence[str] | None = None

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"
