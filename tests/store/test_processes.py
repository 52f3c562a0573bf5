"""What was begun from a page leaves the pages the first turn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from small import DECLARATION, write_study
from tenfold.store.processes import give_way
from tenfold.store.workspace import Workspace
from tenfold.study.launch import ask_to_stop, start_worker, watch

pytestmark = pytest.mark.skipif(not hasattr(os, "setpriority"), reason="no such steps here")

BEGINS_ANOTHER = (
    "import os, subprocess, sys; input(); print(os.nice(0), flush=True); "
    "subprocess.run([sys.executable, '-c', 'import os; print(os.nice(0))'])"
)
SLOW = """
import csv, sys, time
time.sleep(2)
ids = [row["id"] for row in csv.DictReader(open(sys.argv[1]))]
with open(sys.argv[2], "w") as out:
    out.write("id,heart,lung,skin\\n" + "".join(f"{i},0.2,0.3,0.5\\n" for i in ids))
"""


def test_a_process_and_what_it_begins_stand_behind_others() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", BEGINS_ANOTHER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    give_way(process.pid)
    said, _ = process.communicate("\n", timeout=60)
    assert said.split() == ["10", "10"]
    give_way(process.pid)  # it has ended: nothing happens


@pytest.mark.parametrize("gently", [False, True])
def test_a_study_begun_from_a_page_does_and_one_from_the_terminal_does_not(
    tmp_path: Path, gently: bool
) -> None:
    workspace = Workspace.create(tmp_path / "lab")
    (workspace.root / "slow.py").write_text(SLOW)
    slow = f'kind = "command"\nrun = "{sys.executable} slow.py {{test}} {{out}}"'
    usual = DECLARATION.format(seeds="2", data="texts.csv", more='label = "organ"')
    write_study(workspace, text=usual.replace('kind = "tfidf"\nC = 1.0', slow))
    worker = start_worker(workspace, "small", gently=gently)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) == (10 if gently else own)
    ask_to_stop(workspace, "small", worker)
    for _ in watch(workspace, worker):
        pass
