"""What the database knows of studies. The only module of this package that queries it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenfold.store.tables.base import now
from tenfold.store.tables.study import (
    AnswerRow,
    EventRow,
    RegistrationRow,
    RunRow,
    ScoringRow,
    StopRow,
    TestLookRow,
    WorkerRow,
)
from tenfold.store.workspace import Workspace
from tenfold.study.answer_version import NewerAnswerError, answer_version
from tenfold.study.events import ENDS, Event

__all__ = [
    "Records",
    "Registration",
    "RunState",
    "Scoring",
    "TestLookRecord",
    "Worker",
    "worker_of",
]


@dataclass(frozen=True)
class Registration:
    """One registered hypothesis. `claim` is its sentence as it was then; an older tenfold kept none."""

    study: str
    hypothesis: str
    digest: str
    code: str
    family: str
    content: Mapping[str, Any]
    exploratory: bool
    why: str
    time: datetime
    claim: str = ""


@dataclass(frozen=True)
class RunState:
    """The last word on one run."""

    method: str
    condition: str
    seed: int
    key: str
    state: str
    message: str
    attempt: int


@dataclass(frozen=True)
class TestLookRecord:
    """One planned scoring of a test split."""

    __test__ = False

    number: int
    registration: str
    n_seeds: int
    methods: tuple[str, ...]
    n_new: int
    time: datetime


@dataclass(frozen=True)
class Scoring:
    """A method (by identity) that was scored on some test examples (an artifact's digest)."""

    study: str
    method: str
    test: str


@dataclass(frozen=True)
class Worker:
    """A process that carries a study out."""

    number: int
    study: str
    pid: int
    host: str
    started: datetime
    holder: str = ""

    def is_here(self) -> bool:
        """Whether it ran on this machine, so that its process can be asked for."""
        return self.host == socket.gethostname()


class Records:
    """Reads and writes the rows of studies in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._database = workspace.database
        self._person = workspace.person

    # registrations

    def register(self, registrations: Iterable[Registration]) -> None:
        """Save registrations, all or none; what another process has registered meanwhile stays as it is."""
        with self._database.write() as session:
            registrations = [r for r in registrations if not _is_registered(session, r)]
            session.add_all(
                RegistrationRow(
                    study=r.study,
                    hypothesis=r.hypothesis,
                    digest=r.digest,
                    code=r.code,
                    family=r.family,
                    content=dict(r.content),
                    exploratory=r.exploratory,
                    why=r.why,
                    time=r.time,
                    person=self._person,
                    claim=r.claim,
                )
                for r in registrations
            )

    def registrations(self, study: str) -> list[Registration]:
        """All registrations of a study, oldest first."""
        found = self._database.once(("registrations", study), lambda: self._registrations(study))
        return list(found)

    def _registrations(self, study: str) -> list[Registration]:
        with self._database.read() as session:
            query = select(RegistrationRow).where(RegistrationRow.study == study)
            return [
                Registration(
                    study=row.study,
                    hypothesis=row.hypothesis,
                    digest=row.digest,
                    code=row.code,
                    family=row.family,
                    content=row.content,
                    exploratory=row.exploratory,
                    why=row.why,
                    time=row.time,
                    claim=row.claim,
                )
                for row in session.scalars(query.order_by(RegistrationRow.id))
            ]

    # test looks

    def test_looks(self, study: str) -> list[TestLookRecord]:
        """The scorings of a study's test split, oldest first."""
        return list(self._database.once(("test looks", study), lambda: self._test_looks(study)))

    def _test_looks(self, study: str) -> list[TestLookRecord]:
        with self._database.read() as session:
            query = select(TestLookRow).where(TestLookRow.study == study).order_by(TestLookRow.id)
            return [
                TestLookRecord(
                    number=row.id,
                    registration=row.registration,
                    n_seeds=row.n_seeds,
                    methods=tuple(row.methods),
                    n_new=row.n_new,
                    time=row.time,
                )
                for row in session.scalars(query)
            ]

    def count_test_look(
        self,
        study: str,
        *,
        registration: str,
        n_seeds: int,
        methods: Mapping[str, str],
        content: str,
        test: str,
        n_new: int,
    ) -> bool:
        """Record, before it happens, that the labels of `test` will be read for `methods`.

        `methods` maps a name to an identity, `content` is a digest of what will be scored. The
        same planned scoring, resumed after a crash, is one look: it is recorded once, and False is
        returned.
        """
        names = sorted(methods)
        with self._database.write() as session:
            query = select(TestLookRow).where(
                TestLookRow.study == study,
                TestLookRow.registration == registration,
                TestLookRow.content == content,
            )
            if session.scalars(query).first() is not None:
                return False
            look = TestLookRow(
                study=study,
                registration=registration,
                n_seeds=n_seeds,
                methods=names,
                content=content,
                n_new=n_new,
                person=self._person,
                time=now(),
            )
            session.add(look)
            session.flush()
            session.add_all(
                ScoringRow(look=look.id, study=study, method=identity, test=test)
                for identity in sorted(set(methods.values()))
            )
        return True

    def scorings(self) -> list[Scoring]:
        """Every method that was ever scored in this workspace, and on what."""
        with self._database.read() as session:
            return [
                Scoring(row.study, row.method, row.test)
                for row in session.scalars(select(ScoringRow).order_by(ScoringRow.id))
            ]

    # runs

    def save_run(self, study: str, run: RunState, *, worker: int = 0) -> None:
        """Add the last word on a run, by the worker with this number (0: no worker of a study)."""
        with self._database.write() as session:
            session.add(
                RunRow(
                    study=study,
                    method=run.method,
                    condition=run.condition,
                    seed=run.seed,
                    key=run.key,
                    state=run.state,
                    message=run.message,
                    attempt=run.attempt,
                    worker=worker,
                    time=now(),
                )
            )

    def failure(self, study: str, key: str, first_worker: int) -> str | None:
        """Why the run with this key failed, if `first_worker` or a later one had that as the last word."""
        with self._database.read() as session:
            query = select(RunRow).where(
                RunRow.study == study, RunRow.key == key, RunRow.worker >= first_worker
            )
            row = session.scalars(query.order_by(RunRow.id.desc()).limit(1)).first()
            return row.message if row is not None and row.state == "failed" else None

    def runs(self, study: str) -> dict[str, RunState]:
        """The last word on each run, by the key of its step."""
        with self._database.read() as session:
            query = select(RunRow).where(RunRow.study == study).order_by(RunRow.id)
            return {
                row.key: RunState(
                    row.method,
                    row.condition,
                    row.seed,
                    row.key,
                    row.state,
                    row.message,
                    row.attempt,
                )
                for row in session.scalars(query)
            }

    # workers, events, stops

    def start_worker(self, study: str, pid: int | None = None, *, holder: str = "") -> Worker:
        """Note that a process takes a study up; `holder` is its name among the leases."""
        row = WorkerRow(
            study=study,
            pid=pid or os.getpid(),
            host=socket.gethostname(),
            person=self._person,
            started=now(),
            holder=holder,
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            return worker_of(row)

    def workers(self, study: str, *, after: int = 0) -> list[Worker]:
        """The processes that took the study up, with a number above `after`, oldest first."""
        query = select(WorkerRow).where(WorkerRow.study == study, WorkerRow.id > after)
        with self._database.read() as session:
            return [worker_of(row) for row in session.scalars(query.order_by(WorkerRow.id))]

    def open_workers(self, study: str) -> list[Worker]:
        """The processes that took the study up and have not said their last word, oldest first.

        They may be dead all the same (`state.is_alive`).
        """
        ended = select(EventRow.worker).where(EventRow.study == study, EventRow.kind.in_(ENDS))
        query = select(WorkerRow).where(WorkerRow.study == study, WorkerRow.id.not_in(ended))
        with self._database.read() as session:
            return [worker_of(row) for row in session.scalars(query.order_by(WorkerRow.id))]

    def last_worker(self, study: str) -> Worker | None:
        """The process that took the study up last."""
        with self._database.read() as session:
            query = select(WorkerRow).where(WorkerRow.study == study)
            row = session.scalars(query.order_by(WorkerRow.id.desc()).limit(1)).first()
            return None if row is None else worker_of(row)

    def say(self, study: str, worker: int, kind: str, content: Mapping[str, Any]) -> None:
        """Add an event."""
        with self._database.write() as session:
            session.add(
                EventRow(
                    study=study,
                    worker=worker,
                    kind=kind,
                    content=dict(content),
                    person=self._person,
                    time=now(),
                )
            )

    def events(self, worker: int, after: int = 0) -> list[Event]:
        """The events of a worker with a number above `after`, oldest first."""
        with self._database.read() as session:
            query = select(EventRow).where(EventRow.worker == worker, EventRow.id > after)
            return [
                Event(row.id, row.study, row.worker, row.kind, row.content, row.time)
                for row in session.scalars(query.order_by(EventRow.id))
            ]

    def last_event(self, study: str) -> Event | None:
        """What a study said last."""
        with self._database.read() as session:
            query = select(EventRow).where(EventRow.study == study)
            row = session.scalars(query.order_by(EventRow.id.desc()).limit(1)).first()
            if row is None:
                return None
            return Event(row.id, row.study, row.worker, row.kind, row.content, row.time)

    def ask_to_stop(self, worker: int) -> None:
        """Ask a worker to stop after its current step."""
        with self._database.write() as session:
            session.add(StopRow(worker=worker, person=self._person, time=now()))

    def is_asked_to_stop(self, worker: int) -> bool:
        """Whether somebody asked it to."""
        with self._database.read() as session:
            query = select(func.count()).select_from(StopRow).where(StopRow.worker == worker)
            return bool(session.scalar(query))

    # answers

    def answer(self, study: str, question: int, text: str, *, based_on: str | None = None) -> None:
        """Save an answer to one of the ten questions; earlier ones stay readable.

        Raises NewerAnswerError where another text than that of the version `based_on` stands there.
        """
        with self._database.write() as session:
            stands = _newest_answer(session, study, question)
            if based_on is not None and stands != text and answer_version(stands) != based_on:
                raise NewerAnswerError(question, stands)
            session.add(
                AnswerRow(
                    study=study, question=question, text=text, person=self._person, time=now()
                )
            )

    def answers(self, study: str) -> dict[int, str]:
        """The newest answer to each question that has one."""
        with self._database.read() as session:
            query = select(AnswerRow).where(AnswerRow.study == study).order_by(AnswerRow.id)
            return {row.question: row.text for row in session.scalars(query)}

    def answered_by(self, study: str) -> dict[int, str]:
        """Who wrote the newest answer to each question that has one."""
        with self._database.read() as session:
            query = select(AnswerRow).where(AnswerRow.study == study).order_by(AnswerRow.id)
            return {row.question: row.person for row in session.scalars(query)}


def _newest_answer(session: Session, study: str, question: int) -> str:
    query = (
        select(AnswerRow.text)
        .where(AnswerRow.study == study, AnswerRow.question == question)
        .order_by(AnswerRow.id.desc())
        .limit(1)
    )
    return session.scalars(query).first() or ""


def _is_registered(session: Session, registration: Registration) -> bool:
    query = select(RegistrationRow.id).where(
        RegistrationRow.study == registration.study,
        RegistrationRow.hypothesis == registration.hypothesis,
        RegistrationRow.digest == registration.digest,
    )
    return session.scalars(query).first() is not None


def worker_of(row: WorkerRow) -> Worker:
    """The process of a row."""
    return Worker(row.id, row.study, row.pid, row.host, row.started, row.holder)
