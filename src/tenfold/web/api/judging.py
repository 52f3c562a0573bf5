"""What one says of a paper: answers, comments, reactions, reviews, and how far one has read it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.discussion import CommentKind, Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reactions import Reaction, Reactions
from tenfold.papers.reading import note_reached
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.review_text import review_text
from tenfold.papers.reviews import Reviews, told_review
from tenfold.store.workspace import Workspace
from tenfold.web.api.asked import (
    STALE,
    Answered,
    BasedOn,
    Body,
    Day,
    Line,
    Number,
    QuestionNumber,
    Text,
    answered,
    for_scripts,
)
from tenfold.web.asking import Opened
from tenfold.web.failures import NotThereError, newest_only
from tenfold.web.named import found_or_not_there, known_paper

__all__ = ["router"]

router = for_scripts("/api/papers/{key}")

Based = Annotated[str, Query(max_length=40)]


class Said(Body):
    """A text in Markdown, and what it is based on."""

    text: Text
    based_on: BasedOn = ""


class NewComment(Body):
    """A comment, or a reply to one; a `study` that repeats the paper's claim makes it a replication."""

    text: Text
    kind: CommentKind = "note"
    reply_to: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    study: Line = ""


class Mark(Body):
    """How one stands to a paper; what is not said stays as it is."""

    state: Literal["inbox", "to-read", "skimmed", "read"] | None = None
    giver: Line = ""
    due: Day | None = None
    settle: bool = False
    progress: Line = ""
    unit: Literal["", "pages", "chapters", "lessons", "minutes"] = ""
    saved: bool | None = None


class Filled(Body):
    """Fields of a form by their keys, as one types them; an empty one is taken away, others stay."""

    values: Annotated[dict[Line, str], Field(max_length=100)]
    based_on: BasedOn = ""


@router.put("/answers/{n}", responses=STALE)
def answer(workspace: Opened, key: str, n: QuestionNumber, body: Said) -> Answered:
    """One's own answer to one of the ten questions; refused where it was changed since `based_on`."""
    known = known_paper(workspace, key)
    with newest_only(body.text):
        saved = Answers(workspace).answer(known.subject, n, body.text, based_on=body.based_on)
    note_reached(workspace, known.subject, day=zone_of(workspace).today())
    return answered(key=known.key, answer=saved.to_json())


@router.delete("/answers/{n}", responses=STALE)
def take_answer_away(
    workspace: Opened, key: str, n: QuestionNumber, based_on: Based = ""
) -> Answered:
    """Take one's own answer away, if it is the one that one has read."""
    known, answers = known_paper(workspace, key), Answers(workspace)
    if n not in answers.answers_of(known.subject).get(answers.person, {}):
        raise NotThereError(f"you have not answered question {n}.")
    with newest_only(""):
        answers.remove(known.subject, n, based_on=based_on)
    return answered(key=known.key, removed=n)


@router.post("/comments", status_code=201)
def comment(workspace: Opened, key: str, body: NewComment) -> Answered:
    """As `tenfold paper comment KEY TEXT`."""
    known = known_paper(workspace, key)
    said = body.model_dump(exclude={"text"})
    saved = _discussion(workspace).comment(known.subject, body.text, **said)
    return answered(key=known.key, comment=saved.to_json())


@router.put("/comments/{number}", responses=STALE)
def change_comment(workspace: Opened, key: str, number: Number, body: Said) -> Answered:
    """The text of one of one's own comments; refused where it was changed since `based_on`."""
    known = known_paper(workspace, key)
    discussion = _with_own_comment(workspace, known.subject, number)
    with newest_only(body.text):
        saved = discussion.edit(known.subject, number, body.text, based_on=body.based_on)
    return answered(key=known.key, comment=saved.to_json())


@router.delete("/comments/{number}", responses=STALE)
def take_comment_away(
    workspace: Opened, key: str, number: Number, based_on: Based = ""
) -> Answered:
    """Take one of one's own comments away, if it is as one has read it; replies stay."""
    known = known_paper(workspace, key)
    discussion = _with_own_comment(workspace, known.subject, number)
    with newest_only(""):
        discussion.remove(known.subject, number, based_on=based_on)
    return answered(key=known.key, removed=number)


def _discussion(workspace: Workspace) -> Discussion:
    known = {path.stem for path in workspace.studies.glob("*.toml")}
    return Discussion(workspace, is_study=lambda name: name in known)


def _with_own_comment(workspace: Workspace, subject: str, number: int) -> Discussion:
    """The discussion, where the comment is there and one's own."""
    discussion = _discussion(workspace)
    with found_or_not_there():
        discussion.own(subject, number)
    return discussion


@router.put("/reactions/{reaction}")
def react(workspace: Opened, key: str, reaction: Reaction) -> Answered:
    """Give a reaction; its opposite is taken back. Given already: nothing changes."""
    return _reacted(workspace, key, reaction, stands=True)


@router.delete("/reactions/{reaction}")
def take_reaction_back(workspace: Opened, key: str, reaction: Reaction) -> Answered:
    """Take a reaction back. Not given: nothing changes."""
    return _reacted(workspace, key, reaction, stands=False)


def _reacted(workspace: Workspace, key: str, reaction: Reaction, *, stands: bool) -> Answered:
    known, reactions = known_paper(workspace, key), Reactions(workspace)
    reactions.set(known.subject, reaction, stands=stands)
    return answered(key=known.key, reactions=reactions.reactions_of(known.subject))


@router.put("/state")
def mark(workspace: Opened, key: str, body: Mark) -> Answered:
    """As `tenfold paper state --json`: one's own mark, which nobody else sees."""
    known, today = known_paper(workspace, key), zone_of(workspace).today()
    change = MarkChange(**body.model_dump())
    saved = ReadingMarks(workspace).change(known.subject, change, day=today)
    return answered(key=known.key, **saved.to_json())


@router.put("/reviews/{form}", responses=STALE)
def review(workspace: Opened, key: str, form: str, body: Filled) -> Answered:
    """As `tenfold paper review KEY --form FORM --set ...`; refused where it was changed since `based_on`."""
    known, reviews = known_paper(workspace, key), Reviews(workspace)
    with found_or_not_there():
        chosen = form_named(workspace, form)
    said = reviews.said(known.subject, chosen.name)
    with newest_only(review_text(chosen, {**said, **body.values}), told=told_review):
        saved = reviews.review(known.subject, chosen, body.values, based_on=body.based_on)
    return answered(key=known.key, review=saved.to_json())
