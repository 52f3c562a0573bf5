"""A study to take elsewhere: its scores, its report in one file, the papers that it cites, its bundle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from tenfold.papers.exporting import Wanted, export
from tenfold.study.api import load_study
from tenfold.study.bundle.handing_out import open_bundle
from tenfold.study.report.html import render_html
from tenfold.study.scores_out import scores_csv
from tenfold.web.asking import Language, Opened, Shared
from tenfold.web.named import known_study

__all__ = ["router"]

router = APIRouter(prefix="/studies/{name}")
_STRETCH = 1 << 18


@router.get("/scores.csv")
def scores(workspace: Opened, name: str) -> Response:
    """The scores of its runs, as `tenfold judge` reads them."""
    study = load_study(known_study(workspace, name), workspace=workspace)
    return _file(scores_csv(workspace, study.plan), f"{name}-scores.csv", "text/csv")


@router.get("/report.html")
def report(workspace: Opened, language: Language, name: str) -> Response:
    """The report in one file, as `tenfold study report` writes it."""
    view = load_study(known_study(workspace, name), workspace=workspace).view(language=language)
    return _file(render_html(view, language=language), f"{name}.html", "text/html")


@router.get("/papers.bib")
def papers(workspace: Opened, name: str) -> Response:
    """The papers that it cites, as BibTeX."""
    wanted = Wanted(cited_by=[known_study(workspace, name)], format="bibtex")
    return _file(export(workspace, wanted).text, f"{name}.bib", "application/x-bibtex")


@router.get("/bundle.zip")
def bundle(rooms: Shared, workspace: Opened, name: str) -> Response:
    """The bundle, as `tenfold study bundle` writes it: made whole first, one at a time."""
    study = load_study(known_study(workspace, name), workspace=workspace)
    with rooms.bundling.taken():
        file = open_bundle(workspace, study.plan)
    headers = {**_attached(f"{name}.zip"), "content-length": str(os.fstat(file.fileno()).st_size)}
    return StreamingResponse(_stretches(file), media_type="application/zip", headers=headers)


def _stretches(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while stretch := file.read(_STRETCH):
            yield stretch


def _file(text: str, name: str, media_type: str) -> Response:
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
