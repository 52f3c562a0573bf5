"""The installed command, killed at random and finished: the same table as without any kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from command import TENFOLD, tenfold
from encoder_study import DECLARATION as ENCODER_STUDY
from encoder_study import write_encoder_study
from small import DECLARATION, write_study
from tenfold.store.upkeep import verify
from tenfold.store.workspace import Workspace
from tenfold.study.records import Records

SLOW = """
import csv, sys, time
time.sleep(1)
ids = [row["id"] for row in csv.DictReader(open(sys.argv[1]))]
with open(sys.argv[2], "w") as out:
    out.write("id,heart,lung,skin\\n" + "".join(f"{i},0.2,0.3,0.5\\n" for i in ids))
"""


def table(workspace: Workspace, study: str = "small") -> dict[str, Any]:
    """What must not depend on what happened on the way: all but times and costs."""
    view = json.loads(tenfold(workspace.root, "study", "show", study, "--json").stdout)
    for method in view["methods"]:
        method.pop("seconds")
    kept = {key: view[key] for key in ("methods", "data", "findings")}
    hypotheses = [
        {k: v for k, v in h.items() if k not in ("registered",)} for h in view["hypotheses"]
    ]
    looks = [{k: v for k, v in look.items() if k != "time"} for look in view["test_looks"]]
    return {**kept, "hypotheses": hypotheses, "n_looks": len(looks)}


def kill_the_group(workspace: Workspace, after_s: float, study: str = "small") -> bool:
    """Start a detached run and kill its whole process group. False when it had ended before."""
    started = tenfold(workspace.root, "study", "run", study, "--detach")
    worker = Records(workspace).last_worker(study)
    assert worker is not None, started.stderr
    time.sleep(after_s)
    try:
        os.killpg(worker.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_a_study_killed_five_times_gives_the_undisturbed_table(tmp_path: Path) -> None:
    rng = random.Random(7)
    disturbed = Workspace.create(tmp_path / "disturbed")
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    for workspace in (disturbed, undisturbed):
        write_study(workspace, seeds="8")
    n_killed = sum(kill_the_group(disturbed, rng.uniform(0.1, 2.5)) for _ in range(5))
    assert n_killed >= 1
    for workspace in (disturbed, undisturbed):
        done = tenfold(workspace.root, "study", "run", "small")
        assert done.returncode == 0, done.stderr
    assert table(disturbed) == table(undisturbed)
    assert verify(disturbed).damaged == []


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_a_study_killed_while_encoders_train_gives_the_undisturbed_numbers(tmp_path: Path) -> None:
    """Bit by bit: probabilities of every run, by their digests, and what the fits kept."""
    rng = random.Random(11)
    disturbed = Workspace.create(tmp_path / "disturbed")
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    text = ENCODER_STUDY.replace("seeds = 2", "seeds = 3").replace("epochs = 2", "epochs = 16")
    for workspace in (disturbed, undisturbed):
        write_encoder_study(workspace, text)
    killed = [kill_the_group(disturbed, rng.uniform(2, 6), "tiny-study") for _ in range(2)]
    assert any(killed)
    for workspace in (disturbed, undisturbed):
        done = tenfold(workspace.root, "study", "run", "tiny-study")
        assert done.returncode == 0, done.stderr
    assert table(disturbed, "tiny-study") == table(undisturbed, "tiny-study")
    assert made(disturbed) == made(undisturbed)
    assert verify(disturbed).damaged == []


def made(workspace: Workspace) -> dict[str, dict[str, str]]:
    """The digests of all that the steps made, by their keys."""
    steps = [record for record in workspace.steps.all() if record.name != "report"]  # it has times
    return {record.key: dict(record.outputs) for record in steps}


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_ctrl_c_stops_politely_and_the_next_run_goes_on(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "lab")
    (workspace.root / "slow.py").write_text(SLOW)
    slow = 'kind = "command"\nrun = "python slow.py {test} {out}"'
    usual = DECLARATION.format(seeds="12", data="texts.csv", more='label = "organ"')
    write_study(workspace, text=usual.replace('kind = "tfidf"\nC = 1.0', slow))
    process = subprocess.Popen(
        [*TENFOLD, "study", "run", "small"],
        cwd=workspace.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # whoever runs the tests in the background has the signal ignored, which children inherit
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    records = Records(workspace)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        worker = records.last_worker("small")
        if worker and any(e.kind == "run" for e in records.events(worker.number)):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 3, errors
    assert "Traceback" not in errors
    assert "Go on with" in errors
    finished = tenfold(workspace.root, "study", "run", "small")
    assert finished.returncode == 0, finished.stderr
    assert " reused" in finished.stderr
    assert ", 0 reused" not in finished.stderr
