"""The goals that people set themselves, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.lab import goal_changes
from tenfold.lab.goal import Goal
from tenfold.lab.zone import zone_of
from tenfold.store.ledger import Change, ChangedSinceError, Entry, Kind, Ledger
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Goals"]


class Goals:
    """Goals of a workspace: those of everybody to read, those of the acting person to change.

    A `milestone` counts from 1 within its goal; None means the goal itself. A day that is left out is today.
    `based_on` is the `version` of the goal that whoever changes it has read (default: as it is now).
    Each change returns the goal as it stands then and keeps the states before it. It raises InputError, with
    nothing changed, where it makes no sense: a goal that is not there or not one's own, a milestone that is
    done already; and ChangedSinceError where the goal was changed since it was read.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)
        self._zone = zone_of(workspace)

    def goals(self, person: str | None = None) -> list[Goal]:
        """All of a person (default: the acting one), by number; those reached and dropped too."""
        return [_goal(entry) for entry in self._ledger.entries("goal", person=person)]

    def goal(self, number: int) -> Goal:
        """One of one's own."""
        return _goal(self._ledger.entry("goal", number))

    def add(self, goal: Goal) -> Goal:
        """Save a new goal; it gets its number."""
        plain = replace(
            goal,
            text=goal_changes.plain_text(goal.text),
            milestones=tuple(
                replace(m, text=goal_changes.plain_text(m.text)) for m in goal.milestones
            ),
        )
        return self._save(plain, None, "write")

    def add_milestone(
        self, number: int, text: str, by: date, *, based_on: str | None = None
    ) -> Goal:
        """Promise one step more; it may lie after the goal's own day, and then puts it at risk."""
        goal = self._read(number, based_on)
        return self._save(goal_changes.with_milestone(goal, text, by), number, "edit")

    def done(
        self,
        number: int,
        milestone: int | None = None,
        on: date | None = None,
        *,
        based_on: str | None = None,
    ) -> Goal:
        """Mark as reached, on a day that is not to come."""
        day, today = on or self._zone.today(), self._zone.today()
        if day > today:
            raise InputError(
                worded("{day} is still to come.", day=day),
                code="TF-GOAL",
                remedy=worded("What is done was done today ({today}) or before.", today=today),
            )
        goal = self._read(number, based_on)
        return self._save(goal_changes.finished(goal, milestone, on=day), number, "done")

    def reopen(
        self, number: int, milestone: int | None = None, *, based_on: str | None = None
    ) -> Goal:
        """Open again what was reached or dropped."""
        goal = self._read(number, based_on)
        return self._save(goal_changes.reopened(goal, milestone), number, "reopen")

    def move(
        self,
        number: int,
        milestone: int | None = None,
        *,
        to: date,
        on: date | None = None,
        why: str = "",
        based_on: str | None = None,
    ) -> Goal:
        """Promise it for another day. The move is kept: a later day is a slip."""
        day, goal = on or self._zone.today(), self._read(number, based_on)
        changed = goal_changes.moved(goal, milestone, to=to, on=day, why=why)
        return self._save(changed, number, "move")

    def drop(
        self, number: int, why: str, on: date | None = None, *, based_on: str | None = None
    ) -> Goal:
        """Give a goal up, and say why."""
        day, goal = on or self._zone.today(), self._read(number, based_on)
        return self._save(goal_changes.dropped(goal, on=day, why=why), number, "drop")

    def edit(self, number: int, milestone: int | None = None, *, text: str) -> Goal:
        """Say it in other words."""
        return self._save(goal_changes.reworded(self.goal(number), milestone, text), number, "edit")

    def remove(self, number: int, milestone: int | None = None) -> Goal:
        """Take a goal or milestone away that was written by mistake. Returns the goal as it was before."""
        goal = self.goal(number)
        if milestone is None:
            self._ledger.save([Change(kind="goal", number=number, content=None, action="remove")])
        else:
            self._save(goal_changes.without_milestone(goal, milestone), number, "remove")
        return goal

    def undo(self) -> Mapping[int, Goal | None]:
        """Take the last change of a goal back; again: the one before it.

        Returns by number how the goals stand that it concerned; None: it is no longer there.
        """
        kinds: tuple[Kind] = ("goal",)
        return {
            change.number: self.goal(change.number) if change.content is not None else None
            for change in self._ledger.undo(kinds)
            if change.kind == "goal" and change.number is not None
        }

    def _read(self, number: int, based_on: str | None) -> Goal:
        """The goal that is to be changed, if it is still the one that was read: asked before all else."""
        entry = self._ledger.entry("goal", number)
        if based_on is not None and based_on != entry.version:
            raise ChangedSinceError(entry.content, entry.version)
        return _goal(entry)

    def _save(self, goal: Goal, number: int | None, action: str) -> Goal:
        change = Change(
            kind="goal",
            number=number,
            content=goal.to_content(),
            action=action,
            based_on=None if number is None else goal.version,
        )
        entry = self._ledger.save([change])[0]
        assert entry is not None  # it was written with content just now
        return _goal(entry)


def _goal(entry: Entry) -> Goal:
    return replace(entry.read(Goal.from_content), version=entry.version)
