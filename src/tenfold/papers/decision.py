"""What to do with a paper: skim, read, cite, replicate or drop it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Entry

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["ACTIONS", "Action", "Decision", "Decisions"]

Action = Literal["skim", "read", "cite", "replicate", "drop"]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one reader would do with a paper, and why."""

    action: str
    why: str
    person: str
    changed: datetime

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "action": self.action,
            "why": self.why,
            "person": self.person,
            "changed": self.changed.isoformat(timespec="seconds"),
        }


class Decisions:
    """What the readers of a workspace decided. Everybody in the lab sees it; each decides for themselves."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = PaperLedger(workspace, person=person)
        self.person = self._ledger.person

    def decide(self, subject: str, action: str, why: str = "") -> Decision:
        """Save what the acting reader would do; what they decided before is kept in the history.

        Without `why`, the reason for the same action stays. Raises InputError for an unknown action.
        """
        if action not in ACTIONS:
            raise InputError(
                f"there is no decision {action!r}.",
                code="TF-PAPER",
                remedy=nearest(action, ACTIONS),
            )
        before = self._own(subject)
        if not why.strip() and before is not None and before.content["action"] == action:
            why = before.content["why"]
        said = typed_line(why, "reason") if why.strip() else ""
        content = {"part": "decision", "action": action, "why": said}
        number = before.number if before else None
        change = Change(
            kind="answer",
            number=number,
            content=content,
            subject=subject,
            action="decide",
            once=number is None,
        )
        self._ledger.save([change])
        return self.decisions_of(subject)[self.person]

    def decisions_of(self, subject: str) -> dict[str, Decision]:
        """What stands, by reader."""
        return {
            entry.person: Decision(
                action=entry.content["action"],
                why=entry.content["why"],
                person=entry.person,
                changed=entry.changed,
            )
            for entry in self._entries(subject)
        }

    def _entries(self, subject: str) -> list[Entry]:
        entries = self._ledger.about(subject, ["answer"])
        return [entry for entry in entries if entry.content["part"] == "decision"]

    def _own(self, subject: str) -> Entry | None:
        return next((e for e in self._entries(subject) if e.person == self.person), None)
