"""A full disk, a failing disk, a read-only one: a sentence, nothing half there, and it goes on after."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults.lab import Lab
from faults.outcome import Outcomes, after_an_error, goes_on, in_hundreds
from faults.points import all_points, spread
from faults.tracing import SYNCING, WRITING, Fault

N_SAMPLED = 9
WORKFLOWS = ("study", "data add", "declare", "backup", "restore")


def _faults(points: list[tuple[str, str, int]]) -> list[tuple[str, Fault]]:
    """At a write: no space from then on, and an error once. At an fsync: both once."""
    faults = []
    for workflow, call, n in points:
        full = Fault(call, n, "ENOSPC", lasting=call in WRITING)
        faults += [(workflow, full), (workflow, Fault(call, n, "EIO"))]
    return faults


def _let_fail(lab: Lab, faults: list[tuple[str, Fault]]) -> Outcomes:
    outcomes = Outcomes()
    for workflow, fault in faults:
        kind = f"{fault.error} at {fault.call}"
        outcomes.note(workflow, kind, str(fault.n), after_an_error(lab, workflow, fault))
    return outcomes


def test_no_space_and_errors_at_a_sample_of_writes_and_fsyncs(lab: Lab) -> None:
    points = spread(all_points(lab, WORKFLOWS, (*WRITING, *SYNCING)), N_SAMPLED)
    assert _let_fail(lab, _faults(points)).wrong == []


@pytest.mark.faults_full
def test_no_space_and_errors_at_every_write_and_fsync(lab: Lab) -> None:
    faults = _faults(all_points(lab, WORKFLOWS, (*WRITING, *SYNCING)))
    outcomes = in_hundreds(faults, lambda some: _let_fail(lab, some))
    assert outcomes.wrong == []


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A small file system of our own; skipped where we may not mount."""
    folder.mkdir()
    tried = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if tried.returncode:
        pytest.skip("mounting a file system needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_study_on_a_disk_of_one_megabyte_stops_and_ends_the_same_after_making_space(
    lab: Lab, tmp_path: Path
) -> None:
    with mounted(tmp_path / "small", "1m") as disk:
        folder = Path(shutil.copytree(lab.prepared("study"), disk / "lab"))
        ballast = disk / "ballast"
        free = shutil.disk_usage(disk).free
        ballast.write_bytes(bytes(free - 120_000))
        full = lab.do("run", "study", folder)
        assert full.status == 3, full.errors
        assert "the disk is full" in full.errors
        assert str(folder) in full.errors
        assert "Make space" in full.errors
        ballast.unlink()
        assert goes_on(lab, "study", folder, full.lines) is None


def test_a_read_only_workspace_can_be_looked_at_and_refuses_writes_in_one_sentence(
    lab: Lab, tmp_path: Path
) -> None:
    with mounted(tmp_path / "frozen", "8m") as disk:
        folder = Path(shutil.copytree(lab.prepared("backup"), disk / "lab"))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for words in (
            ("study", "show", "small", "--json"),
            ("study", "list"),
            ("data", "list"),
            ("store", "verify"),
            ("store", "size"),
            ("store", "backup", str(tmp_path / "backup")),
        ):
            looked = lab.command(folder, *words)
            assert looked.status == 0, (words, looked.errors)
        again = ("data", "add", str(folder / "texts.csv"), "--label", "organ", "--name", "again")
        for words in (("study", "answer", "small", "1", "x"), again):
            refused = lab.command(folder, *words)
            assert refused.status == 3, (words, refused.errors)
            sentence, remedy = refused.errors.strip().splitlines()
            assert "read-only for you" in sentence
            assert "Make it writable" in remedy
        assert sorted(os.listdir(folder)) == sorted(os.listdir(lab.prepared("backup")))
