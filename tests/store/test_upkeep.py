"""Upkeep: damage is found and mended, cleaning frees what can be made again and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from small import write_texts
from tenfold.data import catalog
from tenfold.data.reading import read_table
from tenfold.errors import InputError
from tenfold.store.steps import Step
from tenfold.store.tables.base import now
from tenfold.store.upkeep import (
    carry_out_cleaning,
    find_leftovers,
    measure,
    parse_age,
    plan_cleaning,
    verify,
)
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


def test_what_killed_processes_left_behind_is_swept_after_a_day_and_nothing_else(
    workspace: Workspace,
) -> None:
    kept = record(workspace, "fit", b"kept")
    orphan, young = (workspace.artifacts.put(data) for data in (b"orphan", b"young"))
    half_written = workspace.studies / ".small.declared.json.0123456789ab.tmp"
    mine = workspace.root / "notes.tmp"
    for path in (half_written, mine):
        path.write_bytes(b"x")
    two_days_ago = now().timestamp() - 2 * 86400
    for path in (*map(workspace.artifacts.path, (kept, orphan)), half_written, mine):
        os.utime(path, (two_days_ago, two_days_ago))
    found = find_leftovers(workspace)
    assert (found.digests, found.files) == ([orphan], [half_written])
    plan = plan_cleaning(workspace, age=timedelta(days=1), keep=(), leftovers=found)
    assert (plan.n_artifacts, plan.bytes_freed, plan.is_empty) == (0, len(b"orphan") + 1, False)
    carry_out_cleaning(workspace, plan)
    assert set(workspace.artifacts.digests()) == {kept, young}
    assert not half_written.exists()
    assert mine.exists()


def test_an_artifact_that_somebody_came_to_need_meanwhile_is_not_swept(
    workspace: Workspace,
) -> None:
    digest = workspace.artifacts.put(b"same bytes")
    old = now().timestamp() - 2 * 86400
    os.utime(workspace.artifacts.path(digest), (old, old))
    found = find_leftovers(workspace)
    assert found.digests == [digest]
    assert record(workspace, "fit", b"same bytes") == digest
    assert find_leftovers(workspace).digests == []
    plan = plan_cleaning(workspace, age=timedelta(days=1), keep=(), leftovers=found)
    carry_out_cleaning(workspace, plan)
    assert workspace.artifacts.is_sound(digest)


def test_saving_an_old_leftover_again_makes_it_young(workspace: Workspace) -> None:
    """Between saving an artifact and recording its step it looks like a leftover."""
    digest = workspace.artifacts.put(b"left over")
    old = now().timestamp() - 2 * 86400
    os.utime(workspace.artifacts.path(digest), (old, old))
    assert workspace.artifacts.put(b"left over") == digest
    assert find_leftovers(workspace).digests == []


def test_what_no_run_can_make_again_is_named_and_not_removed(workspace: Workspace) -> None:
    path = write_texts(workspace.root / "texts.csv")
    catalog.add(workspace, read_table([path]), name="texts", label="organ")
    digest = next(workspace.artifacts.digests())
    workspace.artifacts.path(digest).write_bytes(b"damaged")
    found = verify(workspace, repair=True)
    assert [original.digest for original in found.lost] == [digest]
    assert "the rows of the data set texts@1" in found.used_by[digest]
    assert "tenfold data add texts.csv --name texts" in found.lost[0].remedy
    assert workspace.artifacts.path(digest).read_bytes() == b"damaged"
    workspace.artifacts.remove(digest)
    assert verify(workspace).missing == [digest]
