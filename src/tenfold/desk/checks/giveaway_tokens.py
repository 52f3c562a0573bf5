"""TF-DATA-048: a word, or a mark of form, that gives the label away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, at_rows, excerpt, excerpt_from
from tenfold.desk.examined import Examined
from tenfold.desk.giveaways import Giveaway, giveaways
from tenfold.desk.tells import plain_word, tells
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "giveaway_tokens"]

_FOUND_FROM = 0.5
"""A word is said from half of a class on: less is vocabulary, which the details hold."""

_BROAD_CLASS = 0.1
"""In a narrow class (of 77 intents, say) one word often is the topic; a tenth of all data has many words."""

_MOST_OF_THE_DATA = 0.5
_AROUND = 20
_N_CLOUD, _N_CLASSES = 20, 100


def giveaway_tokens(texts: Sequence[str], labels: Sequence[str]) -> Finding:
    """Tokens that alone give half of a class or more, nearly without error (rule: `giveaways`).

    A warning where that class is a tenth of the data or more, where such tokens give half of all
    examples, or where the token is a class's name as only labels are written (``card_arrival``); else a note,
    for in a narrow class one word may be what it is about. `count` counts classes.
    """
    every = giveaways(texts, labels)
    sure = [giveaway for giveaway in every if giveaway.is_sure]
    strong = [giveaway for giveaway in sure if giveaway.coverage >= _FOUND_FROM]
    best = {giveaway.label: giveaway for giveaway in reversed(strong)}
    shown = sorted(best.values(), key=lambda g: (-g.coverage * g.base, g.label))
    is_grave = (
        any(giveaway.base >= _BROAD_CLASS or _is_a_label(giveaway) for giveaway in strong)
        or sum(giveaway.coverage * giveaway.base for giveaway in shown) >= _MOST_OF_THE_DATA
    )
    return Finding(
        code="TF-DATA-048",
        severity="warn" if is_grave else "note",
        state="found" if strong else "clean",
        message=_message(shown, sure, len(set(labels))),
        count=len(best),
        places=_places(shown[:N_PLACES], texts, labels),
        remedy=_remedy(is_grave) if strong else "",
        details={"tokens": [_told(giveaway) for giveaway in sure[:200]], "cloud": _cloud(every)},
    )


def _is_a_label(giveaway: Giveaway) -> bool:
    """The class's name, in a form that people do not write: with ``_`` or ``-`` inside."""
    same = giveaway.token.casefold() == giveaway.label.casefold()
    return same and any(mark in giveaway.token[1:-1] for mark in "_-")


def _message(shown: Sequence[Giveaway], sure: Sequence[Giveaway], n_classes: int) -> str:
    if shown:
        return worded(
            "in {n:,} class of {total:d} one word or mark gives half of the examples away or more: "
            "{first!s}."
            if len(shown) == 1
            else "in {n:,} classes of {total:d} one word or mark gives half of the examples away or "
            "more: {first!s}.",
            n=len(shown),
            total=n_classes,
            first="; ".join(map(_said, shown[:2])),
        )
    if sure:
        return worded(
            "no word gives half of a class away; the widest: {first!s}.", first=_said(sure[0])
        )
    return worded("no word or mark stands for one class alone, or hardly for others.")


def _said(giveaway: Giveaway) -> str:
    return worded(
        "{token!r} stands in {coverage:.0%} of {label!r} and is right in {precision:.0%}",
        token=excerpt(giveaway.token),
        coverage=giveaway.coverage,
        label=excerpt(giveaway.label),
        precision=giveaway.precision,
    )


def _remedy(is_grave: bool) -> str:
    if is_grave:
        return worded(
            "See where it comes from. If labelling or collecting put it there, take it out of the texts; "
            "otherwise a method is to be compared with a rule of this one word."
        )
    return worded(
        "If the word is the topic, fine: compare with tfidf, which finds such words by itself."
    )


def _places(
    shown: Sequence[Giveaway], texts: Sequence[str], labels: Sequence[str]
) -> tuple[Place, ...]:
    """A text of the class with the token, for each; rows are positions in `texts`."""
    found = []
    for giveaway in shown:
        rows = (row for row, label in enumerate(labels) if label == giveaway.label)
        row = next((row for row in rows if _holds(texts[row], giveaway.token)), None)
        if row is not None:
            said = f"{excerpt(giveaway.token)} → {excerpt(giveaway.label)}: "
            found.append(Place(row=row + 1, excerpt=said + _around(texts[row], giveaway.token)))
    return tuple(found)


def _holds(text: str, token: str) -> bool:
    return token in tells(text) or token in tells(text, unspaced=True)


def _around(text: str, token: str) -> str:
    """The neighbourhood of a word; of a mark of form the beginning of the text."""
    at = text.casefold().find((plain_word(token) or token).casefold())
    start = max(0, at - _AROUND)
    return ("…" if start else "") + excerpt_from(text, start)


def _cloud(every: Sequence[Giveaway]) -> dict[str, list[dict[str, Any]]]:
    """The tokens that say most of each class, for a picture."""
    cloud: dict[str, list[dict[str, Any]]] = {}
    for giveaway in every:
        if giveaway.label in cloud or len(cloud) < _N_CLASSES:
            of_class = cloud.setdefault(giveaway.label, [])
            if len(of_class) < _N_CLOUD:
                of_class.append(_told(giveaway))
    return cloud


def _told(giveaway: Giveaway) -> dict[str, Any]:
    return {
        "token": excerpt(giveaway.token),
        "label": giveaway.label,
        "n": giveaway.n,
        "precision": round(giveaway.precision, 4),
        "coverage": round(giveaway.coverage, 4),
        "p": giveaway.p,
        "is_sure": giveaway.is_sure,
    }


def _find(examined: Examined) -> Finding:
    return at_rows(
        giveaway_tokens(examined.open_texts, examined.open_labels), examined.open_rows.tolist()
    )


CHECK = Check(code="TF-DATA-048", what="words that give the label away", find=_find, is_deep=True)
