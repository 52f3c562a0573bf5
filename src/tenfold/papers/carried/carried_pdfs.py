"""The documents of papers, as files of an exported library; an entry names its document by digest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.papers.attached_pdfs import pdf_limits
from tenfold.papers.carried.carried_entry import CarriedEntry
from tenfold.papers.exporters.file_names import file_names
from tenfold.papers.pdf.reader import is_pdf
from tenfold.store.digests import digest_file

if TYPE_CHECKING:
    from tenfold.store.artifacts import Artifacts
    from tenfold.store.workspace import Workspace

__all__ = ["PDFS", "digests_of", "pdf_files", "take_pdfs_in"]

PDFS = "pdfs"
"""``pdfs/KEY.pdf``: the document of a paper; a second one of the same paper has a few digits in its name."""

_HEAD_BYTES = 1024


def digests_of(entry: CarriedEntry) -> set[str]:
    """The documents that an entry names, earlier ones too."""
    if entry.kind != "pdf":
        return set()
    return {str(state.content["digest"]) for state in entry.states if state.content}


def pdf_files(
    artifacts: Artifacts, told: Mapping[str, Iterable[tuple[str, CarriedEntry]]]
) -> Iterator[tuple[str, Path]]:
    """Files by name with the copy that the workspace has, of entries by folder, each with its paper's key.

    What is in the folder before is not written again. Raises DamageError for a document that is lost.
    """
    written: set[tuple[str, str]] = set()
    for folder, entries in told.items():
        wanted: dict[str, str] = {}
        newest_first = sorted(
            entries, key=lambda e: (e[1].states[-1].time, e[1].number), reverse=True
        )
        for key, entry in newest_first:
            for digest in sorted(digests_of(entry)):
                if (key, digest) not in written:
                    written.add((key, digest))
                    wanted[key if key not in wanted else f"{key} {digest[:8]}"] = digest
        names = file_names(wanted)
        for label, digest in sorted(wanted.items()):
            artifacts.verify(digest)
            yield f"{folder}{PDFS}/{names[label]}.pdf", artifacts.path(digest)


def take_pdfs_in(
    workspace: Workspace, folders: Iterable[Path], wanted: Collection[str]
) -> set[str]:
    """Keep those documents in some folders that are wanted; which of them are in the workspace then.

    They are found by their bytes, whatever the files are called. What is no PDF, or larger than the settings
    allow, is passed over.
    """
    artifacts, limits = workspace.artifacts, pdf_limits(workspace)
    there: set[str] = set()
    for path in (path for folder in folders for path in sorted(folder.glob("*.pdf")) if wanted):
        if (digest := _digest(path, limits.max_bytes)) in wanted and digest not in there:
            artifacts.take(path, digest)
            there.add(digest)
    return there | {digest for digest in set(wanted) - there if artifacts.size_bytes(digest)}


def _digest(path: Path, max_bytes: int) -> str:
    """Empty for what is no document that may come in."""
    try:
        if not path.is_file() or path.stat().st_size > max_bytes:
            return ""
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        return digest_file(path) if is_pdf(head) else ""
    except OSError:
        return ""
