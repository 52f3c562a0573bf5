"""Reading PDFs: pages a second of tenfold (a process with limits, sizes and places of lines), and of pypdf.

The files are those of `--pdf-files`, or one made of plain pages. Ways run in turn, A B A B ...; the seconds of
tenfold hold the start of its process. pypdf gives words alone, without sizes, and is skipped where it is not
installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["add_options", "main"]

_WORDS = "adapters of large models are as good as dense ones on most data sets that we have tried "


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--pdf-files", nargs="+", type=Path, default=[], help="default: made here")
    parser.add_argument("--pdf-pages", type=int, default=200, help="pages of the file made here")
    parser.add_argument("--pdf-rounds", type=int, default=3)


def main(options: argparse.Namespace) -> None:
    ways: dict[str, Callable[[Sequence[Path]], int]] = {"tenfold": _tenfold}
    if importlib.util.find_spec("pypdf"):
        ways["pypdf"] = _pypdf
    with tempfile.TemporaryDirectory() as folder:
        files = options.pdf_files or [_made(Path(folder) / "made.pdf", options.pdf_pages)]
        taken: dict[str, list[float]] = {way: [] for way in ways}
        n_pages = {}
        for _ in range(options.pdf_rounds):
            for way, read in ways.items():
                start = time.perf_counter()
                n_pages[way] = read(files)
                taken[way].append(time.perf_counter() - start)
    print(f"{len(files)} files, {options.pdf_rounds} rounds; the goal is 20 pages/s")
    for way, seconds in taken.items():
        middle = statistics.median(seconds)
        n = n_pages[way]
        print(f"{way:<10}{n:>6} pages{middle:>8.2f} s{n / middle:>9.0f} pages/s")


def _tenfold(files: Sequence[Path]) -> int:
    from tenfold.papers.pdf.limits import PdfLimits
    from tenfold.papers.pdf.reader import PdfReader

    with PdfReader(PdfLimits(timeout_s=600)) as reader:
        return sum(len(reader.read_file(file).pages) for file in files)


def _pypdf(files: Sequence[Path]) -> int:
    import pypdf

    pages = [page for file in files for page in pypdf.PdfReader(file).pages]
    return len([page.extract_text() for page in pages])


def _made(path: Path, n_pages: int) -> Path:
    """Pages of 60 lines of 87 letters, which is what a full page of a paper holds."""
    lines = "".join(f"BT /F0 9 Tf 40 {800 - 12 * n} Td ({_WORDS}) Tj ET\n" for n in range(60))
    kids = " ".join(["5 0 R"] * n_pages)
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F0 3 0 R>>>>>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {n_pages}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Length {len(lines)}>>stream\n{lines}endstream",
        page,
    ]
    data, table = "%PDF-1.7\n", "0000000000 65535 f \n"
    for number, body in enumerate(objects, start=1):
        table += f"{len(data):010d} 00000 n \n"
        data += f"{number} 0 obj\n{body}\nendobj\n"
    size = len(objects) + 1
    end = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
    path.write_text(f"{data}xref\n0 {size}\n{table}{end}", encoding="ascii")
    return path
