"""Words (and marks of form) that give a label away: how often, how surely, and whether by chance."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Int64

from tenfold.desk.repeated import short_keys
from tenfold.desk.tells import plain_word, tells
from tenfold.desk.wilson import wilson_low
from tenfold.models.scripts import is_unspaced

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["Giveaway", "giveaways"]

_MOST_TEXTS = 100_000
_MOST_KNOWN = 2_000_000
_FEWEST = 5
"""A word in fewer texts than this is not looked at."""

_LEAST_COVERAGE = 0.02
_SURE, _SURE_LOW = 0.95, 0.8
"""The precision, and its lower bound: 16 texts are enough if none is of another class."""

_ERRORS, _ERRORS_LOW = 0.1, 0.2
"""For a class that is most of the data: the same, as a share of the errors that its name alone would make."""

_ALPHA = 0.001
_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A token and the class that it gives away.

    `precision`: share of the texts with it that are of the class; `coverage`: share of the class that has
    it; `base`: the class's share of all; `p`: of the one-sided hypergeometric test, times the number of
    tokens and classes looked at. `is_sure`: the rule of `giveaways` is met.
    """

    token: str
    label: str
    n: int
    precision: float
    coverage: float
    base: float
    p: float
    is_sure: bool


def giveaways(
    texts: Sequence[str], labels: Sequence[str], *, most: int = _MOST_TEXTS
) -> list[Giveaway]:
    """Tokens that stand in 2 % of a class or more and are twice as common there, the widest first.

    Texts that are equal count once; of more than `most` distinct texts so many are looked at, evenly spread.
    Sure are those with a precision of 0.95 and its lower Wilson bound (95 %) of 0.8 or more (for a class that
    is most of the data: that leave a tenth of the errors of always naming it, a fifth at the bound) and
    that chance gives in 1 of 1,000 data sets at most (hypergeometric test, Bonferroni over all tokens and
    classes).
    """
    rows = _distinct(texts, most)
    unspaced = is_unspaced(texts[row] for row in rows[:1000].tolist())
    names = sorted(set(labels))
    of_class = {name: i for i, name in enumerate(names)}
    classes = np.array([of_class[labels[row]] for row in rows.tolist()], dtype=np.int64)
    chosen = [texts[row] for row in rows.tolist()]
    tokens = _common_tokens(chosen, unspaced)
    if not tokens:
        return []
    pairs = _counted(chosen, classes, tokens, len(names), unspaced)
    return _judged(pairs, np.bincount(classes, minlength=len(names)), list(tokens), names)


def _distinct(texts: Sequence[str], most: int) -> Int64[np.ndarray, " distinct"]:
    _, first = np.unique(short_keys(texts, len(texts)), return_index=True)
    rows = np.sort(first)
    return rows[np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(np.int64)]


def _common_tokens(texts: Iterable[str], unspaced: bool) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(tells(text, unspaced=unspaced))
        if len(counts) > _MOST_KNOWN:
            counts = Counter({token: n for token, n in counts.items() if n > 1})
    common = sorted(token for token, n in counts.items() if n >= _FEWEST)
    return {token: i for i, token in enumerate(common)}


def _counted(
    texts: Sequence[str],
    classes: Int64[np.ndarray, " n"],
    tokens: dict[str, int],
    n_classes: int,
    unspaced: bool,
) -> csr_matrix:
    """In how many texts of each class each token stands, shape (tokens, classes), block by block."""
    from scipy.sparse import csr_matrix

    total = csr_matrix((len(tokens), n_classes), dtype=np.int64)
    for start in range(0, len(texts), _BLOCK):
        at, of = array("q"), array("q")
        for text, label in zip(
            texts[start : start + _BLOCK], classes[start : start + _BLOCK].tolist(), strict=True
        ):
            known = [tokens[token] for token in tells(text, unspaced=unspaced) if token in tokens]
            at.extend(known)
            of.extend([label] * len(known))
        ones = np.ones(len(at), dtype=np.int64)
        places = (np.frombuffer(at, dtype=np.int64), np.frombuffer(of, dtype=np.int64))
        total = total + csr_matrix((ones, places), shape=total.shape)
    return total


def _judged(
    pairs: csr_matrix, sizes: Int64[np.ndarray, " classes"], tokens: list[str], names: list[str]
) -> list[Giveaway]:
    from scipy.stats import hypergeom

    n_all, n_tests = int(sizes.sum()), len(tokens) * len(names)
    n_with = np.asarray(pairs.sum(axis=1)).ravel()
    table = pairs.tocoo()
    k, n, size = table.data, n_with[table.row], sizes[table.col]
    base, precision, coverage = size / n_all, k / n, k / size
    common = precision >= np.minimum(2 * base, 1 - (1 - base) / 2)
    keep = np.flatnonzero((k >= _FEWEST) & (coverage >= _LEAST_COVERAGE) & common)
    p = np.minimum(hypergeom.sf(k[keep] - 1, n_all, size[keep], n[keep]) * n_tests, 1.0)
    others = 1 - base[keep]
    sure = (
        (precision[keep] >= np.maximum(_SURE, 1 - _ERRORS * others))
        & (wilson_low(k[keep], n[keep]) >= np.maximum(_SURE_LOW, 1 - _ERRORS_LOW * others))
        & (p <= _ALPHA)
    )
    found = [
        Giveaway(
            tokens[table.row[i]], names[table.col[i]], int(n[i]), float(precision[i]),
            float(coverage[i]), float(base[i]), float(p[j]), bool(sure[j]),
        )
        for j, i in enumerate(keep.tolist())
    ]  # fmt: skip
    return _once(
        sorted(found, key=lambda g: (-g.coverage * g.precision, -len(g.token), g.token, g.label))
    )


def _once(found: list[Giveaway]) -> list[Giveaway]:
    """Of tokens that say the same one: of "URGENT" and "urgent", a run and its parts, a word and its place."""
    plain = {(giveaway.token, giveaway.label): giveaway.is_sure for giveaway in found}
    alike: defaultdict[tuple[str, int, float], list[str]] = defaultdict(list)
    kept = []
    for giveaway in found:
        word = plain_word(giveaway.token)
        if word is not None and (not giveaway.is_sure or plain.get((word, giveaway.label))):
            continue
        token = giveaway.token.casefold()
        same = alike[giveaway.label, giveaway.n, giveaway.precision]
        if not any(token in other for other in same):
            same.append(token)
            kept.append(giveaway)
    return kept
