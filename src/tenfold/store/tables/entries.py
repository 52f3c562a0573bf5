"""What people wrote: notes, goals, dates, plans, weeks, what they say of papers. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import Base

__all__ = ["EntryRow"]


class EntryRow(Base):
    """One state of one entry; the newest row of an entry (`kind`, `number`) is how it stands.

    `subject` is what it is about (a paper), if anything. `content` is the whole entry as it stands from then
    on; none: it is removed. Rows that were written together have the same `batch`; `undoes` is the batch that
    they take back.
    """

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_kind_number", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    person: Mapped[str] = mapped_column(String(200), index=True)
    action: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200), index=True, default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    batch: Mapped[str] = mapped_column(String(32))
    undoes: Mapped[str | None] = mapped_column(String(32))
    time: Mapped[datetime]
