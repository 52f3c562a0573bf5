"""What a running study shows: bars, what failed, and a time left that holds where methods differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.cli import time_left
from tenfold.cli.progress import RunDisplay
from tenfold.cli.time_left import TimeLeft, span_words


def plan(by_method: Mapping[str, int], *, n_chunks: int = 0, **more: Any) -> dict[str, Any]:
    n = sum(by_method.values())
    counts = {"n_runs": n + 2, "n_runs_to_do": n, "n_chunks_to_do": n_chunks}
    return {**counts, "by_method": dict(by_method), **more}


def done(method: str, seed: int = 0, seconds: float = 1.0) -> dict[str, Any]:
    return {"method": method, "size": "5", "seed": seed, "seconds": seconds}


def failed(message: str, method: str = "lora", seed: int = 3) -> dict[str, Any]:
    return {"method": method, "size": "5", "seed": seed, "message": message, "attempt": 1}


def test_each_method_is_counted_at_its_own_pace() -> None:
    """Probes of 0.1 s that are all done say nothing of fine-tunings of 100 s that are not."""
    left = TimeLeft()
    left.expect({"probe": 10, "fine-tune": 10}, now=0, n_at_once=2)
    for i in range(10):
        left.finish("probe", 0.1, now=i)
    left.finish("fine-tune", 100.0, now=110)
    assert left.left(110) == pytest.approx(9 * 100 / 2)


def test_a_method_that_was_never_timed_is_taken_for_one_like_the_others() -> None:
    left = TimeLeft(aside="texts")
    left.expect({"texts": 4, "probe": 2, "lora": 2}, now=0, n_at_once=1)
    left.finish("texts", 50.0, now=50)
    assert left.left(50) is None  # texts say nothing of runs
    left.finish("probe", 2.0, now=52)
    assert left.n_not_timed == 1
    assert left.left(52) == pytest.approx(3 * 50 + 2 + 2 * 2)


def test_the_time_left_counts_down_between_two_runs() -> None:
    left = TimeLeft()
    left.expect({"lora": 3}, now=0, n_at_once=1)
    left.finish("lora", 60.0, now=60)
    assert [left.left(now) for now in (60, 90, 500)] == [120, 90, 0]


def test_how_many_go_on_at_once_is_seen_where_it_is_not_said() -> None:
    left = TimeLeft()
    left.expect({"lora": 10}, now=0)
    left.finish("lora", 60.0, now=60)
    left.finish("lora", 60.0, now=60)
    assert left.left(60) == pytest.approx(8 * 60 / 2)


def test_a_failure_without_a_time_counts_as_done() -> None:
    left = TimeLeft()
    left.expect({"lora": 2}, now=0, n_at_once=1)
    left.finish("lora", 10.0, now=10)
    left.finish("lora", None, now=12)
    assert left.left(12) == 0


events = st.lists(
    st.tuples(st.sampled_from("abc"), st.none() | st.floats(0, 1e4), st.floats(0, 100)), max_size=30
)


@given(todo=st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)), events=events)
def test_the_time_left_is_never_negative_and_nought_in_the_end(
    todo: dict[str, int], events: list[tuple[str, float | None, float]]
) -> None:
    left, now = TimeLeft(), 0.0
    left.expect(todo, now=now)
    for name, seconds, wait in events:
        now += wait
        left.finish(name, seconds, now=now)
        found = left.left(now)
        assert found is None or found >= 0
    for name, n in todo.items():
        for _ in range(n):
            left.finish(name, 1.0, now=now)
    assert left.left(now) == 0


@given(seconds=st.floats(0, 1e6))
def test_spans_are_short(seconds: float) -> None:
    assert len(span_words(seconds)) <= 12


def test_examples_of_the_docstrings_hold() -> None:
    import doctest

    assert doctest.testmod(time_left).failed == 0


def test_without_a_terminal_each_method_says_when_it_is_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with RunDisplay() as display:
        display.show("plan", plan({"probe": 2, "lora": 1}, n_chunks=1))
        display.show("encoded", {"seconds": 0.5})
        display.show("run", done("probe"))
        display.show("run", done("probe", 1))
        display.show("run failed", failed("diverged at step 40: the loss is nan\nmore"))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "5 runs, 2 reused, 3 to do; 1 chunk of text to encode",
        "encoding texts: 1 done",
        "probe: 2 done",
        "lora: 1 done",
        "lora failed (seed 3): diverged at step 40: the loss is nan",
    ]


def test_a_second_look_is_counted_anew(capsys: pytest.CaptureFixture[str]) -> None:
    with RunDisplay() as display:
        for _ in range(2):
            display.show("plan", plan({"probe": 1}))
            display.show("run", done("probe"))
    assert capsys.readouterr().err.count("probe: 1 done") == 2


def test_what_is_tried_again_is_said_and_names_are_not_read_as_markup(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with RunDisplay() as display:
        display.show("plan", plan({"[bold]": 1}))
        display.show("retried", failed("the process died [9]", "[bold]"))
        display.show("run", done("[bold]"))
    printed = capsys.readouterr().err
    assert "[bold] is tried again (seed 3): the process died [9]" in printed
    assert "[bold]: 1 done" in printed


def test_few_processes_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    content = {"n": 1, "n_threads": 2, "n_cores": 8, "need_bytes": 3.1e9, "available_bytes": 4e9}
    RunDisplay().show("few processes", content)
    assert capsys.readouterr().err.strip() == (
        "1 run at a time instead of 4: each may need 3.1 GB of memory, and 4.0 GB are free"
    )


def test_long_runs_speak_once_a_minute_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("tenfold.cli.progress.time.monotonic", lambda: now[0])
    with RunDisplay() as display:
        display.show("plan", plan({"lora": 4}, n_processes=1))
        for seed in range(3):
            now[0] += 45
            display.show("run", done("lora", seed, 45.0))
    lines = capsys.readouterr().err.splitlines()
    assert lines[1:] == ["lora 2/4; ~1.5 min left"]


def test_a_terminal_shows_a_bar_a_method_and_the_time_of_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with RunDisplay() as display:
        display.show("plan", plan({"probe": 2, "lora": 2}, n_processes=1))
        display.show("run", done("probe", seconds=0.2))
        display.show("run", done("lora", seconds=300.0))
        display.show("run failed", failed("diverged at step 40"))
    printed = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err)
    last = printed.replace("\r", "\n").splitlines()[-4:]
    shown = {line.split()[0]: line for line in last if line.strip()}
    assert "2/2" in shown["lora"]
    assert "5.0 min each" in shown["lora"]
    assert "3/4" in shown["together"]
    assert "under a minute left" in shown["together"]
