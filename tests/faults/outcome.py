"""What must hold after a fault, and how it is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from faults.lab import Ended, Lab
from faults.tracing import Fault

__all__ = ["Outcomes", "after_a_kill", "after_an_error", "goes_on"]


@dataclass
class Outcomes:
    """How often what came of a fault, by workflow and fault."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, workflow: str, kind: str, where: str, trouble: str | None) -> None:
        """Count one point; `trouble` is what is wrong, or None."""
        self.counts[workflow, kind, "lost" if trouble else "whole"] += 1
        if trouble:
            self.wrong.append(f"{workflow}, {kind} {where}: {trouble}")

    def table(self) -> str:
        """As `make faults` prints it."""
        lines = [
            f"{workflow:<10} {kind:<28} {outcome:<6} {n:6}"
            for (workflow, kind, outcome), n in sorted(self.counts.items())
        ]
        return "\n".join([*lines, f"{'all':<46} {self.counts.total():6}"])


def after_a_kill(lab: Lab, workflow: str, call: str, n: int) -> str | None:
    """Kill at the n-th call and go on. Returns what is wrong, or None."""
    folder = lab.copy(workflow)
    try:
        ended = lab.disturb(workflow, Fault(call, n), folder)
        if ended.status not in (-9, 0):  # 0: this time it made fewer calls
            return f"ended with {ended.status}: {ended.errors[-500:]}"
        return goes_on(lab, workflow, folder, ended.lines)
    finally:
        lab.drop(folder)


def after_an_error(lab: Lab, workflow: str, fault: Fault) -> str | None:
    """Let a call fail and go on without the fault. Returns what is wrong, or None.

    The command may not end well when its fault was at an fsync, and says what to do where it stops.
    """
    folder = lab.copy(workflow)
    try:
        ended = lab.disturb(workflow, fault, folder)
        return _is_said_well(ended, fault) or goes_on(lab, workflow, folder, ended.lines)
    finally:
        lab.drop(folder)


def _is_said_well(ended: Ended, fault: Fault) -> str | None:
    if ended.status == 0:
        if fault.call in ("fsync", "fdatasync"):
            return "an error at fsync was taken for a success"
        return None
    if ended.status != 3 or "Traceback" in ended.errors:
        return f"status {ended.status}: {ended.errors[-500:]}"
    if "/" not in ended.errors:
        return f"no path in: {ended.errors}"
    wanted = "Make space" if fault.error == "ENOSPC" else "the disk reported an error"
    return None if wanted in ended.errors else f"it does not say what to do: {ended.errors}"


def goes_on(lab: Lab, workflow: str, folder: Path, lines: list[str]) -> str | None:
    """What was acknowledged is there, and the same command ends as if nothing had been."""
    finished = lab.finish(workflow, folder, lines)
    if finished.status != 0:
        return f"it does not go on: status {finished.status}: {finished.errors[-500:]}"
    if finished.lines[-1].replace(str(folder), "") != lab.undisturbed(workflow):
        return "it ends in another state than without the fault"
    return None
