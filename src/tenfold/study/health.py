"""One thing that `tenfold doctor` looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = ["Check"]


@dataclass(frozen=True)
class Check:
    """What was found. A `note` can be left as it is; what is `missing` or `wrong` has to be mended."""

    name: str
    state: Literal["ok", "note", "missing", "wrong"]
    message: str
    remedy: str = ""

    @property
    def is_to_be_mended(self) -> bool:
        """Whether tenfold does not work here, or can lose something, until it is mended."""
        return self.state in ("missing", "wrong")

    def to_json(self) -> dict[str, Any]:
        """As `doctor --json` prints it."""
        return asdict(self)
