"""What must hold after a fault, and how it is counted."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from faults.lab import Ended, Lab
from faults.tracing import Fault

__all__ = ["Outcomes", "after_a_kill", "after_an_error", "goes_on", "in_hundreds"]

T = TypeVar("T")


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

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(self.counts + other.counts, self.wrong + other.wrong)

    def table(self) -> str:
        """As `make faults` prints it."""
        lines = [
            f"{workflow:<10} {kind:<28} {outcome:<6} {n:6}"
            for (workflow, kind, outcome), n in sorted(self.counts.items())
        ]
        return "\n".join([*lines, f"{'all':<46} {self.counts.total():6}"])


def in_hundreds(points: list[T], disturb: Callable[[list[T]], Outcomes]) -> Outcomes:
    """Disturb at all points and print the table now and then. They are mixed (seed fixed), so that one who
    stops early has seen a bit of everything.
    """
    random.Random(0).shuffle(points)
    outcomes = Outcomes()
    for start in range(0, len(points), 100):
        outcomes += disturb(points[start : start + 100])
        print(f"\nof {len(points)}:\n{outcomes.table()}", *outcomes.wrong, sep="\n", flush=True)
    return outcomes


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
    """Let a call fail and go on without the fault. Returns what is wrong, or None."""
    folder, log = lab.copy(workflow), lab.new("log")
    try:
        ended = lab.do("run", workflow, folder, trace=["-y", *fault.options()], log=log)
        trouble = _how_it_was_said(ended, fault, log)
        failed_in_json = '"error": {' in "".join(ended.lines)
        lines = [] if failed_in_json else ended.lines
        return trouble or goes_on(lab, workflow, folder, lines)
    finally:
        lab.drop(folder)
        log.unlink(missing_ok=True)


def _how_it_was_said(ended: Ended, fault: Fault, log: Path) -> str | None:
    """The command stops with the path and what to do; an error at an fsync is never passed over.

    SQLite passes over one, that of the folder after it made a journal: it then has to hope that the
    journal's name lasts until the commit. It syncs by fdatasync, we by fsync.
    """
    if ended.status == 0:
        failed = re.findall(r"<(.*)>\) += .*INJECTED", log.read_text(errors="replace"))
        is_file = [path for path in failed if path.endswith((".db", "-journal", "-wal"))]
        if fault.call == "fsync" or (fault.call == "fdatasync" and is_file):
            return f"an error at fsync was taken for a success: {failed}"
        return None
    if ended.status != 3 or "Traceback" in ended.errors:
        return f"status {ended.status}: {ended.errors[-500:]}"
    said = "\n".join([ended.errors, *ended.lines])
    if "/" not in said:
        return f"no path in: {said}"
    full = (
        fault.error == "ENOSPC" and fault.call != "fdatasync"
    )  # of which SQLite does not tell why
    wanted = "Make space" if full else "the disk reported an error"
    return None if wanted in said else f"it does not say what to do: {said}"


def goes_on(lab: Lab, workflow: str, folder: Path, lines: list[str]) -> str | None:
    """What was acknowledged is there, and the same command ends as if nothing had been."""
    finished = lab.finish(workflow, folder, lines)
    if finished.status != 0:
        return f"it does not go on: status {finished.status}: {finished.errors[-500:]}"
    if finished.lines[-1].replace(str(folder), "") != lab.undisturbed(workflow):
        return "it ends in another state than without the fault"
    return None
