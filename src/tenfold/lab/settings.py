"""What a person has chosen for themselves: the one pinned research question, the line of an empty day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tenfold.lab.one_line import one_line
from tenfold.store.ledger import Change, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["PersonSettings", "SettingName"]

SettingName = Literal["question", "standing line"]


class PersonSettings:
    """Settings by name; each is a text, empty where nothing was chosen."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)

    def get(self, name: SettingName, *, person: str | None = None) -> str:
        """What a person (default: the acting one) has chosen."""
        entries = self._ledger.entries("setting", person=person)
        return next((str(e.content["text"]) for e in entries if e.content["name"] == name), "")

    def set(self, name: SettingName, text: str) -> None:
        """Choose for the acting person; an empty text takes the choice away."""
        entries = self._ledger.entries("setting")
        number = next((e.number for e in entries if e.content["name"] == name), None)
        content = {"name": name, "text": one_line(text)}
        self._ledger.save([Change(kind="setting", number=number, content=content)])
