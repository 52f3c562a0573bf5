"""What this machine and workspace are, and what is missing, in plain words."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tenfold.errors import TenfoldError
from tenfold.models.embedded import EMBEDDED_NAME, verify_embedded
from tenfold.models.encoder import find_encoder
from tenfold.models.numerics import choose_profile
from tenfold.store.database import sqlite_journal_mode
from tenfold.study.doctor_store import look_at_workspace
from tenfold.study.health import Check
from tenfold.wording import worded

__all__ = ["Check", "examine"]

_LIBRARIES = (
    "torch",
    "transformers",
    "peft",
    "tokenizers",
    "scikit-learn",
    "numpy",
    "scipy",
    "SQLAlchemy",
)
_OPTIONAL = {
    "psycopg": (worded("a store on PostgreSQL"), "postgresql"),
    "s3fs": (worded("artifacts on S3"), "s3"),
    "ray": (worded("runs on several machines (--on ray)"), "ray"),
}


def examine(folder: Path | None = None) -> list[Check]:
    """All checks. Works without a workspace, and says so."""
    return [
        *_software(),
        *_hardware(),
        _encoder(),
        *_fonts(),
        *look_at_workspace(folder),
    ]


def _software() -> Iterator[Check]:
    from tenfold import __version__

    yield Check(
        "tenfold",
        "ok",
        worded(
            "{version} on Python {python}", version=__version__, python=platform.python_version()
        ),
    )
    for name in _LIBRARIES:
        version = _version(name)
        if version is None:
            yield Check(name, "missing", worded("not installed"), "pip install tenfold")
        else:
            yield Check(name, "ok", version)
    for name, (what_for, extra) in _OPTIONAL.items():
        version = _version(name)
        said = version or worded("not installed; only {what!s} needs it", what=what_for)
        yield Check(name, "ok", said, "" if version else f"pip install 'tenfold[{extra}]'")
    mode = sqlite_journal_mode()
    yield Check(
        "SQLite",
        "ok",
        worded(
            "{version}: {mode} journal"
            if mode == "WAL"
            else "{version}: {mode} journal (this version's WAL can lose commits, so it is not used)",
            version=sqlite3.sqlite_version,
            mode=mode,
        ),
    )


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _hardware() -> Iterator[Check]:
    import psutil

    memory = psutil.virtual_memory()
    yield Check(
        "machine",
        "ok",
        worded(
            "{machine}, {cores!s}, {memory:.0f} GiB of memory, {free:.0f} of them free",
            machine=platform.machine(),
            cores=_cores(),
            memory=memory.total / 2**30,
            free=memory.available / 2**30,
        ),
    )
    profile = choose_profile()
    yield Check(
        "numerics",
        "ok",
        worded(
            "{dtype} on {device} ({instructions}), {threads:d} thread a run",
            dtype=profile.dtype,
            device=profile.device,
            instructions=profile.instruction_set,
            threads=profile.threads,
        ),
    )


def _cores() -> str:
    n_all = os.cpu_count() or 1
    n_usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else n_all
    return worded(
        "{n:d} cores" if n_usable == n_all else "{usable:d} of {n:d} cores for this process",
        n=n_all,
        usable=n_usable,
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
        worded(
            "{name}: {millions:.1f} M parameters, embedded, weights as published",
            name=files.name,
            millions=files.n_parameters / 1e6,
        ),
    )


def _fonts() -> Iterator[Check]:
    """Whether a Chinese font is here, where the system can be asked: figures in PDF need one for Chinese."""
    program = shutil.which("fc-list")
    if program is None:
        return
    try:
        found = subprocess.run(
            [program, ":lang=zh", "family"], capture_output=True, text=True, timeout=10, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return
    if found:
        yield Check(
            "fonts", "ok", worded("Chinese: {font}", font=found.splitlines()[0].split(",")[0])
        )
    else:
        yield Check(
            "fonts",
            "ok",
            worded("no Chinese font; only figures in PDF with Chinese names need one"),
            worded("Debian, Ubuntu: apt-get install fonts-wqy-microhei"),
        )
