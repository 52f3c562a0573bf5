"""TF-DATA-034: test texts that are nearly the same as a text of train."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenfold.desk.check import Check
from tenfold.desk.checks.near_duplicates import left_out
from tenfold.desk.checks.overlap import done_about_overlap
from tenfold.desk.checks.pair_excerpt import pair_excerpt
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import TEST, Examined
from tenfold.desk.near.near_texts import near_texts
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding, Place, Severity
from tenfold.wording import worded

__all__ = ["CHECK", "NearOverlap", "near_overlap", "near_overlap_finding"]


@dataclass(frozen=True, slots=True)
class NearOverlap:
    """Pairs of (train position, test position) that are nearly, but not once normalised, the same.

    Every train position with a near text in test stands in a pair with the nearest of them, every
    test position likewise; further pairs are left out, so that there are no more pairs than texts.
    Pairs are sorted. `n_form_pairs` as close ones only fill one form differently; in crowds of
    `n_crowded` like texts some may have been missed.
    """

    pairs: tuple[tuple[int, int], ...]
    n_form_pairs: int = 0
    n_crowded: int = 0

    def train_positions(self) -> list[int]:
        """The training texts that ``overlap = "drop"`` takes out, sorted."""
        return sorted({train for train, _ in self.pairs})

    def test_positions(self) -> list[int]:
        """The test texts that have a near copy in train, sorted."""
        return sorted({test for _, test in self.pairs})

    def __bool__(self) -> bool:
        return bool(self.pairs)


def near_overlap(train_texts: Sequence[str], test_texts: Sequence[str]) -> NearOverlap:
    """Compare the training texts (validation among them) with the test texts; labels play no part.

    What is nearly the same is defined by `near_texts`. Texts that are equal once normalised are
    left to TF-DATA-030; a text with an equal and a near copy over there is in both.
    """
    train, test = _positions(train_texts), _positions(test_texts)
    near = near_texts([*train, *test], sides=[False] * len(train) + [True] * len(test))
    wordings = near.wording.tolist()
    train_by = _by_wording(train, wordings[: len(train)])
    test_by = _by_wording(test, wordings[len(train) :])
    alike = [(wording, wording, 0) for wording in train_by.keys() & test_by.keys()]
    for pair in zip(near.left.tolist(), near.right.tolist(), near.edits.tolist(), strict=True):
        left, right, edits = pair
        alike += [(left, right, edits), (right, left, edits)]
    to_test: _Nearest = {}
    to_train: _Nearest = {}
    for one, other, edits in alike:
        ours, theirs = train_by.get(one, []), test_by.get(other, [])
        _note_nearest(to_test, ours, theirs, edits)
        _note_nearest(to_train, theirs, ours, edits)
    pairs = {(at, test[there][0]) for text, (_, there) in to_test.items() for at in train[text]}
    pairs |= {(train[there][0], at) for text, (_, there) in to_train.items() for at in test[text]}
    return NearOverlap(tuple(sorted(pairs)), near.n_form_pairs, near.n_crowded)


_Nearest = dict[str, tuple[int, str]]
"""For a text its nearest on the other side: how many edits away, and its text."""


def _positions(texts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        found.setdefault(normalised(text), []).append(position)
    return found


def _by_wording(texts: Iterable[str], wordings: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for text, wording in zip(texts, wordings, strict=True):
        if wording >= 0:
            found.setdefault(wording, []).append(text)
    return {wording: sorted(own) for wording, own in found.items()}


def _note_nearest(nearest: _Nearest, ours: list[str], theirs: list[str], edits: int) -> None:
    """Two of theirs are enough: one of them is not the text itself."""
    for text in ours:
        for there in theirs[:2]:
            if there != text:
                nearest[text] = min(nearest.get(text, (edits, there)), (edits, there))


def near_overlap_finding(
    found: NearOverlap,
    train_texts: Sequence[str],
    test_texts: Sequence[str],
    *,
    choice: str | None = None,
    test_rows: Sequence[int] | None = None,
) -> Finding:
    """The finding that blocks a study until it says what to do with near copies across the sides.

    `choice` is the declaration's ``overlap``, as for `overlap_finding`: with ``"drop"`` or
    ``"keep"`` the finding is a note of what was chosen. `test_rows` maps test positions to rows of
    the data (from 0), for the places.
    """
    tests, trains = found.test_positions(), found.train_positions()
    severity: Severity = "block" if found and choice is None else "note"
    return Finding(
        code="TF-DATA-034",
        severity=severity,
        state="found" if found else "clean",
        message=_message(found, len(test_texts), choice)
        + left_out(found.n_form_pairs, found.n_crowded),
        count=len(tests),
        places=tuple(_places(found, train_texts, test_texts, test_rows)),
        remedy=_REMEDY if found and choice is None else "",
        details={
            "n_train": len(trains),
            "choice": choice,
            "n_form_pairs": found.n_form_pairs,
            "n_crowded": found.n_crowded,
        },
    )


_REMEDY = worded(
    'Say what to do under [data]: overlap = "drop" (from train, never from test) or "keep".'
)


def _message(found: NearOverlap, n_test: int, choice: str | None) -> str:
    if not found:
        return worded("no test text is nearly the same as a text of train.")
    said = worded(
        "{n:d} of {total:d} test texts are nearly the same as a text of train (the same words, or at "
        "most 3 word edits in 20)",
        n=len(found.test_positions()),
        total=n_test,
    )
    return said + done_about_overlap(choice, len(found.train_positions()))


def _places(
    found: NearOverlap,
    train_texts: Sequence[str],
    test_texts: Sequence[str],
    test_rows: Sequence[int] | None,
) -> Iterator[Place]:
    partners: dict[int, int] = {}
    for train, test in found.pairs:
        partners.setdefault(test, train)
    for test in sorted(partners)[:N_PLACES]:
        row = test if test_rows is None else test_rows[test]
        said = pair_excerpt(test_texts[test], train_texts[partners[test]], name="train")
        yield Place(row=row + 1, excerpt=said)


def _find(examined: Examined) -> Finding:
    """Texts of the split ``test`` that are nearly the same as one in another split."""
    texts, splits = examined.texts, examined.splits or []
    tests = [row for row, split in enumerate(splits) if split == TEST]
    test_texts = [texts[row] for row in tests]
    found = near_overlap(examined.open_texts, test_texts)
    return near_overlap_finding(found, examined.open_texts, test_texts, test_rows=tests)


CHECK = Check(
    code="TF-DATA-034", what="test texts nearly in train", find=_find, needs=("text", "test")
)
