"""The workspace behind the pages, opened once and anew when its settings change."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.papers.finding import paper_search
from tenfold.store.workspace import SETTINGS_FILE, Workspace

if TYPE_CHECKING:
    from tenfold.papers.search.search import PaperSearch

__all__ = ["Rooms"]


class Rooms:
    """What requests share. Every part may be asked by several threads at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._read = 0
        self._workspace: Workspace | None = None
        self._searches: dict[str, PaperSearch] = {}

    @property
    def workspace(self) -> Workspace:
        """The workspace as its settings are now. Raises WorkspaceError where they cannot be read."""
        with self._lock:
            changed = (self._root / SETTINGS_FILE).stat().st_mtime_ns
            if self._workspace is None or changed != self._read:
                opened = Workspace(self._root)
                _ = opened.database
                self._workspace, self._read, self._searches = opened, changed, {}
            return self._workspace

    def search(self, person: str) -> PaperSearch:
        """The search over its papers as one person may search, with what it keeps open."""
        workspace = self.workspace
        with self._lock:
            if person not in self._searches:
                made = paper_search(workspace, person=person)
                for other in self._searches.values():
                    made.meaning = other.meaning  # large, and the same for everybody
                self._searches[person] = made
            return self._searches[person]
