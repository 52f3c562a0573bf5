"""TF-DATA-047: texts that are equal but for a number, a name or another filled-in slot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.repeated import repeated_keys, short_keys
from tenfold.findings import Finding, Place
from tenfold.models.scripts import is_unspaced
from tenfold.wording import worded

__all__ = ["CHECK", "Template", "templates_finding", "templates_in"]

_RARE = 5
"""A word that stands in fewer texts than this may fill a slot."""

_FEWEST_TEXTS = 3
_FEWEST_FIXED, _FEWEST_FIXED_SIGNS = 4, 8
"""Words (characters, where words are not spaced) that a template keeps, and twice as many as slots."""

_WARN_FROM = 0.1
_MOST_WORDS = 200
_MOST_KNOWN = 2_000_000
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed words with ``*`` where texts differ and ``#`` for numbers, and the positions of its texts."""

    pattern: str
    rows: tuple[int, ...]


def templates_in(normalised: Sequence[str]) -> list[Template]:
    """Patterns that three or more distinct texts share, the commonest first.

    Numbers, and words that stand in fewer than 5 texts, are slots (as in the log miner SLCT, Vaarandi 2003);
    the rest must be equal, and be at least four words and twice the slots. A slot that is filled with common
    words is not seen.
    """
    keys = short_keys(normalised, len(normalised))
    _, first = np.unique(keys, return_index=True)
    rows = np.sort(first)
    unspaced = is_unspaced(normalised[row] for row in rows[:1000].tolist())
    common = _common_words((normalised[row] for row in rows.tolist()), unspaced)
    patterns = (_pattern(normalised[row], common, unspaced) for row in rows.tolist())
    return [
        Template(
            _pattern(normalised[rows[group[0]]], common, unspaced) or "",
            tuple(rows[group].tolist()),
        )
        for group in repeated_keys(short_keys(patterns, len(rows)), _FEWEST_TEXTS)
    ]


def _split(text: str, unspaced: bool) -> Sequence[str]:
    masked = _NUMBER.sub("#", text)
    return masked[:_MOST_WORDS] if unspaced else masked.split()[:_MOST_WORDS]


def _common_words(texts: Iterable[str], unspaced: bool) -> frozenset[str]:
    """Words of 5 texts or more. Words seen once are forgotten when too many are known."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_split(text, unspaced)))
        if len(counts) > _MOST_KNOWN:
            counts = Counter({word: n for word, n in counts.items() if n > 1})
    return frozenset(word for word, n in counts.items() if n >= _RARE)


def _pattern(text: str, common: frozenset[str], unspaced: bool) -> str | None:
    """None where nothing is a slot, or too little is fixed to be a template."""
    words: list[str] = []
    n_fixed = n_slots = 0
    for word in _split(text, unspaced):
        is_slot = "#" in word or word not in common
        n_fixed += not is_slot
        n_slots += is_slot
        filled = word if "#" in word else "*" if is_slot else word
        if not (filled == "*" and words and words[-1] == "*"):
            words.append(filled)
    fewest = _FEWEST_FIXED_SIGNS if unspaced else _FEWEST_FIXED
    if not n_slots or n_fixed < max(fewest, 2 * n_slots):
        return None
    return ("" if unspaced else " ").join(words)


def templates_finding(
    templates: Sequence[Template], n_texts: int, splits: Sequence[str] | None = None
) -> Finding:
    """How many texts are one template filled in, and how many templates stand on both sides of the splits."""
    n = sum(len(template.rows) for template in templates)
    across = sum(len({splits[row] for row in t.rows}) > 1 for t in templates) if splits else 0
    return Finding(
        code="TF-DATA-047",
        severity="warn" if n >= _WARN_FROM * max(n_texts, 1) else "note",
        state="found" if templates else "clean",
        message=_message(n, len(templates), across)
        if templates
        else worded("no texts are equal but for a number or a rare word."),
        count=n,
        places=tuple(
            Place(row=t.rows[0] + 1, excerpt=f"{len(t.rows):,} × {excerpt(t.pattern)}")
            for t in templates[:N_PLACES]
        ),
        remedy=worded(
            "They count as many examples and tell little more than one: keep a few of each, "
            "or keep each template on one side (a column with its number, and group under [data])."
        )
        if templates
        else "",
        details={
            "n_across_splits": across,
            "templates": [
                {"pattern": excerpt(t.pattern), "n": len(t.rows)} for t in templates[:50]
            ],
        },
    )


def _message(n_texts: int, n_templates: int, n_across: int) -> str:
    said = worded(
        "{n:,} distinct texts follow {m:,} template, equal but for a number or a rare word"
        if n_templates == 1
        else "{n:,} distinct texts follow {m:,} templates, equal but for a number or a rare word",
        n=n_texts,
        m=n_templates,
    )
    if not n_across:
        return f"{said}."
    across = worded(
        "{n:,} stands in several splits" if n_across == 1 else "{n:,} stand in several splits",
        n=n_across,
    )
    return f"{said}; {across}."


def _find(examined: Examined) -> Finding:
    found = templates_in(examined.normalised)
    return templates_finding(found, len(examined.texts), examined.splits)


CHECK = Check(code="TF-DATA-047", what="texts made from a template", find=_find, is_deep=True)
