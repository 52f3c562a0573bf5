"""Script in each frame, from traces whose figures are known."""

from __future__ import annotations

from typing import Any

from benchmarks.page_trace import Spent, main_thread, script_of_frames, tasks


def _event(name: str, ts: float, dur: float, tdur: float, tid: int = 1) -> dict[str, Any]:
    return {"name": name, "ph": "X", "ts": ts, "dur": dur, "tdur": tdur, "pid": 1, "tid": tid}


def _frame(ts: float, tid: int = 1) -> dict[str, Any]:
    return {"name": "AnimationFrame", "ph": "b", "ts": ts, "pid": 1, "tid": tid}


def test_script_within_script_counts_once_and_layout_within_it_does_not() -> None:
    events = [
        _frame(0),
        _event("EventDispatch", 100, 5000, 4000),
        _event("FunctionCall", 200, 4000, 3000),
        _event("Layout", 300, 1000, 900),
        _event("UpdateLayoutTree", 400, 500, 450),
    ]
    assert script_of_frames(events) == [Spent(4.0, 3.1)]


def test_a_frame_reaches_to_the_next_and_those_without_script_are_left_out() -> None:
    events = [
        _event("FunctionCall", 0, 9000, 9000),
        _frame(10_000),
        _event("FireAnimationFrame", 10_500, 2000, 1000),
        _event("TimerFire", 15_000, 1000, 500),
        _frame(20_000),
        _frame(30_000),
        _event("Paint", 30_100, 8000, 8000),
        _event("RunMicrotasks", 39_000, 1000, 1000),
    ]
    assert script_of_frames(events) == [Spent(9.0, 9.0), Spent(3.0, 1.5), Spent(1.0, 1.0)]


def test_the_thread_with_the_most_frames_is_looked_at_in_order_of_time() -> None:
    events = [
        _event("FunctionCall", 200, 10, 10),
        _event("RunTask", 100, 500, 300),
        _frame(100),
        _frame(50, tid=2),
        _frame(700),
        _event("RunTask", 100, 9000, 9000, tid=2),
    ]
    thread = main_thread(events)
    assert [one["name"] for one in thread] == [
        "RunTask",
        "AnimationFrame",
        "FunctionCall",
        "AnimationFrame",
    ]
    assert tasks(thread) == [Spent(0.5, 0.3)]
    assert main_thread([]) == []
