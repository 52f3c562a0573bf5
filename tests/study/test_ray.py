"""What only a cluster has: studies on it, machines that differ or are lost, one that is started here."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from command import tenfold
from ray_cluster import end_node, gone, ray_node, skip_without_ray
from small import write_study
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.executors.base import Crashed
from tenfold.study.executors.cluster import connected, is_cluster
from tenfold.study.executors.local import LocalExecutor
from tenfold.study.executors.node import ARTIFACTS_VARIABLE, look_around, moved, needs_of
from tenfold.study.executors.ray import RayExecutor
from tenfold.study.place import choose_place
from tenfold.study.run import carry_out
from tenfold.study.schedule import Tasks

pytestmark = pytest.mark.cluster

# Its first run kills the process that carries it out, as a lack of memory would.
SCRIPT = """
import csv, os, pathlib, signal, sys
test, out = sys.argv[1:]
marker = pathlib.Path("killed-once")
if not marker.exists():
    marker.touch()
    os.kill(os.getppid(), signal.SIGKILL)
with open(test) as file, open(out, "w") as answers:
    print("id,heart,lung,skin", file=answers)
    for row in csv.DictReader(file):
        print(row["id"], *((0.6, 0.2, 0.2) if "a" in row["text"] else (0.2, 0.5, 0.3)), sep=",", file=answers)
"""
DECLARATION = f"""
[study]
question = "Do words tell the organs?"
seeds = 5

[data]
use = "texts.csv"
label = "organ"

[methods.words]
kind = "tfidf"

[methods.floor]
kind = "majority"

[methods.mine]
kind = "command"
run = "{sys.executable} own.py {{test}} {{out}}"

[[hypotheses]]
claim = "words beats floor by 0.1 on accuracy"
primary = true
"""


def small_study(folder: Path, *, is_killed: bool = False) -> Study:
    workspace = Workspace.create(folder)
    (folder / "own.py").write_text(SCRIPT)
    if not is_killed:
        (folder / "killed-once").touch()
    return load_study(str(write_study(workspace, text=DECLARATION)), workspace=workspace)


def predictions(study: Study) -> dict[str, str]:
    """The digests of what each run predicted."""
    done = study.plan.find_done(study.workspace)
    return {
        str(run.id): done[run.predict.key].outputs["probabilities"]
        for run in study.plan.runs.values()
    }


def until(go: Path, mark: Path) -> str:
    """A task that says that it has begun, and waits for a file."""
    is_there = f"__import__('os').path.exists({str(go)!r})"
    loop = f"iter(lambda: __import__('time').sleep(0.1) or {is_there}, True)"
    return f"[open({str(mark)!r}, 'w').close(), *{loop}]"


def wait_for(happened: Callable[[], bool], within_s: float = 90) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_study_is_the_same_bit_for_bit_though_a_worker_was_killed(
    ray_address: str, tmp_path: Path
) -> None:
    here = small_study(tmp_path / "here")
    with LocalExecutor(2) as executor:
        carry_out(here.workspace, here.plan, executor, say=lambda *_: None)
    there = small_study(tmp_path / "there", is_killed=True)
    said: list[tuple[str, Mapping[str, Any]]] = []
    outcome = there.run(on=ray_address, say=lambda kind, content: said.append((kind, content)))
    assert outcome.stopped is None
    retried = [content for kind, content in said if kind == "retried"]
    assert [content["method"] for content in retried] == ["mine"]
    assert "killed from outside" in retried[0]["message"]
    assert not [content for kind, content in said if kind in ("run failed", "left out")]
    assert len(predictions(there)) == 15
    assert predictions(there) == predictions(here)


def test_a_machine_that_differs_is_left_out_and_one_that_is_lost_costs_its_tasks(
    ray_address: str, tmp_path: Path
) -> None:
    study = small_study(tmp_path / "lab")
    needs, said = needs_of(study.workspace, study.plan), []
    words = [f"--address={ray_address}", "--resources={}"]
    other = {"ONEDNN_MAX_CPU_ISA": "AVX2"}
    with ray_node(tmp_path / "other.log", *words, n_cpus=1, env=other) as machine:
        with RayExecutor(None, on=ray_address, needs=needs, left_out=said.append) as executor:
            assert executor.n_workers == 2
        assert len(said) == 1
        assert "differs: its kernels are those of torch" in said[0]
        assert "ONEDNN_MAX_CPU_ISA=AVX2" in said[0]

        with RayExecutor(None, on=ray_address) as executor:
            assert executor.n_workers == 3
            marks = [tmp_path / f"began-{i}" for i in range(3)]
            go = tmp_path / "go"
            under_way = [executor.submit(eval, until(go, mark)) for mark in marks]
            wait_for(lambda: all(mark.exists() for mark in marks))
            end_node(machine)
            wait_for(lambda: any(future.done() for future in under_way))
            go.touch()
            ends = [future.exception(timeout=120) for future in under_way]
            assert [type(end) for end in ends if end is not None] == [Crashed]
            after = [executor.submit(len, "x" * i) for i in range(9)]
            assert [future.result(timeout=120) for future in after] == list(range(9))


def test_where_no_machine_is_like_this_one_each_is_named(ray_address: str, tmp_path: Path) -> None:
    study = small_study(tmp_path / "lab")
    needs = needs_of(study.workspace, study.plan)
    needs = replace(needs, version="9.9", libraries={"scikit-learn": "0.1"}, root=Path("/nowhere"))
    with (
        pytest.raises(InputError) as refused,
        RayExecutor(2, on=ray_address, needs=needs),
    ):
        pass
    said = str(refused.value)
    assert os.uname().nodename in said
    assert "there and 9.9 here" in said
    assert "there and 0.1 here" in said
    assert "it has no folder /nowhere" in said


def test_a_machine_says_what_it_lacks_and_where_it_has_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = small_study(tmp_path / "lab")
    needs = needs_of(study.workspace, study.plan)
    assert look_around(needs).differences == ()

    mounted = tmp_path / "mounted"
    study.workspace.artifacts.root.rename(mounted)
    assert "does not see the artifacts" in look_around(needs).differences[0]
    monkeypatch.setenv(ARTIFACTS_VARIABLE, str(mounted))
    seen = look_around(needs)
    assert seen.differences == ()
    assert seen.places.artifacts == mounted

    monkeypatch.setattr(study.workspace, "artifacts", type(study.workspace.artifacts)(mounted))
    task = Tasks(study.workspace, study.plan).run(
        next(iter(study.plan.runs.values())), {}, with_test=True
    )
    there = moved(replace(task, store=tmp_path / "of the caller"), seen.places)
    assert there.store == mounted
    assert moved("abc", seen.places) == "abc"

    path = next(p for p in mounted.rglob("*") if p.name == needs.witness)
    path.chmod(0o644)
    path.write_bytes(b"other bytes")
    assert "reads other bytes" in look_around(needs).differences[0]


STARTED = """
import os, sys, time
from tenfold.study.executors.ray import RayExecutor
with RayExecutor(1, on="ray") as executor:
    import ray
    print(executor.submit(eval, "__import__('os').getppid()").result(), flush=True)
    print(executor.submit(os.getenv, "HOME").result(), flush=True)
    print({node["NodeManagerAddress"] for node in ray.nodes()}, flush=True)
    sys.stdin.readline()
    executor.submit(time.sleep, 60).result()
