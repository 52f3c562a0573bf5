"""Long work is begun once, whoever else asks for it, and whatever programs lie in the lab."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tenfold.desk.background import Work, job_of, start_job
from tenfold.store.jobs import Job, JobFile
from tenfold.store.only_one import only_one
from tenfold.store.processes import born, machine
from tenfold.store.workspace import Workspace

WORK = Work(kind="map", reference="not-there@1")


def test_of_several_who_ask_at_once_one_begins_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, begun = Workspace.create(tmp_path / "lab"), []

    def start(self: JobFile, _: Workspace, __: str, work: str, about: str) -> None:
        begun.append(about)
        time.sleep(0.1)  # as long as a process takes to say that it runs, only shorter
        _say_that_it_runs(self)

    monkeypatch.setattr(JobFile, "_start", start)
    with ThreadPoolExecutor(3) as askers:
        list(askers.map(lambda _: start_job(lab, WORK), range(3)))
    assert begun == [WORK.reference]


def test_it_waits_for_another_process_that_is_beginning_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, begun = Workspace.create(tmp_path / "lab"), Event()
    monkeypatch.setattr(JobFile, "_start", lambda *_: begun.set())
    place = WORK.place(lab)
    with ThreadPoolExecutor(1) as asker:
        with only_one(place.path.with_suffix(".lock"), wait_s=0):
            asked = asker.submit(start_job, lab, WORK)
            assert not begun.wait(0.2)
            _say_that_it_runs(place)
        asked.result()
    assert not begun.is_set()


def _say_that_it_runs(place: JobFile) -> None:
    place.path.parent.mkdir(parents=True, exist_ok=True)
    pid = os.getpid()
    place._write(Job(state="running", pid=pid, born=born(pid), machine=machine()))


def test_a_program_of_the_lab_is_not_taken_for_one_of_python(tmp_path: Path) -> None:
    lab = Workspace.create(tmp_path / "lab")
    (lab.root / "random.py").write_text("raise SystemExit", encoding="utf-8")
    start_job(lab, WORK)
    while (job := job_of(lab, WORK)) is not None and job.is_running:
        time.sleep(0.05)
    assert job is not None
    assert "not-there" in job.error
