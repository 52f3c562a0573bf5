"""How often passwords may be tried: by name, by address, and by both. All processes share the count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, select

from tenfold.errors import InputError
from tenfold.store.secret_words import digest_of_secret
from tenfold.store.tables.accounts import AttemptRow
from tenfold.store.tables.base import now
from tenfold.wording import worded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = ["Attempt", "take_attempt"]

_KEPT = timedelta(days=1)
_QUARTER = timedelta(minutes=15)
_MOST_OF_BOTH, _MOST_OF_ADDRESS, _MOST_OF_NAME = 5, 30, 60
"""Wrong tries in a quarter of an hour. One stranger cannot lock a person out: that takes many addresses, and
ends with them (ASVS 5.0, V6.1.1)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, counted before the password is looked at, so that many at once do not slip through."""

    number: int

    def forget(self, session: Session) -> None:
        """It was right: it does not count."""
        session.execute(delete(AttemptRow).where(AttemptRow.id == self.number))


def take_attempt(database: Database, name: str, address: str) -> Attempt:
    """Count one more try. Raises InputError (TF-SIGN-IN-WAIT) where there were too many."""
    of_name, at = AttemptRow.name == (digest := digest_of_secret(name)), now()
    of_address = AttemptRow.address == (address := address[:100])
    with database.write() as session:
        session.execute(delete(AttemptRow).where(AttemptRow.time < at - _KEPT))
        for most, conditions in (
            (_MOST_OF_BOTH, (of_name, of_address)),
            (_MOST_OF_ADDRESS, (of_address,)),
            (_MOST_OF_NAME, (of_name,)),
        ):
            _refuse_more(session, most, at, *conditions)
        row = AttemptRow(name=digest, address=address, time=at)
        session.add(row)
        session.flush()
        return Attempt(row.id)


def _refuse_more(
    session: Session, most: int, at: datetime, *conditions: ColumnElement[bool]
) -> None:
    query = select(AttemptRow.time).where(*conditions, AttemptRow.time > at - _QUARTER)
    times = session.scalars(query.order_by(AttemptRow.time.desc()).limit(most)).all()
    if len(times) >= most:
        wait = times[-1] + _QUARTER - at
        raise InputError(
            worded("there were too many wrong passwords."),
            code="TF-SIGN-IN-WAIT",
            remedy=worded(
                "Try again in {minutes} minutes.", minutes=int(wait.total_seconds() // 60) + 1
            ),
        )
