"""Steps: what decides is the key, what is damaged is never reused."""

from __future__ import annotations

import dataclasses

import pytest

from tenfold.store.steps import Step
from tenfold.store.workspace import Workspace


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


STEP = Step("fit", "1", {"rank": 8}, {"data": "d1"}, {"numpy": "2.0"})


@pytest.mark.parametrize(
    "change",
    [
        {"name": "score"},
        {"version": "2"},
        {"parameters": {"rank": 9}},
        {"inputs": {"data": "d2"}},
        {"libraries": {"numpy": "2.1"}},
    ],
)
def test_each_part_decides_the_key(change: dict[str, object]) -> None:
    assert dataclasses.replace(STEP, **change).key != STEP.key


def test_the_order_of_parameters_does_not_decide() -> None:
    one = Step("x", "1", {"a": 1, "b": 2})
    other = Step("x", "1", {"b": 2, "a": 1})
    assert one.key == other.key


def test_a_step_is_computed_once(workspace: Workspace) -> None:
    calls = []

    def compute() -> dict[str, str]:
        calls.append(1)
        return {"out": workspace.artifacts.put(b"result")}

    first = workspace.steps.reuse_or_compute(STEP, compute)
    second = Workspace(workspace.root).steps.reuse_or_compute(STEP, compute)
    assert first.outputs == second.outputs
    assert len(calls) == 1


def test_a_step_with_a_damaged_artifact_is_computed_again(workspace: Workspace) -> None:
    digest = workspace.artifacts.put(b"result")
    workspace.steps.record(STEP, {"out": digest}, seconds=1.0, cpu_seconds=1.0)
    workspace.artifacts.path(digest).write_bytes(b"resulT")
    assert workspace.steps.find(STEP) is None
    again = workspace.steps.reuse_or_compute(
        STEP, lambda: {"out": workspace.artifacts.put(b"result")}
    )
    assert workspace.steps.find(STEP) == again


def test_a_failing_step_records_nothing(workspace: Workspace) -> None:
    def fail() -> dict[str, str]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        workspace.steps.reuse_or_compute(STEP, fail)
    assert workspace.steps.all() == []


def test_a_thousand_steps_are_found_at_once(workspace: Workspace) -> None:
    digest = workspace.artifacts.put(b"shared")
    steps = [Step("x", "1", {"n": n}) for n in range(1000)]
    for step in steps[::100]:
        workspace.steps.record(step, {"out": digest}, seconds=0, cpu_seconds=0)
    assert set(workspace.steps.find_all(steps)) == {step.key for step in steps[::100]}


def test_what_is_recorded_is_found_without_reading_an_artifact(workspace: Workspace) -> None:
    digest = workspace.artifacts.put(b"result")
    made = workspace.steps.record(STEP, {"out": digest}, seconds=1.0, cpu_seconds=1.0)
    workspace.artifacts.path(digest).write_bytes(b"resulT")
    assert workspace.steps.recorded([STEP]) == {STEP.key: made}
    assert (made.version, dict(made.libraries)) == (STEP.version, STEP.libraries)
    assert workspace.steps.damaged([made], but=lambda _, name: name == "out") == set()
    assert workspace.steps.damaged([made]) == {STEP.key}
    assert workspace.steps.recorded([STEP]) == {}
