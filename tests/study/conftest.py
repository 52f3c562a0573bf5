"""One Ray cluster for all tests that need one: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ray_cluster import ray_cluster, skip_without_ray


@pytest.fixture(scope="session")
def ray_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a head with two CPUs."""
    skip_without_ray()
    with ray_cluster(tmp_path_factory.getbasetemp() / "ray") as address:
        yield address
