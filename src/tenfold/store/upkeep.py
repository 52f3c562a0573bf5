"""Look after the store: verify, measure, clean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.store.tables.base import now

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace

__all__ = [
    "Cleaning",
    "Sizes",
    "Verification",
    "carry_out_cleaning",
    "measure",
    "parse_age",
    "plan_cleaning",
    "verify",
]

REMOVABLE = frozenset({"encode", "prefix", "fit", "predict", "report"})
"""Steps that a run can make again. Draws, scores and verdicts are small, and they are the record."""


@dataclass(frozen=True)
class Verification:
    """What a full reading found. `used_by` names the step that made a digest."""

    n_artifacts: int
    damaged: list[str]
    missing: list[str]
    used_by: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """As `store verify --json` prints it."""
        return {
            "n_artifacts": self.n_artifacts,
            "n_damaged": len(self.damaged),
            "n_missing": len(self.missing),
            "damaged": self.damaged,
            "missing": self.missing,
        }


def verify(workspace: Workspace, *, repair: bool = False) -> Verification:
    """Read every artifact. With `repair`, remove damaged ones and mark the steps that made them."""
    artifacts = workspace.artifacts
    artifacts.forget_copies()
    used_by: dict[str, str] = {}
    keys: dict[str, list[str]] = defaultdict(list)
    for record in workspace.steps.all():
        for digest in record.outputs.values():
            used_by.setdefault(digest, record.name)
            keys[digest].append(record.key)
    stored = list(artifacts.digests())
    damaged = [digest for digest in stored if not artifacts.is_sound(digest)]
    missing = sorted(set(used_by) - set(stored))
    if repair and (damaged or missing):
        workspace.steps.supersede({key for d in [*damaged, *missing] for key in keys.get(d, [])})
        for digest in damaged:
            artifacts.remove(digest)
    return Verification(len(stored), damaged, missing, used_by)


@dataclass(frozen=True)
class Sizes:
    """Bytes on the disk."""

    artifact_bytes: int
    database_bytes: int
    by_step: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """As `store size --json` prints it."""
        return {
            "artifact_bytes": self.artifact_bytes,
            "database_bytes": self.database_bytes,
            "by_step": dict(self.by_step),
        }


def measure(workspace: Workspace) -> Sizes:
    """How much is stored, each artifact counted once, under the first step that made it."""
    owner: dict[str, str] = {}
    for record in workspace.steps.all():
        for digest in record.outputs.values():
            owner.setdefault(digest, record.name)
    by_step: dict[str, int] = defaultdict(int)
    for digest in workspace.artifacts.digests():
        by_step[owner.get(digest, "data and others")] += workspace.artifacts.size_bytes(digest)
    database = workspace.database.condition().size_bytes
    return Sizes(sum(by_step.values()), database, dict(by_step))


def parse_age(text: str | None) -> timedelta | None:
    """`30d`, `12h` or `2w` as a length of time.

    >>> parse_age("2w").days
    14
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)\s*([hdw])", text.strip())
    if match is None:
        raise InputError(
            f"{text!r} is no age.", where="--older-than", remedy="For example 30d or 12h."
        )
    hours = {"h": 1, "d": 24, "w": 168}[match[2]]
    return timedelta(hours=int(match[1]) * hours)


@dataclass(frozen=True)
class Cleaning:
    """What would go: steps by name (count, bytes), and their artifacts."""

    keys: list[str]
    digests: list[str]
    by_step: Mapping[str, tuple[int, int]]
    bytes_freed: int

    @property
    def n_artifacts(self) -> int:
        """How many artifacts would go."""
        return len(self.digests)

    def to_json(self) -> dict[str, Any]:
        """As `store clean --json` prints it."""
        return {
            "n_steps": len(self.keys),
            "n_artifacts": self.n_artifacts,
            "bytes_freed": self.bytes_freed,
            "by_step": {name: {"n": n, "bytes": size} for name, (n, size) in self.by_step.items()},
        }


def plan_cleaning(
    workspace: Workspace, *, age: timedelta | None, keep: Collection[str]
) -> Cleaning:
    """Steps that can be made again, are older than `age`, and whose key is not in `keep`.

    An artifact that any other step needs stays.
    """
    limit = None if age is None else now() - age
    going: list[StepRecord] = []
    staying: list[StepRecord] = []
    for record in workspace.steps.all():
        old = limit is None or record.finished < limit
        goes = record.name in REMOVABLE and old and record.key not in keep
        (going if goes else staying).append(record)
    needed = {digest for record in staying for digest in record.outputs.values()}
    by_step: dict[str, tuple[int, int]] = {}
    digests: dict[str, None] = {}
    for record in going:
        own = [d for d in record.outputs.values() if d not in needed and d not in digests]
        size = sum(workspace.artifacts.size_bytes(digest) for digest in own)
        digests.update(dict.fromkeys(own))
        n, total = by_step.get(record.name, (0, 0))
        by_step[record.name] = (n + 1, total + size)
    freed = sum(size for _, size in by_step.values())
    return Cleaning([record.key for record in going], list(digests), by_step, freed)


def carry_out_cleaning(workspace: Workspace, plan: Cleaning) -> None:
    """Remove what `plan_cleaning` found: the steps first, so that no step points to nothing."""
    workspace.steps.forget(plan.keys)
    for digest in plan.digests:
        workspace.artifacts.remove(digest)
