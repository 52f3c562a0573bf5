"""What was computed from what. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import Base

__all__ = ["StepRow"]


class StepRow(Base):
    """One finished step: its key, what the key was made from, and the digests of what it made.

    `superseded` marks a row whose artifacts were found damaged; a later row with the same key
    replaces it, and both stay readable.
    """

    __tablename__ = "steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    libraries: Mapped[dict[str, Any]]
    outputs: Mapped[dict[str, Any]]
    seconds: Mapped[float]
    cpu_seconds: Mapped[float]
    person: Mapped[str] = mapped_column(String(200))
    finished: Mapped[datetime]
    superseded: Mapped[bool] = mapped_column(default=False)
