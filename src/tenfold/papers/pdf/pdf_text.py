"""The text of a PDF, line by line, with what shows titles and headings: sizes and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenfold.papers.pdf.accents import with_accents

__all__ = ["OutlineEntry", "PdfLine", "PdfPage", "PdfText"]


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line as it is set. `size`: of its first letter, in points; `x`, `y`: where that stands, from the lower
    left of the page, in points.
    """

    text: str
    size: float
    is_bold: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page's lines, in the order in which the file draws them; none where it could not be read."""

    lines: tuple[PdfLine, ...]

    @property
    def text(self) -> str:
        """The lines as they stand, words broken over lines too."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark of the file: `level` counts from 0, `page` from 1."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """What was read of a document.

    pages
        The first pages, in order; fewer than `n_pages` where a limit was reached.
    title, author
        What the file says of itself; often empty or wrong.
    unread
        Pages (from 1) that could not be read: their text is unknown, not empty.
    """

    pages: tuple[PdfPage, ...]
    n_pages: int
    title: str = ""
    author: str = ""
    outline: tuple[OutlineEntry, ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The text of each page."""
        return [page.text for page in self.pages]

    @property
    def has_text(self) -> bool:
        """Whether there is a letter or digit at all: scans have none."""
        return any(c.isalnum() for page in self.pages for line in page.lines for c in line.text)

    def lines(self) -> Iterator[tuple[int, PdfLine]]:
        """Every line with its page, from 1."""
        for number, page in enumerate(self.pages, start=1):
            for line in page.lines:
                yield number, line

    def to_content(self) -> dict[str, Any]:
        """Plain types."""
        return {
            "pages": [
                [[line.text, line.size, int(line.is_bold), line.x, line.y] for line in page.lines]
                for page in self.pages
            ],
            "n_pages": self.n_pages,
            "title": self.title,
            "author": self.author,
            "outline": [[e.level, e.title, e.page] for e in self.outline],
            "unread": list(self.unread),
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> PdfText:
        """The inverse of `to_content`. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            pages=tuple(PdfPage(tuple(map(_line, lines))) for lines in content["pages"]),
            n_pages=int(content["n_pages"]),
            title=str(content["title"]),
            author=str(content["author"]),
            outline=tuple(OutlineEntry(int(n), str(t), int(p)) for n, t, p in content["outline"]),
            unread=tuple(int(page) for page in content["unread"]),
        )


def _line(said: Sequence[Any]) -> PdfLine:
    text, size, is_bold, x, y = said
    # Here and not where it is read: what was read and kept before is mended too.
    return PdfLine(with_accents(str(text)), float(size), bool(is_bold), float(x), float(y))
