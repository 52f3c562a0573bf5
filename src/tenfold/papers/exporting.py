"""Papers out of the library: as references, a formatted list, notes, or a folder that imports again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.carried.going_out import said_written
from tenfold.papers.choosing import Chosen, choose
from tenfold.papers.cited import cited_by
from tenfold.papers.finding import selected_papers
from tenfold.papers.library import Library
from tenfold.papers.search.query import Query

if TYPE_CHECKING:
    from tenfold.papers.exporters.styled import Form
    from tenfold.papers.holdings import Holdings
    from tenfold.store.workspace import Workspace

__all__ = ["ExportReport", "Format", "Wanted", "export"]

Format = Literal["bibtex", "ris", "csl", "list", "html", "text", "notes", "folder"]
_ENDINGS: dict[str, Format] = {
    ".bib": "bibtex",
    ".ris": "ris",
    ".json": "csl",
    ".md": "list",
    ".html": "html",
    ".txt": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for.

    keys, cited_by, selection
        Papers by key, what studies and texts cite, and those of a selection; with none, the whole library.
    format
        None: what the ending of `out` says, else BibTeX; with `folder`, the folder that imports again.
    private
        What the acting person alone may see goes into that folder too; never what others keep to themselves.
    pdfs
        The documents of the papers go into that folder too.
    """

    keys: Sequence[str] = ()
    cited_by: Sequence[str] = ()
    selection: Query = field(default_factory=Query)
    format: str | None = None
    style: str | None = None
    out: Path | None = None
    folder: Path | None = None
    private: bool = False
    pdfs: bool = True
    force: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What went out. `text` is it where neither a file nor a folder was named.

    missing
        Keys that are cited and that the library does not hold.
    remarks
        What a person should know before relying on it, such as that a paper was retracted.
    """

    format: Format
    n_papers: int
    written_to: Path | None
    text: str
    missing: Sequence[str]
    remarks: Sequence[str]


def export(workspace: Workspace, wanted: Wanted) -> ExportReport:
    """Write papers out. Raises InputError where it is not clear what is wanted, or a place is taken."""
    library = Library(workspace)
    kind = _format(wanted)
    cited = [cited_by(source, workspace.studies) for source in wanted.cited_by]
    chosen = choose(library, [*wanted.keys, *_selected(workspace, library, wanted)], cited)
    text = ""
    if kind in ("notes", "folder"):
        n_papers = _write_folder(workspace, chosen, kind, wanted)
    else:
        n_papers, text = len(chosen.papers), _text(chosen, kind, wanted.style)
        if wanted.out is not None:
            from tenfold.papers.exporters.written_files import write_file

            write_file(wanted.out, text, force=wanted.force)
    place = wanted.folder or wanted.out
    shown = "" if place else text
    return ExportReport(kind, n_papers, place, shown, chosen.missing, chosen.remarks)


def _selected(workspace: Workspace, library: Holdings, wanted: Wanted) -> list[str]:
    """The keys of a selection. Raises InputError for an empty one: it must not become the whole library."""
    if wanted.selection == Query():
        return []
    papers = library.by_number(selected_papers(workspace, wanted.selection))
    if not papers:
        raise InputError(
            "no paper is so.", code="TF-PAPER-OUT", remedy="See what there is: tenfold paper list"
        )
    return [paper.key for _, paper in sorted(papers.items())]


def _format(wanted: Wanted) -> Format:
    formats: tuple[Format, ...] = get_args(Format)
    kind: Format | None = next((f for f in formats if f == wanted.format), None)
    if wanted.format is not None and kind is None:
        raise _unclear(f"no format {wanted.format!r}.", "--format", nearest(wanted.format, formats))
    if kind is None and wanted.folder:
        kind = "folder"
    if kind is None:
        ending = wanted.out.suffix.casefold() if wanted.out else ""
        if ending and ending not in _ENDINGS:
            remedy = f"It writes {', '.join(_ENDINGS)}; or say --format."
            raise _unclear(f"no format ends in {ending!r}.", str(wanted.out), remedy)
        kind = _ENDINGS.get(ending, "list" if wanted.style else "bibtex")
    if (kind in ("notes", "folder")) != (wanted.folder is not None) or (
        wanted.folder and wanted.out
    ):
        remedy = "A file goes with --out, notes and the whole library with --folder."
        raise _unclear(f"the format {kind} does not go there.", "--folder", remedy)
    if wanted.private and kind != "folder":
        message = f"the format {kind} holds nothing private."
        raise _unclear(message, "--private", "It goes with --folder alone.")
    if not wanted.pdfs and kind != "folder":
        message = f"the format {kind} holds no PDFs."
        raise _unclear(message, "--no-pdfs", "It goes with --folder alone.")
    if wanted.style and kind not in ("list", "html", "text"):
        remedy = "Ask for --format list, html or text."
        raise _unclear(f"the format {kind} has no style.", "--style", remedy)
    return kind


def _unclear(message: str, where: str, remedy: str) -> InputError:
    return InputError(message, code="TF-PAPER-OUT", where=where, remedy=remedy)


def _text(chosen: Chosen, kind: Format, style: str | None) -> str:
    papers = chosen.papers
    if kind == "bibtex":
        from tenfold.papers.exporters.bibtex import write_bibtex

        return write_bibtex(papers)
    if kind == "ris":
        from tenfold.papers.exporters.ris import write_ris

        return write_ris(papers)
    if kind == "csl":
        from tenfold.papers.exporters.csl import write_csl

        return write_csl(papers)
    from tenfold.papers.exporters.styled import write_list

    forms: dict[Format, Form] = {"list": "markdown", "html": "html", "text": "text"}
    return write_list(papers, style or "apa", forms[kind])


def _write_folder(workspace: Workspace, chosen: Chosen, kind: Format, wanted: Wanted) -> int:
    library, folder = Library(workspace), wanted.folder or Path()
    if kind == "folder":
        from tenfold.papers.exporters.folder import export_folder

        said = partial(said_written, workspace, private=wanted.private, pdfs=wanted.pdfs)
        numbers = chosen.numbers
        return export_folder(library, folder, numbers=numbers, others=said, force=wanted.force)
    from tenfold.papers.exporters.notes import export_notes

    keys = {n: paper.key for n, paper in library.each()}
    papers = list({paper.key: paper for paper in chosen.papers}.values())
    export_notes(papers, folder, related=_versions(library, keys), force=wanted.force)
    return len(papers)


def _versions(library: Holdings, keys: dict[int, str]) -> dict[str, list[tuple[str, str]]]:
    """What papers are to others, by their keys."""
    related: dict[str, list[tuple[str, str]]] = {}
    for (first, second), (said, _) in library.relations().items():
        if said == "version of" and first in keys and second in keys:
            related.setdefault(keys[first], []).append(("version of", keys[second]))
            related.setdefault(keys[second], []).append(("has version", keys[first]))
    return related
