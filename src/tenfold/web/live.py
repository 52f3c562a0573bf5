"""How far a running study is: its state, and runs done of all, by method."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.study.launch import running_worker
from tenfold.study.records import Records

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Progress", "progress_of"]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What the newest worker of a study has said: (done, planned) by method, runs that were reused left out.

    No score is among it: nobody sees one before it is judged.
    """

    state: str
    by_method: dict[str, tuple[int, int]]

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
    worker = running_worker(workspace, study)
    if worker is None:
        return Progress(state="at rest", by_method={})
    events = Records(workspace).events(worker.number)
    planned: dict[str, int] = {}
    done: Counter[str] = Counter()
    for event in events:
        if event.kind == "plan":
            planned = {k: n for k, n in event.content.get("by_method", {}).items() if n}
            done.clear()
        elif event.kind in ("run", "run failed"):
            done[str(event.content["method"])] += 1
    return Progress(state="running", by_method={k: (done[k], n) for k, n in planned.items()})
