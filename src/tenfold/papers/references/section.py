"""Where in a paper its list of references begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenfold.papers.references.labels import is_labelled
from tenfold.papers.references.lines import Line

__all__ = ["MOST_LINES", "section_of"]

MOST_LINES = 6_000
"""Longer lists are cut off there: the longest surveys have some 1,000 entries of five lines."""

_NUMBER = r"(?:(?:\d{1,2}(?:\.\d)?|[A-Z]|[IVX]{1,5})[.:)]?\s+)?"
_HEADING = re.compile(
    rf"{_NUMBER}(?:(?:list of )?references(?: and notes| cited)?|bibliograph(?:y|ie)|"
    r"(?:works|literature) cited|literatur(?:verzeichnis)?|r[ée]f[ée]rences(?: bibliographiques)?|referencias|"
    r"bibliografía|参考文献|參考文獻|引用文献|참고문헌)"
    r"\s*[:.]?", re.IGNORECASE)  # fmt: skip
_END = re.compile(
    rf"{_NUMBER}(?:appendix|appendices|supplement(?:ary|al)?(?: materials?| information)?|acknowledge?ments?|"
    r"author (?:contributions|information|biograph\w*)|about the authors?|index|checklist|附录|附錄)\b.{0,80}",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[A-H](?:\.\d{1,2})?[.:]?\s+[A-Z][\w’'-]+(?:[\s,:&-]+[\w’'()-]+){0,8}")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d[a-z]?\b")
_MOST_HEADINGS = 20
_SEEN = 30
_AFTER = 60
_PROSE = 0.08
_LEAST = 0.12


def section_of(lines: Sequence[Line]) -> tuple[int, int]:
    """The first line of the list and the one after its last; (0, 0) where there is none.

    The last heading counts after which many lines hold a year or a label: neither a table of contents nor a
    sentence about references. A text that is nothing but a list needs no heading.
    """
    headings = [i for i, line in enumerate(lines) if _is_heading(line.text)]
    starts = [i + 1 for i in headings[-_MOST_HEADINGS:] if _share(lines, i + 1) >= _LEAST]
    if starts:
        start = starts[-1]
        return start, _end(lines, start)
    if not headings and _share(lines, 0) >= 2 * _LEAST and _begins_a_list(lines):
        return 0, _end(lines, 0)
    return 0, 0


def _is_heading(text: str) -> bool:
    if len(text) > 60:
        return False
    spaced = text.replace(" ", "") if re.fullmatch(r"(?:\w )+\w", text) else text
    return _HEADING.fullmatch(spaced) is not None


def _share(lines: Sequence[Line], start: int) -> float:
    """Of the lines from `start` on, the share that holds a year or begins with a label."""
    seen = lines[start : start + _SEEN]
    n_telling = sum(bool(_YEAR.search(one.text)) or is_labelled(one.text) for one in seen)
    return n_telling / len(seen) if seen else 0.0


def _begins_a_list(lines: Sequence[Line]) -> bool:
    from tenfold.papers.references.names import names_at

    first = lines[0].text if lines else ""
    return is_labelled(first) or bool(names_at(first).names)


def _end(lines: Sequence[Line], start: int) -> int:
    """Where something else begins: an appendix, thanks, lives of the authors."""
    last = min(len(lines), start + MOST_LINES)
    for i in range(start + 1, last):
        text = lines[i].text
        if len(text) > 100 or not _has_ended(lines[i - 1].text):
            continue
        if _END.fullmatch(text) and not text.endswith((".", ",")):
            return i
        if _LETTERED.fullmatch(text) and _is_prose(lines, i + 1):
            return i
    return last


def _has_ended(text: str) -> bool:
    return text[-1:] in '.)]”"' or "://" in text or text[-1:].isdigit()


def _is_prose(lines: Sequence[Line], start: int) -> bool:
    """Whether hardly a year or label stands in the lines from `start` on."""
    seen = lines[start : start + _AFTER]
    n_telling = sum(bool(_YEAR.search(one.text)) or is_labelled(one.text) for one in seen)
    return n_telling <= _PROSE * len(seen)
