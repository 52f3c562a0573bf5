"""What people and rules said of texts, and how labelling was set up. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import AnyText, Base

__all__ = ["LabelEventRow", "LabellingRow"]


class LabelEventRow(Base):
    """One word on one text of a data set: a label, a skip, a note, or the undoing of an earlier word.

    `item` is the digest of the text, so that a label outlives a new version that still has the text; `version`
    and `example` tell what was looked at. `source` is ``human`` or ``rule``; `chosen_by` is the strategy that
    proposed the text; `undoes` is the id of the event that no longer counts.
    """

    __tablename__ = "label_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(String(200), index=True)
    version: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(64))
    example: Mapped[str] = mapped_column(AnyText)
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str | None] = mapped_column(AnyText)
    note: Mapped[str] = mapped_column(AnyText, default="")
    source: Mapped[str] = mapped_column(String(20))
    annotator: Mapped[str] = mapped_column(String(200))
    chosen_by: Mapped[str] = mapped_column(String(40), default="")
    undoes: Mapped[int | None]
    time: Mapped[datetime]


class LabellingRow(Base):
    """A word on the labelling of a whole data set: settings (the newest count), or a version that it made."""

    __tablename__ = "labellings"

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]
