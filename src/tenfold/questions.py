"""The ten questions that one asks of a paper, and that a study answers about itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from tenfold.errors import InputError
from tenfold.language import LANGUAGES

__all__ = ["Question", "ten_questions"]

_FILE = Path(__file__).parent / "content" / "ten_questions.toml"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One of the ten. `key` is its stable name, `hint` says what a good answer holds.

    `is_from_record`: tenfold itself answers it for a study, from what it knows of it.
    """

    n: int
    key: str
    text: str
    hint: str
    is_from_record: bool


@cache
def ten_questions(
    language: str = "en", *, about: Literal["study", "paper"] = "study"
) -> tuple[Question, ...]:
    """The ten questions in order, worded for a study or for a paper.

    Raises
    ------
    InputError
        If `language` is not one that tenfold speaks.

    Examples
    --------
    >>> ten_questions("en", about="paper")[1].text
    'Is this a new problem?'
    """
    if language not in LANGUAGES:
        raise InputError(
            f"no such language: {language!r}", remedy=f"Choose one of: {', '.join(LANGUAGES)}."
        )
    stored = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Question(
            n=entry["n"],
            key=entry["key"],
            text=entry[f"{about}_{language}"],
            hint=entry[f"hint_{language}"],
            is_from_record=entry["is_from_record"],
        )
        for entry in stored["questions"]
    )
