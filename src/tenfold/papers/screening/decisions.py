"""What each person decided about the papers of a collection, and why: entries of the ledger, one a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.typed import typed_line, typed_text
from tenfold.store.ledger import Change, Entry, Ledger

if TYPE_CHECKING:
    from tenfold.papers.collections import Collection
    from tenfold.store.workspace import Workspace

__all__ = ["VERDICTS", "Decision", "Decisions", "Verdict", "read_verdict"]

Verdict = Literal["include", "exclude", "unsure", "skip"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What `person` decided about a paper, by its `subject`. `is_prior`: known before the screening began.

    `changed` is when they said so last.
    """

    subject: str
    verdict: Verdict
    person: str
    reason: str
    is_prior: bool
    made: datetime
    changed: datetime
    number: int

    @property
    def stamp(self) -> str:
        """Equal for the same decision: who decides anew says what they have seen."""
        return f"{self.number}/{self.changed.isoformat()}/{self.verdict}"

    @property
    def label(self) -> int | None:
        """1 or 0 for learning and stopping; None where it was skipped. Unsure is to be read on, so 1."""
        return None if self.verdict == "skip" else int(self.verdict != "exclude")


def read_verdict(said: str) -> Verdict:
    """Raises InputError for a word that is none."""
    for verdict in VERDICTS:
        if said.strip().casefold() == verdict:
            return verdict
    raise InputError(
        f"there is no decision {said!r}.", code="TF-PAPER", remedy=nearest(said, VERDICTS)
    )


class Decisions:
    """The decisions about one collection. Everybody who sees it sees them; each decides for themselves.

    Each is saved once the call returns; a later one of the same person about the same paper stands in the place
    of the earlier one, which stays in the history of the ledger.
    """

    def __init__(
        self, workspace: Workspace, collection: Collection, *, person: str | None = None
    ) -> None:
        self._ledger = Ledger(workspace, person=person)
        self._subject = f"collection:{collection.number}"
        self._about = f"criteria:{collection.number}"
        self.person = self._ledger.person

    def criteria(self) -> str:
        """What is to be included, in words, as it was said last; empty where nobody said it."""
        said = self._ledger.about(self._about, ["screening"])
        return str(said[-1].content["criteria"]) if said else ""

    def set_criteria(self, text: str) -> str:
        """Say what is to be included; it holds for everybody who screens this collection."""
        said = typed_text(text, "criteria")
        if said != self.criteria():
            content = {"criteria": said}
            change = Change(
                kind="screening", content=content, subject=self._about, action="criteria"
            )
            self._ledger.save([change])
        return said

    def decide(
        self, subject: str, verdict: Verdict, reason: str = "", *, is_prior: bool = False
    ) -> None:
        """Save what the acting person decides; said again without `reason`, the one given before stays.

        Raises InputError for a reason that is too long.
        """
        said = typed_line(reason, "reason") if reason.strip() else ""
        content: dict[str, Any] = {
            "paper": subject,
            "verdict": verdict,
            "reason": said,
            "is_prior": is_prior,
        }
        before = self.by_person().get(self.person, {}).get(subject)
        if before is not None and before.verdict == verdict and said in ("", before.reason):
            return
        changes = []
        number = before.number if before else None
        if before is not None and before.verdict == "skip":
            # it is read only now: its place in the order of reading, which the stop rule looks at, is new
            changes.append(Change(kind="screening", number=number, content=None, action="skip"))
            number = None
        changes.append(
            Change(
                kind="screening",
                number=number,
                content=content,
                subject=self._subject,
                action="decide",
            )
        )
        self._ledger.save(changes)

    def undo(self) -> str:
        """Take the acting person's last decision here back; which paper it was about.

        Raises InputError where nothing is left.
        """
        before = self.by_person().get(self.person, {})
        self._ledger.undo(["screening"], subject=self._subject)
        after = self.by_person().get(self.person, {})
        changed = [s for s in {**before, **after} if before.get(s) != after.get(s)]
        return changed[0]

    def by_person(self) -> dict[str, dict[str, Decision]]:
        """What stands, by person and paper, each person's in the order in which they read."""
        found: dict[str, dict[str, Decision]] = {}
        entries = self._ledger.about(self._subject, ["screening"])
        for entry in sorted(entries, key=lambda entry: entry.number):
            decision = _decision(entry)
            found.setdefault(decision.person, {})[decision.subject] = decision
        return found


def _decision(entry: Entry) -> Decision:
    content = entry.content
    return Decision(
        subject=content["paper"],
        verdict=content["verdict"],
        person=entry.person,
        reason=content["reason"],
        is_prior=content["is_prior"],
        made=entry.made,
        changed=entry.changed,
        number=entry.number,
    )
