"""The predictions of a judged study, example by example; and several studies beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import translator
from tenfold.store.stamps import files_stamp
from tenfold.study.api import load_study
from tenfold.study.listing import list_studies
from tenfold.study.predictions import Predictions, Shown, read_predictions
from tenfold.study.report.html import verdict_blocks
from tenfold.study.report.method_table import method_table
from tenfold.study.upkeep import paths_named
from tenfold.study.words.metric_words import metric_word
from tenfold.web.asking import Kept, Language, Opened, Shared
from tenfold.web.kept_pages import Made
from tenfold.web.named import known_study
from tenfold.web.rendering import render

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["router"]

router = APIRouter()
_PAGE = 50
_MOST_CLASSES = 40  # of more no matrix is drawn, but the most frequent mix-ups are listed

Which = Literal["cell", "errors", "differ"]


@router.get("/studies/compare")
def compare(
    request: Request,
    workspace: Opened,
    language: Language,
    name: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Methods, scores with intervals and verdicts of the named studies in one table."""
    _ = translator(language)
    chosen = [known_study(workspace, one) for one in dict.fromkeys(name or [])]
    views = [load_study(one, workspace=workspace).view(language=language) for one in chosen]
    return render(
        request,
        "studies_compared.html.j2",
        all_names=[study.name for study in list_studies(workspace)],
        chosen=chosen,
        studies=[(view, method_table(view, _), verdict_blocks(view, _)) for view in views],
        metric_word=lambda metric: metric_word(metric, _),
    )


@router.get("/studies/{name}/predictions")
def browse(
    request: Request,
    rooms: Shared,
    kept: Kept,
    workspace: Opened,
    name: str,
    show: Which = "errors",
    method: str = "",
    other: str = "",
    true: str = "",
    called: str = "",
    offset: int = 0,
) -> Response:
    """The confusion matrix of a method, and the examples behind a cell, its errors, or where two differ."""
    declaration = workspace.studies / f"{known_study(workspace, name)}.toml"
    asked = {"show": show, "method": method, "other": other, "true": true, "called": called}
    return kept.page(
        lambda: Made(_browsed(request, workspace, name, asked, max(0, offset))),
        stamp=lambda: (rooms.stamp(), files_stamp(paths_named(workspace, declaration))),
    )


def _browsed(
    request: Request, workspace: Workspace, name: str, asked: dict[str, str], first: int
) -> Response:
    found = read_predictions(workspace, load_study(name, workspace=workspace).plan)
    methods = list(found.said) if found is not None else []
    method = asked["method"] or (methods[0] if methods else "")
    other = asked["other"] or next((one for one in methods if one != method), method)
    asked = {**asked, "method": method, "other": other}
    examples = _examples(found, **asked) if found and methods else []
    is_wide = found is not None and len(found.classes) > _MOST_CLASSES
    return render(
        request,
        "predictions.html.j2",
        study=name,
        found=found,
        methods=methods,
        asked=asked,
        confusion=found.confusion(method) if found and methods and not is_wide else [],
        mix_ups=found.mix_ups(method)[:_PAGE] if found and methods and is_wide else [],
        examples=examples[first : first + _PAGE],
        n=len(examples),
        offset=first,
        page_size=_PAGE,
    )


def _examples(
    found: Predictions, *, show: str, method: str, other: str, true: str, called: str
) -> list[Shown]:
    if show == "cell":
        return found.behind(method, true, called)
    return (
        found.confident_errors(method) if show == "errors" else found.disagreements(method, other)
    )
