"""Versions of data sets. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import Base

__all__ = ["DatasetRow"]


class DatasetRow(Base):
    """One version of a data set, under a name, as it was said at one time.

    `digest` is the version: it depends on the rows alone. `source_key` digests the files' bytes and
    how they were to be read, so that a file is known again without being parsed. Saying anew what
    the columns are for adds a row with the same name, number and digest; the newest one counts.

    A version that was made from another one has that one's digest (`parent`), the operations (`recipe`)
    and an artifact (`origins`) that tells for each row of the parent where it went, and why.
    """

    __tablename__ = "datasets"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    artifact: Mapped[str] = mapped_column(String(64))
    source_key: Mapped[str] = mapped_column(String(64), index=True)
    text_column: Mapped[str | None] = mapped_column(String(200))
    label_column: Mapped[str | None] = mapped_column(String(200))
    id_column: Mapped[str | None] = mapped_column(String(200))
    columns: Mapped[list[Any]]
    kinds: Mapped[dict[str, Any]]
    sources: Mapped[list[Any]]
    n_rows: Mapped[int]
    person: Mapped[str] = mapped_column(String(200))
    added: Mapped[datetime]
    parent: Mapped[str | None] = mapped_column(String(64))
    recipe: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    origins: Mapped[str | None] = mapped_column(String(64))
