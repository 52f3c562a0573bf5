"""How papers and imports are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tenfold.cli.data.printing import plain, short
from tenfold.cli.options import console

if TYPE_CHECKING:
    from tenfold.papers.import_log import Import
    from tenfold.papers.importing import ImportReport
    from tenfold.papers.record import Paper

__all__ = [
    "import_json",
    "paper_line",
    "print_list",
    "print_papers",
    "print_report",
]

_SHOWN = 10
_LEAST_TITLE, _MOST_VENUE = 30, 30


def print_list(values: Iterable[Any]) -> None:
    """A list on standard output, as JSON."""
    json.dump(list(values), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def paper_line(paper: Paper) -> str:
    """Who, when and what, in a line."""
    flag = f" [{paper.withdrawn.kind.upper()}]" if paper.withdrawn else ""
    return f"{paper.key}{flag}  {_who(paper)} {paper.year or '(no year)'}: {paper.title}"


def _who(paper: Paper) -> str:
    names = [name.family for name in paper.authors]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names) or "(no author)"


def print_papers(papers: Sequence[Paper], progress: Mapping[str, str] | None = None) -> None:
    """A table of papers; a line each where it is too narrow for one. Keys are never cut: people type them.

    `progress`: by key, how far one is in those that one counts.
    """
    from rich.cells import cell_len
    from rich.table import Table

    terminal, progress = console(), progress or {}
    said = [(p.key, _who(p), str(p.year or "year"), progress.get(p.key, "")) for p in papers]
    room = terminal.width - sum(
        2 + max(map(cell_len, column)) for column in zip(*said, strict=True)
    )
    if room < _LEAST_TITLE:
        for paper in papers:
            read = progress.get(paper.key)
            terminal.print(plain(f"{paper_line(paper)}{f' ({read})' if read else ''}"))
        return
    table = Table(box=None, pad_edge=False)
    for head in ("key", "authors", "year", *(["progress"] if progress else [])):
        table.add_column(head, no_wrap=True)
    table.add_column("title")
    table.add_column("venue", no_wrap=True, overflow="ellipsis", max_width=_MOST_VENUE)
    if room < _LEAST_TITLE + _MOST_VENUE:
        table.columns.pop()
    for paper in papers:
        flag = f"{paper.withdrawn.kind.upper()}: " if paper.withdrawn else ""
        cells = [paper.key, _who(paper), str(paper.year or "")]
        cells += [progress.get(paper.key, "")] if progress else []
        cells += [flag + paper.title, paper.venue]
        table.add_row(*map(plain, cells[: len(table.columns)]))
    terminal.print(table)


def import_json(done: Import) -> dict[str, Any]:
    """An import of the log."""
    return {
        "number": done.number,
        "batch": done.batch,
        "sources": list(done.sources),
        **{f"n_{name}": n for name, n in done.counts.items()},
        "refused": [refused.to_json() for refused in done.refused],
        "is_whole": done.is_whole,
        "is_undone": done.is_undone,
        "person": done.person,
        "time": done.time.isoformat(),
    }


def print_report(report: ImportReport, *, rest: str) -> None:
    """The counts, then what a person should look at: ten of a kind, and where the rest is (`rest`)."""
    counts, terminal = report.counts, console()
    would = "" if report.batch else "would be "
    if report.resumed_at:
        terminal.print(f"Went on after the {report.resumed_at:,} records that were saved before.")
    terminal.print(
        f"{_n(counts['read'], 'record')} read: {would}{counts['new']:,} new, {counts['merged']:,} merged, "
        f"{counts['known']:,} known already, {counts['refused']:,} refused."
    )
    if counts["versions"]:
        terminal.print(f"Linked as another version of a paper: {counts['versions']:,}.")
    _print_doubtful(report, rest)
    _print_conflicts(report)
    for refused in report.refused[:_SHOWN]:
        terminal.print(f"  [red]refused[/] {plain(refused.where)}: {plain(refused.reason)}")
    _print_rest(counts["refused"], rest)


def _print_doubtful(report: ImportReport, rest: str) -> None:
    terminal = console()
    n = report.counts["doubtful"]
    if n:
        terminal.print(f"Doubtful, kept apart: {n:,}. Decide with: tenfold paper duplicates")
    for placed in report.doubtful[:_SHOWN]:
        key, reason = placed.doubts[0]
        terminal.print(
            f"  [yellow]doubtful[/] {plain(placed.key)} and {plain(key)}: {plain(reason)}"
        )
    _print_rest(n, rest)


def _print_conflicts(report: ImportReport) -> None:
    terminal = console()
    differing = [placed for placed in report.merged if placed.conflicts]
    for placed in differing[:_SHOWN]:
        first, *others = placed.conflicts
        kept, other = short(str(first.kept)), short(str(first.other))
        field = first.field.removeprefix("extra.")
        more = f" (and {len(others)} more)" if others else ""
        said = f'{placed.key}: {field} stays "{kept}", {placed.where} says "{other}"{more}'
        terminal.print(f"  [cyan]merged[/] {plain(said)}")
    _print_rest(len(differing), "--json")


def _print_rest(n: int, where: str) -> None:
    if n > _SHOWN:
        console().print(f"  ... and {n - _SHOWN:,} more: {where}", style="dim")


def _n(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
