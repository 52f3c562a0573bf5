"""`tenfold web`: the workbench in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.default_command import ServeByDefault
from tenfold.cli.options import WorkspaceOption, open_workspace
from tenfold.cli.web_user import web_user_app
from tenfold.errors import InputError

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["web_app"]

web_app = typer.Typer(
    name="web",
    cls=ServeByDefault,
    help="The workbench in the browser, and who may sign in to it.",
    epilog="Example: tenfold web --port 8010. Without a command it is `serve`: tenfold web serve --help.",
    rich_markup_mode=None,
)
web_app.add_typer(web_user_app, name="user")


@web_app.command("serve")
def serve_command(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8010,
    host: Annotated[
        str, typer.Option("--host", help="Others than this machine need [web] users = true.")
    ] = "127.0.0.1",
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    demo: Annotated[
        bool, typer.Option("--demo", help="A lab with content to look at, in ./demo-lab.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            help="So many serve. Default: 1; with [web] users one a core, 4 at most. With --demo 1.",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the workbench in the browser: this week, studies, data, papers, reports.

    It answers this machine alone unless people sign in ([web] users = true in tenfold.toml), and asks nothing
    of any network. Ctrl-C ends it; studies go on.

    With --demo it makes a lab in which somebody has worked, starts its study and opens that.

    Example: tenfold web --port 8010
    """
    from tenfold.web.serving import bind, n_processes, opening_of, serve

    if demo and processes not in (
        None,
        1,
    ):  # what begins its study leaves a thread, which no fork takes along
        raise InputError("the lab to look at is served by one process.", where="--processes")
    opened = _demo_lab(workspace) if demo else open_workspace(workspace)
    _ = opened.database  # what is wrong with it is said here, not in the browser
    opening = opening_of(opened)
    n = 1 if demo else n_processes(opened, opening, asked=processes)
    listener = bind(host, port, opening)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    print(f"The workbench is at {address} (Ctrl-C ends it)", flush=True)
    if opening.users:
        _say_who(opened, opening.hosts)
    if opens:
        typer.launch(address)
    opened.database.close()  # no connection may be open where the server forks
    serve(opened.root, listener, opening, processes=n)


def _say_who(workspace: Workspace, hosts: Sequence[str]) -> None:
    """How others come in, and what is missing for it."""
    from tenfold.store.accounts import Accounts

    if hosts:
        print(
            f"Others: through https, by the names {', '.join(hosts)} (see docs/web.md)", flush=True
        )
    if not any(user.has_password for user in Accounts(workspace.database).users()):
        print("Nobody can sign in yet: tenfold web user add NAME --role owner", flush=True)


def _demo_lab(folder: Path | None) -> Workspace:
    """The lab to look at, its study begun: one sees it run, and what it found when it is done."""
    from tenfold.lab.demo_lab import STUDY, make_demo_lab
    from tenfold.study.launch import start_worker
    from tenfold.study.listing import list_studies

    lab = make_demo_lab(folder or Path("demo-lab"))
    print(f"A lab to look at: {lab.root} (delete the folder when you have seen enough)")
    if any(study.name == STUDY and study.state == "draft" for study in list_studies(lab)):
        start_worker(lab, STUDY, gently=True)
    return lab
