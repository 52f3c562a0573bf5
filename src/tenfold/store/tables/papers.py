"""The library: papers as they stand, every state they had, their identifiers and other keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import AnyText, Base

__all__ = ["PaperAliasRow", "PaperIdRow", "PaperImportRow", "PaperRow", "PaperStateRow"]


class PaperRow(Base):
    """A paper as it stands: the newest of its states. `title_key` is the form of its title that copies share."""

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    title_key: Mapped[str] = mapped_column(String(64), index=True)
    year: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    is_removed: Mapped[bool] = mapped_column(default=False)
    added: Mapped[datetime]
    changed: Mapped[datetime]
    person: Mapped[str] = mapped_column(String(200))


class PaperStateRow(Base):
    """One state of a paper; none: it was removed, or merged into another (`action` says which).

    States that were written together have the same `batch`; `undoes` is the batch that they take back.
    """

    __tablename__ = "paper_states"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[int] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str] = mapped_column(AnyText, default="")
    batch: Mapped[str] = mapped_column(String(32), index=True)
    undoes: Mapped[str | None] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]


class PaperIdRow(Base):
    """An identifier of a paper, in its normal form."""

    __tablename__ = "paper_ids"
    __table_args__ = (Index("ix_paper_ids_kind_value", "kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(300))


class PaperAliasRow(Base):
    """A citation key that a paper had before, or that a file gave it."""

    __tablename__ = "paper_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    paper: Mapped[int] = mapped_column(index=True)


class PaperImportRow(Base):
    """One import: from what, and how many papers were new, merged, doubtful and refused."""

    __tablename__ = "paper_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[str] = mapped_column(String(32), unique=True)
    sources: Mapped[list[Any]]
    counts: Mapped[dict[str, Any]]
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]
