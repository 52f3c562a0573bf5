"""All studies of a workspace."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.store.stamps import Stamp, file_stamp
from tenfold.study.standing import Standing, standings
from tenfold.study.state import state_in

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
    question = _question(path, file_stamp(path))
    if question is None:
        return Listed(path.stem, "broken", "")
    state = state_in(workspace, standing, is_complete=standing.last_event == "done")
    return Listed(path.stem, state, question)


@lru_cache(maxsize=4096)
def _question(path: Path, _stamp: Stamp) -> str | None:
    """What the study asks; None where its file cannot be read. Read again when the file's stamp has changed."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return str(content.get("study", {}).get("question", ""))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, RecursionError):
        return None
