"""What a page asks of the database when it is made: questions that come back would be seen here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from lived_in import a_lived_in_lab
from sqlalchemy import event
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from tenfold.papers.library import Library
from tenfold.store.workspace import Workspace
from tenfold.web.app import create_app


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return a_lived_in_lab(tmp_path_factory.mktemp("cost") / "lab")


@pytest.fixture(scope="module")
def client(lab: Workspace) -> TestClient:
    made = TestClient(create_app(lab.root, hosts={"testserver"}))
    made.get("/settings")  # opens what is opened once
    return made


@contextmanager
def _asked() -> Iterator[list[str]]:
    """What is asked of any database meanwhile."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        said.append(f"{statement} {values}")

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def _asked_for(client: TestClient, path: str) -> list[str]:
    with _asked() as said:
        assert client.get(path).status_code == 200
    return said


def test_a_paper_page_asks_each_thing_once(lab: Workspace, client: TestClient) -> None:
    """One transaction, no question twice; a study that cites the paper adds those on its state and verdicts."""
    for paper in Library(lab).papers():
        said = _asked_for(client, f"/papers/{paper.key}")
        assert len(said) == len(set(said)), paper.key
        assert len(said) <= 17
