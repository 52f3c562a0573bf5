"""All studies of a workspace."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tenfold.study.records import Records
from tenfold.study.state import state_of

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
    found = []
    for path in sorted(workspace.studies.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            question = str(content.get("study", {}).get("question", ""))
            last = Records(workspace).last_event(path.stem)
            complete = last is not None and last.kind == "done"
            state = state_of(workspace, path.stem, is_complete=complete)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, RecursionError):
            question, state = "", "broken"
        found.append(Listed(path.stem, state, question))
    return found
