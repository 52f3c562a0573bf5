"""`tenfold paper topics`, `topic`: what the library covers, and what a paper is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from tenfold.papers.topics.assign import Scored
    from tenfold.papers.topics.coverage import Coverage
    from tenfold.papers.topics.placing import PaperTopics, Placed

__all__ = ["topic_command", "topics_command"]

ByOption = Annotated[
    str, typer.Option("--by", help="rule (keywords, needs no model), meaning, or both.")
]


def topics_command(
    by: ByOption = "rule",
    html: Annotated[Path | None, typer.Option("--html", help="Write a page to this file.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show how many papers the library has by topic and year, and where there are none.

    Example: tenfold paper topics --html topics.html
    """
    from tenfold.cli.lab.text_file import require_free
    from tenfold.language import translator
    from tenfold.papers.topics.coverage import coverage_of
    from tenfold.papers.topics.coverage_page import render_coverage
    from tenfold.store.files import write_durably

    translator(language)  # refuses a language before the work begins
    if html is not None:
        require_free(html, force=force)
    topics = _topics(by, workspace)
    coverage = coverage_of(topics.taxonomy, topics.each_covered())
    if html is not None:
        write_durably(html, render_coverage(coverage, language=language).encode())
    if as_json:
        print_json({"schema_version": 1, "by": by, **coverage.to_json()})
        return
    _print_coverage(coverage, language)
    if html is not None:
        console().print(plain(f"The page: {html}"))


def topic_command(
    key: Annotated[str, typer.Argument(help="The paper's citation key.")],
    add: Annotated[
        list[str] | None, typer.Option("--add", help="A topic that it is under; may be repeated.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="One that it is not under.")
    ] = None,
    by: ByOption = "rule",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show the topics of a paper with score and reason, or say what they are: that is kept, and learnt from.

    Example: tenfold paper topic hu2021lora --add language_model --remove data
    """
    topics = _topics(by, workspace)
    is_said = bool(add or remove)
    placed = topics.correct(key, add=add or (), remove=remove or ()) if is_said else topics.of(key)
    if as_json:
        scored = [one.to_json() for one in placed.scored]
        print_json({"schema_version": 1, "key": placed.paper.key, "by": by, "topics": scored})
        return
    _print_placed(topics, placed)


def _topics(by: str, workspace: Path | None) -> PaperTopics:
    from tenfold.papers.topics.assign import way_named
    from tenfold.papers.topics.placing import PaperTopics

    return PaperTopics(open_workspace(workspace), way_named(by))


def _print_coverage(coverage: Coverage, language: str) -> None:
    from rich.table import Table

    from tenfold.language import translator
    from tenfold.papers.topics.coverage_words import gap_words, table_of

    _ = translator(language)
    heads, rows = table_of(coverage, _, language)
    table = Table(box=None, pad_edge=False)
    for i, head in enumerate(heads):
        table.add_column(plain(head), justify="left" if i == 0 else "right")
    for row in rows:
        table.add_row(*map(plain, row))
    terminal = console()
    terminal.print(table)
    terminal.print(f"{coverage.n_papers:,} papers, {coverage.n_without:,} under no topic.")
    if n_withdrawn := sum(row.n_withdrawn for row in coverage.rows):
        terminal.print(f"Withdrawn or retracted papers are counted too: {n_withdrawn:,} times.")
    for gap in coverage.gaps:
        terminal.print(plain(f"  gap: {gap_words(coverage, gap, _, language)}"))


def _print_placed(topics: PaperTopics, placed: Placed) -> None:
    terminal = console()
    flag = f" [{placed.paper.withdrawn.kind.upper()}]" if placed.paper.withdrawn else ""
    terminal.print(plain(f"{placed.paper.key}{flag}  {placed.paper.title}"))
    near = [s for s in placed.scored if s.is_in or s.said_by or s.score >= s.line / 2]
    for scored in sorted(near, key=lambda s: (not s.is_in, -s.score)):
        mark = "[green]in[/] " if scored.is_in else "[dim]out[/]"
        terminal.print(f"  {mark} {_told(topics, scored)}")
    if not placed.topics:
        terminal.print("  Under no topic. Say one with --add: tenfold paper topics lists them.")


def _told(topics: PaperTopics, scored: Scored) -> str:
    name = topics.taxonomy.topic(scored.topic).name_en
    reasons = "; ".join(scored.reasons[:4]) or "no sign of it"
    return plain(f"{scored.topic} ({name})  {scored.score:.2f} of {scored.line:.2f}: {reasons}")
