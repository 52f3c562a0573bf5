"""One's own goals: promised, reached, moved or given up, and whether they are on track."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.days import parse_day
from tenfold.lab.goal import Goal
from tenfold.lab.goals import Goals
from tenfold.lab.open_work import narrowing_sentence, open_work
from tenfold.lab.settings import PersonSettings
from tenfold.lab.track import track_of
from tenfold.lab.track_words import track_sentence
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.web.api.asked import Number
from tenfold.web.asking import Language, Opened, back
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/goals")

Typed = Annotated[str, Form()]


@router.get("")
def show(request: Request, workspace: Opened, language: Language, ended: bool = False) -> Response:
    """Each with its state, the reason and its milestones; `ended`: those reached and dropped too."""
    _, today = translator(language), zone_of(workspace).today()
    goals = [goal for goal in Goals(workspace).goals() if ended or goal.is_open]
    return render(
        request,
        "goals.html.j2",
        goals=[(goal, track_sentence(track_of(goal, today), _)) for goal in goals],
        question=PersonSettings(workspace).get("question"),
        narrowing=narrowing_sentence(open_work(workspace), _),
        ended=ended,
    )


@router.post("")
def promise(
    workspace: Opened, language: Language, text: Typed = "", by: Typed = "", to: Typed = ""
) -> Response:
    """A new goal; `to` is the number of the goal of which it is a milestone."""
    _, goals, today = translator(language), Goals(workspace), zone_of(workspace).today()
    if to:
        saved = goals.add_milestone(_number(to), text, parse_day(by, today))
    else:
        saved = goals.add(Goal(text=text, by=parse_day(by, today) if by.strip() else None))
    return back("/goals", _("Goal {n} is saved.").format(n=saved.number), at=f"goal-{saved.number}")


@router.post("/question")
def pin(workspace: Opened, language: Language, text: Typed = "") -> Response:
    """The one research question that is pinned; an empty one takes it away."""
    PersonSettings(workspace).set("question", text)
    _ = translator(language)
    return back("/goals", _("Your question is pinned.") if text.strip() else _("None is pinned."))


@router.post("/undo")
def undo(workspace: Opened, language: Language) -> Response:
    """Take the last change of a goal back."""
    Goals(workspace).undo()
    _ = translator(language)
    return back("/goals", _("The last change is taken back."))


@router.post("/{n}")
def change(
    workspace: Opened,
    language: Language,
    n: Number,
    do: Annotated[Literal["done", "reopen", "move", "drop"], Form()],
    step: Typed = "",
    by: Typed = "",
    why: Typed = "",
) -> Response:
    """What became of a goal, or of one of its milestones (`step`, from 1)."""
    _, goals = translator(language), Goals(workspace)
    milestone = _number(step) if step else None
    if do == "done":
        goals.done(n, milestone)
    elif do == "reopen":
        goals.reopen(n, milestone)
    elif do == "move":
        goals.move(n, milestone, to=parse_day(by, zone_of(workspace).today()), why=why)
    else:
        goals.drop(n, why)
    return back("/goals", _("Goal {n} is saved.").format(n=n), at=f"goal-{n}")


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0
