"""`tenfold paper search`, `similar` and `index`: finding papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.filters import Selection, with_filters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenfold.papers.record import Paper
    from tenfold.papers.search.reason import Reason
    from tenfold.papers.search.search import Found
    from tenfold.papers.search.snippets import Snippet

__all__ = ["index_command", "search_command", "similar_command"]

_Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="So many at most.")]


@with_filters
def search_command(
    selection: Selection,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help='Words, "phrases", -without, title: author: year:2019..2021 tag: answered:8 '
            "and more (docs/paper-search.md)."
        ),
    ] = None,
    by: Annotated[
        Literal["both", "words", "meaning"], typer.Option("--by", help="How to find them.")
    ] = "both",
    within: Annotated[
        Literal["title", "abstract", "author", "keyword", "answers"] | None,
        typer.Option("--in", help="Look for the words here alone."),
    ] = None,
    limit: _Limit = 10,
    save: Annotated[str, typer.Option("--save", help="Keep the search under this name.")] = "",
    saved: Annotated[str, typer.Option("--saved", help="Search as it was kept.")] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Search the library by words and by meaning, and the answers that you and the lab gave.

    Example: tenfold paper search low-rank adapters --year 2021.. --unanswered 8
    """
    from tenfold.papers.finding import paper_search
    from tenfold.papers.saved_search import SavedSearches, Wish

    opened = open_workspace(workspace)
    kept = SavedSearches(opened)
    wish = Wish.of(query or (), selection, by=by, within=within)
    if saved:
        wish = kept.named(saved).wish.also(wish)
    wish.require_something()
    search = paper_search(opened)
    with CheckDisplay(quiet=as_json) as display:
        found = search.search(
            wish.query, by=wish.by, within=wish.within, limit=limit, told=display.told
        )
    if save:
        kept.save(save, wish)
    elif saved:
        kept.look(saved)
    if as_json:
        print_json({"schema_version": 1, **found.to_json()})
    else:
        _print_found(found)


def _print_found(found: Found) -> None:
    for notice in found.notices:
        console(stderr=True).print(plain(notice), style="dim")
    for hit in found.hits:
        _print_paper(hit.paper, hit.why)
        _print_snippet(hit.snippet)
    if not found.hits:
        print("No paper was found.")


def similar_command(
    key: Annotated[str, typer.Argument(help="Citation key of a paper.")],
    limit: _Limit = 10,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show the papers that are most like one, and why.

    Example: tenfold paper similar hu2021lora
    """
    from tenfold.papers.finding import paper_search
    from tenfold.papers.library import Library

    opened = open_workspace(workspace)
    number = Library(opened).number(key)
    with CheckDisplay(quiet=as_json) as display:
        similar = paper_search(opened).similar(number, limit=limit, told=display.told)
    if as_json:
        papers = [one.to_json() for one in similar]
        print_json({"schema_version": 1, "key": key, "similar": papers})
        return
    for one in similar:
        _print_paper(one.paper, one.why)
    if not similar:
        print("No paper is like it, as far as is known. To go by meaning too: tenfold paper index")


def index_command(
    anew: Annotated[bool, typer.Option("--anew", help="Build everything again.")] = False,
    words_only: Annotated[bool, typer.Option("--words", help="Leave meaning out.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Bring the search up to date: words, and the vectors for meaning. It may be broken off at any time.

    Example: tenfold paper index
    """
    from tenfold.papers.finding import paper_search
    from tenfold.papers.indexing import index_papers

    search = paper_search(open_workspace(workspace))
    with CheckDisplay(quiet=as_json) as display:
        done = index_papers(search, anew=anew, words_only=words_only, told=display.told)
    if as_json:
        said = {k: {"n_papers": d.n_papers, "rebuilt": d.rebuilt or None} for k, d in done.items()}
        print_json({"schema_version": 1, **said})
        return
    for kind, one in done.items():
        why = f" All of it was made: {one.rebuilt}." if one.rebuilt else ""
        busy = " Another process is still at it." if one.is_elsewhere else ""
        print(f"{kind}: {one.n_papers:,} papers brought up to date.{why}{busy}")


def _print_paper(paper: Paper, why: Iterable[Reason]) -> None:
    flag = f"[bold red]{paper.withdrawn.kind.upper()}[/] " if paper.withdrawn else ""
    names = [name.family for name in paper.authors]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    said = f"{plain(who)} {paper.year or ''}".strip()
    terminal = console()
    terminal.print(f"[bold]{plain(paper.key)}[/]  {flag}{plain(paper.title)}")
    terminal.print(f"  {said}  ({', '.join(map(_reason, why))})", style="dim")


def _reason(reason: Reason) -> str:
    counted = f" {reason.n}" if reason.n else ""
    return f"{reason.kind}{counted} {reason.share:.0%}"


def _print_snippet(snippet: Snippet) -> None:
    from rich.text import Text

    line = Text(f"  {snippet.field}: " if snippet.field.startswith("answer") else "  ")
    for text, is_marked in snippet.pieces():
        line.append_text(Text.from_markup(plain(text), style="bold yellow" if is_marked else ""))
    console().print(line)
