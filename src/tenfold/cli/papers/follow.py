"""`tenfold paper follow`, `following`, `unfollow` and `new`: what appears elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.printing import print_report

if TYPE_CHECKING:
    from tenfold.errors import InputError
    from tenfold.papers.following import Follow

__all__ = ["add_following"]


def add_following(app: typer.Typer) -> None:
    """Put them into an app."""
    app.command("follow")(follow_command)
    app.command("following")(following_command)
    app.command("unfollow")(unfollow_command)
    app.command("new")(new_command)


def follow_command(
    author: Annotated[str, typer.Option("--author", help="Somebody, by full name.")] = "",
    venue: Annotated[str, typer.Option("--venue", help="A journal or conference.")] = "",
    topic: Annotated[str, typer.Option("--topic", help="A topic, in words.")] = "",
    at: Annotated[
        str | None, typer.Option("--at", help="The source to ask: openalex, crossref, arxiv, s2.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Follow an author, a venue or a topic. Nothing is asked until you say: tenfold paper new.

    Example: tenfold paper follow --author "Edward J. Hu"
    """
    from tenfold.cli.lab.saying import today_of
    from tenfold.errors import InputError
    from tenfold.papers.following import FOLLOWED_KINDS, Follows

    opened = open_workspace(workspace)
    named = zip(FOLLOWED_KINDS, (author, venue, topic), strict=True)
    said = [(kind, name) for kind, name in named if name.strip()]
    if len(said) != 1:
        raise InputError(
            "say whom or what to follow: one of --author, --venue, --topic.", code="TF-PAPER"
        )
    kind, name = said[0]
    follow = Follows(opened).follow(kind, name, source=at, today=today_of(opened))
    if as_json:
        print_json({"schema_version": 1, **follow.to_json()})
        return
    console().print(plain(f"Followed: {_line(follow)}"))
    print("Nothing was asked. Ask what is new: tenfold paper new")


def following_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List whom and what you follow, and who would be asked.

    Example: tenfold paper following
    """
    from tenfold.papers.following import Follows

    follows = Follows(open_workspace(workspace)).all()
    if as_json:
        print_json({"schema_version": 1, "following": [f.to_json() for f in follows]})
        return
    for follow in follows:
        console().print(plain(_line(follow)))
    if not follows:
        print('You follow nobody yet. Begin: tenfold paper follow --author "NAME"')


def unfollow_command(
    name: Annotated[str, typer.Argument(help="Whom or what, as paper following lists it.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Follow an author, a venue or a topic no longer.

    Example: tenfold paper unfollow "Edward J. Hu"
    """
    from tenfold.papers.following import Follows

    gone = Follows(open_workspace(workspace)).unfollow(name)
    if as_json:
        print_json({"schema_version": 1, "unfollowed": gone.to_json()})
        return
    console().print(plain(f"No longer followed: {gone.name}. Back: tenfold paper take-back"))


def new_command(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="Only these; default: all.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Papers since this day; default: the last time.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take them into the inbox.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Ask the sources, over the network, what is new by those you follow. It is said who is asked.

    Without --yes it is a preview; in a terminal you are asked whether to take them in.

    Example: tenfold paper new --yes
    """
    from tenfold.cli.lab.saying import today_of
    from tenfold.lab.days import parse_day
    from tenfold.papers.adding import access_of
    from tenfold.papers.following import Follows
    from tenfold.papers.library import Library
    from tenfold.papers.news import fetch_news

    opened = open_workspace(workspace)
    today, kept, access = today_of(opened), Follows(opened), access_of(opened)
    follows = kept.some(names or ())
    day = parse_day(since, today) if since else None
    for follow in follows:
        console(stderr=True).print(follow.question(day).said(access), markup=False)
    news, library = fetch_news(follows, access, since=day), Library(opened)
    report = library.preview(news.records)
    if not as_json:
        _print_preview([placed.title for placed in report.new], news.n_unfit)
    if report.counts["new"] and not (yes or as_json) and sys.stdin.isatty():
        yes = typer.confirm("Take them into the inbox?")
    if yes:
        report = library.take_in(news.records)
        kept.note_asked(news.answered, today=today)
    if as_json:
        print_json({"schema_version": 1, "n_unfit": news.n_unfit, **report.to_json()})
        return
    if not news.answered:
        raise _unanswered([refused.reason for refused in report.refused])
    print_report(report, rest="--json")
    if report.counts["new"] and not yes:
        print("Nothing was saved. Take them in: tenfold paper new --yes")


def _unanswered(reasons: list[str]) -> InputError:
    """No source answered: nothing is known of what is new, which is not the same as nothing new."""
    from tenfold.errors import InputError

    return InputError(
        f"no source answered: {' '.join(dict.fromkeys(reasons))}",
        code="TF-PAPER-SOURCE",
        remedy="Nothing was changed. With a network, the same command asks for the same time again.",
    )


def _print_preview(titles: list[str], n_unfit: int) -> None:
    for title in titles:
        console().print(plain(f"  new  {title}"))
    if n_unfit:
        print(f"Left out, since they are by others or older: {n_unfit:,}.")


def _line(follow: Follow) -> str:
    asked = follow.to_json()
    return f"{follow.kind} {follow.name}, at {asked['host']}, since {follow.since}"
