"""The texts of a data set as points: what lies near means alike; a part of it as rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tenfold.data import catalog
from tenfold.desk.background import Job, Work, job_of, start_job
from tenfold.desk.text_maps.looking import Part, TextMapView, read_box
from tenfold.desk.text_maps.placing import MOST_POINTS, find_placed
from tenfold.web.asking import Kept, Language, Opened, Shared
from tenfold.web.failures import NotThereError
from tenfold.web.jobs import Doing, change_job, show_job
from tenfold.web.kept_pages import RUNNING_S, Made
from tenfold.web.named import known_data
from tenfold.web.rendering import render

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.store.workspace import Workspace
    from tenfold.web.rooms import Rooms

__all__ = ["router"]

router = APIRouter(prefix="/data/{name}/map")
_PAGE = 50


@router.get("")
def show(
    request: Request,
    rooms: Shared,
    kept: Kept,
    workspace: Opened,
    name: str,
    label: str | None = None,
    region: int | None = None,
    box: str | None = None,
    row: int | None = None,
    offset: int = 0,
) -> Response:
    """The map with the part that is asked for; htmx asks for the part alone. Or how to have it drawn."""
    reference = _reference(workspace, name)
    part = Part(label=label, region=region, row=row, box=read_box(box) if box else None)

    def make() -> Made:
        dataset = catalog.load(workspace, reference, unlabelled=True)
        view = _view(workspace, dataset)
        if view is None:
            page = render(
                request, "text_map_none.html.j2",
                data=name, dataset=dataset, job=_job(workspace, reference), most=MOST_POINTS, place="/data",
            )  # fmt: skip
            return Made(page, RUNNING_S)
        is_part = request.headers.get("hx-request") == "true"
        template = "text_map_part.html.j2" if is_part else "text_map.html.j2"
        shown = _shown(view, part, max(0, offset))
        return Made(render(request, template, data=name, view=view, place="/data", **shown))

    return kept.page(make, stamp=_stamp(rooms, workspace, reference))


def _shown(view: TextMapView, part: Part, offset: int) -> dict[str, Any]:
    """What the template of a part is filled in with."""
    points = view.points_in(part)
    asked = {"label": part.label, "region": part.region, "row": part.row,
             "box": ",".join(f"{number:g}" for number in part.box) if part.box else None}  # fmt: skip
    return {
        "part": part,
        "query": urlencode({key: value for key, value in asked.items() if value is not None}),
        "asked": asked,
        "n": len(points),
        "counts": view.counts(points),
        "rows": view.shown(points[offset : offset + _PAGE]),
        "offset": offset,
        "page_size": _PAGE,
    }


@router.get("/points.json")
def points(rooms: Shared, kept: Kept, workspace: Opened, name: str) -> Response:
    """Where the points lie, without their texts."""
    reference = _reference(workspace, name)

    def make() -> Made:
        view = _view(workspace, catalog.load(workspace, reference, unlabelled=True))
        if view is None:
            raise NotThereError("The map has not been drawn yet.", where=reference)
        return Made(JSONResponse(view.to_json()))

    return kept.page(make, stamp=_stamp(rooms, workspace, reference))


@router.post("")
def draw(workspace: Opened, language: Language, name: str, do: Doing = "start") -> Response:
    """Place the texts, in a process of its own that outlives this server; or end that."""
    work = Work(kind="map", reference=_reference(workspace, name))
    return change_job(
        do,
        work.place(workspace),
        start=lambda: start_job(workspace, work),
        to=f"/data/{quote(name)}/map",
        language=language,
    )


@router.get("/progress")
def progress(request: Request, workspace: Opened, name: str) -> Response:
    """How far it is; at its end the page is loaded anew."""
    job = _job(workspace, _reference(workspace, name))
    page = f"/data/{quote(name)}/map"
    return show_job(request, job, to=f"{page}/progress", stop=page)


def _reference(workspace: Workspace, name: str) -> str:
    return catalog.reference_of(workspace, known_data(workspace, name))


def _job(workspace: Workspace, reference: str) -> Job | None:
    return job_of(workspace, Work(kind="map", reference=reference))


def _stamp(rooms: Rooms, workspace: Workspace, reference: str) -> Callable[[], Hashable]:
    """How far a job is stands in a file beside the database."""
    return lambda: (rooms.stamp(), _job(workspace, reference))


def _view(workspace: Workspace, dataset: Dataset) -> TextMapView | None:
    if dataset.text_column is None:
        return None
    placed = find_placed(workspace, dataset)
    return TextMapView(dataset, placed) if placed is not None else None
