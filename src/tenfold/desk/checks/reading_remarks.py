"""TF-DATA-020: what the reader saw on its way."""

from __future__ import annotations

from tenfold.data.raw import SourceNote
from tenfold.desk.check import Check
from tenfold.desk.examined import Examined
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "reading_remarks"]


def reading_remarks(sources: tuple[SourceNote, ...]) -> Finding:
    """Blank lines, nulls, suspicious quotes and files left unread, file by file."""
    remarks = [(note.file, remark) for note in sources for remark in note.remarks]
    return Finding(
        code="TF-DATA-020",
        severity="note",
        state="found" if remarks else "clean",
        message=worded(
            "{n:d} thing was seen while reading."
            if len(remarks) == 1
            else "{n:d} things were seen while reading.",
            n=len(remarks),
        )
        if remarks
        else worded("the files held nothing but rows."),
        count=len(remarks),
        places=tuple(Place(file=file, excerpt=what) for file, what in remarks),
        remedy=worded("Look at these rows; if they are as they should be, nothing is to be done.")
        if remarks
        else "",
    )


def _find(examined: Examined) -> Finding:
    return reading_remarks(examined.dataset.sources)


CHECK = Check(
    code="TF-DATA-020", what="what the reader saw", find=_find, needs=(), is_kept=False
)  # not kept: the same rows may come from other files
