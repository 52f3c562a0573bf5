"""One zygote for all fault tests; they are skipped, with the reason, where strace cannot work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.lab import Lab
from faults.tracing import why_not


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Prepared workspaces, and disturbed copies of them."""
    if (why := why_not()) is not None:
        pytest.skip(why)
    with Lab() as lab:
        yield lab
