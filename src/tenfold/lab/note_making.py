"""A note from what somebody said, checked and cleaned, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tenfold.errors import InputError
from tenfold.lab.note import Note
from tenfold.lab.note_details import chosen_kind, fitted
from tenfold.look.clean_text import clean_text
from tenfold.wording import worded

__all__ = ["clean_tag", "draft", "redraft", "with_text"]


def draft(
    *,
    today: date,
    kind: str | None = None,
    share: bool = False,
    day: date | None = None,
    tags: Iterable[str] = (),
    details: Mapping[str, Any] | None = None,
) -> Note:
    """A note without its text yet: private unless `share`, of `today` unless another `day` is given.

    `details` are fields such as `whom` or `look_again`, by name (`DETAILS`). Without a `kind` they decide it:
    a note with `whom` is a question.

    Raises InputError for a kind that there is not, a detail that does not fit the kind, a day to come, and a
    parked idea that should have come back before today.
    """
    given = _cleaned(details or {})
    day = day or today
    _refuse_impossible_days({"day": day, **given}, today)
    note = Note(text="", day=day, kind=chosen_kind(kind, given), is_private=not share)
    return _filled(note, given, answered_on=day, tags=_unique(map(clean_tag, tags)))


def redraft(
    note: Note,
    *,
    today: date,
    kind: str | None = None,
    day: date | None = None,
    tags: Iterable[str] = (),
    untags: Iterable[str] = (),
    details: Mapping[str, Any] | None = None,
) -> tuple[Note, tuple[str, ...]]:
    """The note with what is given changed, and the names of the details that a new kind takes from it.

    Raises InputError as `draft` does.
    """
    given = _cleaned(details or {})
    _refuse_impossible_days({**given, **({"day": day} if day else {})}, today)
    changed = replace(note, kind=chosen_kind(kind or note.kind, given), day=day or note.day)
    less = {clean_tag(tag).casefold() for tag in untags}
    kept = [tag for tag in note.tags if tag.casefold() not in less]
    tags = _unique([*kept, *map(clean_tag, tags)])
    return fitted(_filled(changed, given, answered_on=today, tags=tags))


def with_text(note: Note, text: str) -> Note:
    """The note with its text, cleaned. Raises InputError where there is none, or it is not UTF-8."""
    cleaned = clean_text(text)
    if not cleaned:
        raise InputError(
            worded("the note is empty."), code="TF-NOTE", remedy=worded("Nothing was changed.")
        )
    return replace(note, text=cleaned)


def clean_tag(said: str) -> str:
    """A tag without its # and on one line. Raises InputError where nothing is left."""
    tag = " ".join(clean_text(said).lstrip("#＃").split())
    if not tag:
        raise InputError(
            worded("{said!r} is no tag.", said=said),
            code="TF-NOTE",
            remedy=worded("For example: --tag probe"),
        )
    return tag


def _cleaned(details: Mapping[str, Any]) -> dict[str, Any]:
    return {n: clean_text(v) if isinstance(v, str) else v for n, v in details.items()}


def _filled(
    note: Note, given: Mapping[str, Any], *, answered_on: date, tags: tuple[str, ...]
) -> Note:
    filled = replace(note, tags=tags, **given)
    if "answer" in given:  # it has a day, as long as there is one
        return replace(filled, answered_on=answered_on if filled.answer else None)
    return filled


def _unique(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple({tag.casefold(): tag for tag in tags}.values())


def _refuse_impossible_days(days: Mapping[str, Any], today: date) -> None:
    for name, option in (("day", "--day"), ("asked_on", "--asked")):
        day = days.get(name)
        if day and day > today:
            raise InputError(
                worded("{day} is still to come.", day=day),
                where=option,
                code="TF-NOTE",
                remedy=worded(
                    "Give a day that was, such as yesterday, 'last fri', -3 or {today}.",
                    today=today,
                ),
            )
    again = days.get("look_again")
    if again and again < today:
        raise InputError(
            worded("{again} is over.", again=again),
            where="--again",
            code="TF-NOTE",
            remedy=worded("Give a day to come, such as 'next mon' or +4w."),
        )
