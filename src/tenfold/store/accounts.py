"""Accounts of a workspace: who may sign in, as what, and by which password."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from tenfold.errors import InputError, nearest
from tenfold.look.clean_text import clean_text
from tenfold.store.audit_log import By, note
from tenfold.store.passwords import hash_password, is_password, require_good_password
from tenfold.store.secret_words import digest_of_secret, new_secret
from tenfold.store.sign_in_limits import take_attempt
from tenfold.store.tables.accounts import InviteRow, SessionRow, TokenRow, UserRow
from tenfold.store.tables.base import now
from tenfold.wording import worded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = ["INVITED_FOR", "ROLES", "Accounts", "User"]

ROLES = ("guest", "reader", "member", "owner")
"""From the least to the most that one may do."""

INVITED_FOR = timedelta(days=7)
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with an account. `has_password`: the invitation was accepted."""

    number: int
    name: str
    role: str
    has_password: bool
    added: datetime

    def to_json(self) -> dict[str, Any]:
        """As `tenfold web user list --json` prints it."""
        return {
            "name": self.name,
            "role": self.role,
            "has_password": self.has_password,
            "added": self.added.isoformat(timespec="seconds"),
        }


class Accounts:
    """The accounts of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def users(self) -> list[User]:
        """Everybody, by name."""
        with self._database.read() as session:
            return [
                _user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name_key))
            ]

    def add(self, name: str, role: str, *, by: By) -> str:
        """Make an account, and return the secret of its invitation.

        Raises InputError for a name that is taken (in any spelling that looks the same) or no name, and for a
        role that there is not.
        """
        name, role = _named(name), _known_role(role)
        with self._database.write() as session:
            if _find(session, name) is not None:
                raise InputError(
                    worded("{name} has an account already.", name=name),
                    code="TF-ACCOUNT",
                    remedy=worded(
                        "A new link for them: tenfold web user invite {name!r}", name=name
                    ),
                )
            row = UserRow(name=name, name_key=_name_key(name), role=role, added=now())
            session.add(row)
            session.flush()
            note(session, by, f"account of {name}: added as {role}")
            return _invite(session, row)

    def invite(self, name: str, *, by: By) -> str:
        """A new link for somebody to choose a password. Earlier ones end; the password stays until then."""
        with self._database.write() as session:
            row = _required(session, name)
            note(session, by, f"account of {row.name}: invited anew")
            return _invite(session, row)

    def set_role(self, name: str, role: str, *, by: By) -> User:
        """Let somebody do more or less from now on. Raises InputError where no owner would be left."""
        role = _known_role(role)
        with self._database.write() as session:
            row = _required(session, name)
            if role != "owner":
                _require_another_owner(session, row)
            row.role = role
            note(session, by, f"account of {row.name}: {role} from now on")
            return _user(row)

    def remove(self, name: str, *, by: By) -> None:
        """Take an account away with its sessions, tokens and invitations. What the person wrote stays."""
        with self._database.write() as session:
            row = _required(session, name)
            _require_another_owner(session, row)
            for table in (SessionRow, TokenRow, InviteRow):
                session.execute(delete(table).where(table.user == row.id))
            note(session, by, f"account of {row.name}: removed")
            session.delete(row)

    def invited(self, secret: str) -> User:
        """Whose invitation this is. Raises InputError where it is none that holds."""
        with self._database.read() as session:
            return _user(_invited(session, secret))

    def accept(self, secret: str, password: str, *, address: str) -> User:
        """Choose a password by an invitation, which ends with that, and so do the person's sessions.

        Raises InputError where it is no invitation that holds, or the password is no good one.
        """
        require_good_password(password, name=self.invited(secret).name)
        kept = hash_password(password)  # outside the transaction: it takes a while
        with self._database.write() as session:
            row = _invited(session, secret)
            row.password = kept
            _end_all(session, row)
            note(session, By(row.name, address), "password chosen by invitation")
            return _user(row)

    def check_password(self, name: str, password: str, *, address: str) -> User:
        """Who this is. For an unknown name it takes as long as for a wrong password and says the same.

        Raises InputError: TF-SIGN-IN where the two do not fit, TF-SIGN-IN-WAIT after too many tries of the
        name or from the address.
        """
        key = _name_key(name)
        attempt = take_attempt(self._database, key, address)
        with self._database.read() as session:
            row = session.scalars(select(UserRow).where(UserRow.name_key == key)).first()
            kept = None if row is None else row.password
        fits = is_password(password, kept)
        with self._database.write() as session:
            # Asked anew: the account may have gone, and the password changed, while it was compared.
            row = session.scalars(select(UserRow).where(UserRow.name_key == key)).first()
            if fits and row is not None and row.password == kept:
                attempt.forget(session)
                note(session, By(row.name, address), "password given")
                return _user(row)
            note(session, By("" if row is None else row.name, address), "password given", "wrong")
        raise InputError(
            worded("the name and the password do not fit."),
            code="TF-SIGN-IN",
            remedy=worded("Try again, or ask an owner for a new link."),
        )

    def change_password(self, name: str, old: str, new: str, *, address: str) -> User:
        """Change one's own password by giving the present one; all of one's sessions end.

        Raises InputError as `check_password` does, and where the new one is no good one.
        """
        require_good_password(new, name=name)
        user = self.check_password(name, old, address=address)
        kept = hash_password(new)
        with self._database.write() as session:
            row = _required(session, name)
            row.password = kept
            _end_all(session, row)
            note(session, By(row.name, address), "password changed")
        return user


def _end_all(session: Session, row: UserRow) -> None:
    for table in (SessionRow, InviteRow):
        session.execute(delete(table).where(table.user == row.id))


def _invite(session: Session, row: UserRow) -> str:
    session.execute(delete(InviteRow).where(InviteRow.user == row.id))
    secret = new_secret()
    session.add(InviteRow(digest=digest_of_secret(secret), user=row.id, ends=now() + INVITED_FOR))
    return secret


def _invited(session: Session, secret: str) -> UserRow:
    query = (
        select(UserRow)
        .join(InviteRow, InviteRow.user == UserRow.id)
        .where(InviteRow.digest == digest_of_secret(secret), InviteRow.ends > now())
    )
    row = session.scalars(query).first()
    if row is None:
        raise InputError(
            worded("this invitation was used, has ended, or never was one."),
            code="TF-INVITE",
            remedy=worded("Ask an owner of the workspace for a new link."),
        )
    return row


def _find(session: Session, name: str) -> UserRow | None:
    return session.scalars(select(UserRow).where(UserRow.name_key == _name_key(name))).first()


def _required(session: Session, name: str) -> UserRow:
    row = _find(session, name)
    if row is None:
        known: Sequence[str] = session.scalars(select(UserRow.name)).all()
        raise InputError(
            worded("there is no account of {value!r}.", value=clean_text(name)),
            code="TF-ACCOUNT",
            remedy=nearest(name, known),
        )
    return row


def _require_another_owner(session: Session, row: UserRow) -> None:
    n_owners = session.scalar(select(func.count()).where(UserRow.role == "owner")) or 0
    if row.role == "owner" and n_owners == 1:
        raise InputError(
            worded("{name} is the only owner.", name=row.name),
            code="TF-ACCOUNT",
            remedy=worded("Make somebody else an owner first. Nothing was changed."),
        )


def _known_role(role: str) -> str:
    if role not in ROLES:
        raise InputError(
            worded("there is no role {value!r}.", value=clean_text(role)),
            code="TF-ACCOUNT",
            remedy=worded("One of: {known}", known=", ".join(ROLES)),
        )
    return role


def _named(name: str) -> str:
    """The name as entries have it: no marks that cannot be seen, single blanks."""
    named = " ".join(name.split())
    if not named or len(named) > _LONGEST_NAME or not named.isprintable():
        raise InputError(
            worded(
                "a name has 1 to {most} characters that can be seen.",
                most=_LONGEST_NAME,
            ),
            code="TF-ACCOUNT",
        )
    return named


def _name_key(name: str) -> str:
    """The form in which names are compared: no capitals, one way to write each character."""
    folded = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
    return unicodedata.normalize("NFKC", folded)[:400]


def _user(row: UserRow) -> User:
    return User(
        number=row.id,
        name=row.name,
        role=row.role,
        has_password=row.password is not None,
        added=row.added,
    )
