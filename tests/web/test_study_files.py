"""What one takes away of a study is what the commands write: whole, and nothing of it before its time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from served import Client
from starlette.testclient import TestClient

from small import write_study
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.report.html import render_html
from tenfold.study.scores_file import read_scores
from tenfold.web.app import create_app


def test_scores_are_those_of_the_page_and_can_be_judged(
    client: Client, lab: Path, tmp_path: Path
) -> None:
    answer = client.get("/studies/small/scores.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    path = tmp_path / "scores.csv"
    path.write_bytes(answer.content)
    rows = read_scores(path).rows
    view = load_study("small", workspace=Workspace(lab)).view()
    assert rows
    for method in view.methods:
        own = {int(row.seed): row.score for row in rows if row.method == method.name}
        assert own == dict(method.scores[view.metric].by_seed)


def test_the_bundle_is_the_one_that_the_command_writes(
    client: Client, lab: Path, tmp_path: Path
) -> None:
    path = tmp_path / "small.zip"
    load_study("small", workspace=Workspace(lab)).bundle(path)
    answer = client.get("/studies/small/bundle.zip")
    assert answer.content == path.read_bytes()
    assert int(answer.headers["content-length"]) == len(answer.content)
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    data = [name for name in names if name.startswith("data/")]
    assert data == ["data/data-rows.parquet", "data/reference.json"], "digests, and no texts"


def test_report_and_papers(client: Client, lab: Path) -> None:
    view = load_study("small", workspace=Workspace(lab)).view()
    report = client.get("/studies/small/report.html")
    assert report.text == render_html(view)
    assert report.headers["content-disposition"].startswith("attachment")
    assert "@" in client.get("/studies/small/papers.bib").text
    assert "hu2021lora" in client.get("/studies/small/papers.bib").text


def test_there_is_no_bundle_before_the_last_seed_is_judged(client: Client, lab: Path) -> None:
    write_study(Workspace(lab), "begun", seeds="4")
    answer = client.get("/studies/begun/bundle.zip")
    assert answer.status_code == 400
    assert "not judged to its end" in answer.text
    page = client.get("/studies/begun").text
    assert "scores.csv" in page, "three of its seeds were scored for the other study"
    assert "bundle.zip" not in page
    assert "bundle.zip" in client.get("/studies/small").text


def test_who_asks_while_a_bundle_is_made_holds_no_thread(lab: Path) -> None:
    app = create_app(lab, hosts={"testserver"})
    client = TestClient(app)
    with app.state.rooms.bundling.taken():
        answer = client.get("/studies/small/bundle.zip")
    assert answer.status_code == 503
    assert "another bundle is under way" in answer.text
    assert client.get("/studies/small/bundle.zip").status_code == 200
