"""PDFs that are made to break readers: each costs a message, and nothing else."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil
import pytest

from papers.pdf.hostile_pdfs import hostile_pdfs
from papers.pdf.made_pdfs import a_paper
from tenfold.errors import InputError
from tenfold.papers.pdf.captions import captions_of
from tenfold.papers.pdf.front import front_of
from tenfold.papers.pdf.limits import PdfLimits
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.pdf.printed_ids import printed_ids
from tenfold.papers.pdf.reader import PdfReader
from tenfold.papers.pdf.sections import sections_of

CODES = {"BROKEN", "ENCRYPTED", "NO-TEXT", "TIME", "MEMORY"}
SLACK_S = 9.0  # that of a busy machine


def test_none_breaks_the_reader_or_holds_it_up() -> None:
    """In order, through one reader: what comes after a failure is read as if it had not been."""
    n_files, failed, said = 0, {}, {}
    with PdfReader(PdfLimits(timeout_s=1.0)) as reader:
        for name, data in hostile_pdfs():
            n_files += 1
            start = time.monotonic()
            try:
                use(reader.read(data, name))
            except InputError as error:
                failed[name] = str(error.code).removeprefix("TF-PDF-")
                said[name] = str(error)
            assert time.monotonic() - start < reader.limits.timeout_s + SLACK_S, name
    assert n_files >= 80
    assert all(message.startswith(f"{name}: ") for name, message in said.items())
    assert set(failed.values()) <= CODES
    assert failed["text-renamed"] == failed["empty"] == failed["cut-50"] == "BROKEN"
    assert {failed[f"locked-{version}"] for version in (1, 2, 5, 99)} == {"ENCRYPTED"}
    assert failed["no-text"] == failed["blanks-alone"] == "NO-TEXT"
    assert failed["forms-double-30-times"] in ("TIME", "MEMORY")
    assert "mark-late" not in failed


def use(text: PdfText) -> None:
    """All that is made of a text, which survives a journey as JSON and holds nothing that a terminal obeys."""
    front_of(text), sections_of(text), captions_of(text), printed_ids(text)
    assert PdfText.from_content(json.loads(json.dumps(text.to_content()))) == text
    texts = [text.title, text.author, *(line.text for _, line in text.lines())]
    assert all(one.isprintable() for one in texts)
    "".join(texts).encode("utf-8")


def test_the_usual_limits_are_those_that_are_promised() -> None:
    limits = PdfLimits()
    assert limits.timeout_s == 10.0
    assert limits.memory_mb < 512


@pytest.mark.skipif(sys.platform != "linux", reason="limits of other systems are not read here")
def test_the_reading_process_may_not_have_more_memory_nor_write() -> None:
    with PdfReader() as reader:
        reader.read(a_paper(), "a.pdf")
        process = psutil.Process(reader._process.pid)  # type: ignore[union-attr]
        assert process.rlimit(psutil.RLIMIT_AS) == (480 << 20, 480 << 20)
        assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_process_that_dies_in_between_is_started_again() -> None:
    with PdfReader() as reader:
        before = reader.read(a_paper(), "a.pdf")
        psutil.Process(reader._process.pid).kill()  # type: ignore[union-attr]
        assert reader.read(a_paper(), "a.pdf") == before


def test_no_more_pages_than_allowed_are_read_and_it_is_known(tmp_path: Path) -> None:
    with PdfReader(PdfLimits(max_pages=2)) as reader:
        text = reader.read(a_paper(), "a.pdf")
        assert (len(text.pages), text.n_pages) == (2, 3)
    with PdfReader(PdfLimits(max_bytes=100)) as reader:
        (tmp_path / "a.pdf").write_bytes(a_paper())
        with pytest.raises(InputError, match="is larger than"):
            reader.read_file(tmp_path / "a.pdf")


def test_a_reader_that_is_closed_leaves_no_process() -> None:
    reader = PdfReader()
    reader.close()
    with reader:
        reader.read(a_paper(), "a.pdf")
    children = psutil.Process().children()
    assert not any("tenfold.papers.pdf.child" in " ".join(c.cmdline()) for c in children)
