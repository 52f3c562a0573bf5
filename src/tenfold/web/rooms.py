"""The workspace behind the pages, opened once and anew when its settings change."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.lab.zone import zone_of
from tenfold.papers.finding import paper_search
from tenfold.papers.topics.taxonomy_file import taxonomy_path
from tenfold.store.growth import Growth
from tenfold.store.pulse import Pulse
from tenfold.store.stamps import FolderWatch, file_stamp
from tenfold.store.workspace import HIDDEN_FOLDER, SETTINGS_FILE, Workspace
from tenfold.web.desks import Desks
from tenfold.web.kept_drawings import KeptDrawings
from tenfold.web.kept_features import KeptFeatures
from tenfold.web.kept_pages import KeptPages
from tenfold.web.kept_weeks import KeptWeeks
from tenfold.web.live import Courses
from tenfold.web.page_turns import PageTurns
from tenfold.web.present import reading_plan_of
from tenfold.web.turn import Turn

if TYPE_CHECKING:
    from tenfold.lab.week.view import WeekView
    from tenfold.papers.reading_plan import ReadingPlan
    from tenfold.papers.search.search import PaperSearch
    from tenfold.store.ledger import Kind
    from tenfold.study.listing import Listed

__all__ = ["OF_THE_WEEK", "Rooms"]

OF_THE_WEEK: tuple[Kind, ...] = (
    "note", "goal", "date", "task", "report", "reply", "remark", "search", "look", "follow",
)  # fmt: skip
"""Entries of which nothing stands on the pages of papers: notes, plans, and who looked at what."""

_MADE_AT_ONCE = 2

_NOTES: tuple[Kind, ...] = ("note",)


class Rooms:
    """What requests share. Every part may be asked by several threads at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        turns = root / HIDDEN_FOLDER / "turns"
        self.bundling = Turn("bundle", turns / "bundle.lock")
        self.reading_in = Turn("reading of a file", turns / "reading.lock", wait_s=10.0)
        self._opened: tuple[Workspace | None, int] = (None, 0)  # as read at which time
        self._searches: dict[str, PaperSearch] = {}
        self._pulse: Pulse | None = None
        self._growth: Growth | None = None
        self._folders: tuple[FolderWatch, ...] = ()
        self._plans: dict[str, tuple[Hashable, ReadingPlan]] = {}
        self.kept = KeptPages()
        self.turns = PageTurns(_MADE_AT_ONCE)
        self.weeks = KeptWeeks()
        self.courses = Courses()
        self.desks = Desks()
        self.features = KeptFeatures()
        self.drawings = KeptDrawings()

    @property
    def workspace(self) -> Workspace:
        """The workspace as its settings are now. Raises WorkspaceError where they cannot be read."""
        return self.open()

    def open(self) -> Workspace:
        """The same; anew where its settings have changed."""
        with self._lock:
            changed = self._changed()
            workspace, read = self._opened
            if workspace is None or changed != read:
                workspace = Workspace(self._root)
                _ = workspace.database
                self._searches = {}
                if self._pulse is not None:
                    self._pulse.close()
                self._folders = FolderWatch(workspace.root), FolderWatch(workspace.studies)
                self._pulse, self._growth = Pulse(workspace.database), Growth(workspace.database)
                # the pulse begins to count anew
                self._plans, self.kept, self.desks = {}, KeptPages(), Desks()
                self.weeks, self.drawings = KeptWeeks(), KeptDrawings()
                self._opened = workspace, changed
            return workspace

    def opened(self) -> Workspace | None:
        """The same if nothing has to be opened for it, else None; it waits for nobody."""
        workspace, read = self._opened
        return workspace if workspace is not None and read == self._changed() else None

    def _changed(self) -> int:
        return (self._root / SETTINGS_FILE).stat().st_mtime_ns

    def stamp(self, *, but: Collection[Kind] = ()) -> Hashable:
        """Another one whenever the database or what people write beside it has changed.

        With `but` it stays the same where only entries of these kinds were written (`Growth`).
        """
        files, beat, growth = self._felt()
        return (growth.at(beat, but=but) if but else beat), files

    def stamp_of_rows(self) -> Hashable:
        """The same for pages on which nothing stands of leases and sessions: who is at a step or signed in."""
        files, beat, growth = self._felt()
        return growth.at(beat, but=()), files

    def stamp_of_studies(self) -> Hashable:
        """The same for the pages of studies, on which nothing stands of what people say of papers and data."""
        files, beat, growth = self._felt()
        return growth.of_studies(beat), files

    def stamp_of_library(self, *kinds: Kind) -> Hashable:
        """The same for what takes long to work out from all papers and from what people say of these kinds.

        The file of topics counts too, which may lie anywhere.
        """
        files, beat, growth = self._felt()
        topics = taxonomy_path(self.workspace)
        topics_are = file_stamp(topics) if topics is not None else ()
        return growth.of_papers(beat, kinds), topics_are, files

    def _felt(self) -> tuple[Hashable, Hashable, Growth]:
        self.open()
        with self._lock:
            pulse, growth, folders = self._pulse, self._growth, self._folders
        files = tuple(folder.stamp() for folder in folders)
        assert pulse is not None  # they come with the workspace
        assert growth is not None
        return files, pulse.feel(), growth  # outside the lock: a commit under way keeps it waiting

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

    def week(self, workspace: Workspace, studies: Iterable[Listed], language: str) -> WeekView:
        """The acting person's present week; `studies` are all of them, as they are now."""
        return self.weeks.week(
            workspace,
            language,
            without_notes=self.stamp(but=_NOTES),
            of_studies=self.stamp_of_studies(),
            moves=any(study.state == "running" for study in studies),
        )

    def reading_plan(self, workspace: Workspace, studies: Iterable[Listed]) -> ReadingPlan:
        """What the acting person might read this week, thought over again when something of it has changed.

        `studies` are all of them, as they are now.
        """
        states = tuple(study.name for study in studies if study.state != "done")
        library = self.stamp_of_library("mark", "snooze", "topic")
        stamp = (zone_of(workspace).today(), states, library)
        with self._lock:
            kept = self._plans.get(workspace.person)
        if kept is None or kept[0] != stamp:
            kept = stamp, reading_plan_of(workspace)
            with self._lock:
                self._plans[workspace.person] = kept
        return kept[1]
