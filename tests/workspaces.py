"""A new workspace on each database that a store can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenfold.store.workspace import Workspace

__all__ = ["workspace_on"]


def workspace_on(kind: str, root: Path, request: pytest.FixtureRequest) -> Workspace:
    """A new workspace on `kind`: "sqlite", or "postgresql" with an empty database of its own."""
    if kind == "sqlite":
        return Workspace.create(root)
    server = request.getfixturevalue("postgres_server")
    root.mkdir()
    settings = f'[store]\ndatabase = "{server.url(server.new_database())}"\n'
    (root / "tenfold.toml").write_text(settings)
    return Workspace.create(root)
