"""A lab whose people sign in (each file makes its own, `workspace`), its server, and a session for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import Client, serving
from signed_in import As

from tenfold.store.workspace import Workspace


@pytest.fixture(scope="module")
def client(workspace: Workspace) -> Iterator[Client]:
    with serving(workspace.root) as opened:
        yield opened


@pytest.fixture(scope="module")
def signed(workspace: Workspace, client: Client) -> As:
    return As(workspace, client)
