"""A lab's database server crashes again and again while a study runs: the table is the undisturbed one."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import TENFOLD, tenfold
from journeys.test_killed_study import table
from postgres_server import PostgresServer, running_server
from small import write_study
from tenfold.store.upkeep import verify
from tenfold.store.workspace import Workspace

N_CRASHES = 4


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of its own, to crash."""
    with running_server() as running:
        yield running


def run_under_crashes(workspace: Workspace, server: PostgresServer) -> tuple[list[int], int]:
    """Run the study, again where it stopped, while the server crashes: exit statuses, crashes in runs."""
    statuses: list[int] = []
    n_crashes = 0
    while not statuses or statuses[-1] != 0:
        assert len(statuses) < 20, statuses
        process = subprocess.Popen(
            [*TENFOLD, "study", "run", "small"],
            cwd=workspace.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while process.poll() is None and n_crashes < N_CRASHES:
            time.sleep(1.0)
            if process.poll() is None:
                server.restart(signal.SIGQUIT)
                n_crashes += 1
        out, err = process.communicate(timeout=300)
        assert "Traceback" not in out + err
        assert process.returncode in (0, 3), (out, err)
        statuses.append(process.returncode)
    return statuses, n_crashes


def test_a_study_ends_as_if_its_server_had_never_crashed(
    tmp_path: Path, server: PostgresServer
) -> None:
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    write_study(undisturbed, seeds="16")
    assert tenfold(undisturbed.root, "study", "run", "small").returncode == 0
    root = tmp_path / "lab"
    root.mkdir()
    url = server.url(server.new_database())
    (root / "tenfold.toml").write_text(f'[store]\ndatabase = "{url}"\n')
    disturbed = Workspace.create(root)
    write_study(disturbed, seeds="16")
    statuses, n_crashes = run_under_crashes(disturbed, server)
    assert n_crashes >= 2, "the study ended too early to be disturbed"
    assert table(disturbed) == table(undisturbed)
    found = verify(disturbed)
    assert (found.damaged, found.missing) == ([], [])
    keys = [record.key for record in disturbed.steps.all()]
    assert len(keys) == len(set(keys))  # nothing twice
    disturbed.database.close()
    print(f"{n_crashes} crashes, exit statuses {statuses}")
