"""Leases: at each step there is one process at a time, also over several machines.

A holder's beat grows every few seconds. Who finds a step taken watches that beat by its own monotonic clock:
when it stands still for long enough, the holder is dead and its lease may be taken. Of a holder on
the same machine the process itself is asked for. No clock is compared with another machine's, so clocks
may jump. Each lease has a fence, a number that only grows; a result is recorded only while its fence
is in force, so that a process that was taken for dead cannot come back and write over its successor
(the fencing tokens of Kleppmann, "How to do distributed locking", 2016).
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from tenfold.errors import TenfoldError
from tenfold.store.processes import born, is_running, machine
from tenfold.store.tables.leases import HolderRow, LeaseRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = ["Lease", "LeaseLostError", "Leases"]

BEAT_S = 5.0
DEAD_AFTER_S = 30.0
"""Six beats missed. A take-over costs this and a poll at most, so it happens within a minute."""


class LeaseLostError(Exception):
    """Another process took the step over: what this one made of it is not recorded."""


@dataclass(frozen=True)
class Lease:
    """Steps (by key) that this process may compute, with the fence of each."""

    fences: Mapping[str, int] = field(default_factory=dict)


class Leases:
    """What one process holds, and what it sees of others. Each object is a holder of its own."""

    def __init__(
        self, database: Database, *, beat_s: float = BEAT_S, dead_after_s: float = DEAD_AFTER_S
    ) -> None:
        self.holder = secrets.token_hex(16)
        self._database = database
        self._beat_s, self._dead_after_s = beat_s, dead_after_s
        self._seen: dict[str, tuple[int, float]] = {}
        self._held: set[int] = set()
        self._n_taking = 0
        self._n_kept = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Beat all the time, as a worker does; at the outermost's end all that is held is given up."""
        with self._lock:
            self._n_kept += 1
        try:
            self._begin_beating()
            yield
        finally:
            with self._lock:
                self._n_kept -= 1
            if not self._n_kept:
                self.close()

    def take(self, keys: Iterable[str]) -> Lease | None:
        """Take all of these steps, or none where another task or process is at one of them."""
        self._database.end_moment()  # that other one could not commit meanwhile, nor who holds our lock
        keys = sorted(set(keys))
        with self._database.read() as session:
            if not self._are_free(session, keys):
                return None
        with self._lock:
            self._n_taking += 1
        lease = Lease()
        try:
            self._begin_beating()
            with self._database.write() as session:
                if not self._are_free(session, keys):
                    return None
                self._bury(session, keys)
                rows = [LeaseRow(key=key, holder=self.holder) for key in keys]
                session.add_all(rows)
                session.flush()
                lease = Lease({row.key: row.fence for row in rows})
            return lease
        finally:
            with self._lock:
                self._held.update(lease.fences.values())
                self._n_taking -= 1

    def release(self, lease: Lease) -> None:
        """Give up what is left of a lease."""
        with self._lock:
            fences = self._held & set(lease.fences.values())
            self._held -= fences
        if fences:
            with self._database.write() as session:
                session.execute(delete(LeaseRow).where(LeaseRow.fence.in_(sorted(fences))))

    def spend(self, session: Session, lease: Lease, key: str) -> None:
        """End the lease of `key` in the transaction that records its step.

        Raises LeaseLostError where somebody else has taken it over.
        """
        fence = lease.fences[key]
        row = session.get(LeaseRow, fence)
        if row is None or row.key != key or row.holder != self.holder:
            raise LeaseLostError(key)
        session.delete(row)

    def spent(self, lease: Lease, key: str) -> None:
        """Say that the transaction with `spend` was committed."""
        with self._lock:
            self._held.discard(lease.fences[key])

    def is_alive(self, holder: str) -> bool:
        """Whether this holder lives, as far as it has been watched: first looked at, it is believed to,
        unless it is of this machine.
        """
        with self._database.read() as session:
            row = session.get(HolderRow, holder)
            return row is not None and not self._is_dead(row)

    def close(self) -> None:
        """Give everything up, and stop beating. Taking again begins anew."""
        self._ended.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        with self._lock:
            self._held.clear()
        if thread is None:
            return
        with (
            suppress(TenfoldError),
            self._database.write() as session,
        ):  # they die with the process anyway
            session.execute(delete(LeaseRow).where(LeaseRow.holder == self.holder))
            session.execute(delete(HolderRow).where(HolderRow.id == self.holder))

    def _bury(self, session: Session, keys: list[str]) -> None:
        """Remove the leases of dead holders at these steps, and the holders, which frees their others."""
        query = select(LeaseRow.holder).where(LeaseRow.key.in_(keys)).distinct()
        dead = list(session.scalars(query))
        session.execute(delete(LeaseRow).where(LeaseRow.key.in_(keys)))
        session.execute(delete(HolderRow).where(HolderRow.id.in_(dead)))

    def _are_free(self, session: Session, keys: list[str]) -> bool:
        query = select(LeaseRow.holder).where(LeaseRow.key.in_(keys)).distinct()
        holders = set(session.scalars(query))
        if self.holder in holders:
            return False
        rows = {
            row.id: row
            for row in session.scalars(select(HolderRow).where(HolderRow.id.in_(holders)))
        }
        return all(holder not in rows or self._is_dead(rows[holder]) for holder in holders)

    def _is_dead(self, row: HolderRow) -> bool:
        if row.machine == machine() and not is_running(row.pid, row.born):
            return True
        beat, since = self._seen.get(row.id, (None, 0.0))
        moment = time.monotonic()
        if beat != row.beat:
            self._seen[row.id] = (row.beat, moment)
            return False
        return moment - since > self._dead_after_s

    def _begin_beating(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._ended = threading.Event()
            self._say_alive()
            self._thread = threading.Thread(
                target=self._beat, args=(self._ended,), name="tenfold-leases", daemon=True
            )
            self._thread.start()

    def _beat(self, ended: threading.Event) -> None:
        """Until the end, or until nothing is held any more."""
        while not ended.wait(self._beat_s):
            # a full disk, a busy database: the next beat tries again
            with self._lock, suppress(Exception):
                if self._thread is not threading.current_thread():
                    return  # it had ended, and another one has begun since
                if self._held or self._n_taking or self._n_kept:
                    self._say_alive()
                    continue
                self._thread = None
                with self._database.write() as session:
                    session.execute(delete(HolderRow).where(HolderRow.id == self.holder))

    def _say_alive(self) -> None:
        """A beat more; whoever was taken for dead is there again, without what was taken over. The dead go,
        also those that held nothing: a worker of another machine would seem to run for good.
        """
        with self._database.write() as session:
            for other in session.scalars(select(HolderRow).where(HolderRow.id != self.holder)):
                if self._is_dead(other):
                    session.delete(other)
            row = session.get(HolderRow, self.holder)
            if row is None:
                pid = os.getpid()
                row = HolderRow(id=self.holder, machine=machine(), pid=pid, born=born(pid), beat=0)
                session.add(row)
            row.beat += 1
