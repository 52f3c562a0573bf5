"""What tenfold itself knows of a span of time: studies and data, read through the floors below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.study.happenings import Declared, Judged, OpenStudy, Session

__all__ = ["AddedData", "AuditedData", "Facts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedData:
    """A version of a data set that came in; `made_from` names the version that it was made from, if any."""

    name: str
    number: int
    n_rows: int
    time: datetime
    made_from: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedData:
    """A data set that was audited: when the last new finding of the day was made, and how many were open."""

    name: str
    time: datetime
    n_found: int
    n_blocking: int
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What happened, oldest first. `open_studies` are those of now, whatever the span."""

    declared: tuple[Declared, ...] = ()
    judged: tuple[Judged, ...] = ()
    sessions: tuple[Session, ...] = ()
    added: tuple[AddedData, ...] = ()
    audited: tuple[AuditedData, ...] = ()
    open_studies: tuple[OpenStudy, ...] = ()
