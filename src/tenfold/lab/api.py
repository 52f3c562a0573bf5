"""The same in Python: a note, and the report of a week.

>>> import tenfold as tf
>>> tf.note("AdaLoRA loses with default ranks. Why?", kind="question", whom="Gao")   # doctest: +SKIP
>>> print(tf.week("2026-W47"))                                                       # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.journal import Journal
from tenfold.lab.note import KINDS, Note, NoteKind
from tenfold.lab.note_making import with_text
from tenfold.lab.week.view import WeekView, view_week
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date

__all__ = ["note", "week"]


def note(
    text: str,
    *,
    kind: NoteKind = "thought",
    share: bool = False,
    day: date | None = None,
    workspace: Workspace | None = None,
    **more: Any,
) -> Note:
    """Write a note into the journal of the workspace here (or above); private unless `share`.

    `more` are the other fields of `Note`, such as `tags`, `whom` or `look_again`. Raises TypeError for one that
    a note does not have, ValueError for a kind that there is not, InputError for an empty text.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}. Got {kind!r}.")
    workspace = workspace or Workspace.find()
    day = day or zone_of(workspace).today()
    new = Note(text="", kind=kind, day=day, is_private=not share, **more)
    return Journal(workspace).write(with_text(new, text))


def week(
    of: str | Week | None = None,
    *,
    n_weeks: int = 1,
    person: str | None = None,
    language: str = "en",
    workspace: Workspace | None = None,
) -> WeekView:
    """The report of `n_weeks` that end with `of` (default: the present week): print it, show it, `to_json()`.

    Raises InputError for a week that there is not.
    """
    wanted = Week.parse(of) if isinstance(of, str) else of
    return view_week(
        workspace or Workspace.find(), wanted, n_weeks=n_weeks, person=person, language=language
    )
