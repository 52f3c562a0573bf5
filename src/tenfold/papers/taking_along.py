"""What comes along with records of other programs: the PDFs beside the file, and their collections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.attached_pdfs import AttachedPdfs, pdf_limits
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.pdf.reader import is_pdf, pdf_bytes
from tenfold.papers.subject import subject_of

if TYPE_CHECKING:
    from tenfold.papers.sorting_in import Placed
    from tenfold.store.workspace import Workspace

__all__ = ["TakenAlong"]


@dataclass(slots=True)
class TakenAlong:
    """Notes which records bring more than themselves, while they are read, and takes that in afterwards.

    Done again whenever an import is repeated: what was broken off in between is made up for.
    """

    n_attached: int = 0
    n_collected: int = 0
    _reads: dict[str, list[Read]] = field(default_factory=lambda: defaultdict(list))

    def noted(
        self, records: Iterable[Read | Refused], folders: Iterable[Path]
    ) -> Iterator[Read | Refused]:
        """The same records. Only files that are below one of the `folders` will be taken."""
        roots = [folder.resolve() for folder in folders]
        for record in records:
            if isinstance(record, Read) and (record.files or record.collections):
                self._reads[record.where].append(_with_files_below(record, roots))
            yield record

    def take_in(self, workspace: Workspace) -> None:
        """Attach each PDF to a paper that has none; fill collections of the acting person, new ones private."""
        library = Library(workspace)
        reads = [read for some in self._reads.values() for read in some]
        keys: list[str] = []

        def heard(placed: Placed) -> None:
            keys.append("" if placed.outcome == "new" else placed.key)

        if reads:
            library.preview(iter(reads), heard=heard)
        found = [
            (read, subject_of(library.number(key)))
            for read, key in zip(reads, keys, strict=True)
            if key
        ]
        self._attach(workspace, found)
        self._collect(workspace, found)

    def _attach(self, workspace: Workspace, found: list[tuple[Read, str]]) -> None:
        limits, pdfs = pdf_limits(workspace), AttachedPdfs(workspace)
        for read, subject in found:
            for path in read.files if pdfs.of(subject) is None else ():
                try:
                    data = pdf_bytes(path, limits)
                except InputError:  # too large, or not to be read: the paper stays without
                    continue
                if is_pdf(data):
                    self.n_attached += pdfs.attach(subject, data, path.name)
                    break

    def _collect(self, workspace: Workspace, found: list[tuple[Read, str]]) -> None:
        members: dict[str, list[str]] = defaultdict(list)
        for read, subject in found:
            for name in read.collections:
                members[name].append(subject)
        collections = Collections(workspace)
        for name, subjects in members.items():
            try:
                own = _own_collection(collections, name)
                before = len(collections.named(own).members)
                self.n_collected += len(collections.add(own, subjects).members) - before
            except (
                InputError
            ):  # a name that none can have: its papers are in the library all the same
                continue


def _own_collection(collections: Collections, name: str) -> str:
    """The acting person's collection of a name, begun where there is none; never that of somebody else."""
    folded = " ".join(name.split()).casefold()
    for name_now in (folded, f"{folded} (imported)"):
        same = [c for c in collections.all() if c.name.casefold() == name_now]
        own = [c.name for c in same if c.person == collections.person]
        if own:
            return own[0]
        if not same:
            said = name if name_now == folded else f"{name} (imported)"
            return collections.begin(said, private=True).name
    raise InputError(f"two collections {name!r} are of others.", code="TF-PAPER")


def _with_files_below(read: Read, roots: list[Path]) -> Read:
    """With those of its files that stand below the folder of what is imported; a file says any path."""
    files = []
    for path in read.files:
        try:
            whole = path.resolve()
            if whole.is_file() and any(whole.is_relative_to(root) for root in roots):
                files.append(whole)
        except (OSError, ValueError, RuntimeError):
            continue
    return Read(read.paper, read.where, files=tuple(files), collections=read.collections)
