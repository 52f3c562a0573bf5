"""Collections of papers: one's own (private) or of the lab; a paper may be in several, in an order."""

from __future__ import annotations

from collections.abc import Collection as AnyCollection
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, nearest
from tenfold.papers.holdings import Holdings
from tenfold.papers.subject import subjects_now
from tenfold.papers.typed import folded_name, typed_line
from tenfold.store.ledger import Change, Entry, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Collection", "Collections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A named list of papers, by their subjects and in its order. `person` began it."""

    number: int
    name: str
    person: str
    is_private: bool
    members: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "number": self.number,
            "name": self.name,
            "person": self.person,
            "is_private": self.is_private,
            "members": list(self.members),
        }


class Collections:
    """The collections that the acting person may see: those of the lab, and their own private ones.

    A collection of the lab is seen and filled by everybody, and renamed, opened, closed or removed by who
    began it. A private one is seen by who began it, and by nobody else, whatever it is called.
    """

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = Ledger(workspace, person=person)
        self._holdings = Holdings(workspace)
        self.person = self._ledger.person

    def all(self) -> list[Collection]:
        """All of them, in the order in which they were begun."""
        entries = self._ledger.of_everybody("collection")
        changes: dict[int, list[Entry]] = {}
        for entry in entries:
            if entry.content["part"] == "change":
                changes.setdefault(entry.content["collection"], []).append(entry)
        seen = [e for e in entries if e.content["part"] == "collection" and self._may_see(e)]
        named = [s for e in seen for change in changes.get(e.number, ()) for s in _subjects(change)]
        now = subjects_now(self._holdings, named)
        return [_collection(entry, changes.get(entry.number, []), now) for entry in seen]

    def named(self, name: str) -> Collection:
        """One by its name; one's own comes before another's of that name.

        Raises InputError where there is none that the acting person may see.
        """
        seen = self.all()
        folded = folded_name(name)
        found = [c for c in seen if folded_name(c.name) == folded]
        if not found:
            raise InputError(
                f"there is no collection {name!r}.",
                code="TF-PAPER",
                remedy=f"{nearest(name, [c.name for c in seen])} Begin one: tenfold paper collect NAME --new",
            )
        return next((c for c in found if c.person == self.person), found[0])

    def begin(self, name: str, *, private: bool = False) -> Collection:
        """Begin a collection. Raises InputError where one of that name is seen already."""
        said = self._free_name(name)
        content = {"part": "collection", "name": said, "is_private": private}
        self._ledger.save([Change(kind="collection", content=content)])
        return self.named(said)

    def rename(self, name: str, new: str) -> Collection:
        """Give a collection of one's own another name."""
        return self._redone(self._own(name), name=self._new_name(name, new))

    def set_private(self, name: str, private: bool) -> Collection:
        """Close a collection of one's own to others, or open it."""
        return self._redone(self._own(name), is_private=private)

    def remove(self, name: str) -> None:
        """Take a collection of one's own away; its papers stay in the library."""
        number = self._own(name).number
        self._ledger.save([Change(kind="collection", number=number, content=None, action="remove")])

    def add(self, name: str, subjects: Sequence[str]) -> Collection:
        """Put papers at the end of a collection; those in it already stay where they are."""
        found = self.named(name)
        members = set(found.members)
        return self._fill(found, add=[s for s in subjects if s not in members])

    def take_out(self, name: str, subjects: Sequence[str]) -> Collection:
        """Take papers out of a collection; those not in it are passed over."""
        found, gone = self.named(name), set(subjects)
        return self._fill(found, remove=[s for s in found.members if s in gone])

    def move(self, name: str, subject: str, place: int) -> Collection:
        """Put a paper that is in a collection at a place, counted from 1; past the end is the end.

        Raises InputError where it is not in there.
        """
        found = self.named(name)
        if subject not in found.members:
            raise InputError(
                f"the paper is not in {found.name!r}.",
                code="TF-PAPER",
                remedy="Put it in first: tenfold paper collect NAME KEY",
            )
        order = [member for member in found.members if member != subject]
        order.insert(max(place - 1, 0), subject)
        return self._fill(found, order=order)

    def change(
        self,
        name: str,
        *,
        add: Sequence[str] = (),
        take_out: Sequence[str] = (),
        begins: bool = False,
        private: bool | None = None,
        place: int | None = None,
        rename: str | None = None,
    ) -> Collection:
        """Several of these at once, as one says them in a command; `place` is that of the one paper added.

        Where one of them cannot be, none is done.
        """
        if place is not None and len(add) != 1:
            raise InputError("a place is for one paper.", code="TF-PAPER", remedy="Name one KEY.")
        if not begins and (private is not None or rename):
            self._own(name)
        if rename:
            self._new_name(name, rename)
        if begins:
            self.begin(name, private=bool(private))
        elif private is not None:
            self.set_private(name, private)
        if add:
            self.add(name, add)
        if place is not None:
            self.move(name, add[0], place)
        if take_out:
            self.take_out(name, take_out)
        return self.rename(name, rename) if rename else self.named(name)

    def of(self, subject: str) -> list[Collection]:
        """The collections that a paper is in, of those that the acting person may see."""
        return [collection for collection in self.all() if subject in collection.members]

    def _may_see(self, entry: Entry) -> bool:
        return entry.person == self.person or not entry.content["is_private"]

    def _free_name(self, name: str) -> str:
        said = typed_line(name, "name")
        if any(folded_name(c.name) == folded_name(said) for c in self.all()):
            raise InputError(
                f"there is a collection {said!r} already.",
                code="TF-PAPER",
                remedy="Choose another.",
            )
        return said

    def _new_name(self, old: str, new: str) -> str:
        """A name that may take the place of another: a free one, or the same in other letters."""
        if folded_name(new) == folded_name(old):
            return typed_line(new, "name")
        return self._free_name(new)

    def _own(self, name: str) -> Collection:
        found = self.named(name)
        if found.person != self.person:
            raise InputError(
                f"the collection {found.name!r} was begun by {found.person}.",
                code="TF-PAPER",
                remedy="Who began it renames, opens, closes or removes it; you may add papers.",
            )
        return found

    def _redone(self, found: Collection, **changes: Any) -> Collection:
        content = {
            "part": "collection", "name": found.name, "is_private": found.is_private, **changes
        }  # fmt: skip
        change = Change(kind="collection", number=found.number, content=content, action="edit")
        self._ledger.save([change])
        return self.named(content["name"])

    def _fill(self, found: Collection, **lists: Sequence[str]) -> Collection:
        """One entry for everything that changes at once, never edited: the order of entries is that of time."""
        said = {name: list(dict.fromkeys(subjects)) for name, subjects in lists.items()}
        if any(said.values()):
            content = {"part": "change", "collection": found.number, **said}
            self._ledger.save([Change(kind="collection", content=content, action="fill")])
        return next(c for c in self.all() if c.number == found.number)


_LISTS = ("add", "remove", "order")


def _subjects(change: Entry) -> Iterator[str]:
    return (subject for name in _LISTS for subject in change.content.get(name, ()))


def _collection(entry: Entry, changes: AnyCollection[Entry], now: Mapping[str, str]) -> Collection:
    """`now`: what each paper that was ever named is by now, as it may have been merged."""
    members: dict[str, None] = {}
    for change in changes:
        add, gone, order = ([now[s] for s in change.content.get(name, ())] for name in _LISTS)
        members.update(dict.fromkeys(s for s in add if s not in members))
        for subject in gone:
            members.pop(subject, None)
        if order:
            placed = [subject for subject in order if subject in members]
            members = dict.fromkeys([*placed, *members])
    return Collection(
        number=entry.number,
        name=entry.content["name"],
        person=entry.person,
        is_private=entry.content["is_private"],
        members=tuple(members),
    )
