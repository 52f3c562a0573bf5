"""Starting a study from a page or a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.study.api import load_study
from tenfold.study.launch import start_worker

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["start_study"]


def start_study(workspace: Workspace, name: str) -> None:
    """Start it, or go on with it, in a process of its own that outlives this server and lets it go first.

    Raises InputError for a `command` method, a program of this machine, where its owner does not allow it.
    """
    methods = load_study(name, workspace=workspace).plan.declaration.methods
    commands = [method for method, how in methods.items() if how.kind == "command"]
    if commands and workspace.setting("web", "commands", False) is not True:
        raise InputError(
            f"{', '.join(commands)} runs a program of this machine, which pages may not start.",
            where=f"studies/{name}.toml",
            remedy=f"Run it with `tenfold study run {name}`, or set [web] commands = true.",
        )
    start_worker(workspace, name, gently=True)
