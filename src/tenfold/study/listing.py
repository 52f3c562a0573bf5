"""All studies of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.study.standing import Standing, standings
from tenfold.study.state import state_in
from tenfold.study.written import written_in

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Listed", "list_studies"]


@dataclass(frozen=True)
class Listed:
    """One line of `study list`."""

    name: str
    state: str
    question: str

    def to_json(self) -> dict[str, Any]:
        """As `study list --json` prints it."""
        return asdict(self)


def list_studies(workspace: Workspace) -> list[Listed]:
    """By name. A declaration that cannot be read is listed as broken."""
    heard = standings(workspace.database)
    return [_listed(workspace, path, heard) for path in sorted(workspace.studies.glob("*.toml"))]


def _listed(workspace: Workspace, path: Path, heard: Mapping[str, Standing]) -> Listed:
    standing = heard.get(path.stem, Standing())
    written = written_in(path)
    about = written.get("study", {}) if written is not None else None
    if not isinstance(about, dict):
        return Listed(path.stem, "broken", "")
    state = state_in(workspace, standing, is_complete=standing.last_event == "done")
    return Listed(path.stem, state, str(about.get("question", "")))
