"""How the ledger names a paper: by its stable number, which outlives every change of its key."""

from __future__ import annotations

__all__ = ["number_of", "subject_of"]

_PREFIX = "paper:"


def subject_of(number: int) -> str:
    """What entries about the paper of this number have as their subject.

    >>> subject_of(12)
    'paper:12'
    """
    return f"{_PREFIX}{number}"


def number_of(subject: str) -> int:
    """The inverse of `subject_of`. Raises ValueError where the subject is no paper.

    >>> number_of("paper:12")
    12
    """
    if not subject.startswith(_PREFIX):
        raise ValueError(f"no paper: {subject!r}")
    return int(subject.removeprefix(_PREFIX))
