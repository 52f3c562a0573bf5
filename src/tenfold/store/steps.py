"""Steps: computations with a key, whose results are reused when the key comes again.

A key is the digest of the step's name and version, its canonical parameters, the digests of its
inputs, and the versions of the libraries that can change its numbers. Nothing enters a key by its
name alone: a model enters by the digest of its weights, data by the digest of its rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from tenfold.errors import LostConnectionError
from tenfold.store.digests import digest_json
from tenfold.store.leases import LeaseLostError
from tenfold.store.tables.base import now
from tenfold.store.tables.steps import StepRow

if TYPE_CHECKING:
    from tenfold.store.artifacts import Artifacts
    from tenfold.store.database import Database
    from tenfold.store.leases import Lease, Leases

__all__ = ["Step", "StepRecord", "Steps"]

_POLL_S = 0.2


@dataclass(frozen=True)
class Step:
    """What decides a computation. Two steps with equal fields have the same key."""

    name: str
    version: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The digest of all five fields."""
        return digest_json(
            {
                "name": self.name,
                "version": self.version,
                "parameters": dict(self.parameters),
                "inputs": dict(self.inputs),
                "libraries": dict(self.libraries),
            }
        )


@dataclass(frozen=True)
class StepRecord:
    """A finished step: `outputs` maps a name to the digest of an artifact."""

    key: str
    name: str
    outputs: Mapping[str, str]
    seconds: float
    cpu_seconds: float
    finished: datetime
    inputs: Mapping[str, str]
    parameters: Mapping[str, Any]
    version: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
    person: str = ""


def _record(row: StepRow) -> StepRecord:
    return StepRecord(
        key=row.key,
        name=row.name,
        outputs=row.outputs,
        seconds=row.seconds,
        cpu_seconds=row.cpu_seconds,
        finished=row.finished,
        inputs=row.inputs,
        parameters=row.parameters,
        version=row.version,
        libraries=row.libraries,
        person=row.person,
    )


