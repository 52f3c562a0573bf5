"""The lines of a paper's pages, without running heads, feet and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["BREAK", "Line", "joined", "lines_of"]

BREAK = "\ufffe"
"""What pdfium puts for a hyphen at the end of a line; the rest of the word follows on the same line."""

_MAX_LINE = 2_000
_MAX_LINES = 100_000
_EDGE = 3
_HYPHENS = re.compile("[\u0002\u00ad\ufffe]")
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_NUMBER_ALONE = re.compile(
    r"\W{0,3}(?:page\s{0,3})?(?:\d{1,5}|[ivxl]{1,6})(?:\s{0,3}(?:of|/)\s{0,3}\d{1,5})?\W{0,3}",
    re.IGNORECASE,
)
_URL_END = re.compile(r"(?:https?://|www\.|doi\.org/|\b10 ?\. ?\d{4,9}/)\S{0,300}$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.|\b10\.\d{4,9}/)\S{1,300}", re.IGNORECASE)
_SPACED_DOI = re.compile(
    r"\b10 ?\. ?\d{4,9} ?/ ?\S{1,100}(?: [./_] ?\S{1,100}){0,9}(?:- \S{1,40}\.\d+)?"
)
_URL_GOES_ON = re.compile(r"[\w%.~/?=&#-]*(?:[\d/_?=&%#]|\.\w)[\w%.~/?=&#-]*[.,)]?$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?\W{0,2}$")
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\xa0": " "})


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, on a page counted from 1."""

    text: str
    page: int


def lines_of(pages: Sequence[str]) -> list[Line]:
    """The lines of the text, 100,000 at most, each cut at 2,000 characters."""
    split = [_split(page) for page in pages]
    repeated = _repeated(split)
    lines: list[Line] = []
    for number, texts in enumerate(split, start=1):
        for i, text in enumerate(texts):
            is_edge = i < _EDGE or i >= len(texts) - _EDGE
            is_number = (i < 2 or i >= len(texts) - 2) and _NUMBER_ALONE.fullmatch(text)
            if len(split) > 1 and is_edge and (is_number or _form(text) in repeated):
                continue
            lines.append(Line(_without_foot(text, repeated) if is_edge else text, number))
        if len(lines) > _MAX_LINES:
            break
    return lines[:_MAX_LINES]


def _without_foot(text: str, repeated: set[str]) -> str:
    """A last line that ends within a word has the foot of the page put to it."""
    before, mark, after = text.rpartition(BREAK)
    is_foot = bool(mark) and (_NUMBER_ALONE.fullmatch(after) or _form(after) in repeated)
    return before + mark if is_foot else text


def _split(page: str) -> list[str]:
    """Without control characters, and without marks that turn the direction of writing."""
    marked = _NOT_TEXT.sub(" ", _HYPHENS.sub(BREAK, page).translate(_LIGATURES))
    texts = (" ".join(line.split())[:_MAX_LINE] for line in marked.splitlines())
    return [text for text in texts if text]


def _form(text: str) -> str:
    """A line as it is on each page: numbers count upwards in it."""
    return re.sub(r"\d+", "0", text.casefold())


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines at the top or bottom of a third of the pages, three at least (of few pages: two)."""
    counted = Counter(
        form for texts in pages for form in {_form(t) for t in (*texts[:_EDGE], *texts[-_EDGE:])}
    )
    enough = max(2 if len(pages) <= 4 else 3, len(pages) // 3)
    return {form for form, n in counted.items() if n >= enough}


def joined(texts: Iterable[str]) -> str:
    """Lines as one: words broken at their ends put together, addresses too.

    >>> joined(["Low-", "resource parsing of ex\ufffeamples.", "https://doi.org/10.1/", "abc"])
    'Lowresource parsing of examples. https://doi.org/10.1/abc'
    """
    whole = ""
    for text in texts:
        whole = _put(whole, text)
    if "10" in whole and "/" in whole:
        whole = _SPACED_DOI.sub(lambda match: match[0].replace(" ", ""), whole)
    if BREAK not in whole:
        return whole
    whole = _ADDRESS.sub(_mended_address, whole)
    return re.sub(f"(.){BREAK}(.?)", _mended, whole).replace(BREAK, "")


def _put(whole: str, text: str) -> str:
    if not whole or not text:
        return whole + text
    first = text.split(" ", 1)[0]
    if whole.endswith(BREAK):
        return whole + text
    if "/" in whole[-320:] and _URL_END.search(whole[-320:]):
        goes_on = whole[-1] in "/_-=" or (_URL_GOES_ON.match(first) and not _YEAR.match(first))
        return whole + text if goes_on else f"{whole} {text}"
    if whole[-1] == "-" and whole[-2:-1].isalpha():
        return whole[:-1] + BREAK + text
    return f"{whole} {text}"


def _mended_address(found: re.Match[str]) -> str:
    """In an address or a DOI of the Anthology the hyphen is its own; DOIs have few others."""
    address = found[0]
    is_word = address.startswith("10.") and not address.startswith("10.18653")
    return address if is_word else address.replace(BREAK, "-")


def _mended(found: re.Match[str]) -> str:
    """A hyphen stays before a capital letter and beside a digit: Spanish-English, P19-1234."""
    before, after = found[1], found[2]
    stays = after.isupper() or before.isdigit() or after.isdigit()
    return f"{before}-{after}" if stays else f"{before}{after}"
