"""Sessions of labelling that stay open between requests, with what a strategy proposed and the vectors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.desk.background import Job, Work, job_of, start_job
from tenfold.desk.labelling.opening import Labelling, open_labelling
from tenfold.desk.labelling.record import LabelRecord
from tenfold.desk.labelling.session import Asking, Session
from tenfold.desk.vectors import n_without_vectors, text_vectors

if TYPE_CHECKING:
    from tenfold.desk.labelling.proposals import Strategy
    from tenfold.store.workspace import Workspace

__all__ = ["Choice", "Desk", "Desks", "encoding_job"]

_MOST_OPEN = 8
_AT_ONCE = 256
"""So many texts are encoded while one waits for the page; more are left to a process of their own."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What one wants to be asked: see `tenfold data label`."""

    strategy: Strategy = "mixed"
    split: str | None = None
    everything: bool = False
    skipped: bool = False

    def encoding_of(self, reference: str) -> Work:
        """What has to be done to a version before its texts can be chosen so."""
        return Work(
            kind="encode", reference=reference, split=self.split, everything=self.everything
        )


@dataclass
class Desk:
    """One person's session. One request at a time may use it."""

    labelling: Labelling
    session: Session
    n_to_encode: int
    lock: Lock = field(default_factory=Lock)

    @property
    def must_wait(self) -> bool:
        """Whether many texts have to be encoded before the strategy can choose."""
        return self.n_to_encode > _AT_ONCE


class Desks:
    """The sessions that were used last. Another version, or other settings, open a new one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._desks: OrderedDict[tuple[object, ...], Desk] = OrderedDict()

    @contextmanager
    def at(self, workspace: Workspace, name: str, choice: Choice) -> Iterator[Desk]:
        """The desk of the acting person, for one request."""
        settings = LabelRecord(workspace, name.partition("@")[0]).settings()
        newest = catalog.latest_digest(workspace, name)
        key = (workspace.person, name, newest, settings, choice)
        with self._lock:
            desk = self._desks.get(key)
        if desk is None or desk.must_wait:
            made = _open(workspace, name, choice)
            desk = self._kept(key, made)
        with desk.lock:
            yield desk

    def _kept(self, key: tuple[object, ...], made: Desk) -> Desk:
        """The one that is kept: of two requests that opened one at the same time, the first one's."""
        with self._lock:
            kept = self._desks.get(key)
            if kept is None or kept.must_wait:
                self._desks[key] = kept = made
            self._desks.move_to_end(key)
            while len(self._desks) > _MOST_OPEN:
                self._desks.popitem(last=False)
            return kept


def _open(workspace: Workspace, name: str, choice: Choice) -> Desk:
    labelling = open_labelling(workspace, name, split=choice.split, everything=choice.everything)
    asking = Asking(strategy=choice.strategy, skipped=choice.skipped)
    session = labelling.session(
        workspace.person, asking, lambda texts: text_vectors(workspace, texts)
    )
    texts = session.looked_at()
    return Desk(labelling, session, n_without_vectors(workspace, texts) if texts else 0)


def encoding_job(workspace: Workspace, reference: str, choice: Choice) -> Job | None:
    """The job that encodes the texts, begun where there is none; one that failed or was stopped is left so."""
    work = choice.encoding_of(reference)
    job = job_of(workspace, work)
    if job is None or job.state == "done":
        start_job(workspace, work)
        job = job_of(workspace, work)
    return job
