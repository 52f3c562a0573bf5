"""The lines of a report, known again in what was sent back: quoted, wrapped anew, or with words changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from tenfold.lab.week.report_text import parse_report
from tenfold.lab.week.text import render_text

__all__ = ["OurLines"]

_MARKS = re.compile(r"(?:(?:[-*+]|\d{1,3}[.)]) +)+")
_MARKUP = re.compile(r"[*_`\\]")
_WORD = re.compile(r"[^\W\u3400-\u9fff]+|[\u3400-\u9fff]")
_ALIKE = 0.6
"""From this share of common words on, one line is taken for the other with words changed."""
_FEWEST_WORDS = 3
_WIDTHS = range(60, 101)


class OurLines:
    """The lines of a report; none where it is not known."""

    def __init__(self, report_markdown: str | None) -> None:
        text = report_markdown or ""
        lines = [_collapsed(re.sub(r"^(?: {0,3}> ?)+", "", line)) for line in text.split("\n")]
        self.is_known = report_markdown is not None
        self._plain = {_plain(line) for line in lines if line}
        self._wrapped = {_plain(_collapsed(line)) for line in _as_text(text)}
        self._whole = " ".join(_plain(line) for line in lines if line)
        self._questions = {
            line: question.number
            for question in parse_report(text).open_questions
            for line in lines
            if re.match(rf"\W*Q{question.number}\b", line)
        }

    def has(self, line: str, *, in_part: bool = False) -> bool:
        """Whether a line is one of the report; with `in_part` also a piece of one, as mail wraps them."""
        plain = _plain(_collapsed(line))
        if plain in self._plain or plain in self._wrapped:
            return True
        return in_part and plain in self._whole

    def is_changed(self, line: str) -> bool:
        """Whether most of a line's words are those of one line of the report."""
        words = _words(line)
        if len(words) < _FEWEST_WORDS:
            return False
        return any(len(words & own) >= _ALIKE * len(words | own) for own in self._words)

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return [words for words in map(_words, self._plain) if len(words) >= _FEWEST_WORDS]

    def question_of(self, line: str) -> int | None:
        """The number of the open question that a line is."""
        return self._questions.get(_collapsed(line))

    def question_begun(self, line: str) -> int | None:
        """The number of the open question that a line begins with, word for word, before it goes on."""
        own = self._begun(line)
        return None if own is None else self._questions[own]

    def behind_question(self, line: str) -> str:
        """What stands behind the question that a line begins with."""
        own = self._begun(line) or ""
        return _collapsed(line)[len(own) :].lstrip(" :：—–-→>")

    def _begun(self, line: str) -> str | None:
        collapsed = _collapsed(line)
        return next(
            (q for q in self._questions if collapsed != q and collapsed.startswith(q)), None
        )


def _as_text(report_markdown: str) -> Iterator[str]:
    """The lines of a report's plain form, at every width that a terminal or a file may have given it."""
    for width in _WIDTHS:
        yield from render_text(report_markdown, width=width).split("\n")


def _collapsed(line: str) -> str:
    said = " ".join(line.split())
    marks = _MARKS.match(said)
    return said[marks.end() :] if marks else said


def _plain(line: str) -> str:
    return " ".join(_MARKUP.sub("", line).split())


def _words(line: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(line))
