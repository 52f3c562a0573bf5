"""One answer of a card, or the description of one column, written over the one that its writer saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.desk.card.questions import CardAnswers, answer_version, read_answers, set_answers
from tenfold.errors import InputError, StoppedError
from tenfold.look.clean_text import clean_text
from tenfold.store.only_one import only_one

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.store.workspace import Workspace

__all__ = ["MOST_CHARACTERS", "NewerCardAnswerError", "answer_card"]

MOST_CHARACTERS = 10_000
_WAIT_S = 10.0


class NewerCardAnswerError(InputError):
    """Another answer was saved after this one's writer had read it; `now` is what stands there."""

    def __init__(self, now: str) -> None:
        self.now = now
        super().__init__(
            "it was changed meanwhile. Nothing was saved.",
            code="TF-DATA-080",
            remedy="Open the card again.",
        )


def answer_card(
    workspace: Workspace, dataset: Dataset, key: str, text: str, *, based_on: str
) -> None:
    """Save an answer (`columns.NAME`: of a column) in the place of that of the version `based_on`.

    Raises NewerCardAnswerError where another one stands there that says something else, InputError for a
    question or a column that there is not, and for a text that is too long.
    """
    said = clean_text(text)
    if len(said) > MOST_CHARACTERS:
        raise InputError(
            f"the answer has {len(said):,} characters. At most {MOST_CHARACTERS:,} are kept.",
            code="TF-DATA-080",
            remedy="Nothing was saved. A card is short: name a place where more is said.",
        )
    part, _, column = key.partition(".")
    if part == "columns" and column not in dataset.columns:
        raise InputError(f"{dataset.name} has no column {column!r}.", code="TF-DATA-080")
    place = workspace.hidden / "turns" / "cards.lock"
    with only_one(place, wait_s=_WAIT_S) as is_mine:
        if not is_mine:
            raise StoppedError("another answer is being saved.", remedy="Try again in a moment.")
        now = _standing(read_answers(workspace, dataset.name), key)
        if now.strip() != said and answer_version(now) != based_on:
            raise NewerCardAnswerError(now)
        set_answers(workspace, dataset.name, {key: said})


def _standing(answers: CardAnswers, key: str) -> str:
    part, _, column = key.partition(".")
    if part == "columns":
        return answers.columns.get(column, "")
    return answers.answers.get(key, "")
