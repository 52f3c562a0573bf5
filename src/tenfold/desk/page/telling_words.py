"""Words that give a class away, larger the more they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.language import Translate
from tenfold.numerals import count

__all__ = ["TellingWord", "telling_words_figure"]

_WIDTH, _NAME_ROOM, _LINE = 720.0, 170.0, 30.0
_SMALLEST, _LARGEST = 12.0, 12.0 * 1.9
_CLASSES, _WORDS = 16, 12
_SIZES = ("w1", "w2", "w3", "w4")


@dataclass(frozen=True, slots=True)
class TellingWord:
    """`precision`: of the texts with the word, the share that is of the class; `coverage`: of the class's
    texts, the share that has the word.
    """

    word: str
    label: str
    precision: float
    coverage: float
    n: int


def telling_words_figure(words: Sequence[TellingWord], _: Translate) -> Figure | None:
    """A line a class with its words, those that cover most of it first; None where there are none."""
    by_class: dict[str, list[TellingWord]] = {}
    for word in sorted(words, key=lambda word: (-word.coverage, word.word)):
        by_class.setdefault(word.label, []).append(word)
    if not by_class:
        return None
    ordered = sorted(by_class.items(), key=lambda item: -item[1][0].coverage)
    return Figure(
        key="telling-words",
        title=_("Words that give a class away"),
        caption=_(
            "The larger a word, the more of its class it covers. A word that hardly stands "
            "elsewhere may be the topic itself, or a trace of how the data were collected: "
            "a model learns it either way."
        ),
        svg=_draw(ordered[:_CLASSES], _("Words that give a class away")),
        columns=(_("class"), _("word"), _("precision"), _("coverage"), _("texts")),
        rows=tuple(
            (word.label, word.word, f"{word.precision:.2f}", f"{word.coverage:.2f}", count(word.n))
            for _label, found in ordered
            for word in found
        ),
    )


def _draw(by_class: Sequence[tuple[str, list[TellingWord]]], label: str) -> str:
    room = min(_NAME_ROOM, max(text_width(name) for name, _words in by_class) + 6)
    drawing = Drawing(_WIDTH, 12 + _LINE * len(by_class), label=label)
    for i, (name, words) in enumerate(by_class):
        foot = 8 + _LINE * i + 20
        drawing.text(room, foot, wrap(name, room, max_lines=1)[0], "quiet", anchor="end")
        at = room + 14
        for word in words[:_WORDS]:
            step = min(int(word.coverage * len(_SIZES)), len(_SIZES) - 1)
            size = _SMALLEST + (_LARGEST - _SMALLEST) * step / (len(_SIZES) - 1)
            width = text_width(word.word, size)
            if at + width > _WIDTH - 4:
                break
            drawing.text(at, foot, word.word, _SIZES[step])
            at += width + 12
    return drawing.svg()
