"""kill -9 at any write, fsync, rename: what was said to be saved is, and the next run ends the same."""

from __future__ import annotations

import pytest

from faults.lab import Lab
from faults.outcome import Outcomes, after_a_kill, in_hundreds
from faults.points import all_points, spread
from faults.tracing import CHANGING, SYNCING, WRITING
from faults.workflows import WORKFLOWS

N_SAMPLED = 30


def _kill_at(lab: Lab, points: list[tuple[str, str, int]]) -> Outcomes:
    outcomes = Outcomes()
    for workflow, call, n in points:
        outcomes.note(workflow, f"kill at {call}", str(n), after_a_kill(lab, workflow, call, n))
    return outcomes


def test_thirty_kills_spread_over_all_commands_lose_nothing(lab: Lab) -> None:
    points = spread(all_points(lab, WORKFLOWS, CHANGING), N_SAMPLED)
    assert {workflow for workflow, _, _ in points} == set(WORKFLOWS)
    assert {call for _, call, _ in points} >= {*WRITING, *SYNCING, "rename", "unlink"}
    assert _kill_at(lab, points).wrong == []


def test_a_workspace_that_is_moved_aside_is_kept_whole_wherever_the_move_was_killed(
    lab: Lab,
) -> None:
    points = [p for p in all_points(lab, ["replace"], CHANGING) if p[1] == "rename"][:6]
    assert _kill_at(lab, points).wrong == []


@pytest.mark.faults_full
def test_a_kill_at_every_call_of_every_command_loses_nothing(lab: Lab) -> None:
    points = all_points(lab, WORKFLOWS, CHANGING)
    outcomes = in_hundreds(points, lambda some: _kill_at(lab, some))
    assert outcomes.wrong == []
    assert outcomes.counts.total() >= 1000
