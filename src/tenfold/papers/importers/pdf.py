"""PDF files: what the first page says of each paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tenfold.errors import InputError
from tenfold.papers.importers.answers.full_names import full_name
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.pdf.front import front_of
from tenfold.papers.pdf.limits import PdfLimits
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.pdf.printed_ids import printed_ids
from tenfold.papers.pdf.reader import PdfReader, is_pdf, pdf_bytes
from tenfold.papers.record import IdKind, Paper

__all__ = ["PDF", "Identified", "PdfImporter", "PrintedIds", "unconfirmed"]

PrintedIds = Sequence[tuple[IdKind, str]]
ReadText = Callable[[bytes, str], PdfText]
Identified = tuple[Paper, tuple[str, ...]]


def unconfirmed(paper: Paper, printed: PrintedIds) -> Identified:
    """The paper with printed identifiers as notes: nothing tells here whether they are its own."""
    extra = {f"printed-{kind}": value for kind, value in reversed(printed)}
    remarks = tuple(f"{kind} {value} is printed on it, not confirmed" for kind, value in printed)
    return replace(paper, extra=extra), remarks


class PdfImporter:
    """Reads ``.pdf`` files. Without arguments it reads each anew and confirms no printed identifier.

    read_text
        Gives the text of a document, by its bytes and place; raises InputError where there is none.
    identify
        Gives the paper with those of the printed identifiers that are its own, and remarks on the others.
    """

    name = "pdf"
    endings: tuple[str, ...] = (".pdf",)

    def __init__(
        self,
        read_text: ReadText | None = None,
        identify: Callable[[Paper, PrintedIds], Identified] = unconfirmed,
        limits: PdfLimits | None = None,
    ) -> None:
        self._read_text = read_text
        self._identify = identify
        self._limits = limits or PdfLimits()

    def recognises(self, path: Path, head: bytes) -> bool:
        """Also what only has the ending: it is refused when it is read, and the other files are not."""
        return is_pdf(head) or path.suffix.casefold() == ".pdf"

    def read(self, path: Path) -> Iterator[Read | Refused]:
        if self._read_text is not None:
            yield self._read(path, self._read_text)
            return
        with PdfReader(self._limits) as reader:
            yield self._read(path, reader.read)

    def _read(self, path: Path, read_text: ReadText) -> Read | Refused:
        where = _sayable(path.name)
        try:
            return self._record(read_text(pdf_bytes(path, self._limits), where), where)
        except InputError as error:
            return Refused(where, f"{error.message} {error.remedy or ''}".strip())

    def _record(self, text: PdfText, where: str) -> Read | Refused:
        front = front_of(text)
        if not front.title:
            first = text.pages[0].text if text.pages else ""
            return Refused(
                where,
                "no title could be told from its first page. Add the paper by its id or a BibTeX file, then: "
                "tenfold paper attach KEY FILE",
                " ".join(first.split())[:200],
            )
        paper = Paper(
            title=front.title,
            authors=tuple(name for said in front.authors if (name := full_name(said))),
            abstract=front.abstract,
        )
        paper, remarks = self._identify(paper, printed_ids(text))
        return Read(paper, where, remarks)


def _sayable(name: str) -> str:
    """Names of files may hold bytes that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()


PDF: Importer = PdfImporter()
