"""One lab behind one server for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lived_in import live_in
from served import Client, serving

from tenfold.store.workspace import Workspace


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab in which somebody has worked for a while."""
    workspace = Workspace.create(tmp_path_factory.mktemp("served") / "lab", person="Ada")
    live_in(workspace)
    return workspace.root


@pytest.fixture(scope="module")
def client(lab: Path) -> Iterator[Client]:
    with serving(lab) as opened:
        yield opened
