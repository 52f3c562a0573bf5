"""All studies at a glance: their question, their state, and the last verdict on each hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.lab.citing_studies import EVER
from tenfold.study.chronicle import Chronicle
from tenfold.study.listing import list_studies

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.verdict_record import Verdict

__all__ = ["SeenStudy", "studies_seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenStudy:
    """One study of the list."""

    name: str
    question: str
    state: str
    verdicts: tuple[Verdict, ...]


def studies_seen(workspace: Workspace) -> list[SeenStudy]:
    """By name, the verdicts as they were last recorded."""
    verdicts: dict[str, list[Verdict]] = {}
    for judged in Chronicle(workspace).judged(EVER):
        verdicts.setdefault(judged.study, []).append(judged.verdict)
    return [
        SeenStudy(
            name=listed.name,
            question=listed.question,
            state=listed.state,
            verdicts=tuple(verdicts.get(listed.name, ())),
        )
        for listed in list_studies(workspace)
    ]
