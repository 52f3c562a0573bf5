"""Upkeep: damage is found and mended, cleaning frees what can be made again and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenfold.errors import InputError
from tenfold.store.steps import Step
from tenfold.store.upkeep import carry_out_cleaning, measure, parse_age, plan_cleaning, verify
from tenfold.store.workspace import Workspace


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


def record(workspace: Workspace, name: str, data: bytes) -> str:
    step = Step(name, "1", {"data": data.hex()})
    digest = workspace.artifacts.put(data)
    workspace.steps.record(step, {"out": digest}, seconds=1, cpu_seconds=1)
    return digest


def test_verify_finds_damaged_and_missing_artifacts_and_repair_marks_their_steps(
    workspace: Workspace,
) -> None:
    sound, damaged, missing = (record(workspace, "fit", data) for data in (b"a", b"b", b"c"))
    workspace.artifacts.path(damaged).write_bytes(b"B")
    workspace.artifacts.remove(missing)
    found = verify(workspace)
    assert (found.damaged, found.missing) == ([damaged], [missing])
    verify(workspace, repair=True)
    after = verify(workspace)
    assert (after.damaged, after.missing) == ([], [])
    assert [r.outputs["out"] for r in workspace.steps.all()] == [sound]


def test_cleaning_keeps_the_record_what_is_in_use_and_what_is_shared(workspace: Workspace) -> None:
    score = record(workspace, "score", b"score")
    gone = record(workspace, "fit", b"old fit")
    kept = record(workspace, "fit", b"used fit")
    record(workspace, "fit", b"score")  # the same bytes as the score's artifact
    in_use = next(r.key for r in workspace.steps.all() if r.outputs["out"] == kept)
    plan = plan_cleaning(workspace, age=None, keep={in_use})
    assert plan.digests == [gone]
    assert plan.bytes_freed == len(b"old fit")
    assert workspace.artifacts.is_sound(gone)  # planning removes nothing
    carry_out_cleaning(workspace, plan)
    assert set(workspace.artifacts.digests()) == {score, kept}
    assert verify(workspace).missing == []


def test_cleaning_by_age_spares_the_young(workspace: Workspace) -> None:
    record(workspace, "encode", b"new")
    assert plan_cleaning(workspace, age=timedelta(days=1), keep=()).n_artifacts == 0
    assert plan_cleaning(workspace, age=timedelta(0), keep=()).n_artifacts == 1


def test_sizes_count_each_artifact_once(workspace: Workspace) -> None:
    record(workspace, "fit", b"12345")
    record(workspace, "predict", b"12345")
    sizes = measure(workspace)
    assert sizes.artifact_bytes == 5
    assert sizes.by_step == {"fit": 5}


@pytest.mark.parametrize("text", ["", "5", "5 years", "-1d", "d"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="age"):
        parse_age(text)
