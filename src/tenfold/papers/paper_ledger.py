"""The ledger of what people say of papers; what was said of a merged paper is said of what it became."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tenfold.papers.holdings import Holdings
from tenfold.papers.subject import number_of, subject_of
from tenfold.store.ledger import Entry, Kind, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["PaperLedger"]

_SLOTS = ("part", "n", "reaction")
"""The fields of an entry of which a person has one a paper: one answer to a question, one of each reaction."""


class PaperLedger(Ledger):
    """Entries stay with the paper that they were written about, so that a merge that is taken back gives them
    back to it; while it lasts they are read with those of the paper that it went into.
    """

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        super().__init__(workspace, person=person)
        self._holdings = Holdings(workspace)

    def about(self, subject: str, kinds: Collection[Kind]) -> list[Entry]:
        """What stands about a paper and those that were merged into it, in the order in which it was begun.

        Where a person has said the same on both, such as an answer to one question, that on the paper itself is
        what there is.
        """
        found = super().about(subject, kinds)
        taken = {_slot(entry) for entry in found} - {None}
        for number in self._holdings.merged_into(number_of(subject)):
            for entry in super().about(subject_of(number), kinds):
                if (slot := _slot(entry)) is None or slot not in taken:
                    found.append(entry)
                    taken |= {slot} if slot else set()
        return sorted(found, key=lambda entry: entry.made)


def _slot(entry: Entry) -> tuple[object, ...] | None:
    """What there is one of for a person; None: of these there may be several."""
    if entry.kind == "comment":
        return None
    form = entry.content["form"]["name"] if entry.kind == "review" else None
    return (entry.kind, entry.person, form, *(entry.content.get(name) for name in _SLOTS))
