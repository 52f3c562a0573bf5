"""The process that reads PDFs: `python -m tenfold.papers.pdf.child MEMORY_MB`.

A request on standard input is a line of JSON (`size` in bytes, `max_pages`, `max_letters`, `cpu_s`) and the
bytes of the document; the answer on standard output is a line of JSON: `read` (the content of a `PdfText`), or
`failed` (a word). An empty line before the first says that it is ready. It ends with its input, and by itself
where a document takes more memory or processor time than it may: PDFium is a large program in C++, and files
are made to break such.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import re
import signal
import sys
import unicodedata
from collections.abc import Iterator
from typing import IO, Any

import pypdfium2
import pypdfium2.raw as pdfium

__all__: list[str] = []

_MAX_OUTLINE = 2000
_MAX_UNREAD = 50
"""After so many pages that cannot be read the rest is left: a file may say that it has a million."""

_MAX_TITLE = 2000
_LINE = 20
"""A line takes the memory of so many letters besides its own."""

_BOLD = ("bold", "cmbx", "sfbx", "medi", "black", "heavy", "demi")
_FORCE_BOLD = 1 << 18
_UNSEEN = ("Cc", "Cs", "Cf", "Co", "Cn", "Zs", "Zl", "Zp")
_LINE_ENDS = re.compile("[\n\x02\ufffe]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BROKEN_WORD = ("\x02", "\ufffe")
"""What PDFium gives for the hyphen and the end of a line where a word goes on in the next."""

_LIGATURES = str.maketrans({"\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"})
"""Where TeX's own encoding has them: fonts of such files often do not say what their letters are."""


def _limit_process(memory_mb: int) -> None:
    """No more memory than this, no files written, no core dumped; Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_AS: memory_mb << 20,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))


def _limit_processor_time(seconds: float) -> None:
    """From now on; past it the system ends the process, also where nobody waits for it any more."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    while line := requests.readline():
        asked = json.loads(line)
        data = requests.read(asked["size"])
        if len(data) < asked["size"]:
            return
        _limit_processor_time(asked["cpu_s"])
        answer = json.dumps(_answer(data, asked)).encode("ascii")
        answers.write(answer + b"\n")
        answers.flush()


def _answer(data: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"read": _read(data, asked["max_pages"], asked["max_letters"])}
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in (
            pdfium.FPDF_ERR_PASSWORD,
            pdfium.FPDF_ERR_SECURITY,
        )
        return {"failed": "encrypted" if is_locked else "broken"}
    except MemoryError:
        return {"failed": "memory"}
    except (ValueError, OSError, RecursionError, OverflowError):
        return {"failed": "broken"}


def _read(data: bytes, max_pages: int, max_letters: int) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(data)
    try:
        n_pages = len(document)
        pages: list[list[list[Any]]] = []
        unread: list[int] = []
        left = max_letters
        for number in range(min(n_pages, max_pages)):
            lines = _page(document, number, left)
            if lines is None:
                unread.append(number + 1)
            if left <= 0 or len(unread) > _MAX_UNREAD:
                break
            pages.append(lines or [])
            left -= sum(len(line[0]) + _LINE for line in pages[-1])
        about = document.get_metadata_dict()
        return {
            "pages": pages,
            "n_pages": n_pages,
            "title": _shown(about.get("Title", ""))[:_MAX_TITLE].strip(),
            "author": _shown(about.get("Author", ""))[:_MAX_TITLE].strip(),
            "outline": list(_outline(document, n_pages)),
            "unread": unread,
        }
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int, most: int) -> list[list[Any]] | None:
    """The lines of a page as text, size, whether it is bold, x, y; None where it cannot be read."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        letters = page.get_textpage()
        try:
            return list(_lines(letters, most))
        finally:
            letters.close()
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


def _lines(letters: pypdfium2.PdfTextPage, most: int) -> Iterator[list[Any]]:
    """Without those that are set sideways or upside down, such as stamps in the margin."""
    page = _letters(letters, min(letters.count_chars(), most))
    start = 0
    for end in (*(found.start() for found in _LINE_ENDS.finditer(page)), len(page)):
        own, first = page[start:end], start
        start = end + 1
        text = _shown(own.strip()).rstrip()
        if page[end : end + 1] in _BROKEN_WORD:
            text += "-"
        if not text.strip():
            continue
        at = first + next((i for i, letter in enumerate(own) if letter > " "), 0)
        size, is_upright = _size(letters, at)
        x, y = _place(letters, at)
        if is_upright:
            yield [text.strip(), size, int(_is_bold(letters, at)), x, y]
        elif "arxiv:" in text.casefold():  # the one stamp that says something
            yield [text.strip(), 0.0, 0, x, y]


def _letters(letters: pypdfium2.PdfTextPage, n: int) -> str:
    """The first `n` letters of a page, so that each stands at its index.

    They come in one call where that gives as many UTF-16 units as there are letters and no pairs of them, as it
    nearly always does; else one by one, which is ten times slower.
    """
    buffer = (ctypes.c_ushort * (n + 1))()
    if pdfium.FPDFText_GetText(letters, 0, n, buffer) == n + 1:
        text = bytes(buffer)[: 2 * n].decode("utf-16-le", "surrogatepass")
        if len(text) == n and not _SURROGATE.search(text):
            return text
    codes = (pdfium.FPDFText_GetUnicode(letters, i) for i in range(n))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def _shown(text: str) -> str:
    """Without what a terminal would obey, and with blanks of one kind; pairs of UTF-16 put together."""
    if text.isprintable():
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.translate(_LIGATURES)
    return "".join(c if unicodedata.category(c) not in _UNSEEN else " " for c in text)


def _size(letters: pypdfium2.PdfTextPage, at: int) -> tuple[float, bool]:
    """The size of a letter in points, and whether it stands upright."""
    size = float(pdfium.FPDFText_GetFontSize(letters, at))
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(letters, at, matrix):
        return _finite(size), True
    is_upright = matrix.a > 0 and abs(matrix.b) <= abs(matrix.a)
    return _finite(abs(size) * math.hypot(matrix.c, matrix.d)), is_upright


def _place(letters: pypdfium2.PdfTextPage, at: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(letters, at, x, y)
    return _finite(x.value), _finite(y.value)


def _finite(number: float) -> float:
    return round(number, 1) if math.isfinite(number) else 0.0


def _is_bold(letters: pypdfium2.PdfTextPage, at: int) -> bool:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(letters, at, name, len(name), flags)
    said = name.value.decode("latin-1").casefold()
    return bool(flags.value & _FORCE_BOLD) or any(word in said for word in _BOLD)


def _outline(document: pypdfium2.PdfDocument, n_pages: int) -> Iterator[list[Any]]:
    """Bookmarks that lead to a page; one that leads round in a circle ends them."""
    try:
        for n, bookmark in enumerate(document.get_toc(max_depth=6)):
            if n >= _MAX_OUTLINE:
                return
            target = bookmark.get_dest()
            index = target.get_index() if target else None
            title = " ".join(_shown(bookmark.get_title()).split())[:_MAX_TITLE]
            if title and index is not None and 0 <= index < n_pages:
                yield [bookmark.level, title, index + 1]
    except (pypdfium2.PdfiumError, ValueError, AttributeError, UnicodeError):
        return


def _main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but answers goes where answers go
    _limit_process(int(sys.argv[1]))
    answers.write(b"\n")
    answers.flush()
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    _main()
