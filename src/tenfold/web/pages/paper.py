"""One paper: what it is, the ten answers, reviews, reactions and discussion, and what stands around it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.paper_view import paper_view
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.papers.answers import Answers
from tenfold.papers.decision import ACTIONS
from tenfold.papers.discussion import COMMENT_KINDS, Discussion
from tenfold.papers.forms import form_names
from tenfold.papers.reactions import REACTIONS, Reactions
from tenfold.papers.reading import note_reached
from tenfold.papers.reading_mark import READING_STATES, UNITS
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.store.ledger import ChangedSinceError
from tenfold.web.asking import Kept, Language, Opened, Shared, back
from tenfold.web.failures import stale_page
from tenfold.web.kept_pages import A_DAY_S, Made
from tenfold.web.named import subject_at
from tenfold.web.rendering import render
from tenfold.web.rooms import OF_THE_WEEK

__all__ = ["router"]

router = APIRouter(prefix="/papers/{key}")


@router.get("")
def show(
    request: Request, rooms: Shared, kept: Kept, workspace: Opened, language: Language, key: str
) -> Response:
    """The page of a paper."""

    def make() -> Made:
        page = render(
            request,
            "paper.html.j2",
            view=paper_view(workspace, key, language=language),
            all_reactions=REACTIONS,
            states=READING_STATES,
            kinds=COMMENT_KINDS,
            actions=ACTIONS,
            units=UNITS,
            forms=form_names(workspace),
        )
        return Made(page, A_DAY_S)

    return kept.page(make, stamp=lambda: rooms.stamp(but=OF_THE_WEEK))


@router.post("/answers/{n}")
def answer(
    request: Request,
    workspace: Opened,
    language: Language,
    key: str,
    n: int,
    text: Annotated[str, Form()] = "",
    based_on: Annotated[str, Form()] = "",
    beside: Annotated[bool, Form()] = False,
) -> Response:
    """One's own answer to one question; refused where another window has changed it since it was read."""
    subject, to = subject_at(workspace, key), f"/papers/{key}{'/read' if beside else ''}"
    answers, _ = Answers(workspace), translator(language)
    try:
        if text.strip():
            answers.answer(subject, n, text, based_on=based_on)
            note_reached(workspace, subject, day=zone_of(workspace).today())
            said = _("Answer {n} is saved.").format(n=n)
        elif n in answers.answers_of(subject).get(answers.person, {}):
            answers.remove(subject, n, based_on=based_on)
            said = _("Answer {n} is taken away.").format(n=n)
        else:
            said = _("Nothing was written.")
    except ChangedSinceError as error:
        return stale_page(request, error, yours=text, to=to)
    return back(to, said, at=f"q{n}")


@router.post("/answers/{n}/choose")
def choose(
    workspace: Opened, language: Language, key: str, n: int, person: Annotated[str, Form()] = ""
) -> Response:
    """Take somebody's answer as the lab's own."""
    Answers(workspace).choose(subject_at(workspace, key), n, person)
    _ = translator(language)
    said = _("The answer of {person} is the lab's own now.")
    return back(f"/papers/{key}", said.format(person=person), at=f"q{n}")


@router.post("/reactions/{reaction}")
def react(workspace: Opened, key: str, reaction: str) -> Response:
    """Give a reaction, or take it back."""
    Reactions(workspace).toggle(subject_at(workspace, key), reaction)
    return back(f"/papers/{key}", at="reactions")


@router.post("/comments")
def comment(
    workspace: Opened,
    language: Language,
    key: str,
    text: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "note",
    reply_to: Annotated[int | None, Form()] = None,
    study: Annotated[str, Form()] = "",
) -> Response:
    """A comment, or a reply to one."""
    known = {path.stem for path in workspace.studies.glob("*.toml")}
    discussion = Discussion(workspace, is_study=lambda name: name in known)
    discussion.comment(subject_at(workspace, key), text, kind=kind, reply_to=reply_to, study=study)
    _ = translator(language)
    return back(f"/papers/{key}", _("Your comment is saved."), at="discussion")


@router.post("/state")
def reach(
    workspace: Opened, language: Language, key: str, state: Annotated[str, Form()] = ""
) -> Response:
    """How far one is with it."""
    today = zone_of(workspace).today()
    ReadingMarks(workspace).reach(subject_at(workspace, key), state, day=today)
    _ = translator(language)
    return back(f"/papers/{key}", _("Saved."))
