"""One's own goals: promised, reached, moved or given up, and whether they are on track."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.days import parse_day
from tenfold.lab.goal import Goal, told_goal
from tenfold.lab.goals import Goals
from tenfold.lab.open_work import narrowing_sentence, open_work
from tenfold.lab.settings import PersonSettings
from tenfold.lab.track import track_of
from tenfold.lab.track_words import track_sentence
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.store.ledger import ChangedSinceError
from tenfold.web.api.asked import Number
from tenfold.web.asking import Language, Opened, back
from tenfold.web.failures import stale_page
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
    request: Request,
    workspace: Opened,
    language: Language,
    text: Typed = "",
    by: Typed = "",
    to: Typed = "",
    based_on: Typed = "",
) -> Response:
    """A new goal; `to` is the number of the goal of which it is a milestone, `based_on` its version."""
    _, goals, today = translator(language), Goals(workspace), zone_of(workspace).today()
    if to:
        number, day = _number(to), parse_day(by, today)
        try:
            saved = goals.add_milestone(number, text, day, based_on=based_on or None)
        except ChangedSinceError as error:
            return _stale(request, error, number, f"{text} {day}")
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
    request: Request,
    workspace: Opened,
    language: Language,
    n: Number,
    do: Annotated[Literal["done", "reopen", "move", "drop"], Form()],
    step: Typed = "",
    by: Typed = "",
    why: Typed = "",
    based_on: Typed = "",
) -> Response:
    """What became of a goal, or of one of its milestones (`step`, from 1), as they stand in `based_on`."""
    _, goals, version = translator(language), Goals(workspace), based_on or None
    milestone = _number(step) if step else None
    try:
        if do == "done":
            goals.done(n, milestone, based_on=version)
        elif do == "reopen":
            goals.reopen(n, milestone, based_on=version)
        elif do == "move":
            day = parse_day(by, zone_of(workspace).today())
            goals.move(n, milestone, to=day, why=why, based_on=version)
        else:
            goals.drop(n, why, based_on=version)
    except ChangedSinceError as error:
        words = {
            "done": _("Reached"),
            "reopen": _("Open it again"),
            "move": _("Move it"),
            "drop": _("Give it up"),
        }
        return _stale(request, error, n, " ".join(filter(None, (words[do], step, by, why))))
    return back("/goals", _("Goal {n} is saved.").format(n=n), at=f"goal-{n}")


def _stale(request: Request, error: ChangedSinceError, n: int, yours: str) -> Response:
    return stale_page(request, error, yours=yours, to=f"/goals?ended=true#goal-{n}", told=told_goal)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0
