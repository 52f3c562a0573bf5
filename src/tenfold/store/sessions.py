"""Who a request is from: signed-in browsers by their session, scripts by their token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, or_, select

from tenfold.errors import InputError
from tenfold.look.clean_text import clean_text
from tenfold.store.audit_log import By, note
from tenfold.store.secret_words import digest_of_secret, new_secret
from tenfold.store.tables.accounts import SessionRow, TokenRow, UserRow
from tenfold.store.tables.base import now
from tenfold.wording import worded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.accounts import User
    from tenfold.store.database import Database

__all__ = ["IDLE", "LONGEST", "SCOPES", "TOKEN_LIFE", "Acting", "Sessions", "Token"]

IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
"""A session ends when nobody asked for so long, and at last anyhow: a working day, a working week."""

TOKEN_LIFE = timedelta(days=90)
"""A token ends by itself after so long: one that was forgotten somewhere does not stay open for good."""

SCOPES = ("read", "write")
_TOUCH = timedelta(minutes=1)
_MOST_TOKENS = 20
_TOKEN_PREFIX = "tenfold_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Whom a request acts for. `scope`: that of the token, if one was shown; ``write`` for a session."""

    user: int
    name: str
    role: str
    scope: str = "write"
    token: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, without its secret."""

    number: int
    label: str
    scope: str
    made: datetime

    @property
    def ends(self) -> datetime:
        """When it holds no longer."""
        return self.made + TOKEN_LIFE


class Sessions:
    """Sessions and tokens of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, user: User, *, instead_of: str = "") -> str:
        """A new session, whose secret goes into the cookie; the one that the browser had ends."""
        secret, at = new_secret(), now()
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(_has_ended(at)))
            _end(session, instead_of)
            digest = digest_of_secret(secret)
            session.add(SessionRow(digest=digest, user=user.number, begun=at, seen=at))
        return secret

    def end(self, secret: str, *, by: By) -> None:
        """Sign out."""
        with self._database.write() as session:
            _end(session, secret)
            note(session, by, "signed out")

    def by_session(self, secret: str) -> Acting | None:
        """Whose session this is, if it is one that holds; that it was used is kept to the minute."""
        digest, at = digest_of_secret(secret), now()
        query = (
            select(UserRow, SessionRow)
            .join(SessionRow, SessionRow.user == UserRow.id)
            .where(SessionRow.digest == digest, ~_has_ended(at))
        )
        with self._database.read() as session:
            found = session.execute(query).first()
        if found is None:
            return None
        user, held = found
        if at - held.seen > _TOUCH:
            self._touch(digest, at)
        return Acting(user=user.id, name=user.name, role=user.role)

    def _touch(self, digest: str, at: datetime) -> None:
        with self._database.write() as session:
            row = session.get(SessionRow, digest)
            if row is not None:
                row.seen = at

    def by_token(self, secret: str) -> Acting | None:
        """Whose token this is, if it is one that holds."""
        query = (
            select(UserRow, TokenRow)
            .join(TokenRow, TokenRow.user == UserRow.id)
            .where(TokenRow.digest == digest_of_secret(secret))
            .where(TokenRow.made >= now() - TOKEN_LIFE)
        )
        with self._database.read() as session:
            found = session.execute(query).first()
        if found is None:
            return None
        user, token = found
        return Acting(
            user=user.id, name=user.name, role=user.role, scope=token.scope, token=token.id
        )

    def tokens(self, user: int) -> list[Token]:
        """Those of one person, the oldest first."""
        query = select(TokenRow).where(TokenRow.user == user).order_by(TokenRow.id)
        with self._database.read() as session:
            return [
                Token(number=row.id, label=row.label, scope=row.scope, made=row.made)
                for row in session.scalars(query)
            ]

    def make_token(self, acting: Acting, label: str, scope: str, *, by: By) -> str:
        """A new token of the person, and its secret, which is told this once.

        Raises InputError for a scope that there is not, a label that says nothing, and more than 20 tokens.
        """
        label = clean_text(label).replace("\n", " ")[:100]
        if scope not in SCOPES or not label:
            raise InputError(
                worded("a token has a label and what it may do."),
                code="TF-TOKEN",
                remedy=worded("Say what it is for, and one of: {known}", known=", ".join(SCOPES)),
            )
        secret = new_secret(_TOKEN_PREFIX)
        with self._database.write() as session:
            own = session.scalars(select(TokenRow.id).where(TokenRow.user == acting.user)).all()
            if len(own) >= _MOST_TOKENS:
                raise InputError(
                    worded("you have {own} tokens.", own=len(own)),
                    code="TF-TOKEN",
                    remedy=worded("End one first."),
                )
            row = TokenRow(
                digest=digest_of_secret(secret),
                user=acting.user,
                label=label,
                scope=scope,
                made=now(),
            )
            session.add(row)
            session.flush()
            note(session, by, f"token {row.id} ({scope}): made")
        return secret

    def end_token(self, acting: Acting, number: int, *, by: By) -> None:
        """End one of the person's tokens. Raises InputError where they have none of that number."""
        query = select(TokenRow).where(TokenRow.id == number, TokenRow.user == acting.user)
        with self._database.write() as session:
            row = session.scalars(query).first()
            if row is None:
                raise InputError(
                    worded("you have no token {number}.", number=number),
                    code="TF-TOKEN",
                    remedy=worded("Nothing was changed."),
                )
            session.delete(row)
            note(session, by, f"token {number}: ended")


def _has_ended(at: datetime) -> ColumnElement[bool]:
    return or_(SessionRow.seen < at - IDLE, SessionRow.begun < at - LONGEST)


def _end(session: Session, secret: str) -> None:
    if secret:
        session.execute(delete(SessionRow).where(SessionRow.digest == digest_of_secret(secret)))
