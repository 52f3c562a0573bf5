"""What the database knows of labelling. The only module of this package that queries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from tenfold.desk.labelling.events import Event, Word
from tenfold.store.digests import digest_bytes
from tenfold.store.tables.base import now
from tenfold.store.tables.labels import LabelEventRow, LabellingRow

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["LabelRecord", "Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a data set is labelled: its classes, the share of texts that every annotator is asked, and in words
    which text gets which label.
    """

    classes: tuple[str, ...] = ()
    overlap: float = 0.0
    guidelines: str = ""

    @property
    def version(self) -> str:
        """Of the guidelines; who changes them says it again."""
        return digest_bytes(self.guidelines.encode())[:16]

    def is_newer_than(self, version: str, guidelines: str) -> bool:
        """Whether somebody else has changed the guidelines since that version, and to other ones than these."""
        return version != self.version and guidelines.strip() != self.guidelines


class LabelRecord:
    """The words on one data set of a workspace (by its name, over all of its versions)."""

    def __init__(self, workspace: Workspace, dataset: str) -> None:
        self._database = workspace.database
        self.dataset = dataset

    def save(self, words: Sequence[Word], *, version: str) -> list[Event]:
        """Add words, all or none. They are on disk when this returns (one durable transaction)."""
        time = now()
        rows = [
            LabelEventRow(dataset=self.dataset, version=version, time=time, **asdict(word))
            for word in words
        ]
        with self._database.write() as session:
            session.add_all(rows)
            session.flush()
            return [_event(row) for row in rows]

    def events(self, *, after: int = 0) -> list[Event]:
        """All words with a number above `after`, oldest first."""
        query = select(LabelEventRow).where(
            LabelEventRow.dataset == self.dataset, LabelEventRow.id > after
        )
        with self._database.read() as session:
            return [_event(row) for row in session.scalars(query.order_by(LabelEventRow.id))]

    def settings(self) -> Settings:
        """The newest settings; those without classes where nobody has said any."""
        said = self._contents("settings")
        if not said:
            return Settings()
        newest = said[-1]
        guidelines = str(newest.get("guidelines", ""))
        return Settings(tuple(newest["classes"]), float(newest["overlap"]), guidelines)

    def set_up(self, settings: Settings, *, person: str) -> None:
        """Save settings, unless they are what counts already."""
        if settings != self.settings():
            content = {
                "classes": list(settings.classes),
                "overlap": settings.overlap,
                "guidelines": settings.guidelines,
            }
            self._say("settings", content, person)

    def made_versions(self) -> set[str]:
        """The versions that `finish` wrote."""
        return {str(content["version"]) for content in self._contents("finished")}

    def note_version(self, content: dict[str, Any], *, person: str) -> None:
        """Note a version that `finish` wrote; `content` has its `version` and the counts."""
        self._say("finished", content, person)

    def _say(self, kind: Literal["settings", "finished"], content: Any, person: str) -> None:
        row = LabellingRow(
            dataset=self.dataset, kind=kind, content=content, person=person, time=now()
        )
        with self._database.write() as session:
            session.add(row)

    def _contents(self, kind: Literal["settings", "finished"]) -> list[dict[str, Any]]:
        query = select(LabellingRow).where(
            LabellingRow.dataset == self.dataset, LabellingRow.kind == kind
        )
        with self._database.read() as session:
            return [row.content for row in session.scalars(query.order_by(LabellingRow.id))]


def _event(row: LabelEventRow) -> Event:
    word: Any = {name: getattr(row, name) for name in Word.__dataclass_fields__}
    return Event(row.id, row.version, row.time, Word(**word))
