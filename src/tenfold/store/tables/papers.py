"""The library: papers as they stand, what they were before each change, identifiers, other keys, relations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import AnyText, Base

__all__ = [
    "STANDS",
    "PaperAliasRow",
    "PaperIdRow",
    "PaperImportRow",
    "PaperRelationRow",
    "PaperRow",
    "PaperStateRow",
]


class PaperRow(Base):
    """A paper as it stands. A removed one stays, and its key is free for another.

    `title_words` is its title in the one form that copies share, `title_key` the beginning of it without
    spaces; `block_first` and `block_last` are the short keys by which papers are found that may be its copies.
    """

    __tablename__ = "papers"
    __table_args__ = (
        Index(
            "ix_papers_key_standing",
            "key",
            unique=True,
            sqlite_where=text("is_removed = 0"),
            postgresql_where=text("not is_removed"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    title_words: Mapped[str] = mapped_column(AnyText)
    title_key: Mapped[str] = mapped_column(String(64), index=True)
    block_first: Mapped[str] = mapped_column(String(40), index=True)
    block_last: Mapped[str] = mapped_column(String(40), index=True)
    year: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    is_removed: Mapped[bool] = mapped_column(default=False)
    added: Mapped[datetime]
    changed: Mapped[datetime]
    person: Mapped[str] = mapped_column(String(200))


STANDS = PaperRow.is_removed == false()
"""That a paper was not removed, in the one form for which SQLite takes the index of keys that stand: for
`IS 0` it reads the whole table."""


class PaperStateRow(Base):
    """One change of one paper: what it was `before` (its content and aliases); none: it was not there.

    What it became stands in the next change of the paper, or in the paper. Changes that were made together have
    the same `batch`; `undoes` is the batch that they take back.
    """

    __tablename__ = "paper_states"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[int] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str] = mapped_column(AnyText, default="")
    batch: Mapped[str] = mapped_column(String(32), index=True)
    undoes: Mapped[str | None] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]


class PaperIdRow(Base):
    """An identifier of a paper that stands, in its normal form."""

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


class PaperRelationRow(Base):
    """What the first paper is to the second: a ``version of`` it, ``different`` from it, or ``doubtful``."""

    __tablename__ = "paper_relations"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(index=True)
    second: Mapped[int] = mapped_column(index=True)
    relation: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(AnyText, default="")
    batch: Mapped[str] = mapped_column(String(32), index=True)
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]


class PaperImportRow(Base):
    """One import: from what, how many records of each kind, and what was refused or is doubtful.

    `n_read` counts the records that are saved; while `is_whole` is false, the import can go on from there.
    """

    __tablename__ = "paper_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[str] = mapped_column(String(32), unique=True)
    sources: Mapped[list[Any]]
    counts: Mapped[dict[str, Any]]
    refused: Mapped[list[Any]]
    n_read: Mapped[int]
    is_whole: Mapped[bool]
    person: Mapped[str] = mapped_column(String(200))
    time: Mapped[datetime]
