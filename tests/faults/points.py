"""Where faults are put: every call of every workflow, or a fixed sample of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from faults.lab import Lab
from faults.tracing import count, trace_options

__all__ = ["all_points", "spread"]

Point = tuple[str, str, int]
"""A workflow, a call, and which of its occurrences (from 1)."""


def all_points(lab: Lab, workflows: Iterable[str], calls: tuple[str, ...]) -> list[Point]:
    """Each occurrence of each call in an undisturbed run."""
    points = []
    for workflow in workflows:
        folder = lab.copy(workflow)
        found = count(lab.log(workflow, trace_options(calls), folder), calls)
        lab.drop(folder)
        points += [(workflow, call, n) for call in calls for n in range(1, found[call] + 1)]
    return points


def spread(points: list[Point], n: int) -> list[Point]:
    """`n` of them, the same each time: workflows in turn, and in each of them calls in turn, each workflow
    beginning with another call; early, late and middle occurrences.
    """
    groups: dict[str, dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for workflow, call, number in points:
        groups[workflow][call].append((workflow, call, number))
    chosen: dict[Point, None] = {}
    turn = 0
    while len(chosen) < min(n, len(points)):
        for offset, calls in enumerate(groups.values()):
            group = list(calls.values())[(turn + offset) % len(calls)]
            place = (0.5 + 0.37 * turn + 0.23 * offset) % 1
            if len(chosen) < n:
                chosen[group[int(place * len(group))]] = None
        turn += 1
    return sorted(chosen)
