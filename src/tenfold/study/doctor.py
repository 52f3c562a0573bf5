"""What this machine and workspace are, and what is missing, in plain words."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from tenfold.errors import TenfoldError
from tenfold.models.embedded import EMBEDDED_NAME, verify_embedded
from tenfold.models.encoder import find_encoder
from tenfold.models.numerics import choose_profile
from tenfold.store.database import sqlite_journal_mode
from tenfold.store.workspace import Workspace

__all__ = ["Check", "examine"]

_LIBRARIES = ("torch", "transformers", "tokenizers", "scikit-learn", "numpy", "scipy", "SQLAlchemy")
_LOW_DISK_BYTES = 2 << 30


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    state: Literal["ok", "note", "missing"]
    message: str
    remedy: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `doctor --json` prints it."""
        return asdict(self)


def examine(folder: Path | None = None) -> list[Check]:
    """All checks. Works without a workspace, and says so."""
    return [*_software(), *_hardware(), _encoder(), *_workspace(folder)]


def _software() -> Iterator[Check]:
    from tenfold import __version__

    yield Check("tenfold", "ok", f"{__version__} on Python {platform.python_version()}")
    for name in _LIBRARIES:
        try:
            yield Check(name, "ok", importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Check(name, "missing", "not installed", "pip install tenfold")
    mode = sqlite_journal_mode()
    yield Check(
        "SQLite",
        "ok",
        f"{sqlite3.sqlite_version}: {mode} journal, synchronous FULL"
        + ("" if mode == "WAL" else " (this version's WAL can lose commits, so it is not used)"),
    )


def _hardware() -> Iterator[Check]:
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        size = f", {memory:.0f} GiB of memory"
    except (AttributeError, ValueError, OSError):
        size = ""
    yield Check("machine", "ok", f"{platform.machine()}, {os.cpu_count()} cores{size}")
    profile = choose_profile()
    yield Check(
        "numerics",
        "ok",
        f"{profile.dtype} on {profile.device} ({profile.instruction_set}), "
        f"{profile.threads} thread a run",
    )


def _encoder() -> Check:
    try:
        files = find_encoder(EMBEDDED_NAME, root=Path.cwd())
        verify_embedded(files.folder)
    except TenfoldError as error:
        return Check("encoder", "missing", error.message, error.remedy or "")
    return Check(
        "encoder",
        "ok",
        f"{files.name}: {files.n_parameters / 1e6:.1f} M parameters, "
        "embedded, weights as published",
    )


def _workspace(folder: Path | None) -> Iterator[Check]:
    try:
        workspace = Workspace.find(folder)
        revision = workspace.database.revision()
    except TenfoldError as error:
        yield Check("workspace", "note", error.message, error.remedy or "")
        return
    n_studies = len(list(workspace.studies.glob("*.toml")))
    yield Check("workspace", "ok", f"{workspace.root}: {n_studies} studies, database at {revision}")
    free = shutil.disk_usage(workspace.root).free
    low = free < _LOW_DISK_BYTES
    yield Check(
        "disk",
        "note" if low else "ok",
        f"{free / 2**30:.1f} GiB free",
        "tenfold store clean --unused" if low else "",
    )
    if not os.access(workspace.root, os.W_OK):
        yield Check("disk", "note", "the workspace is read-only: browsing works, running does not")
