"""`tenfold paper attach`: the PDF of a paper that the library has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import Key, named_paper

if TYPE_CHECKING:
    from tenfold.papers.named_paper import NamedPaper
    from tenfold.store.workspace import Workspace

__all__ = ["attach_command"]


def attach_command(
    key: Key,
    file: Annotated[Path | None, typer.Argument(help="The PDF.")] = None,
    detach: Annotated[bool, typer.Option("--detach", help="Take yours off again.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Attach a PDF to a paper: a copy is kept in the workspace, and its text is read once.

    You are warned where its first page has another title. With a PDF, quotes in answers find their page.

    Example: tenfold paper attach hu2021lora ~/papers/2106.09685.pdf
    """
    from tenfold.errors import InputError

    if detach == (file is not None):
        raise InputError("say which file, or --detach.", remedy=f"tenfold paper attach {key} FILE")
    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    said = _detach(opened, paper) if file is None else _attach(opened, paper, file)
    if as_json:
        print_json({"schema_version": 1, "key": paper.key, **said})
        return
    for line in _lines(paper, said):
        console().print(plain(line))


def _detach(workspace: Workspace, paper: NamedPaper) -> dict[str, Any]:
    from tenfold.papers.attached_pdfs import AttachedPdfs

    return {"detached": AttachedPdfs(workspace).detach(paper.subject, paper.key).to_json()}


def _attach(workspace: Workspace, paper: NamedPaper, file: Path) -> dict[str, Any]:
    """What was attached; a document whose text cannot be extracted is attached too, and that is said."""
    from tenfold.errors import InputError
    from tenfold.papers.attached_pdfs import AttachedPdfs, pdf_limits
    from tenfold.papers.pdf.front import front_of, has_title
    from tenfold.papers.pdf.reader import pdf_bytes, require_pdf

    data = pdf_bytes(file, pdf_limits(workspace))
    require_pdf(data, str(file))
    pdfs = AttachedPdfs(workspace)
    is_new = pdfs.attach(paper.subject, data, file.name)
    said: dict[str, Any] = {"file": file.name, "is_new": is_new, "n_pages": None}
    try:
        text = pdfs.text(paper.subject, paper.key)
    except InputError as error:
        return {**said, "text": "not extracted", "reason": error.message, "title_agrees": None}
    return {
        **said,
        "n_pages": text.n_pages,
        "text": "extracted",
        "title_agrees": has_title(text, paper.title),
        "first_page": front_of(text).title,
    }


def _lines(paper: NamedPaper, said: dict[str, Any]) -> list[str]:
    if "detached" in said:
        return [f"Taken off {paper.key}: {said['detached']['name']}."]
    done = "Attached to" if said["is_new"] else "Attached before to"
    if said["text"] != "extracted":
        return [f"{done} {paper.key}: {said['file']}. Its text was not extracted: {said['reason']}"]
    pages = "1 page" if said["n_pages"] == 1 else f"{said['n_pages']:,} pages"
    lines = [f"{done} {paper.key}: {said['file']}, {pages}."]
    if not said["title_agrees"]:
        found = f'says "{said["first_page"]}"' if said["first_page"] else "does not have its title"
        lines += [
            f'Warning: its first page {found}; the paper is "{paper.title}".',
            f"Take it off: tenfold paper attach {paper.key} --detach",
        ]
    return lines
