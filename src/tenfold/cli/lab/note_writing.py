"""`tenfold note add`, `edit` and `answer`: what is written into the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.editor import written_text
from tenfold.cli.lab.note_lines import WORDS, named, print_unknown
from tenfold.cli.lab.note_options import (
    AgainOption,
    AnswerOption,
    AskedOption,
    BeforeOption,
    DayOption,
    FromOption,
    KindOption,
    Number,
    TagOption,
    WhomOption,
    WhyOption,
    read_days,
)
from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

if TYPE_CHECKING:
    from collections.abc import Collection

    from tenfold.lab.links import Link
    from tenfold.lab.note import Note
    from tenfold.store.workspace import Workspace

__all__ = ["add_command", "answer_command", "edit_command"]

Text = Annotated[
    str | None,
    typer.Argument(help="The text; without it: an editor, or standard input where it is piped in."),
]


def add_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT",
            help="The text, in quotes or not; without it: an editor, or what is piped in.",
        ),
    ] = None,
    kind: KindOption = None,
    share: Annotated[bool, typer.Option("--share", help="Let reports show it.")] = False,
    day: DayOption = None,
    tag: TagOption = None,
    before: BeforeOption = None,
    whom: WhomOption = None,
    asked: AskedOption = None,
    answer: AnswerOption = None,
    giver: FromOption = None,
    again: AgainOption = None,
    why: WhyOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note; the word add may be left out. It is private until it is shared.

    Without --kind it is a thought, or what its options say: --whom makes it a question, --from advice,
    --again a parked idea. Days: 2026-12-01, yesterday, -3, fri, 'next fri', +2w.

    Example: tenfold note "A probe is enough for short questions." --share
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.note_making import draft, with_text
    from tenfold.lab.zone import zone_of

    text = " ".join(words) if words else None
    _refuse_a_number(text)
    opened = open_workspace(workspace)
    today = zone_of(opened).today()
    given = read_days(
        today, day=day, before=before, whom=whom, asked_on=asked, answer=answer,
        giver=giver, look_again=again, why=why,
    )  # fmt: skip
    on = given.pop("day", None)
    note = draft(today=today, kind=kind, share=share, day=on, tags=tag or (), details=given)
    journal = Journal(opened)
    saved = journal.write(with_text(note, written_text(text, what="note")))
    if as_json:
        _print_saved(opened, saved)
        return
    links = _links(opened, saved)
    print(f"Note {saved.number} saved: {_said_why(saved, kind, given)}.{_how_to_share(saved)}")
    print_unknown(links)


def edit_command(
    number: Number,
    text: Text = None,
    kind: KindOption = None,
    day: DayOption = None,
    tag: TagOption = None,
    untag: Annotated[list[str] | None, typer.Option(help="A tag to take off.")] = None,
    before: BeforeOption = None,
    whom: WhomOption = None,
    asked: AskedOption = None,
    answer: AnswerOption = None,
    giver: FromOption = None,
    again: AgainOption = None,
    why: WhyOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Change a note: its text, or only what the options name; an empty value takes a detail away.

    Without TEXT and options, an editor opens on the text. The note stays private or shared as it is, and
    every state before is kept: tenfold note show N.

    Example: tenfold note edit 12 --tag probes --day yesterday
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.note_making import redraft, with_text
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    today = zone_of(opened).today()
    given = read_days(
        today, day=day, before=before, whom=whom, asked_on=asked, answer=answer,
        giver=giver, look_again=again, why=why,
    )  # fmt: skip
    on = given.pop("day", None)
    journal = Journal(opened)
    note = journal.note(number)
    changed, lost = redraft(
        note, today=today, kind=kind, day=on, tags=tag or (), untags=untag or (), details=given
    )
    if text is not None or not (given or on or kind or tag or untag):
        changed = with_text(changed, written_text(text, initial=note.text, what="note"))
    saved = note if changed == note else journal.rewrite(note, changed)
    if as_json:
        _print_saved(opened, saved)
        return
    links = _links(opened, saved)
    if changed == note:
        print(f"Note {number} is so already: nothing was changed.")
        return
    print(f"Note {number} changed: {named(saved)}. Take it back: tenfold note undo")
    if lost:
        print(
            f"A note of this kind has no {', no '.join(WORDS[name] for name in lost)}: taken off."
        )
    print_unknown(links)


def answer_command(
    number: Number,
    text: Text = None,
    day: Annotated[
        str | None, typer.Option("--day", help="The day of the answer; default: today.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write down what came back to a question, and when.

    Example: tenfold note answer 12 "Report both; the interval decides."
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    today = zone_of(opened).today()
    on = read_days(today, day=day).get("day") or today
    journal = Journal(opened)
    old = journal.question(number).answer
    saved = journal.answer(number, written_text(text, initial=old, what="answer"), day=on)
    print(f"Answer to note {number} saved: {named(saved)}.{_how_to_share(saved)}")
    if old:
        print(f"The answer before it is kept: tenfold note show {number}")


def _refuse_a_number(text: str | None) -> None:
    """`tenfold note 12` was meant to show a note, not to write one."""
    from tenfold.errors import InputError

    if text is not None and text.strip().isdecimal():
        raise InputError(
            f"{text!r} alone is no note.",
            code="TF-NOTE",
            remedy=f"To see note {text.strip()}: tenfold note show {text.strip()}",
        )


def _links(workspace: Workspace, note: Note) -> list[Link]:
    from tenfold.lab.links import Links
    from tenfold.lab.note_search import whole_text

    return Links(workspace).resolve(whole_text(note))


def _print_saved(workspace: Workspace, note: Note) -> None:
    from tenfold.lab.note_json import note_json

    print_json({"schema_version": 1, **note_json(workspace, note)})


def _said_why(note: Note, kind: str | None, given: Collection[str]) -> str:
    """What the note is, and which option made it that where its kind was not named."""
    from tenfold.lab.note_details import DETAILS

    options = " and ".join(DETAILS[name].option for name in given)
    because = f" (because of {options})" if options and kind is None else ""
    return f"{note.kind}{because}, {'private' if note.is_private else 'shared'}"


def _how_to_share(note: Note) -> str:
    return f" Share it: tenfold note share {note.number}" if note.is_private else ""
