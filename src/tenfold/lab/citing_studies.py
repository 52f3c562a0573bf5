"""The studies that name a paper in their declaration, with what they found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tenfold.store.day_span import DaySpan
from tenfold.study.chronicle import Chronicle
from tenfold.study.listing import list_studies
from tenfold.study.written import written_in, written_in_all

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.verdict_record import Verdict

__all__ = ["EVER", "CitingStudy", "studies_citing"]

EVER = DaySpan(
    first=date.min,
    last=date.max,
    start=datetime(1970, 1, 1, tzinfo=UTC),
    end=datetime(9999, 1, 1, tzinfo=UTC),
    day_of=lambda instant: instant.date(),
)
"""All days that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingStudy:
    """A study that cites a paper: its state, and the last verdict on each of its hypotheses."""

    name: str
    question: str
    state: str
    verdicts: tuple[Verdict, ...]

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "name": self.name,
            "question": self.question,
            "state": self.state,
            "verdicts": [
                {"id": v.id, "claim": v.claim, "verdict": v.verdict, "mode": v.mode}
                for v in self.verdicts
            ],
        }


def studies_citing(workspace: Workspace, keys: Collection[str]) -> list[CitingStudy]:
    """The studies whose `papers` hold one of the keys of a paper, by name."""
    names = {
        name
        for name, written in written_in_all(workspace.studies).items()
        if not cited_in(written).isdisjoint(keys)
    }
    if not names:
        return []
    judged = Chronicle(workspace).judged(EVER, studies=names)
    return [
        CitingStudy(
            name=study.name,
            question=study.question,
            state=study.state,
            verdicts=tuple(said.verdict for said in judged if said.study == study.name),
        )
        for study in list_studies(workspace, names)
    ]


def cited_by(workspace: Workspace, name: str) -> set[str]:
    """The keys that a declaration names; none where it cannot be read."""
    return cited_in(written_in(workspace.studies / f"{name}.toml"))


def cited_in(written: Mapping[str, Any] | None) -> set[str]:
    """The same, of what stands in its file."""
    try:
        return {key for key in (written or {})["study"]["papers"] if isinstance(key, str)}
    except (KeyError, TypeError):
        return set()
