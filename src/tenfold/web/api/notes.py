"""One's own notes, the private ones among them, and nobody else's."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from tenfold.lab.journal import Journal
from tenfold.lab.note import NoteKind
from tenfold.lab.note_json import note_with_history_json
from tenfold.lab.note_making import draft, with_text
from tenfold.lab.note_search import NoteFilter, search
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace
from tenfold.web.api.asked import (
    STALE,
    Answered,
    BasedOn,
    Body,
    Day,
    Limit,
    Line,
    Number,
    Offset,
    Text,
    answered,
    for_scripts,
)
from tenfold.web.asking import Opened
from tenfold.web.failures import newest_only
from tenfold.web.named import found_or_not_there

__all__ = ["router"]

router = for_scripts("/api/notes")


class NewNote(Body):
    """What is noted; private unless `share`. Where no kind is said, what stands beside the text decides it."""

    text: Text
    kind: NoteKind | None = None
    share: bool = False
    day: Day | None = None
    tags: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    before: Text | None = None
    whom: Line | None = None
    asked_on: Day | None = None
    answer: Text | None = None
    giver: Line | None = None
    look_again: Day | None = None
    why: Text | None = None


class ChangedText(Body):
    """The text anew."""

    text: Text
    based_on: BasedOn = ""


@router.get("")
def notes(
    workspace: Opened,
    kind: NoteKind | None = None,
    tag: Line = "",
    since: Day | None = None,
    until: Day | None = None,
    private: bool | None = None,
    is_open: Annotated[bool, Query(alias="open")] = False,
    link: Line = "",
    words: Line = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Answered:
    """As `tenfold note list --json` and `note search --json`, a page at a time; the newest first."""
    wanted = NoteFilter(
        kind=kind, tag=tag, since=since, until=until, is_private=private, is_open=is_open, link=link
    )
    found = wanted(search(Journal(workspace).notes(), words))
    shown = [note.to_json() for note in found[offset : offset + limit]]
    return answered(n=len(found), offset=offset, notes=shown)


@router.get("/{number}")
def note(workspace: Opened, number: Number) -> Answered:
    """As `tenfold note show --json`."""
    with found_or_not_there():
        said = note_with_history_json(workspace, number)
    return answered(**said, changed=said["history"][-1]["time"])


@router.post("", status_code=201)
def write(workspace: Opened, body: NewNote) -> Answered:
    """As `tenfold note --json`."""
    details = body.model_dump(
        include={"before", "whom", "asked_on", "answer", "giver", "look_again", "why"},
        exclude_none=True,
    )
    made = draft(
        today=zone_of(workspace).today(),
        kind=body.kind,
        share=body.share,
        day=body.day,
        tags=body.tags,
        details=details,
    )
    return _saved(workspace, Journal(workspace).write(with_text(made, body.text)).number)


@router.put("/{number}", responses=STALE)
def rewrite(workspace: Opened, number: Number, body: ChangedText) -> Answered:
    """As `tenfold note edit N TEXT --json`; refused where it was changed since `based_on`."""
    journal = Journal(workspace)
    with found_or_not_there():
        was = journal.note(number)
    with newest_only(body.text):
        journal.rewrite(was, with_text(was, body.text), based_on=body.based_on)
    return _saved(workspace, number)


def _saved(workspace: Workspace, number: int) -> Answered:
    """The note as it stands, with the version of that very state."""
    with found_or_not_there():
        said = note_with_history_json(workspace, number)
    changed = said.pop("history")[-1]["time"]
    return answered(**said, changed=changed)
