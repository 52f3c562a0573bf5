"""`tenfold web`: the workbench in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["web_command"]


def web_command(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8010,
    host: Annotated[str, typer.Option("--host", help="Only this machine, for now.")] = "127.0.0.1",
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    demo: Annotated[
        bool, typer.Option("--demo", help="A lab with content to look at, in ./demo-lab.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the workbench in the browser: this week, studies, data, papers, reports.

    It answers this machine alone, and asks nothing of any network. Ctrl-C ends it; studies go on.

    With --demo it makes a lab in which somebody has worked, starts its study and opens that.

    Example: tenfold web --port 8010
    """
    from tenfold.web.serving import bind, serve

    opened = _demo_lab(workspace) if demo else open_workspace(workspace)
    _ = opened.database  # what is wrong with it is said here, not in the browser
    listener = bind(host, port)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    print(f"The workbench is at {address} (Ctrl-C ends it)", flush=True)
    if opens:
        typer.launch(address)
    serve(opened.root, listener)


def _demo_lab(folder: Path | None) -> Workspace:
    """The lab to look at, its study begun: one sees it run, and what it found when it is done."""
    from tenfold.lab.demo_lab import STUDY, make_demo_lab
    from tenfold.study.launch import start_worker
    from tenfold.study.listing import list_studies

    lab = make_demo_lab(folder or Path("demo-lab"))
    print(f"A lab to look at: {lab.root} (delete the folder when you have seen enough)")
    if any(study.name == STUDY and study.state == "draft" for study in list_studies(lab)):
        start_worker(lab, STUDY)
    return lab
