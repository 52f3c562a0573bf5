"""What was added to a database, as pages ask for it: at once, and every five seconds where it never ends."""

from __future__ import annotations

import pytest

from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.store import growth
from tenfold.store.growth import Growth
from tenfold.store.pulse import Pulse
from tenfold.store.workspace import Workspace
from tenfold.study.records import Records


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def test_a_study_that_runs_counts_now_and_then_and_all_else_at_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(growth, "time", clock)
    grown, pulse = Growth(workspace.database), Pulse(workspace.database)
    records = Records(workspace)
    worker = records.start_worker("small").number

    def stamps() -> tuple[object, object]:
        beat = pulse.feel()
        return grown.at(beat, but=()), grown.of_studies(beat)

    seen = {stamps()}
    for _ in range(50):  # in five seconds
        clock.now += 0.1
        records.say("small", worker, "run", {})
        seen.add(stamps())
    assert 5 <= len({at for at, _ in seen}) <= 7
    assert 5 <= len({of_studies for _, of_studies in seen}) <= 7

    before, of_studies = stamps()
    note = Note(text="Said", kind="thought", day=zone_of(workspace).today())
    Journal(workspace).write(note)
    assert stamps()[0] != before
    assert stamps()[1] == of_studies
    records.ask_to_stop(worker)
    assert stamps()[1] != of_studies

    clock.now += 60.0
    for _ in range(3):  # after a pause each counts
        before = stamps()[0]
        records.say("small", worker, "run", {})
        assert stamps()[0] != before
