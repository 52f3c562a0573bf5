"""The power goes: all that was said to be saved is on a disk that keeps only what was fsynced.

What such a disk is taken to be stands in `disk.py`. The last tests, which `make faults` runs, show that each
fsync of the store is needed: without it, the first test here fails.
"""

from __future__ import annotations

import random

import pytest

from faults.lab import Lab
from faults.outcome import Outcomes
from faults.power import half_made, record, when_said, when_synced
from faults.without_fsync import SQLITE, sites
from faults.workflows import WORKFLOWS
from tenfold.store.database import sqlite_journal_mode

N_SAMPLED = 12


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_what_was_said_to_be_saved_survives_a_power_cut(lab: Lab, workflow: str) -> None:
    recording = record(lab, workflow)
    moments = when_said(recording.events)
    assert moments
    assert recording.losses(lab, moments) == []


@pytest.mark.parametrize("before", ["mkdir", "rename"])
def test_what_a_killed_process_had_half_made_is_made_to_last_by_the_next(
    lab: Lab, before: str
) -> None:
    """Its files look whole to the next process, and would not survive."""
    killed = half_made(record(lab, "declare").events, before)
    recording = record(lab, "declare", killed=killed)
    assert recording.losses(lab, when_said(recording.events)) == []


def test_after_a_power_cut_at_a_sample_of_fsyncs_the_next_run_ends_the_same(lab: Lab) -> None:
    """With what had not been fsynced lost, and with parts of it there by chance (seed fixed)."""
    outcomes = Outcomes()
    for workflow in ("study", "backup", "replace"):
        recording = record(lab, workflow)
        synced = when_synced(recording.events)
        step = len(synced) * 6 // N_SAMPLED
        _cut(lab, recording, set(synced[step // 2 :: step]), outcomes, torn=None)
        _cut(lab, recording, set(synced[::step]), outcomes, torn=random.Random(4))
    assert outcomes.wrong == []


@pytest.mark.faults_full
def test_after_a_power_cut_at_every_fsync_the_next_run_ends_the_same(lab: Lab) -> None:
    outcomes = Outcomes()
    for workflow in WORKFLOWS:
        recording = record(lab, workflow)
        moments = {*when_synced(recording.events), *when_said(recording.events)}
        _cut(lab, recording, moments, outcomes, torn=None)
        _cut(lab, recording, moments, outcomes, torn=random.Random(4))
        print(f"\n{outcomes.table()}", *outcomes.wrong, sep="\n", flush=True)
    assert outcomes.wrong == []


def _cut(lab, recording, moments, outcomes, *, torn) -> None:  # type: ignore[no-untyped-def]
    kind = "power cut" if torn is None else "power cut, torn"
    for number, trouble in enumerate(recording.ends(lab, moments, torn=torn)):
        outcomes.note(recording.workflow, kind, str(number), trouble)


def _without(lab: Lab, site: str) -> list[str]:
    """What a power cut loses when one fsync is taken away."""
    of_record = ("declare", "study", "init", "repair", "replace")
    for workflow in ("publish",) if site.startswith("lab/publish") else of_record:
        recording = record(lab, workflow, without=site)
        if found := recording.losses(lab, when_said(recording.events)):
            return found
    for before in ("mkdir", "rename"):
        killed = half_made(record(lab, "declare").events, before)
        recording = record(lab, "declare", without=site, killed=killed)
        if found := recording.losses(lab, when_said(recording.events)):
            return found
    return []


@pytest.mark.faults_full
@pytest.mark.parametrize("site", sites(), ids=sites().get)
def test_without_any_one_fsync_a_power_cut_loses_something(lab: Lab, site: str) -> None:
    assert _without(lab, site) != []


@pytest.mark.faults_full
@pytest.mark.parametrize("mode", SQLITE)
def test_with_a_weaker_sqlite_a_power_cut_loses_something(lab: Lab, mode: str) -> None:
    if mode == "sqlite:FULL" and sqlite_journal_mode() == "WAL":
        pytest.skip("with a write-ahead log FULL is as good as EXTRA")
    assert _without(lab, mode) != []
