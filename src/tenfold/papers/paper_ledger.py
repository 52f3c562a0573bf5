"""The ledger of what people say of papers; what was said of a merged paper is said of what it became."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tenfold.papers.holdings import Holdings
from tenfold.papers.subject import number_of, subject_of, subjects_now
from tenfold.store.ledger import Change, Entry, Kind, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["PaperLedger", "slot_of", "with_free_place"]

_T = TypeVar("_T")
_Told = tuple[object, str, str, Mapping[str, Any] | None]

_SEVERAL = frozenset(
    {"comment", "claim", "topic", "collection", "search", "follow", "look", "screening"}
)
_SLOTS = ("part", "n", "reaction")
"""The fields of an entry of which a person has one a paper: one answer to a question, one of each reaction."""


class PaperLedger(Ledger):
    """Entries stay with the paper that they were written about, so that a merge that is taken back gives them
    back to it; while it lasts they are read with those of the paper that it went into, as if about that one.

    Where a person has said the same on both, such as an answer to one question, that on the paper itself is
    what there is.
    """

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        super().__init__(workspace, person=person)
        self._holdings = Holdings(workspace)

    def about(self, subject: str, kinds: Collection[Kind]) -> list[Entry]:
        """What stands about a paper and those that were merged into it, in the order in which it was begun."""
        merged = self._holdings.merged_into(number_of(subject))
        moved = (
            e
            for number in merged
            for e in super(PaperLedger, self).about(subject_of(number), kinds)
        )
        return _joined(super().about(subject, kinds), (replace(e, subject=subject) for e in moved))

    def about_each(
        self, subjects: Iterable[str], kinds: Collection[Kind]
    ) -> dict[str, list[Entry]]:
        """The same of several papers at once, of those about which there is something."""
        numbers = [number_of(subject) for subject in subjects]
        merged = self._holdings.merged_into_each(numbers)
        every = [n for number in numbers for n in (number, *merged.get(number, ()))]
        said = super().about_each(map(subject_of, every), kinds)
        found: dict[str, list[Entry]] = {}
        for number in numbers:
            subject = subject_of(number)
            moved = (e for n in merged.get(number, ()) for e in said.get(subject_of(n), ()))
            now = (replace(entry, subject=subject) for entry in moved)
            if about := _joined(said.get(subject, []), now):
                found[subject] = about
        return found

    def entries(self, kind: Kind, *, person: str | None = None) -> list[Entry]:
        """What stands of one person (default: the acting one), in the order in which it was begun."""
        return self._followed(super().entries(kind, person=person))

    def of_everybody(self, kind: Kind) -> list[Entry]:
        """What stands of all people, in the order in which it was begun."""
        return self._followed(super().of_everybody(kind))

    def _followed(self, entries: Collection[Entry]) -> list[Entry]:
        now = subjects_now(self._holdings, (entry.subject for entry in entries))
        own = [entry for entry in entries if now[entry.subject] == entry.subject]
        moved = [entry for entry in entries if now[entry.subject] != entry.subject]
        moved.sort(key=lambda entry: number_of(entry.subject))
        return _joined(own, (replace(entry, subject=now[entry.subject]) for entry in moved))

    def _is_one(self, change: Change, content: Mapping[str, Any]) -> bool:
        said = change.content or {}
        return slot_of(change.kind, self.person, said) == slot_of(change.kind, self.person, content)


def _joined(own: Collection[Entry], moved: Iterable[Entry]) -> list[Entry]:
    """Entries about papers, and those that came with a merge, as far as their place is free."""
    came = with_free_place(own, moved, lambda e: (e.subject, e.kind, e.person, e.content))
    return sorted([*own, *came], key=lambda entry: entry.made)


def with_free_place(
    own: Iterable[_T], moved: Iterable[_T], told: Callable[[_T], _Told]
) -> Iterator[_T]:
    """Of what came with a merge, in the order of papers, what counts beside what is about the paper itself.

    `told` gives of each the paper that it is about now, its kind, author and content. Of several choices of an
    answer all count, since the last one holds.
    """
    taken = {_place(told(one)) for one in own} - {None}
    for one in moved:
        about = told(one)
        place = _place(about)
        if place in taken:
            continue
        if place is not None and (about[-1] or {}).get("part") != "choice":
            taken.add(place)
        yield one


def _place(told: _Told) -> tuple[object, ...] | None:
    paper, kind, person, content = told
    slot = None if content is None else slot_of(kind, person, content)
    return None if slot is None else (paper, *slot)


def slot_of(kind: str, person: str, content: Mapping[str, Any]) -> tuple[object, ...] | None:
    """What there is one of for a person and paper; None: of these there may be several."""
    if kind in _SEVERAL:
        return None
    form = content["form"]["name"] if kind == "review" else None
    return (kind, person, form, *(content.get(name) for name in _SLOTS))
