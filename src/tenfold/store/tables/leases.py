"""Who is at which step now. Rows go when the step is recorded or given up."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import Base

__all__ = ["HolderRow", "LeaseRow"]


class HolderRow(Base):
    """A process that takes leases. `beat` grows while it lives; no clock is compared with another.

    `machine`, `pid` and `born` name the process where it runs, so that a neighbour sees its death at once.
    """

    __tablename__ = "holders"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    machine: Mapped[str] = mapped_column(String(300))
    pid: Mapped[int]
    born: Mapped[str] = mapped_column(String(40))
    beat: Mapped[int] = mapped_column(BigInteger, default=0)


class LeaseRow(Base):
    """One step that a holder is at. `fence` is never used again: a new lease has a higher number."""

    __tablename__ = "leases"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    fence: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    holder: Mapped[str] = mapped_column(String(32), index=True)
