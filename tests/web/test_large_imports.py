"""A large file of papers is taken in by a process of its own, which can be watched and stopped."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from jobs_on_pages import wait_for_job
from served import Client, serving

from tenfold.papers.importing import CHUNK
from tenfold.papers.library import Library
from tenfold.papers.upload_job import UploadJob
from tenfold.store.jobs import Job
from tenfold.store.processes import is_running
from tenfold.store.workspace import Workspace

JOB, N = "/library/import/job", 2500
RUNS = "It goes on when this page is closed."


def records(mark: str, n: int = N) -> bytes:
    """So many papers, none like those of another mark; the last record is none that can be read."""
    said = [
        f"@article{{{mark}{i}, title={{{mark.title()} {i * 7919} of study {i}}}, author={{{mark}{i}, Jane}}, "
        f"year={{{1950 + i % 70}}}, doi={{10.1234/{mark}.{i}}}}}\n"
        for i in range(n)
    ]
    return "".join([*said, "@article{half, title={Half"]).encode()


@pytest.fixture
def lab(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "lab", person="Ada")


@pytest.fixture
def client(lab: Workspace) -> Iterator[Client]:
    with serving(lab.root) as opened:
        yield opened


def upload(client: Client, data: bytes, name: str = "refs.bib") -> httpx2.Response:
    own = {"origin": str(client.base_url).rstrip("/")}
    return client.post(
        "/library/import", files={"file": (name, data)}, headers=own, follow_redirects=True
    )


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def running(lab: Workspace) -> Job:
    job = UploadJob(lab).file.last()
    assert job is not None
    assert job.is_running, job
    return job


def uploads(lab: Workspace) -> list[Path]:
    """What lies in the hidden folder of what was uploaded."""
    return [path for path in (lab.hidden / "jobs").glob("upload-*/**/*") if path.is_file()]


def test_it_is_stopped_and_goes_on_where_it_stopped(client: Client, lab: Workspace) -> None:
    data, library = records("alpha"), Library(lab)
    page = upload(client, data)
    assert page.url.path == JOB
    assert RUNS in page.text
    assert [path.read_bytes() for path in uploads(lab)] == [data]
    process = running(lab)
    assert client.get("/library/import").headers["location"] == JOB
    wait_until(library.count)
    part = client.get(f"{JOB}/progress").text
    assert "KB read" in part
    assert 'value="stop"' in part
    stopped = client.send_form(JOB, do="stop")
    assert stopped.url.path == JOB
    for said in ("Stopped.", "It was stopped.", "Send the same file again", "broken off"):
        assert said in stopped.text, said
    assert not is_running(process.pid, process.born)
    assert uploads(lab) == []
    kept = library.count()
    assert kept in range(CHUNK, N, CHUNK)  # whole thousands
    late = client.send_form(JOB, do="stop")
    assert "Nothing was stopped: it does not run any more." in late.text
    assert library.count() == kept
    upload(client, data)
    wait_for_job(client, f"{JOB}/progress")
    page = client.get(JOB)
    assert f"It went on after the {kept:,} records that were saved before." in page.text
    assert f"{N + 1:,} records read: {N:,} new, 0 merged, 0 known already, 1 refused." in page.text
    assert "refs.bib:2501" in page.text
    assert "upload-" not in page.text
    assert uploads(lab) == []
    assert library.count() == N
    (done,) = library.imports()
    client.send_form("/library/undo", batch=done.batch)
    assert library.count() == 0
    again = client.get(JOB).text
    assert 'name="batch"' not in again  # what was taken back is not offered again


def test_meanwhile_small_ones_go_on_and_a_second_large_one_is_told(
    client: Client, lab: Workspace
) -> None:
    upload(client, records("beta"))
    running(lab)
    small = client.send_form("/library/import", text="@book{s1, title={Small}, year=2001}")
    assert "1 new" in small.text
    second = upload(client, records("gamma"), "second.bib")
    assert second.status_code == 400
    assert "another file of yours is being brought in" in second.text
    assert [path.name for path in uploads(lab)] == ["refs.bib"]
    bob = UploadJob(lab.acting_as("Bob"))
    assert (bob.last(), bob.report(), bob.stop()) == (None, None, False)
    assert len(uploads(lab)) == 1  # who is not the one whose job it is takes nothing away
    assert client.send_form(JOB, do="start").status_code == 422
    running(lab)
    assert "Stopped." in client.send_form(JOB, do="stop").text


def test_one_that_is_killed_leaves_no_upload_and_is_told(client: Client, lab: Workspace) -> None:
    upload(client, records("delta"))
    os.kill(running(lab).pid, signal.SIGKILL)
    wait_until(lambda: not UploadJob(lab).file.last().is_running)  # type: ignore[union-attr]
    assert len(uploads(lab)) == 1
    page = client.get(JOB).text
    assert "its process is gone" in page
    assert "Send the same file again" in page
    assert uploads(lab) == []


def test_what_cannot_be_read_is_refused_before_anything_begins(
    client: Client, lab: Workspace
) -> None:
    page = upload(client, b"Dear all, please find attached\n" * 20_000, "mail.txt")
    assert page.status_code == 400
    assert "none of the formats" in page.text
    assert str(lab.root) not in page.text
    assert upload(client, b" " * 400_000).status_code == 400
    assert uploads(lab) == []
    assert UploadJob(lab).last() is None
    assert client.get(JOB).status_code == 200  # of one who never sent any
    assert Library(lab).imports() == []


def test_one_that_fails_leaves_no_upload_and_is_told(client: Client, lab: Workspace) -> None:
    library = Library(lab)
    upload(client, records("epsilon"))
    wait_until(library.count)
    library.undo()  # from a terminal, while it runs
    wait_for_job(client, f"{JOB}/progress")
    page = client.get(JOB).text
    assert "It ended too early." in page
    assert "took it back" in page
    assert library.count() == 0
    assert uploads(lab) == []
