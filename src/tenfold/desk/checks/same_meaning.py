"""TF-DATA-035: short texts that say the same in other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tenfold.desk.check import Check
from tenfold.desk.checks.pair_excerpt import pair_excerpt
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import Examined
from tenfold.desk.near.meaning import like_vectors
from tenfold.desk.near.near_texts import nearly_same
from tenfold.desk.near.words import words
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "LEAST_COSINE", "same_meaning"]

LEAST_COSINE = 0.95
"""Of pairs at 0.95 or more in banking77, clinc150, sms_spam and symptom2disease nearly all say the same
to a reader; from 0.93 to 0.95 questions about two things begin ("a transfer", "a recent transfer")."""

_MOST_WORDS = 40
_MOST_TEXTS = 50_000

Ints = npt.NDArray[np.int64]
Pairs = list[tuple[int, int, float]]


def same_meaning(
    texts: Sequence[str],
    vectors: npt.NDArray[np.float32],
    splits: Sequence[str] | None = None,
) -> Finding:
    """Texts of at most 40 words that another one's vector is nearly equal to, in any split.

    `vectors`, shape (n_texts, width), are the encoder's, of length one (zero for a text without
    one); the threshold `LEAST_COSINE` was chosen with all-MiniLM-L6-v2. Pairs that are duplicates
    (TF-DATA-023, 024, 030) or near ones (033, 034) are not counted again. `count` counts the rows that
    have such a partner; the pairs shown are the most alike. Skipped beyond 50,000 distinct
    short texts: all pairs are compared.
    """
    rows = _short_rows(texts, splits)
    if len(rows) > _MOST_TEXTS:
        said = worded(
            "same in meaning: {n:d} short texts; up to {most:d} are compared.",
            n=len(rows),
            most=_MOST_TEXTS,
        )
        return Finding("TF-DATA-035", "note", "skipped", said)
    pairs = _pairs(texts, vectors, rows)
    side = splits if splits is not None else [""] * len(texts)
    inside = {row for a, b, _ in pairs if side[a] == side[b] for row in (a, b)}
    across = {row for a, b, _ in pairs if side[a] != side[b] for row in (a, b)}
    return Finding(
        code="TF-DATA-035",
        severity="note",
        state="found" if pairs else "clean",
        message=_message(len(inside | across), len(rows), len(across)),
        count=len(inside | across),
        places=tuple(_places(texts, pairs)),
        remedy=worded(
            "Look at the pairs: copies in other words across splits make scores on test too good."
        )
        if across
        else "",
        details={"n_inside": len(inside), "n_across": len(across), "least_cosine": LEAST_COSINE},
    )


def _short_rows(texts: Sequence[str], splits: Sequence[str] | None) -> Ints:
    """The first row of each distinct short text of each split."""
    first: dict[tuple[str, str], int] = {}
    for row, text in enumerate(texts):
        if 1 <= len(words(text)) <= _MOST_WORDS:
            first.setdefault((splits[row] if splits is not None else "", normalised(text)), row)
    return np.array(list(first.values()), dtype=np.int64)


def _pairs(texts: Sequence[str], vectors: npt.NDArray[np.float32], rows: Ints) -> Pairs:
    """Pairs of rows with the same meaning but not the same words, the most alike first."""
    left, right, cosines = like_vectors(vectors[rows], LEAST_COSINE)
    short = [texts[row] for row in rows]
    other = ~nearly_same(short, left, right)
    left, right, cosines = rows[left[other]], rows[right[other]], cosines[other]
    order = np.lexsort((right, left, -cosines))
    found = zip(left[order], right[order], cosines[order], strict=True)
    return [(int(a), int(b), float(cosine)) for a, b, cosine in found]


def _message(n_rows: int, n_short: int, n_across: int) -> str:
    if not n_rows:
        return worded("no two short texts mean nearly the same in other words.")
    return worded(
        "{n:d} of {total:d} distinct short texts say nearly the same as another in other words, "
        "{across:d} of them across splits (cosine of their vectors at least {least:g})."
        if n_across
        else "{n:d} of {total:d} distinct short texts say nearly the same as another in other words "
        "(cosine of their vectors at least {least:g}).",
        n=n_rows,
        total=n_short,
        across=n_across,
        least=LEAST_COSINE,
    )


def _places(texts: Sequence[str], pairs: Pairs) -> Iterator[Place]:
    """The first few pairs of rows that were not shown before."""
    shown: set[int] = set()
    for one, other, cosine in pairs:
        if len(shown) == 2 * N_PLACES:
            return
        if not shown & {one, other}:
            shown |= {one, other}
            said = pair_excerpt(texts[other], texts[one], name=f"row {one + 1}")
            yield Place(row=other + 1, excerpt=f"{said} ({cosine:.2f})")


def _find(examined: Examined) -> Finding:
    return same_meaning(examined.texts, examined.vectors, examined.splits)


CHECK = Check(
    code="TF-DATA-035",
    what="texts that mean the same",
    find=_find,
    needs=("text", "vectors"),
    is_deep=True,
)
