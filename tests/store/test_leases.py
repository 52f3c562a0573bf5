"""One process a step: leases, their take-over, and the fence against who comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from tenfold.store.leases import LeaseLostError, Leases
from tenfold.store.steps import Step
from tenfold.store.tables.leases import HolderRow, LeaseRow
from tenfold.store.workspace import Workspace

TAKE = """
import sys, time
from pathlib import Path
from tenfold.store.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
assert workspace.leases.take(["k1", "k2"])
print("taken", flush=True)
time.sleep(600)
"""

COMPUTE = """
import sys, time
from pathlib import Path
from tenfold.store.steps import Step
from tenfold.store.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
for number in range(12):
    def compute():
        time.sleep(0.02)
        print(number, flush=True)
        return {"out": workspace.artifacts.put_json({"number": number})}
    workspace.steps.reuse_or_compute(Step("s", "1", {"number": number}), compute)
"""


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


def another(workspace: Workspace, *, dead_after_s: float = 30.0) -> Leases:
    """Another holder on the same store."""
    return Leases(workspace.database, beat_s=0.1, dead_after_s=dead_after_s)


def started(workspace: Workspace) -> subprocess.Popen[str]:
    """A process that has taken k1 and k2."""
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE, str(workspace.root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def until(what: Callable[[], object], within_s: float = 20.0) -> float:
    """Seconds until `what` is true."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < within_s
        time.sleep(0.02)
    return time.monotonic() - began


def n_rows(workspace: Workspace) -> tuple[int, int]:
    with workspace.database.read() as session:
        leases = len(session.scalars(select(LeaseRow)).all())
        return leases, len(session.scalars(select(HolderRow)).all())


def test_steps_are_taken_all_or_none_and_free_again(workspace: Workspace) -> None:
    mine, other = workspace.leases, another(workspace)
    lease = mine.take(["a", "b"])
    assert lease is not None
    assert other.take(["b", "c"]) is None
    assert other.take(["c"]) is not None  # nothing of the failed attempt is held
    assert mine.take(["a"]) is None  # not twice by the same one either
    mine.release(lease)
    again = other.take(["a", "b"])
    assert again is not None
    assert min(again.fences.values()) > max(lease.fences.values())
    other.close()
    assert n_rows(workspace)[0] == 0


def test_a_recorded_step_ends_its_lease_in_the_same_transaction(workspace: Workspace) -> None:
    step = Step("s", "1")
    lease = workspace.leases.take([step.key])
    workspace.steps.record(step, {}, seconds=0, cpu_seconds=0, lease=lease)
    assert n_rows(workspace)[0] == 0
    with pytest.raises(LeaseLostError):  # it is used up
        workspace.steps.record(step, {}, seconds=0, cpu_seconds=0, lease=lease)
    assert len(workspace.steps.all()) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_the_lease_of_a_killed_process_is_taken_at_once(workspace: Workspace) -> None:
    process = started(workspace)
    assert workspace.leases.take(["k1"]) is None
    process.kill()  # it stays a zombie until it is waited for, and is dead all the same
    until(lambda: workspace.leases.take(["k1"]), within_s=5)
    assert workspace.leases.take(["k2"]) is not None
    ended(process)
    assert n_rows(workspace) == (2, 1)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_process_that_stands_still_loses_its_lease_and_cannot_record(
    workspace: Workspace,
) -> None:
    """As on a suspended laptop: it is alive, so only its beat tells."""
    step = Step("s", "1")
    sleeper = another(workspace)
    lease = sleeper.take([step.key])
    assert lease is not None
    sleeper._ended.set()  # its beat stops; it knows nothing of that
    other = another(workspace, dead_after_s=0.5)
    assert until(lambda: other.take([step.key])) >= 0.5
    workspace.__dict__["leases"] = sleeper
    with pytest.raises(LeaseLostError):
        workspace.steps.record(step, {}, seconds=0, cpu_seconds=0, lease=lease)
    assert workspace.steps.find(step) is None
    other.close()


def test_a_beating_holder_of_another_machine_is_left_alone_a_silent_one_is_not(
    workspace: Workspace,
) -> None:
    holder = another(workspace)
    assert holder.take(["a"])
    with workspace.database.write() as session:
        session.execute(update(HolderRow).values(machine="elsewhere", pid=1))
    watcher = another(workspace, dead_after_s=0.6)
    for _ in range(20):
        assert watcher.take(["a"]) is None
        time.sleep(0.05)  # a second in all, longer than a silence may be
    holder._ended.set()
    until(lambda: watcher.take(["a"]))
    watcher.close()


def test_a_holder_beats_while_it_holds_something_and_then_goes(workspace: Workspace) -> None:
    holder = another(workspace)
    lease = holder.take(["a"])
    assert lease is not None
    time.sleep(0.5)
    assert n_rows(workspace) == (1, 1)
    holder.release(lease)
    until(lambda: n_rows(workspace) == (0, 0))
    assert holder.take(["a"])  # it begins anew
    assert n_rows(workspace) == (1, 1)
    holder.close()
    assert n_rows(workspace) == (0, 0)


def test_one_that_was_taken_for_dead_says_so_no_more_when_it_is_back(workspace: Workspace) -> None:
    holder = another(workspace)
    with holder.kept():
        assert holder.take(["a", "b"])
        with workspace.database.write() as session:  # as `_bury` does
            session.execute(HolderRow.__table__.delete())
        until(lambda: n_rows(workspace)[1] == 1)
        assert another(workspace).take(["b"]) is None
    assert n_rows(workspace) == (0, 0)


def test_four_processes_compute_twelve_steps_once_each(workspace: Workspace) -> None:
    command = [sys.executable, "-c", COMPUTE, str(workspace.root)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert Counter(number for one in said for number in one) == {str(n): 1 for n in range(12)}
    assert len(workspace.steps.all()) == 12
    assert n_rows(workspace)[0] == 0


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals are POSIX")
def test_a_process_is_known_by_its_birth_not_by_its_number(workspace: Workspace) -> None:
    from tenfold.store.processes import born, is_running

    since = born(os.getpid())
    assert is_running(os.getpid(), since)
    assert not is_running(os.getpid(), since + "0")  # another one has its number now
    assert born(2**22 + 1) == ""


def test_what_ended_commands_left_behind_is_cleared_by_the_next(workspace: Workspace) -> None:
    process = started(workspace)
    ended(process)
    assert n_rows(workspace) == (2, 1)
    assert workspace.leases.take(["other"])
    assert n_rows(workspace) == (3, 1)  # the leases are free: their holder is gone
    assert workspace.leases.take(["k1"])


def test_a_beating_thread_ends_when_another_has_begun_in_its_place(workspace: Workspace) -> None:
    """It ended for want of leases, and one was taken before it was gone: two would beat, one for good."""
    holder = another(workspace)
    assert holder.take(["a"])
    ended_before = threading.Thread(target=holder._beat, args=(threading.Event(),), daemon=True)
    ended_before.start()
    ended_before.join(timeout=10)
    assert not ended_before.is_alive()
    assert n_rows(workspace) == (1, 1)
    holder.close()


def test_a_silent_holder_of_another_machine_is_buried_though_it_held_nothing(
    workspace: Workspace,
) -> None:
    with workspace.database.write() as session:
        session.add(HolderRow(id="gone", machine="elsewhere", pid=1, born="1", beat=7))
    watcher = another(workspace, dead_after_s=0.5)
    with watcher.kept():
        assert watcher.is_alive("gone")
        until(lambda: not watcher.is_alive("gone"))
        until(lambda: n_rows(workspace) == (0, 1))  # for those too that have not watched it
