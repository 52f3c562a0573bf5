"""The library: papers are taken in, changed, merged, linked, removed, and every change can be taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, nearest
from tenfold.papers import importing
from tenfold.papers.alike import DuplicateRules
from tenfold.papers.duplicate_rules import rules_of
from tenfold.papers.holdings import Doubt, Holdings, PastState
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importing import ImportReport
from tenfold.papers.merging import Conflict, merged
from tenfold.papers.record import Paper
from tenfold.papers.shelf import Batch, Relation, Shelf, Standing, Written
from tenfold.papers.sorting_in import HeldNumbers
from tenfold.papers.taken_keys import is_usable
from tenfold.papers.tidying import tidied
from tenfold.papers.undoing import LastOwn, Undone, last_own, undo
from tenfold.store.tables.base import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.papers.sorting_in import Placed
    from tenfold.store.workspace import Workspace

__all__ = ["Doubt", "Library", "PastState"]


class Library(Holdings):
    """The papers of one workspace. Writes are those of the acting person."""

    def __init__(self, workspace: Workspace, rules: DuplicateRules | None = None) -> None:
        super().__init__(workspace)
        self.rules = rules or rules_of(workspace)

    def preview(
        self,
        records: Iterable[Read | Refused],
        *,
        heard: Callable[[Placed], None] | None = None,
    ) -> ImportReport:
        """What `take_in` would do; nothing is written. `heard` is told of each record."""
        return importing.preview(self._workspace, records, self.rules, heard=heard)

    def take_in(
        self,
        records: Iterable[Read | Refused],
        *,
        sources: Sequence[Mapping[str, Any]] = (),
        told: Callable[[int], None] | None = None,
        held: HeldNumbers | None = None,
    ) -> ImportReport:
        """Save records: new ones, and what known ones lack. `told` hears how many are saved.

        `sources` say what is read, such as ``{"file": "refs.bib", "digest": ...}``: an import of the same that
        was broken off is gone on with. However often an import is repeated, no paper is there twice.
        """
        return importing.take_in(
            self._workspace, records, self.rules, sources=sources, told=told, held=held
        )

    def change(self, key: str, /, **values: Any) -> Paper:
        """Set fields of a paper, by the names of `Paper`. With a new `key` the old one becomes an alias."""
        unknown = values.keys() - {f.name for f in fields(Paper)}
        if unknown:
            name = min(unknown)
            raise InputError(
                f"a paper has no field {name!r}.",
                code="TF-PAPER",
                remedy=nearest(name, [f.name for f in fields(Paper)]),
            )
        with self._database.write() as session:
            old = self._standing_in(session, key)
            after = self._changed(session, old, values)
            if after != old:
                Shelf(session).write([Written(old.number, "change", old, after)], self._batch())
        return after.paper

    def _changed(self, session: Session, old: Standing, values: Mapping[str, Any]) -> Standing:
        tidy = tidied(Read(replace(old.paper, **values), "what was said"))
        if isinstance(tidy, Refused):
            raise InputError(f"a paper cannot be left so: {tidy.reason}", code="TF-PAPER")
        new = tidy.paper
        if new.key == old.paper.key:
            return Standing(old.number, new, old.aliases)
        if not is_usable(new.key):
            raise InputError(f"{new.key!r} is no citation key.", code="TF-PAPER",
                             remedy="Letters, digits and - _ : . / +, no spaces.")  # fmt: skip
        if self._owner(session, new.key) not in (None, old.number):
            raise InputError(f"the key {new.key!r} is taken.", code="TF-PAPER",
                             remedy=f"See: tenfold paper show {new.key}")  # fmt: skip
        aliases = (*(a for a in old.aliases if a != new.key), old.paper.key)
        return Standing(old.number, new, aliases)

    def merge(self, keep: str, others: Sequence[str]) -> tuple[Paper, list[Conflict]]:
        """Make one paper of several: `keep` stays, is filled from the others, and has their keys too.

        Returns it, and what the others said differently.
        """
        with self._database.write() as session:
            kept = self._standing_in(session, keep)
            rest = {self._standing_in(session, key).number for key in others} - {kept.number}
            if not rest:
                raise InputError("there is nothing to merge: name another paper.", code="TF-PAPER")
            after, conflicts = _merge(Shelf(session), kept.number, sorted(rest), self._batch())
        return after, conflicts

    def merge_groups(self, groups: Mapping[int, Sequence[int]]) -> int:
        """Merge papers by number into the keys of `groups`, all in one batch; how many papers are gone.

        Those that another process merged or removed in the meantime are passed over.
        """
        batch, n_gone = self._batch(), 0
        with self._database.write() as session:
            shelf = Shelf(session)
            for keep, others in groups.items():
                there = shelf.standing([keep, *others]).keys()
                if left := [number for number in others if number in there and keep in there]:
                    _merge(shelf, keep, left, batch)
                    n_gone += len(left)
        return n_gone

    def link(self, first: str, second: str, relation: Relation, reason: str = "") -> None:
        """Say that the first is a ``version of`` the second, or that they are ``different`` though alike."""
        with self._database.write() as session:
            one, other = (self._standing_in(session, key) for key in (first, second))
            if one.number == other.number:
                raise InputError(f"{first} and {second} are one paper.", code="TF-PAPER")
            batch = self._batch()
            shelf = Shelf(session)
            shelf.write([Written(one.number, "link", one, one, other.paper.key)], batch)
            shelf.say({(one.number, other.number): (relation, reason)}, batch)

    def note_relations(self, pairs: Mapping[tuple[int, int], tuple[Relation, str]]) -> int:
        """Save what pairs of papers, by number, are to each other where nothing was said; how many were new."""
        with self._database.write() as session:
            return len(Shelf(session).relate(pairs, self._batch()))

    def remove(self, keys: Sequence[str]) -> None:
        """Take papers out of the library; their keys are free again. All or none."""
        with self._database.write() as session:
            found = {s.number: s for s in (self._standing_in(session, key) for key in keys)}
            gone = [Written(n, "remove", s, None) for n, s in found.items()]
            Shelf(session).write(gone, self._batch())

    def last_own(self) -> LastOwn | None:
        """What the acting person did last, which `undo` takes back."""
        return last_own(self._workspace)

    def undo(self, *, only: str | None = None) -> Undone:
        """Take the acting person's last change back: a whole import, or one change. Again: the one before.

        With `only`, the batch of that name or nothing. Raises InputError where nothing is left, it is another
        one, or somebody else changed the same papers since.
        """
        return undo(self._workspace, only=only)

    def _batch(self) -> Batch:
        return Batch(uuid.uuid4().hex, self._workspace.person, now())


def _merge(
    shelf: Shelf, keep: int, others: Sequence[int], batch: Batch
) -> tuple[Paper, list[Conflict]]:
    standing = shelf.standing([keep, *others])
    kept = standing[keep]
    paper, aliases = kept.paper, dict.fromkeys(kept.aliases)
    conflicts: list[Conflict] = []
    for number in others:
        result = merged(paper, standing[number].paper)
        paper = result.paper
        conflicts += result.conflicts
        aliases |= dict.fromkeys((standing[number].paper.key, *standing[number].aliases))
    gone = [Written(n, "merged", standing[n], None, paper.key) for n in others]
    after = Standing(keep, paper, tuple(aliases))
    shelf.write([*gone, Written(keep, "merge", kept, after)], batch)
    shelf.hand_over(others, keep, batch)
    return paper, conflicts
