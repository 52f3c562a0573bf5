"""What the first page says of a paper: title, authors, abstract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tenfold.papers.pdf.headings import heading_in
from tenfold.papers.pdf.pdf_text import PdfLine, PdfText
from tenfold.papers.pdf.prose import joined
from tenfold.papers.pdf.sizes import body_size, is_larger, same_size
from tenfold.papers.titles import title_key, title_words

__all__ = ["Front", "front_of", "has_title"]

_LONGEST_TITLE = 300
_ABSTRACT = re.compile(
    r"\s*(?:abstract|summary|摘\s*要)\s*(?:[.:：—–-]+\s*|$)(?P<rest>.*)", re.IGNORECASE
)
_ENDS_ABSTRACT = re.compile(
    r"\s*(?:key\s?words|index terms|ccs concepts|categories and subject|general terms|acm reference"
    r"|关键词|(?:1|I)\.?\s+introduction|introduction$|1\s*引言|引言)",
    re.IGNORECASE,
)
_SHORTEST_ABSTRACT, _LONGEST_ABSTRACT = 80, 5000
_NO_NAME = re.compile(
    r"\d{3}|@|univ|institut|depart|school|college|laborator|research|center|centre|academy|inc\b|ltd|corp|google"
    r"|microsoft|facebook|openai|deepmind|street|avenue|abstract|http|www|proceed|conference|journal|workshop"
    r"|submit|accept|publish|version|draft|preprint|under review|anonymous|editor|received|equal"
    r"|大学|学院|公司",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    r"univ|institut|depart|school|college|laborator|research|center|centre|academy|inc\b|大学|学院|公司",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\d*†‡§¶∗⋆♠♣♦♥♯✉,]+(?=\s|$|,|;)|[*†‡§¶∗⋆♠♣♦♥♯✉^{}()]")
_BETWEEN = re.compile(r"\s*(?:[,;·•|]|\band\b|\bAND\b|&)\s*")
_WORD = r"[^\W\d_][\w.'’´`-]*"
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD}){{1,6}}")
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Front:
    """What could be read for sure; empty where it could not. `authors` are names as printed."""

    title: str = ""
    authors: tuple[str, ...] = ()
    abstract: str = ""


def front_of(text: PdfText) -> Front:
    """Title: what the file says of itself where the first page prints it too, else the largest lines.

    Authors are taken from the file where the first page prints each of them, else from lines right below the
    title that hold names alone. Nothing is guessed: a page that tells neither gives neither.
    """
    if not text.pages:
        return Front()
    lines = text.pages[0].lines
    body = body_size(line for _, line in text.lines())
    at, n = _title_lines(lines, body)
    title = _said_title(text.title, lines) or joined(line.text for line in lines[at : at + n])
    front = Front(title=title[:_LONGEST_TITLE].strip(), abstract=_abstract(text, body))
    below = lines[at + n :] if n else ()
    authors = _said_authors(text.author, lines) or tuple(_printed_authors(below, body))
    return replace(front, authors=authors)


def has_title(text: PdfText, title: str) -> bool:
    """Whether the first pages print these words (two pages: some papers have a cover)."""
    printed = title_key(joined(line.text for page in text.pages[:2] for line in page.lines))
    key = title_key(title)
    return key in printed if len(key) >= 8 else key == title_key(front_of(text).title)


def _title_lines(lines: Sequence[PdfLine], body: float) -> tuple[int, int]:
    """Where the largest lines of the page's first half begin, and how many follow each other."""
    early = lines[: max(12, len(lines) // 2)]
    wordy = [line for line in early if sum(c.isalpha() for c in line.text) >= 4]
    largest = max((line.size for line in wordy), default=0.0)
    if not is_larger(largest, body):
        return _bold_start(lines, body)
    at = next(i for i, line in enumerate(lines) if line in wordy and line.size == largest)
    n = 1
    while at + n < len(lines) and same_size(lines[at + n].size, largest) and n < 6:
        n += 1
    return at, n


def _bold_start(lines: Sequence[PdfLine], body: float) -> tuple[int, int]:
    """Where nothing is larger, bold lines at the very top are the title."""
    n = 0
    while n < min(len(lines), 4) and lines[n].is_bold and heading_in(lines[n], body + 99) is None:
        n += 1
    return 0, n


def _said_title(said: str, lines: Sequence[PdfLine]) -> str:
    """The title in the file's own properties, where the page prints the same words: many are of a template."""
    key = title_key(said)
    printed = title_key(joined(line.text for line in lines))
    is_title = len(key) >= 8 and len(title_words(said).split()) >= 2
    return " ".join(said.split()) if is_title and key in printed else ""


def _said_authors(said: str, lines: Sequence[PdfLine]) -> tuple[str, ...]:
    names = [name for name in _BETWEEN.split(" ".join(said.split())) if name]
    if len(names) > 1 and all(" " not in name for name in names):
        return ()  # "Hu, Edward": which is which is not said
    printed = title_key(" ".join(line.text for line in lines))
    are_printed = all(" " in name and title_key(name) in printed for name in names)
    return tuple(names) if are_printed else ()


def _printed_authors(lines: Sequence[PdfLine], body: float) -> list[str]:
    """Names in the lines below the title, up to the abstract.

    Where the affiliation of one author stands before the name of the next, each name must be followed by an
    affiliation. If something that could be a name is not, nobody can tell who wrote the paper: none are given.
    """
    above = list(_above_abstract(lines, body))
    authors: list[str] = []
    is_block = True  # nothing but names so far
    for at, line in enumerate(above):
        names = _names(line.text)
        if not names:
            is_block = is_block and (not authors or _is_marks(line.text))
            continue
        following = above[at + 1].text if at + 1 < len(above) else ""
        if not is_block and not _AFFILIATION.search(following):
            return []
        authors += names
    return authors


def _above_abstract(lines: Sequence[PdfLine], body: float) -> Iterator[PdfLine]:
    for line in lines[:60]:
        if _ABSTRACT.match(line.text) or heading_in(line, body) is not None:
            return
        yield line


def _is_marks(text: str) -> bool:
    """Affiliation marks that stand a line of their own: ``1,2 *``."""
    return not any(c.isalpha() for c in text)


def _names(text: str) -> list[str]:
    """The names of a line that holds names alone."""
    if len(text) > _LONGEST_LINE or _NO_NAME.search(text):
        return []
    parts = [part.strip() for part in _BETWEEN.split(_MARKS.sub(_kept_comma, text))]
    names = [part for part in parts if part]
    are_names = all(_NAME.fullmatch(name) and _is_capitalised(name) for name in names)
    return names if are_names else []


def _kept_comma(found: re.Match[str]) -> str:
    return "," if "," in found[0] or found[0].strip().isdigit() else " "


def _is_capitalised(name: str) -> bool:
    words = name.split()
    return words[0][0].isupper() and words[-1][0].isupper()


def _abstract(text: PdfText, body: float) -> str:
    """The words below the heading that says so, on the first two pages; empty where there is none."""
    lines = [line for page in text.pages[:2] for line in page.lines]
    for at, line in enumerate(lines):
        found = _ABSTRACT.match(line.text)
        if found is None or (not found["rest"] and line.text.strip().endswith(",")):
            continue
        own = [found["rest"], *(one.text for one in _until_next(lines[at + 1 :], body))]
        words = joined(own)
        return words if _SHORTEST_ABSTRACT <= len(words) <= _LONGEST_ABSTRACT else ""
    return ""


def _until_next(lines: Sequence[PdfLine], body: float) -> Iterator[PdfLine]:
    for line in lines:
        if _ENDS_ABSTRACT.match(line.text) or heading_in(line, body) is not None:
            return
        yield line
