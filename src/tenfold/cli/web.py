"""`tenfold web`: the workbench in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import WorkspaceOption, open_workspace

__all__ = ["web_command"]


def web_command(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8010,
    host: Annotated[str, typer.Option("--host", help="Only this machine, for now.")] = "127.0.0.1",
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the workbench in the browser: this week, studies, data, papers, reports.

    It answers this machine alone, and asks nothing of any network. Ctrl-C ends it; studies go on.

    Example: tenfold web --port 8010
    """
    from tenfold.web.serving import bind, serve

    opened = open_workspace(workspace)
    _ = opened.database  # what is wrong with it is said here, not in the browser
    listener = bind(host, port)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    print(f"The workbench is at {address} (Ctrl-C ends it)", flush=True)
    if opens:
        typer.launch(address)
    serve(opened.root, listener)
