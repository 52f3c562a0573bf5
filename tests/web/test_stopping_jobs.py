"""Jobs at the data of a lab are stopped from their pages: what they did is kept, and they are begun again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from served import Client

from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.background import Kind, Work
from tenfold.desk.labelling.opening import open_labelling
from tenfold.desk.vectors import n_without_vectors
from tenfold.store.jobs import Job, JobFile
from tenfold.store.processes import is_running
from tenfold.store.workspace import Workspace

N = 2000
"""So many texts take the encoder long enough that a test can come in between."""
TEXTS = {kind: [f"{kind} {i} of the texts about {i * 7919}" for i in range(N)]
         for kind in ("audit", "encode", "map")}  # fmt: skip


@dataclass(frozen=True)
class Stopped:
    """A page with a job, where its form is sent to, and the words of the button that begins it."""

    kind: Kind
    page: str
    form: str
    again: str

    @property
    def progress(self) -> str:
        return self.form if self.kind == "encode" else f"{self.form}/progress"

    def file(self, lab: Path) -> JobFile:
        return Work(kind=self.kind, reference=f"{self.kind}@1").place(Workspace(lab))


JOBS = [
    Stopped("audit", "/data/audit/audit", "/data/audit/audit", "Look for it"),
    Stopped("encode", "/data/encode/label", "/data/encode/label/encoding", "Go on"),
    Stopped("map", "/data/map/map", "/data/map/map", "Draw the map"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of their own for each kind of job: none finds the vectors that another has made."""
    workspace = Workspace.create(tmp_path_factory.mktemp("stopping") / "lab", person="Ada")
    for name, texts in TEXTS.items():
        note = SourceNote(f"{name}.csv", "CSV", "utf-8", "declared", N, "0" * 64)
        labels = ["a", "b"] * (N // 2) if name != "encode" else [""] * N
        raw = RawTable(("text", "label"), {"text": texts, "label": labels}, None, (note,))
        catalog.add_unlabelled(workspace, raw, name=name)
    open_labelling(workspace, "encode", classes=["a", "b"])
    return workspace.root


def begun(client: Client, lab: Path, job: Stopped) -> Job:
    """The job, once it has done a part of its work."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        now = job.file(lab).last()
        assert now is not None
        assert now.is_running, now
        if now.what == "encoding texts" and now.done:
            return now
        time.sleep(0.05)
    raise AssertionError("it did not come to the encoding")


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.kind)
def test_a_job_is_stopped_and_begun_again(client: Client, lab: Path, job: Stopped) -> None:
    early = client.send_form(job.form, do="stop")
    assert "Nothing was stopped: it does not run any more." in early.text
    client.send_form(job.form, do="start")
    runs = begun(client, lab, job)
    part = client.get(job.progress).text
    assert f'action="{job.form}' in part
    assert 'value="stop"' in part
    page = client.send_form(job.form, do="stop")
    assert page.url.path == job.page
    assert "Stopped." in page.text
    assert "It was stopped." in page.text
    assert "What it has done is kept." in page.text
    assert not is_running(runs.pid, runs.born)
    left = n_without_vectors(Workspace(lab), TEXTS[job.kind])
    assert 0 < left < N, "nothing of what it had done is kept"
    assert client.get(job.progress).headers.get("hx-refresh") == "true"
    looked_at = client.get(job.page).text  # nothing begins by itself
    assert "It was stopped." in looked_at
    assert 'value="start"' in looked_at
    assert job.again in looked_at
    late = client.send_form(job.form, do="stop")
    assert late.status_code == 200
    assert "Nothing was stopped: it does not run any more." in late.text
    assert "It was stopped." in late.text
    again = client.send_form(job.form, do="start")
    assert "It is being done." in again.text
    assert begun(client, lab, job).pid != runs.pid
    client.send_form(job.form, do="stop")
    assert n_without_vectors(Workspace(lab), TEXTS[job.kind]) <= left
    assert client.send_form(job.form, do="fly").status_code == 422


def test_what_texts_are_to_be_asked_stays_in_the_address(client: Client, lab: Path) -> None:
    page = client.send_form(
        "/data/encode/label/encoding?strategy=uncertainty&everything=true", do="stop"
    )
    assert page.status_code == 200, page.text
    assert dict(page.url.params) == {
        "strategy": "uncertainty",
        "everything": "true",
        "said": "Nothing was stopped: it does not run any more.",
    }
    client.send_form("/data/encode/label/encoding?strategy=uncertainty&everything=true", do="stop")
