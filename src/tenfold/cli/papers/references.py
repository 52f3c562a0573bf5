"""`tenfold paper references`: what a paper cites, read from its printed list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.named import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.papers.references.keeping import Kept
    from tenfold.papers.references.matching import MatchedReference
    from tenfold.store.workspace import Workspace

__all__ = ["references_command"]


def references_command(
    key: Key,
    from_text: Annotated[
        Path | None,
        typer.Option(
            "--from-text",
            help="Its text (UTF-8; form feeds between pages); default: its attached PDF.",
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Keep them as what it cites.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List the references that a paper prints, and which papers of the library they are; --apply keeps them.

    Example: tenfold paper references hu2021lora --apply
    """
    from tenfold.papers.library import Library
    from tenfold.papers.references.keeping import keep_references
    from tenfold.papers.references.matching import match_references
    from tenfold.papers.references.reading import references_of
    from tenfold.papers.references.text_file import pages_of_text

    opened = open_workspace(workspace)
    library = Library(opened)
    number = library.number(key)
    pages = _attached_pages(opened, number, key) if from_text is None else pages_of_text(from_text)
    printed = references_of(pages)
    matched = match_references(library, printed, citing=number)
    kept = keep_references(library, key, matched) if apply else None
    if as_json:
        said = {"n_references": kept.n_references, "n_new": kept.n_new} if kept else None
        listed = [one.to_json() for one in matched]
        print_json({"schema_version": 1, "key": key, "references": listed, "kept": said})
        return
    _print(matched, kept, key)


def _attached_pages(workspace: Workspace, number: int, key: str) -> Sequence[str]:
    from tenfold.papers.attached_pdfs import AttachedPdfs
    from tenfold.papers.subject import subject_of

    return AttachedPdfs(workspace).text(subject_of(number), key).texts


def _print(matched: Sequence[MatchedReference], kept: Kept | None, key: str) -> None:
    terminal = console()
    if not matched:
        terminal.print("No list of references was found in the text.")
        return
    for n, one in enumerate(matched, start=1):
        for line in _lines(n, one):
            terminal.print(line)
    counts = {name: sum(one.match == name for one in matched) for name in _MARKS}
    said = ", ".join(f"{n:,} {name}" for name, n in counts.items())
    terminal.print(f"{len(matched):,} references: {said}.")
    if kept is None:
        terminal.print(plain(f"Nothing was kept. Keep them: add --apply (for {key})."))
        return
    terminal.print(
        f"Kept: {kept.n_new:,} new, {kept.n_references:,} in all. Take back: tenfold paper undo"
        if kept.n_new
        else f"Nothing new: the paper has its {kept.n_references:,} references."
    )


_MARKS = {"matched": "green", "doubtful": "yellow", "stub": "dim"}


def _lines(n: int, one: MatchedReference) -> list[str]:
    read = one.printed
    names = [name.family for name in read.authors]
    more = " et al." if len(names) > 2 or read.is_cut_off else ""
    who = (names[0] + more if more else " and ".join(names)) if names else "(no author)"
    mark = f"[{_MARKS[one.match]}]{one.match:<8}[/]"
    said = f"{who} {read.year or '(no year)'}: {read.title or '(no title)'}"
    label = f"\\[{plain(read.label)}]" if read.label else f"{n}."
    lines = [f"{label:>5} {mark} {read.sure:.1f}  {plain(said)}"]
    if one.paper is not None:
        lines.append(plain(f"               is {one.paper.key} ({one.reason})"))
    if read.sure < 0.5:
        lines.append(plain(f"               printed: {read.raw[:300]}"))
    return lines
