"""One lab behind one server for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lived_in import a_lived_in_lab
from served import Client, serving


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab in which somebody has worked for a while."""
    return a_lived_in_lab(tmp_path_factory.mktemp("served") / "lab").root


@pytest.fixture(scope="module")
def client(lab: Path) -> Iterator[Client]:
    with serving(lab) as opened:
        yield opened
