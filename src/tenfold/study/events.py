"""What a running study says, one row a thing: live views, resume and the week read these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

__all__ = ["ENDS", "Event", "Kind"]

Kind = Literal[
    "started",
    "few processes",
    "left out",
    "plan",
    "encoded",
    "run",
    "run failed",
    "retried",
    "look",
    "verdict",
    "stopped",
    "failed",
    "done",
]
"""What happened.

started    a worker took the study up
few processes  memory does not hold one run a core; `content` says how many go on instead
left out   a machine of the cluster takes no tasks; `content` says how it differs
plan       what it will do: counts by step, and how many are reused
encoded    a chunk of texts went through the encoder
run        a run was finished (or reused)
run failed a run failed; `content` says why and which attempt it was
retried    a run met trouble of the machine and is tried again; `content` as of a failure
look       a planned scoring of the test split took place
verdict    a hypothesis was decided; `content` is its verdict
stopped    the user, a budget or the machine stopped the worker; going on is possible
failed     an error that the user can mend stopped the worker
done       everything that was planned is there
"""

ENDS: frozenset[str] = frozenset({"stopped", "failed", "done"})
"""After one of these a worker says nothing more."""


@dataclass(frozen=True)
class Event:
    """One event of one worker; `number` grows over the whole workspace."""

    number: int
    study: str
    worker: int
    kind: str
    content: dict[str, Any]
    time: datetime
