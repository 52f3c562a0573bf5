"""Taking back what one said about papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.store.ledger import Change, Kind, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["JUDGING_KINDS", "take_back"]

JUDGING_KINDS: tuple[Kind, ...] = (
    "answer",
    "review",
    "reaction",
    "comment",
    "claim",
    "collection",
    "mark",
    "topic",
    "snooze",
    "search",
    "follow",
    "screening",
)
"""Everything that people write about papers."""


def take_back(
    workspace: Workspace, *, kinds: Sequence[Kind] = JUDGING_KINDS, person: str | None = None
) -> list[Change]:
    """Take the acting person's last change among `kinds` back; again: the one before it.

    What the library holds is another matter: `Library.undo` takes imports, merges and edits back.

    Returns the states that hold now. Raises InputError where nothing is left.
    """
    return Ledger(workspace, person=person).undo(kinds)
