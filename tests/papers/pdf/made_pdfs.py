"""Small PDFs, written byte by byte: lines in two fonts at given places."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Set:
    """A line as it is set, from the lower left of a page of A4, in points."""

    text: str
    size: float = 10
    bold: bool = False
    x: float = 72
    y: float = 0


def paragraph(*texts: str, at: float, size: float = 10, x: float = 72) -> list[Set]:
    """Lines one below the other; the first stands at `at`."""
    return [Set(text, size, x=x, y=at - 1.2 * size * n) for n, text in enumerate(texts)]


def pdf_of(pages: Sequence[Sequence[Set]], about: Mapping[str, str] | None = None) -> bytes:
    """A sound PDF."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        3: font("Helvetica"),
        4: font("Helvetica-Bold"),
        5: b"<<"
        + b"".join(f"/{k}({_said(v)})".encode("latin-1") for k, v in (about or {}).items())
        + b">>",
    }
    for n, lines in enumerate(pages):
        objects[10 + 2 * n] = PAGE % (11 + 2 * n)
        objects[11 + 2 * n] = stream(content(lines))
    return file_of(objects, b"/Root 1 0 R/Info 5 0 R")


PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
    b"/Resources<</Font<</F0 3 0 R/F1 4 0 R>>>>>>"
)


def font(name: str) -> bytes:
    return f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode()


def content(lines: Sequence[Set]) -> bytes:
    said = [
        f"BT /F{int(one.bold)} {one.size} Tf {one.x} {one.y} Td ({_said(one.text)}) Tj ET"
        for one in lines
    ]
    return "\n".join(said).encode("latin-1")


def stream(data: bytes, *, more: bytes = b"", packed: bool = True) -> bytes:
    body = zlib.compress(data) if packed else data
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<</Length %d%s%s>>stream\n%s\nendstream" % (len(body), how, more, body)


def file_of(objects: Mapping[int, bytes], trailer: bytes) -> bytes:
    """Objects with their table; the trailer's entries without its size."""
    data, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in sorted(places.items()))
    end = b"xref\n0 1\n0000000000 65535 f \n%strailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (table, max(objects) + 1, trailer, len(data))


def _said(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


TITLE = "Sparse Adapters for Robust Classifiers"
ABSTRACT = (
    "We study sparse adapters of large models. They are as good as dense",
    "ones on four of five data sets, and three times as fast to adapt-",
    "ation of the whole model. Code is given.",
)


def a_paper(*, title: str = TITLE, doi: str = "", about: Mapping[str, str] | None = None) -> bytes:
    """Three pages as papers are set: title, authors, abstract, sections, a figure, a table, references."""
    first = [
        Set(title, 17, bold=True, x=120, y=780),
        Set("Ada Lovelace, Grace B. Hopper and Jan van der Berg", 11, x=150, y=755),
        Set("University of Somewhere", 10, x=200, y=740),
        Set("Abstract", 12, bold=True, y=710),
        *paragraph(*ABSTRACT, at=695),
        Set("1 Introduction", 12, bold=True, y=640),
        *paragraph(
            "Large models are adapted to small data sets every",
            "day. Table 1 shows how often.",
            at=625,
        ),
        *([Set(f"https://doi.org/{doi}", 8, y=40)] if doi else []),
    ]
    second = [
        Set("2 Method", 12, bold=True, y=780),
        *paragraph(
            "We freeze the weights and add a low-rank up-", "date to each layer, which is", at=765
        ),
        Set("Figure 1: The adapter beside its layer, with the frozen", 9, y=600),
        Set("weights in grey.", 9, y=589),
        Set("2.1 Details", 11, bold=True, y=540),
        *paragraph("The rank is four everywhere in what follows here.", at=525),
    ]
    third = [
        *paragraph("trained for three epochs, as is usual in such work.", at=780),
        Set("Table 1: Scores on five data sets.", 9, y=700),
        Set("References", 12, bold=True, y=650),
        *paragraph("A. Smith. 2019. A paper. In Proceedings.", at=635),
    ]
    return pdf_of([first, second, third], about)
