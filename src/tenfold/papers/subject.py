"""How the ledger names a paper: by its stable number, which outlives every change of its key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.papers.holdings import Holdings

__all__ = ["number_of", "subject_of", "subjects_now"]

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


def subjects_now(holdings: Holdings, subjects: Iterable[str]) -> dict[str, str]:
    """For each subject what the paper is by now: another one where it was merged, else the same."""
    asked = dict.fromkeys(subjects)
    numbers = {said: number_of(said) for said in asked if said.startswith(_PREFIX)}
    became = holdings.became(numbers.values())
    return {
        said: subject_of(became[number]) if (number := numbers.get(said)) in became else said
        for said in asked
    }
