"""`tenfold paper text`: the text of a paper's PDF, its sections and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import Key, named_paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenfold.papers.pdf.pdf_text import PdfText

__all__ = ["text_command"]


def text_command(
    key: Key,
    page: Annotated[
        int | None, typer.Option("--page", min=1, help="This page alone, from 1.")
    ] = None,
    sections: Annotated[
        bool, typer.Option("--sections", help="The headings and their pages instead.")
    ] = False,
    captions: Annotated[
        bool, typer.Option("--captions", help="The captions of figures and tables instead.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the text of a paper's PDF, page by page.

    Example: tenfold paper text hu2021lora --page 4
    """
    from tenfold.errors import InputError
    from tenfold.papers.attached_pdfs import AttachedPdfs

    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    text = AttachedPdfs(opened).text(paper.subject, paper.key)
    if page is not None and page > len(text.pages):
        n = f"{len(text.pages):,} of its {text.n_pages:,} pages were read"
        raise InputError(f"there is no page {page}: {n}.", code="TF-PDF", where=paper.key)
    parts = {"sections": sections, "captions": captions, "pages": not (sections or captions)}
    said = {name: list(_part(text, name, page)) for name, is_asked in parts.items() if is_asked}
    if as_json:
        about = {"key": paper.key, "n_pages": text.n_pages, "unread_pages": list(text.unread)}
        print_json({"schema_version": 1, **about, **said})
        return
    for name, found in said.items():
        _print(name, found, text)


def _part(text: PdfText, name: str, page: int | None) -> Iterator[dict[str, Any]]:
    from tenfold.papers.pdf.captions import captions_of
    from tenfold.papers.pdf.sections import sections_of

    if name == "sections":
        found = [section.to_json() for section in sections_of(text)]
    elif name == "captions":
        found = [caption.to_json() for caption in captions_of(text)]
    else:
        found = [{"page": n, "text": one.text} for n, one in enumerate(text.pages, start=1)]
    return (one for one in found if page in (None, one["page"]))


def _print(name: str, found: list[dict[str, Any]], text: PdfText) -> None:
    terminal = console()
    if not found:
        terminal.print(f"No {name} could be told from it.")
    for one in found:
        if name == "sections":
            indent = "  " * (one["level"] - 1)
            title = f"{one['number']} {one['title']}".strip()
            terminal.print(f"p. {one['page']:>3}  {indent}{plain(title)}")
        elif name == "captions":
            terminal.print(
                f"p. {one['page']:>3}  [bold]{plain(one['label'])}[/]  {plain(one['text'])}"
            )
        else:
            _print_page(one, text)
    if name == "pages" and len(text.pages) < text.n_pages:
        n = f"{len(text.pages):,} of {text.n_pages:,}"
        terminal.print(f"[dim]Only {n} pages were read.[/]")


def _print_page(one: dict[str, Any], text: PdfText) -> None:
    terminal = console()
    terminal.print(f"[dim]-- page {one['page']} of {text.n_pages} --[/]")
    if one["page"] in text.unread:
        terminal.print("[dim](this page could not be read)[/]")
    for line in one["text"].splitlines():
        terminal.print(plain(line))
