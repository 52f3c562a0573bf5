"""Look after the store: verify, measure, clean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.store.files import is_temporary, sync_folder
from tenfold.store.references import Original, mentioned_digests, originals
from tenfold.store.tables.base import now

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace

__all__ = [
    "Cleaning",
    "Leftovers",
    "Sizes",
    "Verification",
    "carry_out_cleaning",
    "find_leftovers",
    "measure",
    "parse_age",
    "plan_cleaning",
    "verify",
]

REMOVABLE = frozenset({"encode", "prefix", "fit", "predict", "report"})
"""Steps that a run can make again. Draws, scores and verdicts are small, and they are the record."""

_OLD = timedelta(days=1)
_DIGEST_LENGTH = 64


@dataclass(frozen=True)
class Verification:
    """What a full reading found. `used_by` names the step that made a digest, or what it is.

    `lost` are those among the damaged and missing that no run can make again. `database` is what is
    wrong with the database's own file.
    """

    n_artifacts: int
    damaged: list[str]
    missing: list[str]
    used_by: Mapping[str, str]
    lost: list[Original] = field(default_factory=list)
    database: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is damaged or missing."""
        return not (self.damaged or self.missing or self.database)

    def to_json(self) -> dict[str, Any]:
        """As `store verify --json` prints it."""
        return {
            "n_artifacts": self.n_artifacts,
            "n_damaged": len(self.damaged),
            "n_missing": len(self.missing),
            "damaged": self.damaged,
            "missing": self.missing,
            "lost": [asdict(original) for original in self.lost],
            "database": self.database,
        }


def verify(
    workspace: Workspace,
    *,
    repair: bool = False,
    say: Callable[[int, int], None] = lambda _done, _of: None,
) -> Verification:
    """Read every artifact, and the database.

    With `repair`, damaged artifacts are removed and the steps that made them marked. What no run can
    make again is reported and stays as it is: of damaged rows some may be readable. `say` hears how many
    of how many have been read.
    """
    artifacts = workspace.artifacts
    artifacts.forget_copies()
    used_by: dict[str, str] = {}
    keys: dict[str, list[str]] = defaultdict(list)
    for record in workspace.steps.all():
        for digest in record.outputs.values():
            used_by.setdefault(digest, record.name)
            keys[digest].append(record.key)
    kept = {original.digest: original for original in originals(workspace)}
    used_by.update((digest, original.what) for digest, original in kept.items())
    stored = list(artifacts.digests())
    damaged = []
    for n, digest in enumerate(stored):
        say(n, len(stored))
        if not artifacts.is_sound(digest):
            damaged.append(digest)
    missing = sorted(set(used_by) - set(stored))
    if repair and (damaged or missing):
        workspace.steps.supersede({key for d in [*damaged, *missing] for key in keys.get(d, [])})
        removed = set(damaged) - kept.keys()
        for digest in removed:
            artifacts.remove(digest)
        for folder in {artifacts.path(digest).parent for digest in removed}:
            sync_folder(folder)
    lost = [kept[digest] for digest in [*damaged, *missing] if digest in kept]
    problems = workspace.database.problems()
    return Verification(len(stored), damaged, missing, used_by, lost, problems)


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
class Leftovers:
    """What processes left behind that were killed: artifacts of no step, and half-written files."""

    digests: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    bytes_freed: int = 0

    def __len__(self) -> int:
        return len(self.digests) + len(self.files)


@dataclass(frozen=True)
class Cleaning:
    """What would go: steps by name (count, bytes), their artifacts, and leftovers."""

    keys: list[str]
    digests: list[str]
    by_step: Mapping[str, tuple[int, int]]
    bytes_of_steps: int
    leftovers: Leftovers = field(default_factory=Leftovers)

    @property
    def n_artifacts(self) -> int:
        """How many artifacts would go."""
        return len(self.digests)

    @property
    def bytes_freed(self) -> int:
        """By steps and leftovers together."""
        return self.bytes_of_steps + self.leftovers.bytes_freed

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return not self.keys and not self.leftovers

    def to_json(self) -> dict[str, Any]:
        """As `store clean --json` prints it."""
        return {
            "n_steps": len(self.keys),
            "n_artifacts": self.n_artifacts,
            "n_leftovers": len(self.leftovers),
            "bytes_freed": self.bytes_freed,
            "by_step": {name: {"n": n, "bytes": size} for name, (n, size) in self.by_step.items()},
        }


def plan_cleaning(
    workspace: Workspace,
    *,
    age: timedelta | None,
    keep: Collection[str],
    leftovers: Leftovers | None = None,
) -> Cleaning:
    """Steps that can be made again, are older than `age`, and whose key is not in `keep`.

    An artifact that any other step needs stays. `leftovers` go with them.
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
    keys = [record.key for record in going]
    return Cleaning(keys, list(digests), by_step, freed, leftovers or Leftovers())


def carry_out_cleaning(workspace: Workspace, plan: Cleaning) -> None:
    """Remove what `plan_cleaning` found: the steps first, so that no step points to nothing.

    What another process has come to need since then stays.
    """
    workspace.steps.forget(plan.keys)
    needed = mentioned_digests(workspace)
    for digest in [*plan.digests, *plan.leftovers.digests]:
        if digest not in needed:
            workspace.artifacts.remove(digest)
    for path in plan.leftovers.files:
        path.unlink(missing_ok=True)


def find_leftovers(workspace: Workspace, *, older_than: timedelta = _OLD) -> Leftovers:
    """What no row of the database mentions and nobody has written to for `older_than`.

    A step's artifacts are saved before the step, so ask only while no study runs, or leave it the
    time to finish. Files that somebody else put into these folders are not touched.
    """
    limit = (now() - older_than).timestamp()
    mentioned = mentioned_digests(workspace)
    artifacts = workspace.artifacts
    digests, files, size = [], [], 0
    for path in _written_files(workspace):
        is_artifact = path.parent.parent == artifacts.root and len(path.name) == _DIGEST_LENGTH
        if (is_artifact and path.name in mentioned) or not (is_artifact or is_temporary(path.name)):
            continue
        about = path.stat()
        if about.st_mtime <= limit:
            size += about.st_size
            if is_artifact:
                digests.append(path.name)
            else:
                files.append(path)
    return Leftovers(digests, files, size)


def _written_files(workspace: Workspace) -> Iterator[Path]:
    """The files in the folders that tenfold writes to, without their subfolders."""
    artifacts = workspace.artifacts.root
    inner = sorted(artifacts.iterdir()) if artifacts.is_dir() else []
    root = workspace.root
    for folder in [*inner, workspace.hidden, root, workspace.studies, root / "reports"]:
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_file())