"""


@pytest.mark.parametrize("end", ["SIGINT", "SIGKILL"])
def test_a_cluster_that_is_started_here_ends_with_the_process_that_started_it(
    end: str, tmp_path: Path
) -> None:
    skip_without_ray()
    import psutil

    home = tmp_path / "home"
    home.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", STARTED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(home), "TMPDIR": "/tmp"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        raylet = int(process.stdout.readline())
        assert process.stdout.readline().strip() == str(home)
        assert process.stdout.readline().strip() == "{'127.0.0.1'}"
        family = psutil.Process(process.pid).children(recursive=True)
        addresses, agents = set[str](), set[int]()
        for child in family:
            with contextlib.suppress(psutil.Error):  # some are short-lived helpers, gone by now
                addresses |= {
                    c.laddr.ip.removeprefix("::ffff:") for c in child.net_connections(kind="tcp")
                }
                if any("gent" in word for word in child.cmdline()[:3]):
                    agents.add(child.pid)
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(0.5)
        os.kill(process.pid, getattr(signal, end))
        printed, _ = process.communicate(timeout=120)
    pids = {p.pid for p in family}
    assert raylet in pids
    if end == "SIGKILL":  # Ray's two agents, which compute nothing, look for up to a minute first
        pids -= agents
    assert addresses == {"127.0.0.1"}, "a cluster of one machine is nobody else's"
    assert gone(pids, within_s=90)
    assert printed == ""
    assert list(home.iterdir()) == [], "it leaves nothing in the user's folder"
    left = [p.parent for p in Path("/tmp").glob(f"tenfold-ray-*/session_*_{process.pid}")]
    assert bool(left) == (end == "SIGKILL"), "only a kill leaves the folder of logs"
    for folder in left:
        shutil.rmtree(folder)


def test_no_place_is_taken_on_trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.create(tmp_path / "lab")
    assert choose_place(workspace) == "local"
    for text in ("nowhere", "head:", "ray:/head:1", ""):
        assert not is_cluster(text)
        with pytest.raises(InputError, match="no place for runs"):
            choose_place(workspace, text)
    (workspace.root / "tenfold.toml").write_text('[run]\non = "clster"\n')
    with pytest.raises(InputError, match=r"\[run\] on"):
        choose_place(Workspace(workspace.root))
    monkeypatch.setitem(sys.modules, "ray", None)  # as if it were not installed
    with pytest.raises(InputError, match=r"pip install 'tenfold\[ray\]'"):
        choose_place(workspace, "auto")


def test_a_wrong_address_is_said_at_once() -> None:
    skip_without_ray()
    began = time.monotonic()
    with pytest.raises(InputError, match="no Ray cluster could be joined"):
        connected("127.0.0.1:9", n_cpus=1).__enter__()
    assert time.monotonic() - began < 15


def test_the_command_refuses_a_place_before_it_starts_anything(tmp_path: Path) -> None:
    study = small_study(tmp_path / "lab")
    done = tenfold(study.workspace.root, "study", "run", "small", "--on", "nowhere")
    assert done.returncode == 2
    assert "--on: 'nowhere' is no place for runs." in done.stderr
    assert "HOST:PORT" in done.stderr
    assert not (study.workspace.hidden / "logs").exists()
