"""Power cuts: record a workflow once, then cut it anywhere on the disk of `disk.py`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from faults.calls import OPTIONS, Event, read_events
from faults.disk import Disk
from faults.lab import Lab
from faults.outcome import goes_on
from faults.tracing import Fault

__all__ = ["Recording", "half_made", "record", "when_said", "when_synced"]


@dataclass(frozen=True)
class Recording:
    """What a workflow did to the disk: its folder, how that began, and every call."""

    workflow: str
    root: Path
    start: Path
    events: list[Event]

    def cuts(
        self, lab: Lab, moments: set[int], *, torn: random.Random | None = None
    ) -> Iterator[tuple[list[str], Path]]:
        """At each moment, what had been said, and the workspace that a power cut leaves."""
        disk, said = Disk(self.root, self.start), ""
        for number, event in enumerate(self.events):
            disk.happen(event)
            if event.what == "say":
                said += event.data.decode()
            if number in moments:
                folder = disk.after_a_power_cut(lab.new("cut"), torn=torn)
                yield said.splitlines(), folder
                lab.drop(folder)

    def losses(self, lab: Lab, moments: set[int]) -> list[str]:
        """What is wrong right after the cuts, without going on."""
        found = []
        for lines, folder in self.cuts(lab, moments):
            if not (folder / "tenfold.toml").exists():
                found.append(f"{lines}: no workspace")
            elif (ended := lab.do("check", self.workflow, folder, lines=lines)).status != 0:
                found.append(f"after {len(lines)} lines: {ended.errors[-300:]}")
        return found

    def ends(
        self, lab: Lab, moments: set[int], *, torn: random.Random | None = None
    ) -> Iterator[str | None]:
        """What is wrong after each cut and going on, or None."""
        for lines, folder in self.cuts(lab, moments, torn=torn):
            yield goes_on(lab, self.workflow, folder, lines)


def record(
    lab: Lab, workflow: str, *, without: str | None = None, killed: Fault | None = None
) -> Recording:
    """Carry a workflow out and log it; with `killed`, once until it is killed, and then again."""
    folder = lab.copy(workflow)
    events: list[Event] = []
    if killed is not None:
        log = lab.new("log")
        inject = killed.options()[1]
        lab.do("run", workflow, folder, trace=[*OPTIONS, inject], log=log, without=without)
        events += [e for e in read_events(log, folder) if e.what != "say"]
        log.unlink()
    log = lab.log(workflow, OPTIONS, folder, without=without)
    events += read_events(log, folder)
    log.unlink()
    lab.drop(folder)
    return Recording(workflow, folder, lab.prepared(workflow), events)


def when_said(events: list[Event]) -> set[int]:
    """The moments at which something had just been said."""
    following = [*(event.what for event in events[1:]), ""]
    return {
        number
        for number, event in enumerate(events)
        if event.what == "say" and following[number] != "say"
    }


def when_synced(events: list[Event]) -> list[int]:
    """The moments right after each fsync."""
    return [number for number, event in enumerate(events) if event.what == "fsync"]


def half_made(events: list[Event], before: str) -> Fault:
    """A kill at the last fsync that would have made a change of this kind (mkdir, rename) of an artifact
    last.
    """
    wanted, n_fsyncs = 0, 0
    for event, following in pairwise(events):
        if following.what == "fsync" and not following.path.endswith(
            (".tenfold", ".db", "-journal")
        ):
            n_fsyncs += 1
            name = event.to or event.path
            if event.what == before and "/artifacts/" in name:
                wanted = n_fsyncs
    assert wanted, f"no {before} of an artifact is followed by an fsync"
    return Fault("fsync", wanted)
