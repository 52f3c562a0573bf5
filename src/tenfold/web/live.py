"""How far a running study is: its state, and runs done of all, by method; and its course as it goes on."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from tenfold.study.launch import running_worker
from tenfold.study.records import Records

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Courses", "Progress", "progress_of"]

_LOOK_S = 1.0
_LONGEST_S = 600.0


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What the newest worker of a study has said: (done, planned) by method, runs that were reused left out.

    No score is among it: nobody sees one before it is judged.
    """

    state: str
    by_method: dict[str, tuple[int, int]]
    failure: dict[str, Any] = field(default_factory=dict)
    """The error that ended the last attempt, as commands print it; empty: none did."""

    @property
    def n_done(self) -> int:
        """Runs that are finished."""
        return sum(done for done, _ in self.by_method.values())

    @property
    def n_planned(self) -> int:
        """Runs that there were to do."""
        return sum(planned for _, planned in self.by_method.values())

    def to_json(self) -> dict[str, Any]:
        """As the page reads it."""
        methods = [{"name": k, "done": d, "of": n} for k, (d, n) in self.by_method.items()]
        return {
            "state": self.state,
            "done": self.n_done,
            "of": self.n_planned,
            "methods": methods,
        }


def progress_of(workspace: Workspace, study: str) -> Progress:
    """As it is now; an empty one where nothing runs."""
    records = Records(workspace)
    worker = running_worker(workspace, study)
    if worker is None:
        return Progress(state="at rest", by_method={}, failure=_failure(records, study))
    events = records.events(worker.number)
    planned: dict[str, int] = {}
    done: Counter[str] = Counter()
    for event in events:
        if event.kind == "plan":
            planned = {k: n for k, n in event.content.get("by_method", {}).items() if n}
            done.clear()
        elif event.kind in ("run", "run failed"):
            done[str(event.content["method"])] += 1
    return Progress(state="running", by_method={k: (done[k], n) for k, n in planned.items()})


def _failure(records: Records, study: str) -> dict[str, Any]:
    last = records.last_event(study)
    return dict(last.content["error"]) if last is not None and last.kind == "failed" else {}


@dataclass(slots=True)
class _Look:
    """What was seen of one study last, and when."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    seen: Progress | None = None
    at: float = 0.0


class Courses:
    """The courses of running studies for all who watch: one look a second at each, however many they are.

    Nobody who watches holds a thread.
    """

    def __init__(self) -> None:
        self._looks: dict[str, _Look] = {}

    async def follow(self, workspace: Workspace, study: str) -> AsyncIterator[str]:
        """Server-sent events, one a change, until it runs no longer; a comment finds out who has left."""
        said, began = None, time.monotonic()
        while time.monotonic() - began < _LONGEST_S:
            seen = await self._look(workspace, study)
            yield ": here\n\n" if seen == said else f"data: {json.dumps(seen.to_json())}\n\n"
            said = seen
            if seen.state != "running":
                return
            await asyncio.sleep(_LOOK_S)

    async def _look(self, workspace: Workspace, study: str) -> Progress:
        look = self._looks.setdefault(study, _Look())
        async with look.lock:
            if look.seen is None or time.monotonic() - look.at >= _LOOK_S / 2:
                look.seen = await to_thread.run_sync(progress_of, workspace, study)
                look.at = time.monotonic()
            return look.seen
