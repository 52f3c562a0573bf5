"""`tenfold publish`: a static site of studies, papers and reports, for who has no workspace."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from tenfold.lab.publish.folder import Changes
    from tenfold.lab.publish.publishing import Publication

__all__ = ["publish_command"]

_MOST_NAMED = 5


def publish_command(
    folder: Annotated[Path, typer.Argument(help="Where the site goes; made if it is missing.")],
    studies: Annotated[
        list[str] | None, typer.Option("--studies", help="Names of studies, or all; repeatable.")
    ] = None,
    papers: Annotated[
        list[str] | None,
        typer.Option("--papers", help="Keys, 'collection:NAME', or all; repeatable."),
    ] = None,
    weeks: Annotated[
        list[str] | None,
        typer.Option("--weeks", help="Weeks whose reports were frozen (2026-W47), or all."),
    ] = None,
    everybody: Annotated[
        bool,
        typer.Option("--everybody", help="What others wrote too; without it your words alone."),
    ] = False,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Reviews without who wrote them, and when.")
    ] = False,
    examples: Annotated[
        bool,
        typer.Option("--examples", help="With texts of the data: those on which methods erred."),
    ] = False,
    title: Annotated[str, typer.Option("--title", help="What stands on its first page.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be published; write nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Publish among files of others without asking.")
    ] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a site of pages that open from a folder: verdicts, answers, reviews and frozen reports.

    With nothing chosen: studies that came to their verdicts, papers that you answered about or reviewed, and
    your frozen reports. No private note, no comment, no text of the data goes out. Publishing again replaces
    the pages, takes away those that are gone, and leaves files that are not its own.

    Example: tenfold publish site --studies organs --papers 'collection:Adapting models' --weeks 2026-W47
    """
    from tenfold import __version__
    from tenfold.lab.publish.folder import Folder
    from tenfold.lab.publish.publishing import prepare
    from tenfold.lab.publish.wanted import Wanted

    opened = open_workspace(workspace)
    wanted = Wanted(
        studies=_names(studies),
        papers=_names(papers),
        weeks=_names(weeks),
        everybody=everybody,
        anonymous=anonymous,
        examples=examples,
        language=language,
        title=title,
    )
    place = Folder(folder)
    changes = place.changes({})  # what is wrong with the folder is said before the work is done
    with _progress(quiet=as_json) as say:
        publication = prepare(opened, wanted, say=say)
    changes = place.changes(publication.files)
    if not dry_run:
        _ask(place.path, changes, force=force)
        place.put(publication.files, made_by=f"tenfold {__version__}", day=publication.site.day)
    if as_json:
        print_json(
            {
                "schema_version": 1,
                "folder": str(place.path),
                "is_written": not dry_run,
                **publication.to_json(),
                "files": {
                    "new": list(changes.new),
                    "changed": list(changes.changed),
                    "same": list(changes.same),
                    "gone": list(changes.gone),
                    "foreign": list(changes.foreign),
                    "in_the_way": list(changes.in_the_way),
                },
            }
        )
        return
    _print(publication, changes)
    if dry_run:
        print(f"Nothing was written to {folder}.")
    else:
        print(f"Open {folder / 'index.html'}")


def _names(said: Sequence[str] | None) -> tuple[str, ...]:
    """Several in one option are parted by commas; the name of a collection may hold some."""
    names: list[str] = []
    for one in said or ():
        names += [one] if one.startswith("collection:") else re.split(r"[,\s]+", one.strip())
    return tuple(dict.fromkeys(name for name in names if name))


def _ask(folder: Path, changes: Changes, *, force: bool) -> None:
    """Files of others are asked about first; where nobody can answer, they are left and nothing is done."""
    from tenfold.errors import InputError

    if force or not changes.asks:
        return
    if changes.in_the_way:
        what = f"{_few(changes.in_the_way)} would be written over, and no publication made them"
    else:
        what = f"it is no former publication, and holds {_few(changes.foreign)}"
    if not sys.stdin.isatty():
        raise InputError(
            f"{what}.",
            code="TF-PUBLISH",
            where=str(folder),
            remedy="Publish there all the same with --force, or name another folder. Nothing was changed.",
        )
    typer.confirm(f"{folder}: {what}. Publish there all the same?", abort=True)


def _few(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    said = ", ".join(names[:_MOST_NAMED])
    return f"{said} and {more} more" if more > 0 else said


def _print(publication: Publication, changes: Changes) -> None:
    from tenfold.cli.data.printing import plain

    terminal, site = console(), publication.site
    for study in site.studies:
        verdicts = ", ".join(h.verdict.verdict for h in study.view.hypotheses)
        terminal.print(plain(f"study   {study.view.name}: {verdicts or 'no hypothesis'}"))
    for paper in site.papers:
        terminal.print(
            plain(
                f"paper   {paper.paper.key}: answers {paper.n_answers}, reviews {len(paper.reviews)}"
            )
        )
    for survey in site.surveys:
        terminal.print(plain(f"survey  {survey.collection}: papers {len(survey.papers)}"))
    for report in site.reports:
        terminal.print(plain(f"report  {report.week}, {report.person}"))
    for out in publication.left_out:
        terminal.print(plain(f"left out: {out.kind} {out.name}, as {out.why}"), style="dim")
    terminal.print(
        f"{len(publication.files)} pages: {len(changes.new)} new, {len(changes.changed)} changed, "
        f"{len(changes.same)} as they were; {len(changes.gone)} taken away."
    )
    if changes.foreign:
        terminal.print(plain(f"Left as they are: {_few(changes.foreign)}"), style="dim")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """What is being done: in a terminal on one line that changes, elsewhere a line a study."""
    terminal = console(stderr=True)
    if quiet:
        yield lambda _what: None
    elif terminal.is_terminal:
        from tenfold.cli.data.printing import plain

        with terminal.status("publishing") as status:
            yield lambda what: status.update(plain(what))
    else:
        yield lambda what: terminal.print(what, markup=False) if _is_study(what) else None


def _is_study(what: str) -> bool:
    return what.startswith("study ")
