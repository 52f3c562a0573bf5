"""Searches that a person keeps, each with what was there when they last looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.holdings import Holdings
from tenfold.papers.search.condition import Condition
from tenfold.papers.search.query import FieldName, Query, query_text, read_query
from tenfold.papers.search.search import By
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Entry, Ledger

if TYPE_CHECKING:
    from tenfold.papers.search.search import PaperSearch
    from tenfold.store.workspace import Workspace

__all__ = ["Looked", "SavedSearch", "SavedSearches", "Wish"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is searched for, how, and in which field alone (None: everywhere)."""

    query: Query
    by: By = "both"
    within: FieldName | None = None

    @classmethod
    def of(
        cls, words: Sequence[str], selection: Query, *, by: str = "both", within: str | None = None
    ) -> Wish:
        """What a command was told. Raises InputError as `read_query` does."""
        query = read_query(" ".join(words)).also(selection)
        field = "answer" if within == "answers" else within
        return cls(query, _one_of(by, get_args(By)), _one_of(field, get_args(FieldName)))

    def also(self, other: Wish) -> Wish:
        """The same way of searching for what fulfils both."""
        return replace(self, query=self.query.also(other.query), within=other.within or self.within)

    def require_something(self) -> None:
        """Raise InputError where nothing is searched for."""
        if self.query == Query():
            raise InputError(
                "say what to search for.",
                code="TF-PAPER-SEARCH",
                remedy="For example: tenfold paper search low-rank adapters --year 2021..",
            )

    def to_content(self) -> dict[str, Any]:
        """As the ledger keeps it: conditions by themselves, since names may hold quotes."""
        conditions = [[c.name, list(c.values), c.is_excluded] for c in self.query.conditions]
        words = query_text(replace(self.query, conditions=()))
        return {"query": words, "conditions": conditions, "by": self.by, "within": self.within}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Wish:
        """The inverse of `to_content`."""
        conditions = tuple(
            Condition(name, tuple(values), is_excluded)
            for name, values, is_excluded in content.get("conditions", ())
        )
        query = read_query(content["query"]).also(Query(conditions=conditions))
        return cls(query, content["by"], content["within"])

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"query": query_text(self.query), "by": self.by, "within": self.within}


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name; `seen` is the newest paper (by number) that was there at the last look."""

    number: int
    name: str
    wish: Wish
    seen: int


@dataclass(frozen=True, slots=True)
class Looked:
    """How many papers a saved search finds by its words, and how many were added since the last look.

    `trouble` says why it finds none, where what it asks for is gone: a collection, a topic.
    """

    search: SavedSearch
    n_found: int
    n_new: int
    trouble: str = ""

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        said = {"n_found": self.n_found, "n_new": self.n_new}
        trouble = {"trouble": self.trouble} if self.trouble else {}
        return {"name": self.search.name, **self.search.wish.to_json(), **said, **trouble}


class SavedSearches:
    """The saved searches of the acting person. Nobody else sees them."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = Ledger(workspace, person=person)
        self._holdings = Holdings(workspace)

    def all(self) -> list[SavedSearch]:
        """All of them, in the order in which they were first saved."""
        seen = {e.subject: e.content["seen"] for e in self._looks() if "seen" in e.content}
        return [
            SavedSearch(
                entry.number,
                entry.content["name"],
                Wish.from_content(entry.content),
                seen.get(_subject(entry.number), 0),
            )
            for entry in self._ledger.entries("search")
        ]

    def named(self, name: str) -> SavedSearch:
        """One by its name. Raises InputError where there is none."""
        found = self._find(name)
        if found is None:
            raise InputError(
                f"there is no saved search {name!r}.",
                code="TF-PAPER-SEARCH",
                remedy=f"{nearest(name, [s.name for s in self.all()])} See: tenfold paper searches",
            )
        return found

    def save(self, name: str, wish: Wish) -> SavedSearch:
        """Keep a search under a name, in place of one of that name; what is there now counts as seen."""
        said, before = typed_line(name, "name"), self._find(name)
        content = {"name": said, **wish.to_content()}
        number, action = (before.number, "edit") if before else (None, "write")
        self._ledger.save([Change(kind="search", content=content, number=number, action=action)])
        return self.look(said)

    def look(self, name: str) -> SavedSearch:
        """Say that one has seen what a search finds now."""
        found, newest = self.named(name), self._holdings.newest_number()
        subject = _subject(found.number)
        if newest != found.seen:
            number = next((e.number for e in self._looks() if e.subject == subject), None)
            content = {"seen": newest}
            self._ledger.save(
                [
                    Change(
                        kind="look", content=content, number=number, subject=subject, action="look"
                    )
                ]
            )
        return replace(found, seen=newest)

    def remove(self, name: str) -> None:
        """Take a saved search away; it can be taken back."""
        number = self.named(name).number
        self._ledger.save([Change(kind="search", number=number, content=None, action="remove")])

    def looked(self, search: PaperSearch) -> list[Looked]:
        """All of them with how many papers each finds; looking at the list is no look at the papers."""
        return [_looked(saved, search) for saved in self.all()]

    def _find(self, name: str) -> SavedSearch | None:
        said = " ".join(name.split()).casefold()
        return next((s for s in self.all() if s.name.casefold() == said), None)

    def _looks(self) -> list[Entry]:
        return self._ledger.entries("look")


def _looked(saved: SavedSearch, search: PaperSearch) -> Looked:
    wish = saved.wish
    try:
        numbers = search.selected(wish.query.within(wish.within) if wish.within else wish.query)
    except InputError as error:
        return Looked(saved, 0, 0, error.message)
    return Looked(saved, len(numbers), sum(n > saved.seen for n in numbers))


def _subject(number: int) -> str:
    return f"search:{number}"


def _one_of(said: str | None, known: tuple[Any, ...]) -> Any:
    """A literal's value; commands let no other through."""
    return next((one for one in known if one == said), None)
