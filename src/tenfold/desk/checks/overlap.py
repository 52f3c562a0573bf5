"""TF-DATA-030: texts that stand in train and in test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import TEST, Examined
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding, Place, Severity
from tenfold.wording import worded

__all__ = ["CHECK", "Overlap", "done_about_overlap", "overlap", "overlap_finding"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Pairs of (train position, test position) with the same text.

    `exact` pairs are equal to the letter; `normalised` pairs are equal only once case, white
    space and Unicode form are evened out, so the two never share a pair.
    """

    exact: tuple[tuple[int, int], ...]
    normalised: tuple[tuple[int, int], ...]

    def train_positions(self) -> list[int]:
        """The training texts that `overlap = "drop"` takes out, sorted."""
        return sorted({train for train, _ in self.exact + self.normalised})

    def test_positions(self) -> list[int]:
        """The test texts that stand in train too, sorted."""
        return sorted({test for _, test in self.exact + self.normalised})

    def __bool__(self) -> bool:
        return bool(self.exact or self.normalised)


def overlap(train_texts: Sequence[str], test_texts: Sequence[str]) -> Overlap:
    """Compare every training text (validation among them) with every test text; labels play no
    part.

    Empty texts are left out: they are a finding of their own.
    """
    by_text: dict[str, list[int]] = {}
    for position, text in enumerate(test_texts):
        if text.strip():
            by_text.setdefault(normalised(text), []).append(position)
    exact: list[tuple[int, int]] = []
    alike: list[tuple[int, int]] = []
    for train, text in enumerate(train_texts):
        for test in by_text.get(normalised(text), ()):
            (exact if test_texts[test] == text else alike).append((train, test))
    return Overlap(tuple(exact), tuple(alike))


def overlap_finding(
    found: Overlap,
    test_texts: Sequence[str],
    *,
    choice: str | None = None,
    test_rows: Sequence[int] | None = None,
) -> Finding:
    """The finding that blocks a study until it says what to do with the overlap.

    `choice` is the declaration's ``overlap``: with ``"drop"`` or ``"keep"`` the finding is a note
    of what
    was chosen. `test_rows` maps test positions to rows of the data (from 0), for the places.
    """
    tests, trains = found.test_positions(), found.train_positions()
    severity: Severity = "block" if found and choice is None else "note"
    shown = tuple(
        Place(row=(test_rows[test] if test_rows is not None else test) + 1,
              excerpt=excerpt(test_texts[test]))
        for test in tests[:N_PLACES]
    )  # fmt: skip
    return Finding(
        code="TF-DATA-030",
        severity=severity,
        state="found" if found else "clean",
        message=_message(found, tests, trains, len(test_texts), choice),
        count=len(tests),
        places=shown,
        remedy=_remedy(choice) if found else "",
        details={
            "n_exact": len({test for _, test in found.exact}),
            "n_normalised": len(set(tests) - {test for _, test in found.exact}),
            "n_train": len(trains),
            "choice": choice,
        },
    )


def _message(
    found: Overlap, tests: list[int], trains: list[int], n_test: int, choice: str | None
) -> str:
    if not found:
        return worded("no test text stands in train.")
    n_exact = len({test for _, test in found.exact})
    said = worded(
        "{n:d} of {total:d} test texts stand in train too "
        "({exact:d} exactly, {alike:d} but for case or white space)",
        n=len(tests),
        total=n_test,
        exact=n_exact,
        alike=len(tests) - n_exact,
    )
    return said + done_about_overlap(choice, len(trains))


def done_about_overlap(choice: str | None, n_train: int) -> str:
    """How the sentence on an overlap ends: what was done, by the declaration's ``overlap``."""
    if choice == "drop":
        return "; " + worded("{n:d} rows were dropped from train", n=n_train) + "."
    if choice == "keep":
        return "; " + worded("they were kept, as declared: scores on test are too good") + "."
    return "."


def _remedy(choice: str | None) -> str:
    if choice is not None:
        return ""
    return worded(
        'Say what to do under [data]: overlap = "drop" (from train, never from test) or "keep".'
    )


def _find(examined: Examined) -> Finding:
    """Texts of the split ``test`` that stand in another split too."""
    texts, splits = examined.texts, examined.splits or []
    tests = [row for row, split in enumerate(splits) if split == TEST]
    test_texts = [texts[row] for row in tests]
    return overlap_finding(overlap(examined.open_texts, test_texts), test_texts, test_rows=tests)


CHECK = Check(code="TF-DATA-030", what="test texts in train", find=_find, needs=("text", "test"))
