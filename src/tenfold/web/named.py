"""The study, or the data set, that an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from tenfold.data import catalog

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["known_data", "known_study"]


def known_study(workspace: Workspace, name: str) -> str:
    """A name that is that of a study; an address never leads to another file."""
    if name not in {path.stem for path in workspace.studies.glob("*.toml")}:
        raise HTTPException(404, f"There is no study called {name!r} here.")
    return name


def known_data(workspace: Workspace, name: str) -> str:
    """A name (or name@2) that the catalog has; an address never leads to a file."""
    if name.partition("@")[0] not in {entry["name"] for entry in catalog.listing(workspace)}:
        raise HTTPException(404, f"There is no data set called {name!r} here.")
    return name
