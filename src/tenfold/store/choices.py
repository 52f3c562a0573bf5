"""Choices made once for a workspace and a machine, such as its numerics profile. The first one counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tenfold.store.tables.base import now
from tenfold.store.tables.study import ChoiceRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = ["Choices"]


class Choices:
    """The choices of one workspace, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> dict[str, Any] | None:
        """What was chosen, or None."""
        with self._database.read() as session:
            return _first(session, name)

    def choose(self, name: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Save a choice, unless there is one; the first one counts, and is returned."""
        with self._database.write() as session:
            if (first := _first(session, name)) is not None:
                return first
            session.add(ChoiceRow(name=name, content=dict(content), time=now()))
        return dict(content)


def _first(session: Session, name: str) -> dict[str, Any] | None:
    query = select(ChoiceRow).where(ChoiceRow.name == name).order_by(ChoiceRow.id)
    row = session.scalars(query).first()
    return None if row is None else row.content
