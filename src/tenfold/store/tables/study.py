"""What happened in studies: registrations, test looks, runs, events, answers. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import AnyText, Base

__all__ = [
    "AnswerRow",
    "ChoiceRow",
    "EventRow",
    "RegistrationRow",
    "RunRow",
    "ScoringRow",
    "StopRow",
    "TestLookRow",
    "WorkerRow",
]


class RegistrationRow(Base):
    """One hypothesis, fixed: the digest of what decides, and the time. `claim` is the wording, which does not
    decide.
    """

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    study: Mapped[str] = mapped_column(String(200), index=True)
    hypothesis: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    code: Mapped[str] = mapped_column(String(12))
    family: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    exploratory: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(AnyText, default="")
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]
    claim: Mapped[str] = mapped_column(AnyText, default="")


class TestLookRow(Base):
    """One planned scoring of a test split: an access to its labels."""

    __tablename__ = "test_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    study: Mapped[str] = mapped_column(String(200), index=True)
    registration: Mapped[str] = mapped_column(String(64))
    n_seeds: Mapped[int]
    methods: Mapped[list[Any]]
    content: Mapped[str] = mapped_column(String(64))
    n_new: Mapped[int]
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]


class ScoringRow(Base):
    """Which method was scored on which test examples: what makes a later claim exploratory."""

    __tablename__ = "scorings"

    id: Mapped[int] = mapped_column(primary_key=True)
    look: Mapped[int] = mapped_column(index=True)
    study: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(64), index=True)
    test: Mapped[str] = mapped_column(String(64), index=True)


class RunRow(Base):
    """The last word on one run: which artifacts it left, or why it failed. `worker` said it (0: none)."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    study: Mapped[str] = mapped_column(String(200), index=True)
    method: Mapped[str] = mapped_column(String(200))
    condition: Mapped[str] = mapped_column(String(40))
    seed: Mapped[int]
    key: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20))
    message: Mapped[str] = mapped_column(AnyText, default="")
    attempt: Mapped[int] = mapped_column(default=1)
    worker: Mapped[int] = mapped_column(default=0)
    time: Mapped[datetime]


class EventRow(Base):
    """One thing that happened while a study ran: live pages, resume and the week read these."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    study: Mapped[str] = mapped_column(String(200), index=True)
    worker: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime] = mapped_column(index=True)


class WorkerRow(Base):
    """One process that carried a study out (or does so now); `holder` is its name among the leases."""

    __tablename__ = "workers"

    id: Mapped[int] = mapped_column(primary_key=True)
    study: Mapped[str] = mapped_column(String(200), index=True)
    pid: Mapped[int]
    host: Mapped[str] = mapped_column(String(200))
    person: Mapped[str] = mapped_column(String(200))
    started: Mapped[datetime]
    holder: Mapped[str] = mapped_column(String(32), default="")


class StopRow(Base):
    """Somebody asked a worker to stop after its current step."""

    __tablename__ = "stops"

    id: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[int] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]


class AnswerRow(Base):
    """An answer to one of the ten questions; the newest one counts."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    study: Mapped[str] = mapped_column(String(200), index=True)
    question: Mapped[int]
    text: Mapped[str] = mapped_column(AnyText)
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]


class ChoiceRow(Base):
    """A choice made once for a workspace and a machine, such as its numerics profile."""

    __tablename__ = "choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    content: Mapped[dict[str, Any]]
    time: Mapped[datetime]
