"""What people said of a paper's topics: kept in the ledger, seen by all, the newest word counting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.store.ledger import Change, Ledger

if TYPE_CHECKING:
    from tenfold.papers.topics.taxonomy import Taxonomy
    from tenfold.store.ledger import Entry
    from tenfold.store.workspace import Workspace

__all__ = ["Correction", "Corrections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """That a paper, by its number, is under a topic or not, as a person said. `key` was its key then."""

    paper: int
    key: str
    topic: str
    is_in: bool
    person: str
    time: datetime


class Corrections:
    """The corrections of one workspace; writes are those of the acting person."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)

    def say(
        self,
        taxonomy: Taxonomy,
        paper: tuple[int, str],
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> None:
        """Keep that a paper (number, key) is under the topics `add` and not under `remove`, all or none.

        Raises InputError for a topic that is not there, or is in both.
        """
        add = [taxonomy.topic(topic).key for topic in add]
        remove = [taxonomy.topic(topic).key for topic in remove]
        if both := set(add) & set(remove):
            raise InputError(f"{min(both)} cannot be added and removed at once.", code="TF-TOPICS")
        said = {**dict.fromkeys(add, True), **dict.fromkeys(remove, False)}
        number, key = paper
        self._ledger.save(
            [
                Change(
                    kind="topic",
                    content={"key": key, "topic": topic, "is_in": is_in},
                    action="add" if is_in else "remove",
                    subject=str(number),
                )
                for topic, is_in in said.items()
            ]
        )

    def of(self, paper: int) -> dict[str, Correction]:
        """What was said of one paper, by topic."""
        newest = _newest(self._ledger.about(str(paper), ["topic"]))
        return {topic: correction for (_paper, topic), correction in newest.items()}

    def all(self) -> dict[tuple[int, str], Correction]:
        """What everybody said, by paper and topic."""
        return _newest(self._ledger.of_everybody("topic"))


def _newest(entries: Iterable[Entry]) -> dict[tuple[int, str], Correction]:
    found: dict[tuple[int, str], Correction] = {}
    for entry in sorted(entries, key=lambda e: (e.changed, e.number)):
        correction = _correction(entry)
        found[correction.paper, correction.topic] = correction
    return found


def _correction(entry: Entry) -> Correction:
    content: Mapping[str, object] = entry.content
    return Correction(
        paper=int(entry.subject),
        key=str(content["key"]),
        topic=str(content["topic"]),
        is_in=bool(content["is_in"]),
        person=entry.person,
        time=entry.changed,
    )
