"""`tenfold paper state`, `tag` and `owed`: your own marks on papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import Key, named_paper, papers_of

if TYPE_CHECKING:
    from tenfold.papers.named_paper import NamedPaper
    from tenfold.papers.reading_mark import ReadingMark

__all__ = ["mark_line", "owed_command", "progress_command", "state_command", "tag_command"]


def state_command(
    key: Key,
    state: Annotated[
        str | None,
        typer.Argument(help="inbox, to-read, skimmed or read; without it, your mark is shown."),
    ] = None,
    giver: Annotated[str, typer.Option("--from", help="Who handed it to you.")] = "",
    due: Annotated[str | None, typer.Option("--due", help="By when: fri, 2026-12-04, +2w.")] = None,
    settle: Annotated[
        bool, typer.Option("--settle", help="You owe it to nobody any more.")
    ] = False,
    progress: Annotated[
        str, typer.Option("--progress", help="Of a book, course or video: 40/200, later 60.")
    ] = "",
    unit: Annotated[
        str, typer.Option("--unit", help="pages (default), chapters, lessons or minutes.")
    ] = "",
    saved: Annotated[bool | None, typer.Option("--save/--unsave", help="Keep it at hand.")] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Say how far you have read a paper, who handed it to you and by when. Nobody else sees it.

    Example: tenfold paper state hu2021lora to-read --from Gao --due fri
    """
    from tenfold.cli.lab.saying import today_of
    from tenfold.lab.days import parse_day
    from tenfold.papers.mark_change import MarkChange
    from tenfold.papers.reading_marks import ReadingMarks

    opened = open_workspace(workspace)
    paper, today = named_paper(opened, key), today_of(opened)
    change = MarkChange(
        state=state, giver=giver, due=parse_day(due, today) if due else None, settle=settle,
        progress=progress, unit=unit, saved=saved,
    )  # fmt: skip
    mark = ReadingMarks(opened).change(paper.subject, change, day=today)
    _show(paper, mark, as_json=as_json)


def progress_command(
    key: Key,
    progress: Annotated[str, typer.Argument(help="3/12; later 4 alone.")],
    unit: Annotated[
        str,
        typer.Argument(help="pages, chapters, lessons or minutes; default: as the kind has them."),
    ] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Say how far you are in a book, a course or a video. At its end it counts as read in depth.

    Example: tenfold paper progress ng2020course 3/12 lessons
    """
    from tenfold.cli.lab.saying import today_of
    from tenfold.papers.item_kind import item_kind, usual_unit
    from tenfold.papers.library import Library
    from tenfold.papers.mark_change import MarkChange
    from tenfold.papers.reading_marks import ReadingMarks

    opened = open_workspace(workspace)
    paper, marks = named_paper(opened, key), ReadingMarks(opened)
    if not unit and marks.mark(paper.subject).progress is None:
        unit = usual_unit(item_kind(Library(opened).paper(key).type))
    change = MarkChange(progress=progress, unit=unit)
    _show(paper, marks.change(paper.subject, change, day=today_of(opened)), as_json=as_json)


def tag_command(
    key: Key,
    tags: Annotated[list[str] | None, typer.Argument(help="Tags to put on.")] = None,
    untag: Annotated[
        list[str] | None, typer.Option("--untag", help="A tag to take off; repeatable.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Put your own tags on a paper, or take some off. Nobody else sees them.

    Example: tenfold paper tag hu2021lora adapters baseline
    """
    from tenfold.papers.reading_marks import ReadingMarks

    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    mark = ReadingMarks(opened).tag(paper.subject, tags or (), untag=untag or ())
    _show(paper, mark, as_json=as_json)


def owed_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """The papers that somebody waits for you to read, the earliest due first.

    Example: tenfold paper owed
    """
    from tenfold.cli.lab.saying import today_of
    from tenfold.papers.reading_marks import ReadingMarks

    opened = open_workspace(workspace)
    marks = {mark.subject: mark for mark in ReadingMarks(opened).owed()}
    papers = papers_of(opened, list(marks))
    if as_json:
        owed = [{"key": p.key, "title": p.title, **marks[p.subject].to_json()} for p in papers]
        print_json({"schema_version": 1, "owed": owed})
        return
    terminal = console()
    for paper in papers:
        mark = marks[paper.subject]
        late = "  late" if mark.is_late(today_of(opened)) else ""
        terminal.print(plain(f"{paper.key}  {_owed(mark)}{late}"))
        terminal.print(plain(f"    {paper.title}"), style="dim")
    if not papers:
        print("Nobody waits for a paper.")


def _show(paper: NamedPaper, mark: ReadingMark, *, as_json: bool) -> None:
    if as_json:
        print_json({"schema_version": 1, "key": paper.key, **mark.to_json()})
        return
    print(f"{paper.key}: {mark_line(mark)}")


def mark_line(mark: ReadingMark) -> str:
    """A mark in a line: state, progress, whom it is owed to, tags."""
    since = mark.since.get(mark.state)
    parts = [
        f"{mark.state}{f' since {since}' if since else ''}",
        str(mark.progress) if mark.progress else "",
        _owed(mark) if mark.is_owed else "",
        " ".join(f"#{tag}" for tag in mark.tags),
        "saved" if mark.saved else "",
    ]
    return ", ".join(part for part in parts if part)


def _owed(mark: ReadingMark) -> str:
    giver = f"from {mark.giver}" if mark.giver else ""
    due = f"due {mark.due}" if mark.due else ""
    return " ".join(part for part in (giver, due) if part)
