"""All studies of a workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tenfold.study.standing import Standing, standings
from tenfold.study.state import state_in
from tenfold.study.written import written_in_all

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


def list_studies(workspace: Workspace, names: Collection[str] | None = None) -> list[Listed]:
    """By name, those of `names` (default: all). A declaration that cannot be read is listed as broken."""
    heard = standings(workspace.database, names)
    return [
        _listed(workspace, name, written, heard.get(name, Standing()))
        for name, written in written_in_all(workspace.studies).items()
        if names is None or name in names
    ]


def _listed(
    workspace: Workspace, name: str, written: Mapping[str, Any] | None, standing: Standing
) -> Listed:
    about = written.get("study", {}) if written is not None else None
    if not isinstance(about, dict):
        return Listed(name, "broken", "")
    state = state_in(workspace, standing, is_complete=standing.last_event == "done")
    return Listed(name, state, str(about.get("question", "")))
