"""A study is started in the browser and its server killed: started anew, the page goes on to the verdict."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command import tenfold
from postgres_server import free_port
from small import DECLARATION, write_study
from tenfold.store.upkeep import verify
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

SLOW = """
import csv, pathlib, sys, time
until = time.monotonic() + 120
while sys.argv[3] not in "01" and not pathlib.Path("go-on").exists() and time.monotonic() < until:
    time.sleep(0.05)
ids = [row["id"] for row in csv.DictReader(open(sys.argv[1]))]
with open(sys.argv[2], "w") as out:
    out.write("id,heart,lung,skin\\n" + "".join(f"{i},0.2,0.3,0.5\\n" for i in ids))
"""


def serve(root: Path, port: int) -> subprocess.Popen[str]:
    """`tenfold web`, once it has said its address."""
    command = [sys.executable, "-m", "tenfold.cli.main", "web", "--no-open", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert str(port) in process.stdout.readline()
    return process


def kill(process: subprocess.Popen[str]) -> None:
    """At once, with all that is of its group."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_a_study_outlives_its_server_and_its_page_goes_on(browser: Any, tmp_path: Path) -> None:
    workspace, port = Workspace.create(tmp_path / "lab", person="Ada"), free_port()
    settings = workspace.root / "tenfold.toml"
    said = settings.read_text(encoding="utf-8").replace("[web]\n", "[web]\ncommands = true\n")
    settings.write_text(said, encoding="utf-8")
    (workspace.root / "slow.py").write_text(SLOW)
    command = 'kind = "command"\nrun = "python slow.py {test} {out} {seed}"'
    usual = DECLARATION.format(seeds=12, data="texts.csv", more='label = "organ"')
    text = usual.replace('kind = "majority"', command)
    write_study(workspace, text=text)
    server, page = serve(workspace.root, port), browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{port}/studies/small")
        page.get_by_role("button", name="Run it").click()
        page.wait_for_function("() => document.querySelector('.live progress')?.value >= 2")
        kill(server)
        done = page.locator(".live progress").get_attribute("value")
        server = serve(workspace.root, port)
        assert page.locator(".live").count() == 1
        (workspace.root / "go-on").touch()  # until then most of its runs wait
        page.wait_for_function(
            "(before) => document.querySelector('.live progress')?.value > before", arg=int(done)
        )  # nobody reloaded it
        page.wait_for_selector(".live", state="detached", timeout=120_000)
        assert re.search("supported", page.inner_text("main"), re.IGNORECASE)
    finally:
        page.close()
        kill(server)
    shown = tenfold(workspace.root, "study", "show", "small")
    assert "supported" in shown.stdout.lower()
    assert verify(workspace).damaged == []
