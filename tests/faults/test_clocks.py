"""Clocks that jump by two days, back and forth: no negative durations, order by sequence, the same table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from faults.lab import Lab
from tenfold.store.workspace import Workspace
from tenfold.study.records import Records

_JUMPS = """
import sys
from pathlib import Path
import faults.workflows as workflows
folder, clock = map(Path, sys.argv[1:])

def jump(n=[0]):
    n[0] += 1
    clock.write_text(["+2d", "-2d", "+0d"][n[0] % 3])

class Jumping:
    def write(self, text):
        if text.strip():
            jump()
        return sys.__stdout__.write(text)
    def flush(self):
        sys.__stdout__.flush()

sys.stdout = Jumping()
workflows.WORKFLOWS["study"].run(folder)
"""
"""The study of the workflows; whenever it says something, the clock jumps."""


@pytest.fixture
def jumping(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose clock is two days off by what stands in a file.

    The clock that only counts (CLOCK_MONOTONIC) is left alone, as it is when a real clock is set.
    """
    library = next(Path("/usr/lib").rglob("libfaketime.so.1"), None)
    if library is None:
        pytest.skip("faketime is not installed (apt-get install faketime)")
    clock = tmp_path / "clock"
    clock.write_text("+0d")
    return {
        **os.environ,
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "CLOCK": str(clock),
    }


def test_a_study_whose_clock_jumps_at_every_event_ends_as_any_other(
    lab: Lab, jumping: dict[str, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(lab.prepared("study"), tmp_path / "lab"))
    ran = subprocess.run(
        [sys.executable, "-c", _JUMPS, str(folder), jumping["CLOCK"]],
        env=jumping,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    told = lab.do("tell", "study", folder)
    assert told.lines[-1] == lab.undisturbed("study")

    workspace = Workspace(folder)
    steps = workspace.steps.all()
    assert all(record.seconds >= 0 and record.cpu_seconds >= 0 for record in steps)
    records = Records(workspace)
    worker = records.last_worker("small")
    assert worker is not None
    events = records.events(worker.number)
    said = [line.split(" ", 1)[0] for line in ran.stdout.splitlines()]
    assert [event.kind for event in events] == said[:-1], "not in the order in which they were said"
    days = {(event.time - worker.started).days for event in events}
    assert max(days) - min(days) >= 3, "the clock did not jump"


def test_a_study_that_goes_on_two_days_earlier_and_later_keeps_what_it_had(
    lab: Lab, jumping: dict[str, str], tmp_path: Path
) -> None:
    """Declared now, answered the day before yesterday, run the day after tomorrow, shown now."""
    folder = Path(shutil.copytree(lab.prepared("study"), tmp_path / "lab"))
    clock = Path(jumping["CLOCK"])
    for offset, words in (
        ("+0d", ["declare", "small"]),
        ("-2d", ["answer", "small", "1", "Before."]),
        ("+2d", ["answer", "small", "1", "After."]),
        ("-2d", ["answer", "small", "1", "Last said, though not the latest."]),
        ("-2d", ["declare", "small"]),
    ):
        clock.write_text(offset)
        command = [sys.executable, "-m", "tenfold.cli.main", "study", *words]
        done = subprocess.run(
            command, cwd=folder, env=jumping, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Declared already")
    shown = lab.command(folder, "study", "show", "small", "--json")
    view = json.loads("\n".join(shown.lines))
    assert view["answers"][0]["text"] == "Last said, though not the latest."
    assert view["hypotheses"][0]["mode"] == "confirmatory"
