"""A page that watches a study goes on by itself after the server was killed and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from command import tenfold
from small import DECLARATION, write_study
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

SLOW = """
import csv, pathlib, sys, time
until = time.monotonic() + 60
while not pathlib.Path("go-on").exists() and sys.argv[3] != "0" and time.monotonic() < until:
    time.sleep(0.05)
ids = [row["id"] for row in csv.DictReader(open(sys.argv[1]))]
with open(sys.argv[2], "w") as out:
    out.write("id,heart,lung,skin\\n" + "".join(f"{i},0.2,0.3,0.5\\n" for i in ids))
"""


@contextmanager
def served(lab: Path, port: str) -> Iterator[str]:
    """`tenfold web` until this ends, which kills it."""
    command = [sys.executable, "-m", "tenfold.cli.main", "web", "--no-open", "--port", port]
    with subprocess.Popen(command, cwd=lab, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found, "the server did not say its address"
            yield found.group()
        finally:
            os.kill(process.pid, signal.SIGKILL)


def test_the_page_goes_on_after_the_server_was_killed(browser: Any, workspace: Workspace) -> None:
    (workspace.root / "slow.py").write_text(SLOW)
    usual = DECLARATION.format(seeds="2", data="texts.csv", more='text = "text"\nlabel = "organ"')
    slow = 'kind = "command"\nrun = "python slow.py {test} {out} {seed}"'
    write_study(workspace, text=usual.replace('kind = "tfidf"\nC = 1.0', slow))
    page = browser.new_page()
    count = "() => document.querySelector('[data-count]')?.textContent"
    with served(workspace.root, "0") as address:
        done = tenfold(workspace.root, "study", "run", "small", "--detach")
        assert done.returncode == 0, done.stderr
        page.goto(f"{address}/studies/small")
        page.wait_for_function(f"() => ({count})()?.match(/^[1-9]/)")
        before = page.evaluate(count)
    (workspace.root / "go-on").touch()
    with served(workspace.root, address.rpartition(":")[2]):
        page.wait_for_function(f"before => ({count})() !== before", arg=before)
        page.wait_for_selector("[data-live]", state="detached")  # loaded anew at the end
        assert page.locator("a[href$='bundle.zip']").count() == 1, "it is judged"
    page.close()
