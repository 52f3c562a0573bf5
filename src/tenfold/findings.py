"""One finding of an audit, whatever was audited: data now, papers and services later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Finding", "Place", "Severity", "State"]

Severity = Literal["block", "warn", "note"]
"""`block`: a study may not run until its declaration says what to do. `warn`: look. `note`: good to know."""

State = Literal["found", "clean", "not applicable", "skipped"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one instance was found: a row of a file (1-based, header not counted) and an excerpt."""

    row: int | None = None
    file: str | None = None
    column: str | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message of an audit with a stable code.

    `count` is the number of instances, of which `places` shows the first few. `message` says in plain
    words what was found; `remedy` is one command or one line of a declaration that mends it.
    """

    code: str
    severity: Severity
    state: State
    message: str
    count: int = 0
    places: tuple[Place, ...] = ()
    remedy: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As commands print it with ``--json``."""
        return {
            "code": self.code,
            "severity": self.severity,
            "state": self.state,
            "message": self.message,
            "count": self.count,
            "places": [
                {"row": p.row, "file": p.file, "column": p.column, "excerpt": p.excerpt}
                for p in self.places
            ],
            "remedy": self.remedy,
            "details": self.details,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Finding:
        """The inverse of `to_json`."""
        places = tuple(Place(**place) for place in stored["places"])
        return cls(**{**stored, "places": places})
