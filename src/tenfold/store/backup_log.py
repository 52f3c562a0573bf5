"""Which backups were made of a workspace, and whether they are still where they were made."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import TenfoldError
from tenfold.store.files import write_durably

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["MadeBackup", "backups_made", "note_backup"]

_FILE = "backups.jsonl"


@dataclass(frozen=True, kw_only=True)
class MadeBackup:
    """A backup as it was when it was made: its folder, when, its size, and the digest of its manifest."""

    path: str
    made: str
    n_artifacts: int
    n_bytes: int
    digest: str

    @property
    def is_there(self) -> bool:
        """Whether its folder holds it now; a disk that is not plugged in has none. Nothing is verified."""
        try:
            manifest = json.loads((Path(self.path) / "manifest.json").read_bytes())
        except (OSError, ValueError):
            return False
        return isinstance(manifest, dict) and manifest.get("digest") == self.digest

    def to_json(self) -> dict[str, Any]:
        """With whether it is there."""
        return {**asdict(self), "is_there": self.is_there}


def note_backup(workspace: Workspace, made: MadeBackup) -> None:
    """Remember a backup. The list is this machine's, and no part of a backup; where it cannot be written the
    backup is as good.
    """
    path = workspace.hidden / _FILE
    with suppress(OSError, TenfoldError):
        before = path.read_bytes() if path.exists() else b""
        line = json.dumps(asdict(made), ensure_ascii=False) + "\n"
        write_durably(path, before + line.encode())


def backups_made(workspace: Workspace) -> list[MadeBackup]:
    """All that were made and noted, the newest first. A line that cannot be read is passed over."""
    try:
        lines = (workspace.hidden / _FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            found.append(MadeBackup(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found[::-1]
