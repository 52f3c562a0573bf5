"""The index for meaning: missing, made from the page, behind after a change, stopped; the search says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from jobs_on_pages import wait_for_job
from served import Client

from tenfold.lab.background import job_file
from tenfold.papers.library import Library
from tenfold.store.jobs import Job
from tenfold.store.processes import born, is_running, machine
from tenfold.store.workspace import Workspace

SEARCH = "/papers?q=adapters&by=meaning"


def test_the_index_is_made_from_its_page_and_the_search_says_when_it_is_behind(
    client: Client, lab: Path
) -> None:
    assert "There is no index for meaning yet." in client.get(SEARCH).text
    assert "no index for meaning" not in client.get("/papers?q=adapters").text
    assert "No paper can be found by meaning yet; there are 2." in client.get("/library/index").text
    client.send_form("/library/index", do="start")
    wait_for_job(client, "/library/index/progress")
    page = client.get("/library/index").text
    assert "2 of 2 papers can be found by meaning." in page
    assert "It is up to date." in page
    found = client.get(SEARCH).text
    assert "hu2021lora" in found
    assert "index for meaning" not in found
    Library(Workspace(lab)).change("hu2021lora", title="Adapters of low rank")
    assert "as they are: 1 of 2" in client.get(SEARCH).text
    assert "Added or changed since: 1." in client.get("/library/index").text


def test_a_job_that_runs_is_stopped_from_the_page(client: Client, lab: Path) -> None:
    file = job_file(Workspace(lab), "index")
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        since = born(sleeper.pid)
        how_far = Job(state="running", what="encoding papers", done=1, of=2)
        file._write(replace(how_far, pid=sleeper.pid, born=since, machine=machine()))
        part = client.get("/library/index/progress").text
        assert "1 of 2" in part
        assert 'value="stop"' in part
        page = client.send_form("/library/index", do="stop")
        assert "It was stopped." in page.text
        assert not is_running(sleeper.pid, since)
        assert sleeper.wait(60) in (-signal.SIGTERM, os.EX_OK)
        again = client.send_form("/library/index", do="stop")  # there is none to stop
        assert again.status_code == 200
    finally:
        sleeper.kill()
        sleeper.communicate()


def test_a_job_of_another_machine_is_left_alone(client: Client, lab: Path) -> None:
    file = job_file(Workspace(lab), "index")
    file._write(Job(state="running", pid=os.getpid(), born=born(os.getpid()), machine="elsewhere"))
    page = client.send_form("/library/index", do="stop")
    assert page.status_code >= 400
    assert "another machine" in page.text
    last = file.last()
    assert last is not None
    assert last.is_running
    assert client.send_form("/library/index", do="fly").status_code == 422
