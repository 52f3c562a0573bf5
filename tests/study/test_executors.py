"""What every executor does: one suite for processes of this machine and for a Ray cluster."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from ray_cluster import gone
from tenfold.errors import InputError
from tenfold.models.methods.registry import get_kind
from tenfold.study.executors.base import Crashed, Executor
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.executors.local import LocalExecutor

Make = Callable[..., Executor]

# Tasks are built-in functions: a process of an executor imports tenfold, and not these tests.
PID = "__import__('os').getpid()"
PEAK_OR_NODE = r"killed from outside.*(\(peak \d+\.\d GB\)|process \d+ on )"
SPAN = (
    "[__import__('time').time(), __import__('time').sleep(0.5) or __import__('time').time(), "
    "__import__('os').getpid()]"
)
DIE = "__import__('os')._exit(9)"


@pytest.fixture(params=["local", pytest.param("ray", marks=pytest.mark.cluster)])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "local":
        return LocalExecutor
    address = request.getfixturevalue("ray_address")
    from tenfold.study.executors.ray import RayExecutor

    def make_ray(n_workers: int, **options: Any) -> Executor:
        return RayExecutor(n_workers, on=address, **options)

    return make_ray


def test_an_error_comes_back_as_it_was_raised_and_a_print_is_no_result(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    with make(1) as executor:
        with pytest.raises(ValueError, match="invalid literal for int"):
            executor.submit(int, "x").result()
        with pytest.raises(InputError) as raised:
            executor.submit(get_kind, "tfidff").result()
        assert "tfidf" in str(raised.value.remedy)
        assert executor.submit(eval, "print('noise') or 3").result() == 3
        assert executor.submit(os.system, "echo noise").result() == 0
    assert capfd.readouterr().out == ""


def test_a_process_that_dies_is_charged_to_its_task_alone(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    with make(2) as executor:
        beside = executor.submit(eval, SPAN)
        with pytest.raises(Crashed, match=r"status 9|process [0-9]+ on "):
            executor.submit(eval, DIE).result()
        assert len(beside.result()) == 3
        assert executor.submit(len, "abc").result() == 3
    assert capfd.readouterr().out == ""


def test_a_process_that_is_killed_in_mid_task_is_charged_to_it(make: Make) -> None:
    with make(1) as executor:
        pid = executor.submit(eval, PID).result()
        under_way = executor.submit(time.sleep, 60)
        time.sleep(0.3)
        os.kill(pid, 9)
        with pytest.raises(Crashed, match=PEAK_OR_NODE):
            under_way.result(timeout=60)
        assert executor.submit(eval, PID).result() != pid


def test_without_memory_the_peak_is_told(make: Make) -> None:
    with (
        make(1) as executor,
        pytest.raises(MemoryError, match=r"out of memory \(peak \d+\.\d GB\)"),
    ):
        executor.submit(eval, "[bytearray(1 << 27), bytearray(1 << 62)]").result()


def test_as_many_go_on_at_once_as_there_are_workers_and_none_is_left(make: Make) -> None:
    with make(2) as executor:
        assert executor.n_workers == 2
        asked = [executor.submit(len, "x" * i) for i in range(20)]
        assert [future.result() for future in asked] == list(range(20))
        spans = [f.result() for f in [executor.submit(eval, SPAN) for _ in range(6)]]
    at_once = [sum(a <= began < b for a, b, _ in spans) for began, _, _ in spans]
    assert max(at_once) == 2
    assert len({pid for _, _, pid in spans}) == 2
    assert gone({pid for _, _, pid in spans})


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_process_has_the_threads_of_the_profile_and_may_open_many_files(make: Make) -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    names = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
    with make(1, n_threads=2) as executor:
        given = [executor.submit(os.getenv, name) for name in names]
        assert [future.result() for future in given] == ["2"] * 3
        assert executor.submit(os.getenv, "TOKENIZERS_PARALLELISM").result() == "false"
        soft, _ = executor.submit(resource.getrlimit, resource.RLIMIT_NOFILE).result()
    assert soft == resource.RLIM_INFINITY or soft >= min(4096, hard)


def test_nothing_is_left_after_an_interrupt(make: Make) -> None:
    with ExitStack() as stack:
        executor = stack.enter_context(make(1))
        pid = executor.submit(eval, PID).result()
        under_way, waiting = executor.submit(time.sleep, 60), executor.submit(len, "abc")
        time.sleep(0.3)
        began = time.monotonic()
        stack.pop_all().__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert time.monotonic() - began < 20
    assert gone({pid})
    assert isinstance(under_way.exception(), Crashed)
    assert waiting.cancelled()


def test_the_inline_one_keeps_errors_for_the_caller_or_raises_them_at_once() -> None:
    with InlineExecutor() as executor:
        assert executor.submit(len, "abc").result() == 3
        assert isinstance(executor.submit(int, "x").exception(), ValueError)
    with InlineExecutor(debug=True) as executor, pytest.raises(ValueError, match="invalid literal"):
        executor.submit(int, "x")
