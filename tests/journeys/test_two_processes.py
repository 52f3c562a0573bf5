"""Two terminals, one study: the work is shared, nothing is computed twice, and one may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from command import TENFOLD, tenfold
from journeys.test_killed_study import table
from small import DECLARATION, write_study
from tenfold.store.tables.leases import LeaseRow
from tenfold.store.tables.steps import StepRow
from tenfold.store.workspace import Workspace
from tenfold.study.events import ENDS
from tenfold.study.records import Records, Worker

pytestmark = pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")


WAITING = """
import csv, os, sys, time
while not os.path.exists("go"):
    time.sleep(0.05)
time.sleep(0.2)
ids = [row["id"] for row in csv.DictReader(open(sys.argv[1]))]
with open(sys.argv[2], "w") as out:
    out.write("id,heart,lung,skin\\n" + "".join(f"{i},0.2,0.3,0.5\\n" for i in ids))
"""


def waiting_study(workspace: Workspace) -> Workspace:
    """Its runs begin, and end when there is a file `go`."""
    (workspace.root / "waiting.py").write_text(WAITING)
    usual = DECLARATION.format(seeds="10", data="texts.csv", more='label = "organ"')
    script = 'kind = "command"\nrun = "python waiting.py {test} {out}"'
    write_study(workspace, text=usual.replace('kind = "tfidf"\nC = 1.0', script))
    return workspace


def go(workspace: Workspace) -> None:
    (workspace.root / "go").touch()


def began(workspace: Workspace, *options: str) -> Worker:
    done = tenfold(workspace.root, "study", "run", "small", "--detach", *options)
    assert done.returncode == 0, done.stderr
    worker = Records(workspace).last_worker("small")
    assert worker is not None
    return worker


def two_began_at_once(workspace: Workspace) -> list[int]:
    """The process that each of two commands says it has started."""
    command = [*TENFOLD, "study", "run", "small", "--detach", "--join"]
    both = [
        subprocess.Popen(command, cwd=workspace.root, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    return [int(text.partition("(process ")[2].partition(")")[0]) for text in said]


def wait_for(workspace: Workspace, worker: Worker, kinds: frozenset[str]) -> str:
    """The first of these events that the worker says."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        said = [e.kind for e in Records(workspace).events(worker.number) if e.kind in kinds]
        if said:
            return said[0]
        time.sleep(0.05)
    raise AssertionError(f"{worker} said none of {sorted(kinds)}")


def wait_until_each_is_at_something(workspace: Workspace, n: int) -> None:
    """So many processes hold leases."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with workspace.database.read() as session:
            if len(set(session.scalars(select(LeaseRow.holder)))) == n:
                return
        time.sleep(0.05)
    raise AssertionError(f"not {n} processes are at it")


def n_runs(workspace: Workspace, worker: Worker) -> int:
    """How many runs of `words` this worker told of as computed by itself."""
    events = Records(workspace).events(worker.number)
    return sum(e.kind == "run" and e.content["seconds"] > 0 for e in events)


def times_recorded(workspace: Workspace) -> set[int]:
    with workspace.database.read() as session:
        return set(Counter(session.scalars(select(StepRow.key))).values())


def test_three_processes_share_a_study_and_a_plain_second_run_only_watches(tmp_path: Path) -> None:
    workspace = waiting_study(Workspace.create(tmp_path / "lab"))
    first = began(workspace)
    assert began(workspace) == first  # without --join
    pids = two_began_at_once(workspace)
    workers = Records(workspace).workers("small", after=first.number)
    assert sorted(pids) == sorted(worker.pid for worker in workers)
    wait_until_each_is_at_something(workspace, 3)
    go(workspace)
    assert {wait_for(workspace, w, ENDS) for w in (first, *workers)} == {"done"}
    assert times_recorded(workspace) == {1}
    assert all(n_runs(workspace, worker) > 0 for worker in (first, *workers))
    alone = waiting_study(Workspace.create(tmp_path / "alone"))
    go(alone)
    assert tenfold(alone.root, "study", "run", "small").returncode == 0
    assert table(workspace) == table(alone)


def test_one_of_two_is_killed_and_the_other_finishes_its_steps_too(
    workspace_on_each: Workspace,
) -> None:
    workspace = waiting_study(workspace_on_each)
    first, second = began(workspace), began(workspace, "--join")
    wait_until_each_is_at_something(workspace, 2)
    os.killpg(first.pid, signal.SIGKILL)  # it holds leases: its runs wait
    killed = time.monotonic()
    go(workspace)
    assert wait_for(workspace, second, ENDS) == "done"
    assert time.monotonic() - killed < 60
    assert times_recorded(workspace) == {1}
    shown = table(workspace)
    assert {m["name"]: m["n_runs"] for m in shown["methods"]} == {"words": 10, "floor": 10}
    assert "running" not in tenfold(workspace.root, "study", "list").stdout
