"""Who may come in, and what they did: accounts, invitations, sessions, tokens, attempts, the audit log.

Secrets are never stored: a password as its argon2 hash, an invitation, a session and a token as a digest.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tenfold.store.tables.base import AnyText, Base

__all__ = ["AttemptRow", "AuditRow", "InviteRow", "SessionRow", "TokenRow", "UserRow"]


class UserRow(Base):
    """A person who may sign in. `name` is that of their entries, `name_key` the form that is compared.

    Without a `password` the invitation was not accepted yet.
    """

    __tablename__ = "users"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - no number is given twice

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(300))
    added: Mapped[datetime]


class InviteRow(Base):
    """A link by which its user chooses a password, once."""

    __tablename__ = "invites"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[int] = mapped_column(index=True)
    ends: Mapped[datetime]


class SessionRow(Base):
    """One signed-in browser. `seen` is kept to the minute."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[int] = mapped_column(index=True)
    begun: Mapped[datetime]
    seen: Mapped[datetime]


class TokenRow(Base):
    """A key for scripts, with what it may do (`scope`: ``read`` or ``write``)."""

    __tablename__ = "tokens"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - the audit log names them by number

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user: Mapped[int] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(100))
    scope: Mapped[str] = mapped_column(String(20))
    made: Mapped[datetime]


class AttemptRow(Base):
    """One try of a password, kept for a day; what was typed as a name as a digest: it may be a password."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(100), index=True)
    time: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """What was changed by whom, from where, by which token (none: a session, the terminal). Only added."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    person: Mapped[str] = mapped_column(String(200), index=True)
    action: Mapped[str] = mapped_column(AnyText)
    outcome: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(100))
    token: Mapped[int | None]
