"""Reactions to a paper: one click each, one of each kind a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.store.ledger import Change, Entry

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["REACTIONS", "Reaction", "Reactions"]

Reaction = Literal[
    "like", "dislike",
    "insightful", "novel", "careful", "reproducible", "clear", "useful",
    "unclear", "overclaimed", "missing-baseline", "missing-ablation", "small-sample", "not-reproducible",
]  # fmt: skip
REACTIONS: tuple[Reaction, ...] = get_args(Reaction)
_OPPOSITES = ({"like", "dislike"}, {"clear", "unclear"}, {"reproducible", "not-reproducible"})


class Reactions:
    """Reactions in a workspace. Everybody in the lab sees who reacted how."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = PaperLedger(workspace, person=person)
        self.person = self._ledger.person

    def toggle(self, subject: str, reaction: str) -> bool:
        """Give a reaction, or take it away where the acting person gave it already. True: it stands now.

        A reaction takes the place of its opposite (like of dislike). Raises InputError for an unknown one.
        """
        return next(iter(self.toggle_all(subject, [reaction]).values()))

    def set(self, subject: str, reaction: str, *, stands: bool) -> None:
        """Have a reaction of the acting person stand, or not, however it was before."""
        people = self.reactions_of(subject).get(_known(reaction), [])
        if (self.person in people) != stands:
            self.toggle(subject, reaction)

    def toggle_all(self, subject: str, reactions: Iterable[str]) -> dict[str, bool]:
        """The same of several, each on its own; an unknown one among them, and nothing is changed."""
        kinds = dict.fromkeys(map(_known, reactions))
        return {kind: self._toggle(subject, kind) for kind in kinds}

    def _toggle(self, subject: str, kind: str) -> bool:
        own = [e for e in self._entries(subject) if e.person == self.person]
        standing = [e for e in own if e.content["reaction"] == kind]
        if standing:
            self._ledger.save([_gone(entry) for entry in standing])
            return False
        against = [e for e in own if {kind, e.content["reaction"]} in _OPPOSITES]
        given = Change(kind="reaction", content={"reaction": kind}, subject=subject, action="react")
        self._ledger.save([*map(_gone, against), given])
        return True

    def reactions_of(self, subject: str) -> dict[str, list[str]]:
        """Who gave which reaction: names in the order in which they gave it, by reaction, in their order."""
        people: dict[str, dict[str, None]] = {}
        for entry in self._entries(subject):
            people.setdefault(entry.content["reaction"], {})[entry.person] = None
        return {kind: list(people[kind]) for kind in REACTIONS if kind in people}

    def _entries(self, subject: str) -> list[Entry]:
        return self._ledger.about(subject, ["reaction"])


def _known(reaction: str) -> str:
    kind = "-".join(reaction.casefold().replace("_", " ").split())
    if kind not in REACTIONS:
        raise InputError(
            f"there is no reaction {reaction!r}.",
            code="TF-PAPER",
            remedy=nearest(kind, REACTIONS),
        )
    return kind


def _gone(entry: Entry) -> Change:
    return Change(kind="reaction", number=entry.number, content=None, action="take back")
