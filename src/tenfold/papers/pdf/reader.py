"""Reads PDFs in a process of its own: one that hangs, bursts or breaks it costs that document alone."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import tenfold
from tenfold.errors import InputError, StoppedError
from tenfold.papers.pdf.limits import PdfLimits
from tenfold.papers.pdf.pdf_text import PdfText

__all__ = ["PdfReader", "is_pdf", "pdf_bytes", "require_pdf"]

_MAX_ANSWER = 200_000_000
_MOST_DOCUMENTS = 100
"""So many are read by one process: what PDFium leaks does not add up."""

_ELSEWHERE = (
    "Its text is unknown, not empty. Add the paper by its id or a BibTeX file, then: "
    "tenfold paper attach KEY FILE"
)
_FAILURES = {
    "encrypted": (
        "TF-PDF-ENCRYPTED",
        "needs a password to be opened.",
        "Save a copy without the password (qpdf --decrypt), and give that.",
    ),
    "broken": (
        "TF-PDF-BROKEN",
        "is no PDF that can be read: it is damaged or cut off.",
        "Download it again; a viewer that can open it can save a sound copy.",
    ),
    "memory": (
        "TF-PDF-MEMORY",
        "broke its reader, or needs more than {memory_mb} MB to be read.",
        "Its text is unknown. A copy printed to a new PDF is often sound.",
    ),
    "time": (
        "TF-PDF-TIME",
        "could not be read within {timeout_s:g} s.",
        "Its text is unknown. A copy printed to a new PDF is often sound.",
    ),
}


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF; viewers bear something before its mark, so 1 KB is looked at."""
    return b"%PDF-" in head[:1024]


class PdfReader:
    """Reads documents one after another; the process is started when it is first needed, and after a failure.

    Use it in a `with`, or call `close`.
    """

    def __init__(self, limits: PdfLimits | None = None) -> None:
        self.limits = limits or PdfLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._n_read = 0

    def __enter__(self) -> PdfReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. Reading again starts another."""
        process, self._process, self._n_read = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was not sent is not wanted any more
                pipe.close() if pipe else None

    def read_file(self, path: Path) -> PdfText:
        """The text of a file; see `read`."""
        return self.read(pdf_bytes(path, self.limits), str(path))

    def read(self, data: bytes, where: str) -> PdfText:
        """The text of a document.

        Raises InputError with one message where it is no PDF, encrypted, broken, has no text that can be
        extracted (a scan), or costs more than the limits.
        """
        require_pdf(data, where)
        answer = self._answer(data)
        if "read" not in answer:
            raise _failure(str(answer["failed"]), where, self.limits)
        text = PdfText.from_content(answer["read"])
        if not text.n_pages:
            raise _failure("broken", where, self.limits)
        if not text.has_text:
            raise InputError(
                "no text could be extracted from it: it may be a scan.",
                code="TF-PDF-NO-TEXT",
                where=where,
                remedy=_ELSEWHERE,
            )
        return text

    def _answer(self, data: bytes) -> dict[str, Any]:
        """One that fails in a process that has read others is tried once more in a new one."""
        self._started()  # which takes none of the document's time
        was_fresh, end = self._n_read == 0, time.monotonic() + self.limits.timeout_s
        answer = self._asked(data, end)
        if answer.get("failed") == "memory" and not was_fresh:
            self.close()
            answer = self._asked(data, end)
        if answer.get("failed") in ("memory", "time") or self._n_read >= _MOST_DOCUMENTS:
            self.close()
        return answer

    def _asked(self, data: bytes, end: float) -> dict[str, Any]:
        process = self._started()
        request = {
            "size": len(data),
            "max_pages": self.limits.max_pages,
            "max_letters": self.limits.max_letters,
            "cpu_s": self.limits.timeout_s + 1,
        }
        answers: queue.Queue[bytes] = queue.Queue()
        asking = threading.Thread(target=_ask, args=(process, request, data, answers), daemon=True)
        asking.start()
        try:
            line = answers.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            self.close()
            return {"failed": "time"}
        except BaseException:  # Ctrl-C: an answer that comes now would be taken for the next one's
            self.close()
            raise
        self._n_read += 1
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError:  # it ended instead of answering
            self.close()
            return {"failed": "memory"}
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "tenfold.papers.pdf.child",
                    str(self.limits.memory_mb),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": _own_path()},
            )
            _require_ready(self._process)
        return self._process


def pdf_bytes(path: Path, limits: PdfLimits) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read or is larger than the limit."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror}).",
            code="TF-PAPER-FILE",
            where=str(path),
            remedy="Name a file that you may read.",
        ) from None
    if len(data) > limits.max_bytes:
        raise InputError(
            f"is larger than {limits.max_bytes // 1_000_000} MB.",
            code="TF-PDF-SIZE",
            where=str(path),
            remedy="Leave pictures out, or split it.",
        )
    return data


def _own_path() -> str:
    """Where this tenfold stands comes first, so that the process is of the same, wherever it is started."""
    own = str(Path(tenfold.__file__).resolve().parents[1])
    return os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH", ""))))


def _require_ready(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    if process.stdout.readline(2) != b"\n":
        raise StoppedError(
            "the process that reads PDFs does not start.",
            code="TF-PDF-READER",
            remedy="Is pypdfium2 installed, and papers.pdf_memory_mb not too small? tenfold doctor",
        )


def _ask(
    process: subprocess.Popen[bytes],
    request: dict[str, Any],
    data: bytes,
    answers: queue.Queue[bytes],
) -> None:
    """Send a document and wait for what comes back; nothing where the process ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        _send(process.stdin, request, data)
        answers.put(process.stdout.readline(_MAX_ANSWER))
    except (OSError, ValueError):  # the process is gone, or its pipes were closed
        answers.put(b"")


def _send(pipe: IO[bytes], request: dict[str, Any], data: bytes) -> None:
    pipe.write(json.dumps(request).encode() + b"\n")
    pipe.write(data)
    pipe.flush()


def require_pdf(data: bytes, where: str) -> None:
    """Raises InputError for what is no PDF at all."""
    if not is_pdf(data):
        raise InputError(
            "is no PDF: it does not begin with %PDF-.",
            code="TF-PDF-BROKEN",
            where=where,
            remedy="A web page saved as .pdf looks like this: download the document itself.",
        )


def _failure(kind: str, where: str, limits: PdfLimits) -> InputError:
    code, message, remedy = _FAILURES.get(kind, _FAILURES["broken"])
    said = message.format(memory_mb=limits.memory_mb, timeout_s=limits.timeout_s)
    return InputError(said, code=code, where=where, remedy=remedy)
