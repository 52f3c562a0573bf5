"""What others say of a frozen report: that they have seen it, and comments on its sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.week.report_text import parse_report
from tenfold.look.clean_text import clean_text
from tenfold.store.ledger import Change, Ledger
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.lab.week.keeping import Frozen
    from tenfold.store.workspace import Workspace

__all__ = ["Remark", "Remarks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment on the section with the key `section` (empty: on the whole); without a text: "seen"."""

    number: int
    person: str
    made: datetime
    section: str
    text: str


class Remarks:
    """The remarks on frozen reports, which everybody sees who sees the report. One writes one's own."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)

    def of(self, frozen: Frozen) -> list[Remark]:
        """The comments on a report, in the order in which they were written."""
        return [remark for remark in self._all(frozen) if remark.text]

    def seen_by(self, frozen: Frozen) -> list[Remark]:
        """Who has seen it, and when first."""
        return [remark for remark in self._all(frozen) if not remark.text]

    def see(self, frozen: Frozen) -> None:
        """Say that the acting person has seen it; a second time changes nothing."""
        if self._ledger.person not in {remark.person for remark in self.seen_by(frozen)}:
            self._write(frozen, "", "")

    def say(self, frozen: Frozen, text: str, *, section: str = "") -> None:
        """Comment on a section. Raises InputError for no text, and a section that the report has not."""
        said = clean_text(text)
        if not said:
            raise InputError(
                worded("a comment needs a text."),
                code="TF-WEEK",
                remedy=worded("Nothing was saved."),
            )
        if section and section not in parse_report(frozen.markdown).titles:
            raise InputError(
                worded("the report has no section {section!r}.", section=section), code="TF-WEEK"
            )
        self._write(frozen, section, said)

    def _write(self, frozen: Frozen, section: str, text: str) -> None:
        content = {"section": section, "text": text}
        self._ledger.save([Change(kind="remark", subject=_subject(frozen), content=content)])

    def _all(self, frozen: Frozen) -> list[Remark]:
        entries = self._ledger.about(_subject(frozen), ["remark"])
        return [entry.read(_remark) for entry in entries]


def _subject(frozen: Frozen) -> str:
    """Of two people with the same text each has remarks of their own."""
    return f"report:{frozen.number}"


def _remark(content: Mapping[str, Any], *, number: int, person: str, made: datetime) -> Remark:
    section, text = str(content["section"]), str(content["text"])
    return Remark(number=number, person=person, made=made, section=section, text=text)
