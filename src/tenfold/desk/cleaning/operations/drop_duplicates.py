"""Rows that repeat another one, taken out; the first is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import Field

from tenfold.desk.cleaning.operation import Operation, needs_text
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.desk.normalise import normalised
from tenfold.errors import TenfoldError

__all__ = ["LEVELS", "DropDuplicates"]

Groups = Callable[[Sequence[str]], list[list[int]]]
"""Texts in, groups of positions of two and more that count as the same out; positions in order."""


def _repeated(texts: Sequence[str], key: Callable[[str], str]) -> list[list[int]]:
    first: dict[str, int] = {}
    groups: dict[int, list[int]] = {}
    for position, text in enumerate(texts):
        if text.strip():  # empty texts are left to drop-empty
            at = first.setdefault(key(text), position)
            if at != position:
                groups.setdefault(at, [at]).append(position)
    return list(groups.values())


def _near(texts: Sequence[str]) -> list[list[int]]:
    """Texts that are nearly the same, directly or through others; those too short for that, normalised."""
    from tenfold.desk.near.near_texts import near_texts

    groups: dict[int | str, list[int]] = {}
    for position, group in enumerate(near_texts(texts).groups().tolist()):
        if texts[position].strip():
            key = group if group >= 0 else normalised(texts[position])
            groups.setdefault(key, []).append(position)
    return [group for group in groups.values() if len(group) > 1]


LEVELS: dict[str, Groups] = {
    "exact": lambda texts: _repeated(texts, str),
    "normalised": lambda texts: _repeated(texts, normalised),
    "near": _near,
}


class DropDuplicates(Operation):
    """Drop rows whose text stands earlier. Of the split ``test`` nothing goes unless it is asked for.

    A text that stands in ``test`` too goes from the other splits, whatever its label; one that stands in
    ``train`` and in another split goes from ``train``. Texts under several labels are not decided here: all
    their rows stay and are counted, or all go with ``contradictions = "drop"``.
    """

    name = "drop-duplicates"
    level: Literal["exact", "normalised", "near"] = Field(
        "exact",
        description="What is the same: the text, the text but for case and white space, or nearly the text.",
    )
    contradictions: Literal["leave", "drop"] = Field(
        "leave", description="What becomes of texts that stand under several labels."
    )
    test_too: bool = Field(False, description="Drop rows of the split test too.")

    @property
    def detail(self) -> str:
        return self.level + (", contradictions too" if self.contradictions == "drop" else "")

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        return needs_text(rows)

    def apply(self, rows: Rows) -> Outcome:
        found = _Found(self, rows)
        for group in LEVELS[self.level](rows.texts()):
            found.look_at(group)
        return Outcome(dropped=found.dropped, remarks=found.remarks())


class _Found:
    """What becomes of the rows of each group."""

    def __init__(self, operation: DropDuplicates, rows: Rows) -> None:
        self.operation, self.rows = operation, rows
        self.dropped: dict[int, str] = {}
        self.n_left_texts = self.n_left_rows = self.n_test = 0

    def look_at(self, group: list[int]) -> None:
        test = [position for position in group if self.rows.is_test(position)]
        rest = [position for position in group if not self.rows.is_test(position)]
        if test:
            self._drop(rest, test[0])
            if self.operation.test_too:
                self._keep_first(test)
            else:
                self.n_test += len(test) - 1
        else:
            self._keep_first(sorted(rest, key=self._rank))

    def _rank(self, position: int) -> tuple[bool, int]:
        return self.rows.splits is not None and self.rows.splits[position] == "train", position

    def _keep_first(self, positions: list[int]) -> None:
        labels = self.rows.labels()
        if len({labels[position] for position in positions}) == 1:
            self._drop(positions[1:], positions[0])
        elif self.operation.contradictions == "drop":
            self.dropped |= dict.fromkeys(positions, "its text stands under several labels")
        else:
            self.n_left_texts += 1
            self.n_left_rows += len(positions)

    def _drop(self, positions: list[int], kept: int) -> None:
        texts = self.rows.texts()
        for position in positions:
            alike = "" if texts[position] == texts[kept] else " but for case or white space"
            side = " of the split test" if self.rows.is_test(kept) else ""
            why = f"same text as row {self.rows.number(kept)}{side}{alike}"
            self.dropped[position] = why

    def remarks(self) -> tuple[str, ...]:
        said = []
        if self.n_left_texts:
            said.append(
                f"{self.n_left_texts} texts stand under several labels; their {self.n_left_rows} rows stay "
                "until somebody decides (--relabel FILE, or --contradictions drop)."
            )
        if self.n_test:
            said.append(f"{self.n_test} surplus rows of the split test stay (--test-too).")
        return tuple(said)
