"""What papers are compared in: one of the ten questions, or data, method and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenfold.errors import InputError
from tenfold.language import Translate, translator
from tenfold.questions import ten_questions

__all__ = ["Aspect", "aspects"]

_QUESTION_OF = {"method": 5, "data": 7, "score": 8}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One line of a comparison; the answers to question `n` stand in it."""

    key: str
    label: str
    n: int


def aspects(said: Sequence[str] = (), *, language: str = "en") -> tuple[Aspect, ...]:
    """Aspects by number or name, in the order said; without any: the ten questions.

    ``data`` are the answers to question 7, ``method`` those to 5, ``score`` those to 8, under shorter labels.

    Raises InputError for one that there is not.

    >>> [aspect.n for aspect in aspects(["data", "8"])]
    [7, 8]
    """
    _ = translator(language)
    known = {
        str(q.n): Aspect(str(q.n), q.text, q.n) for q in ten_questions(language, about="paper")
    }
    keys = list(dict.fromkeys(word.strip().casefold() for word in said)) or list(known)
    known |= {key: Aspect(key, label, _QUESTION_OF[key]) for key, label in _labels(_).items()}
    for key in keys:
        if key not in known:
            raise InputError(
                f"papers are not compared in {key!r}.",
                code="TF-PAPER",
                remedy=f"There is: 1 to {len(known) - len(_QUESTION_OF)}, {', '.join(sorted(_QUESTION_OF))}.",
            )
    return tuple(known[key] for key in keys)


def _labels(_: Translate) -> dict[str, str]:
    return {"data": _("Data"), "method": _("Method"), "score": _("Score")}
