"""What a declaration says of augmenting: which operations, how strongly, how many copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

__all__ = ["COPYING", "Augmentation", "in_words"]

COPYING = ("case", "typos", "deletion", "swap", "synonyms", "noise", "mixing")
"""The operations that make new texts, in the order in which copies take them in turn."""

_REBALANCING = ("oversample", "undersample")


_Share = Annotated[float, Field(gt=0, le=1)] | None
_SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_Schema = WithJsonSchema({"anyOf": [_SHARE, {"const": True}]})
_Tenth = Annotated[_Share, BeforeValidator(lambda value: 0.1 if value is True else value), _Schema]
_Twentieth = Annotated[
    _Share, BeforeValidator(lambda value: 0.05 if value is True else value), _Schema
]


class Augmentation(BaseModel):
    """How training examples are augmented: `[data.augment]`, or `augment = { ... }` of a method."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    case: _Tenth = Field(
        default=None,
        description="Share of the words that change their case. `true` is 0.1.",
    )
    typos: _Twentieth = Field(
        default=None,
        description="Share of the letters replaced by one beside it on a QWERTY keyboard. `true` is 0.05.",
    )
    deletion: _Tenth = Field(
        default=None, description="Chance of each word to be left out. `true` is 0.1, as in EDA."
    )
    swap: _Tenth = Field(
        default=None,
        description="Pairs of words that trade places, for each word of a text; at least one. `true` is "
        "0.1, as in EDA.",
    )
    synonyms: str | None = Field(
        default=None,
        min_length=1,
        description="A CSV file in the workspace's folder, with the columns `word` and `synonym`.",
    )
    synonym_rate: _Tenth = Field(
        default=None,
        description="Share of a text's words replaced by synonyms; at least one that the table knows. "
        "Without it 0.1, as in EDA.",
    )
    noise: _Tenth = Field(
        default=None,
        description="Chance of each word to be replaced by one drawn from the training texts. `true` is 0.1.",
    )
    mixing: bool = Field(
        default=False,
        description="The first half of a text's sentences, then the second half of another one's of its class.",
    )
    oversample: bool = Field(
        default=False, description="Repeat examples until every class has as many as the largest."
    )
    undersample: bool = Field(
        default=False,
        description="Leave examples out until every class has as many as the smallest.",
    )
    copies: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="New texts for each training example; the operations take turns. Without it 4 (EDA: 4 "
        "from 5,000 examples on, 8 for 2,000, 16 for 500).",
    )

    @property
    def copying(self) -> tuple[str, ...]:
        """The operations that make new texts, in order."""
        return tuple(name for name in COPYING if getattr(self, name))

    @property
    def n_copies(self) -> int:
        """New texts for each training example."""
        return (self.copies or 4) if self.copying else 0

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """What no single key can check: the key, what is wrong, and what to do."""
        if not any(getattr(self, name) for name in (*COPYING, *_REBALANCING)):
            yield "", "names no operation.", f"For example typos = 0.05. There are: {_listed()}."
        elif self.copies is not None and not self.copying:
            yield "copies", "there is nothing to make copies with.", f"Add one of: {_listed()}."
        if self.oversample and self.undersample:
            yield "undersample", "stands beside `oversample`.", "Keep one of the two."
        if self.synonym_rate is not None and self.synonyms is None:
            yield "synonym_rate", "needs a table.", 'For example synonyms = "synonyms.csv".'

    def resolved(self, synonyms: str | None = None) -> dict[str, Any]:
        """What decides the new examples: operations that are used, with all that they go by.

        `synonyms` is the digest of the table's file, which stands in the place of its path.
        """
        found = {name: getattr(self, name) for name in (*COPYING, *_REBALANCING)}
        used = {name: value for name, value in found.items() if value}
        if self.synonyms is not None:
            used |= {"synonyms": synonyms, "synonym_rate": self.synonym_rate or 0.1}
        return {**used, "copies": self.n_copies} if self.copying else used


def _listed() -> str:
    return ", ".join((*COPYING, *_REBALANCING))


def in_words(resolved: Mapping[str, Any]) -> str:
    """Resolved parameters as one line, in any language: `typos 0.05, deletion 0.1, copies 2`."""
    shown = {name: value for name, value in resolved.items() if name != "synonym_rate"}
    if "synonyms" in shown:  # the digest of the table says nothing to a reader
        shown["synonyms"] = resolved["synonym_rate"]
    return ", ".join(name if v is True else f"{name} {v:g}" for name, v in shown.items())
