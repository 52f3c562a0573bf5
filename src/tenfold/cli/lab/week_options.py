"""Options that the commands of a week share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tenfold.lab.weeks import Week
    from tenfold.store.workspace import Workspace

__all__ = [
    "ForceOption",
    "LastOption",
    "NextOption",
    "OfOption",
    "OutOption",
    "PersonOption",
    "WeeksOption",
    "chosen_week",
]

LastOption = Annotated[bool, typer.Option("--last", help="The week before this one.")]
NextOption = Annotated[bool, typer.Option("--next", help="The week after this one.")]
OfOption = Annotated[str | None, typer.Option("--of", help="A week such as 2026-W47.")]
WeeksOption = Annotated[int, typer.Option("--weeks", help="So many weeks, ending with that one.")]
PersonOption = Annotated[
    str | None,
    typer.Option("--person", help="Whose; default: yours. Of others' notes: those they shared."),
]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over the file.")]


def chosen_week(
    workspace: Workspace, *, last: bool, of: str | None, following: bool = False
) -> Week:
    """The week that the options mean; by default the present one."""
    from tenfold.errors import InputError
    from tenfold.lab.weeks import Week
    from tenfold.lab.zone import zone_of

    if sum((last, following, of is not None)) > 1:
        raise InputError("--last, --next and --of each name a week.", remedy="Give one of them.")
    if of is not None:
        return Week.parse(of)
    return Week.of(zone_of(workspace).today()) + (int(following) - int(last))
