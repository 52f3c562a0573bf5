"""Child processes: their threads, the files that they may open, and what dies with them."""

from __future__ import annotations

import os

import pytest

from tenfold.study.executors.base import Crashed
from tenfold.study.executors.local import LocalExecutor


@pytest.mark.parametrize("threads", [1, 3])
def test_a_child_computes_with_the_threads_of_the_profile(threads: int) -> None:
    with LocalExecutor(1, n_threads=threads) as executor:
        assert executor.submit(os.getenv, "OMP_NUM_THREADS").result() == str(threads)


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_child_may_open_as_many_files_as_there_are_maps() -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with LocalExecutor(1) as executor:
        soft, _ = executor.submit(resource.getrlimit, resource.RLIMIT_NOFILE).result()
    assert soft == resource.RLIM_INFINITY or soft >= min(4096, hard)


def test_a_child_that_dies_is_charged_to_its_task_alone() -> None:
    with LocalExecutor(1) as executor:
        with pytest.raises(Crashed, match="status 9"):
            executor.submit(os._exit, 9).result()
        assert executor.submit(len, "abc").result() == 3
