"""What all tests share: shapes checked while testing, a workspace, the real data beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from jaxtyping import install_import_hook

# Shapes in signatures are checked by beartype while the tests run.
install_import_hook(["tenfold.evaluation", "tenfold.data.splits"], "shapes.check")

from tenfold.store.workspace import Workspace  # noqa: E402 - after the hook, which must come first

_SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace on a real SQLite file."""
    return Workspace.create(tmp_path / "lab")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data sets that lie beside the project; the test is skipped where they do not."""
    folder = _SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the shared data sets are not beside the project")
    return folder