class Steps:
    """The finished steps of one workspace."""

    def __init__(
        self, database: Database, artifacts: Artifacts, leases: Leases, person: str
    ) -> None:
        self._database = database
        self._artifacts = artifacts
        self._leases = leases
        self._person = person

    def find(self, step: Step) -> StepRecord | None:
        """The finished step with this key, or None. Damaged artifacts are never a hit."""
        return self.find_all([step]).get(step.key)

    def find_all(self, steps: Iterable[Step]) -> dict[str, StepRecord]:
        """The finished ones among `steps`, by key; the bytes of their artifacts are verified."""
        found = self.recorded(steps)
        damaged = self.damaged(found.values())
        return {key: record for key, record in found.items() if key not in damaged}

    def damaged(
        self, records: Iterable[StepRecord], *, but: Callable[[StepRecord, str], bool] | None = None
    ) -> set[str]:
        """The keys of those whose artifacts are missing or changed. They are superseded.

        `but(record, name)` says which outputs are not looked at now.
        """
        found = {
            record.key
            for record in records
            if not all(
                self._artifacts.is_sound(digest)
                for name, digest in record.outputs.items()
                if but is None or not but(record, name)
            )
        }
        if found:
            self.supersede(found)
        return found

    def recorded(self, steps: Iterable[Step]) -> dict[str, StepRecord]:
        """The finished ones among `steps`, by key, as the database has them: no artifact is read."""
        keys = [step.key for step in steps]
        records: dict[str, StepRecord] = {}
        with self._database.read() as session:
            for start in range(0, len(keys), 500):  # SQLite bounds the variables of a query
                query = (
                    select(StepRow)
                    .where(StepRow.key.in_(keys[start : start + 500]), ~StepRow.superseded)
                    .order_by(StepRow.id)
                )
                records.update((row.key, _record(row)) for row in session.scalars(query))
        return records

    def record(
        self,
        step: Step,
        outputs: Mapping[str, str],
        *,
        seconds: float,
        cpu_seconds: float,
        lease: Lease | None = None,
    ) -> StepRecord:
        """Save a finished step in one transaction, after its artifacts were saved.

        With a `lease` its part for this step ends in the same transaction. Raises LeaseLostError, and saves
        nothing, where another process has taken the step over.
        """
        values = {
            "key": step.key,
            "name": step.name,
            "version": step.version,
            "parameters": dict(step.parameters),
            "inputs": dict(step.inputs),
            "libraries": dict(step.libraries),
            "outputs": dict(outputs),
            "seconds": seconds,
            "cpu_seconds": cpu_seconds,
            "person": self._person,
            "finished": now(),
        }
        try:
            record = self._add(values, lease)
        except LostConnectionError:
            record = self._add(values, lease, unless_it_is_there=True)
        if lease is not None:
            self._leases.spent(lease, step.key)
        return record

    def _add(
        self, values: Mapping[str, Any], lease: Lease | None, *, unless_it_is_there: bool = False
    ) -> StepRecord:
        """Add a row; after a commit of which nobody knows whether it went through, look first.

        Both in one write transaction: the server may be at that commit still, and then this waits for it.
        """
        row = StepRow(**values)
        with self._database.write() as session:
            if unless_it_is_there:
                same = select(StepRow).where(StepRow.key == row.key, ~StepRow.superseded)
                if (found := session.scalars(same.order_by(StepRow.id.desc())).first()) is not None:
                    return _record(found)
            if lease is not None:
                self._leases.spend(session, lease, row.key)
            session.add(row)
            session.flush()
            return _record(row)

    def reuse_or_compute(self, step: Step, compute: Callable[[], Mapping[str, str]]) -> StepRecord:
        """Return the finished step, or compute its outputs and record them.

        While another process is at it, its result is waited for.
        """
        while (found := self.find(step)) is None:
            lease = self._leases.take([step.key])
            if lease is None:
                time.sleep(_POLL_S)
                continue
            try:
                # it may have been finished between the look and the lease
                return self.find(step) or self._compute(step, compute, lease)
            except LeaseLostError:
                continue
            finally:
                self._leases.release(lease)
        return found

    def _compute(
        self, step: Step, compute: Callable[[], Mapping[str, str]], lease: Lease
    ) -> StepRecord:
        start, cpu = time.perf_counter(), time.process_time()
        outputs = compute()
        return self.record(
            step,
            outputs,
            seconds=time.perf_counter() - start,
            cpu_seconds=time.process_time() - cpu,
            lease=lease,
        )

    def supersede(self, keys: Iterable[str]) -> None:
        """Mark steps whose artifacts are damaged, so that they are computed again."""
        with self._database.write() as session:
            session.execute(
                update(StepRow).where(StepRow.key.in_(list(keys))).values(superseded=True)
            )

    def all(self) -> list[StepRecord]:
        """Every finished step that is in force, oldest first."""
        with self._database.read() as session:
            query = select(StepRow).where(~StepRow.superseded).order_by(StepRow.id)
            return [_record(row) for row in session.scalars(query)]

    def finished(
        self,
        name: str,
        *,
        start: datetime | None = None,
        end: datetime,
        inputs: Mapping[str, str] | None = None,
    ) -> list[StepRecord]:
        """The steps of this name in force that were finished in [start, end), oldest first.

        `inputs`: only those that have these among their inputs.
        """
        query = select(StepRow).where(
            StepRow.name == name, ~StepRow.superseded, StepRow.finished < end
        )
        if start is not None:
            query = query.where(StepRow.finished >= start)
        for given, digest in (inputs or {}).items():
            query = query.where(StepRow.inputs[given].as_string() == digest)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(StepRow.finished, StepRow.id))
            return [_record(row) for row in rows]

    def forget(self, keys: Iterable[str]) -> None:
        """Delete steps (`store clean`). Their artifacts are deleted by the caller."""
        with self._database.write() as session:
            session.execute(delete(StepRow).where(StepRow.key.in_(list(keys))))
