"""How a database is: version, what makes its commits durable, size, and what has to be mended."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Condition", "Trouble"]


@dataclass(frozen=True)
class Trouble:
    """Something that is not as it should be, and how to mend it. A grave one can lose what was saved."""

    message: str
    remedy: str
    is_grave: bool = False


@dataclass(frozen=True)
class Condition:
    """What a database says of itself."""

    product: str
    settings: str
    size_bytes: int
    troubles: tuple[Trouble, ...] = ()
