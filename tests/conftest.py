"""What all tests share: shapes checked while testing, a workspace, the real data beside the project."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

from fast_folder import write_to_memory

write_to_memory()

# Shapes in signatures are checked by beartype while the tests run.
install_import_hook(["tenfold.evaluation", "tenfold.data.splits"], "shapes.check")

from forked import popen, starting  # noqa: E402 - after the hook, see above
from postgres_server import PostgresServer, running_server  # noqa: E402 - after the hook, see above
from tenfold.store.workspace import Workspace  # noqa: E402
from workspaces import workspace_on  # noqa: E402

popen.fork_those_of_studies(starting.address)

# Where a test does not say how many examples it wants. `make simulations` looks at many more.
settings.register_profile("usual", max_examples=25, deadline=None)
settings.register_profile("many", max_examples=400, deadline=None)
settings.load_profile("usual")

# Files of few long tests: begun last, one would run for minutes while the other processes have nothing to do.
_FIRST = ("tests/docs/", "tests/journeys/", "tests/faults/")

_SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take long first, in the order of files otherwise."""
    items.sort(key=lambda item: not item.nodeid.startswith(_FIRST))


def pytest_collection_finish() -> None:
    """Thousands of tests and what they import stay: they are not looked through for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace on a real SQLite file."""
    return Workspace.create(tmp_path / "lab")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server for the session; tests with it are skipped where there is none."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def workspace_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """A new workspace, on each database that a store can have: for suites that both must pass."""
    workspace = workspace_on(request.param, tmp_path / "lab", request)
    yield workspace
    workspace.database.close()
    if request.param == "postgresql":  # many tests, and the server may stand in memory
        server = request.getfixturevalue("postgres_server")
        server.execute(f"drop database {workspace.database.engine.url.database} with (force)")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data sets that lie beside the project; the test is skipped where they do not."""
    folder = _SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the shared data sets are not beside the project")
    return folder


@pytest.fixture(scope="session")
def shared_papers() -> Path:
    """The real records of papers that lie beside the project; the test is skipped where they do not."""
    folder = _SHARED / "papers"
    if not folder.is_dir():
        pytest.skip("the shared papers are not beside the project")
    return folder
