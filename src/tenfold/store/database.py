"""The database: engine, durable settings, migrations, and short transactions.

SQLite by default, a lab's PostgreSQL where the workspace says so. Both have one writer at a time, so
what a write transaction checked is still so when it commits.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from tenfold.errors import InputError, TenfoldError
from tenfold.store import sqlite
from tenfold.store.condition import Condition
from tenfold.store.moment import Moment
from tenfold.store.sqlite import sqlite_journal_mode, sqlite_url

__all__ = ["HEAD", "Database", "sqlite_journal_mode", "sqlite_url"]

HEAD = "0007"
"""The newest migration. Opening an older database migrates it; a newer one is refused."""

_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}


_T = TypeVar("_T")


class Database:
    """SQLite or PostgreSQL, migrated to `HEAD`."""

    def __init__(self, url: str) -> None:
        parsed = _read_url(url)
        self.url = url
        self.is_sqlite = parsed.drivername == "sqlite"
        """Whether this is the local default rather than a lab's PostgreSQL."""
        self.where = url.removeprefix("sqlite:///") if self.is_sqlite else _without_password(parsed)
        """Where it is, for people: a file, or a URL in which no password stands."""
        self.has_password = parsed.password is not None or any(
            "password" in n for n in parsed.query
        )
        """Whether the URL holds one. It should not: it stands in a file that is meant for git."""
        if self.is_sqlite:
            self._dialect: Any = sqlite
            more: dict[str, Any] = {"connect_args": {"timeout": sqlite.BUSY_TIMEOUT_S}}
        else:
            from tenfold.store import postgresql

            self._dialect = postgresql
            more = postgresql.arguments(parsed)
        self.engine = _create_engine(parsed, more, self.where)
        self._dialect.prepare(self.engine)
        self._here = threading.local()
        weakref.finalize(self, self.engine.dispose)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short read transaction. Do not hold it over a computation."""
        try:
            if (moment := self._moment) is not None:
                with self._plain_errors(), self._ended_by_an_error():
                    yield moment.session
            else:
                with self._plain_errors(), Session(self.engine) as session:
                    yield session
        except ValueError as error:  # a value that was never written: broken JSON, no time
            raise sqlite.damaged(str(error), self.where) from error

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """All that this thread reads in here is read in one transaction, and what is found is kept (`once`).

        As short as `read`: on SQLite no commit goes through meanwhile. A write of this thread ends it.
        """
        if self._moment is not None:
            yield
            return
        with self._plain_errors(), Session(self.engine) as session:
            self._here.moment = Moment(session)
            try:
                yield
            finally:
                self._here.moment = None

    def once(self, what: Hashable, find: Callable[[], _T]) -> _T:
        """What `find` reads; within one moment it is read once under the name `what`, and not to be changed."""
        moment = self._moment
        return find() if moment is None else moment.once(what, find)

    @property
    def is_at_one_moment(self) -> bool:
        """Whether what this thread finds is kept."""
        return self._moment is not None

    @property
    def _moment(self) -> Moment | None:
        found: Moment | None = getattr(self._here, "moment", None)
        return found

    @contextmanager
    def _ended_by_an_error(self) -> Iterator[None]:
        """After an error PostgreSQL answers nothing more in the same transaction."""
        try:
            yield
        except BaseException:
            self.end_moment()
            raise

    def end_moment(self) -> None:
        """End this thread's moment, if any: who waits for another's commit must not keep it waiting."""
        if (moment := self._moment) is not None:
            self._here.moment = None
            moment.session.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A write transaction: committed durably on leaving, rolled back on an error.

        One writer at a time. Raises LostConnectionError where the connection broke: nothing is written
        a second time by itself.
        """
        self.end_moment()  # its lock would keep the writer waiting, and what it found is old then
        with (
            self._plain_errors(),
            Session(
                self.engine.execution_options(tenfold_writer=True), expire_on_commit=False
            ) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except TenfoldError:
            raise
        except DBAPIError as error:
            raise self._dialect.in_plain_words(error, self.where) from error
        except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLAlchemy does not wrap all of them
            raise sqlite.in_plain_words(error, self.where) from error

    def condition(self) -> Condition:
        """What the database says of itself, for `tenfold doctor` and `store size`."""
        with self._plain_errors(), self.engine.connect() as connection:
            found: Condition = self._dialect.condition(connection)
            return found

    def revision(self) -> str | None:
        """The migration that the database is at; None for an empty one."""
        with self._plain_errors(), self.engine.connect() as connection:
            exists = self.engine.dialect.has_table(connection, "alembic_version")
            if not exists:
                return None
            query = text("select version_num from alembic_version")
            return connection.execute(query).scalar_one_or_none()

    def problems(self) -> list[str]:
        """What SQLite finds wrong on reading all of its file; the server of a PostgreSQL looks itself."""
        if not self.is_sqlite:
            return []
        with self._plain_errors(), self.engine.connect() as connection:
            return sqlite.problems(connection)

    def migrate(self) -> None:
        """Bring the database to `HEAD`; nothing to do (and no Alembic import) where it is there."""
        revision = self.revision()
        if revision == HEAD:
            return
        from tenfold.store.tables.migrate import upgrade

        with self._plain_errors():
            upgrade(self, revision)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What cannot be read may hold a password all the same, so it is not repeated.
        raise _not_a_database("the address cannot be read.") from None
    if parsed.drivername in _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise _not_a_database(f"{parsed.drivername!r} is no database that tenfold works with.")
    return parsed


def _not_a_database(message: str) -> InputError:
    return InputError(
        message,
        where="tenfold.toml: store.database",
        remedy="For example postgresql+psycopg://user@host/tenfold; without it SQLite is used.",
    )


def _create_engine(url: URL, more: dict[str, Any], where: str) -> Engine:
    try:
        return create_engine(url, **more)
    except ImportError as error:
        raise InputError(
            f"PostgreSQL needs psycopg, which cannot be loaded here: {error}.",
            code="TF-STORE-DRIVER",
            where=where,
            remedy="Install it with: pip install 'tenfold[postgresql]'",
        ) from error


def _without_password(url: URL) -> str:
    """The URL as it may be shown: no password, neither before the host nor among the options."""
    options = {name: value for name, value in url.query.items() if "password" not in name}
    shown = URL.create(
        url.drivername,
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=options,
    )
    return shown.render_as_string()
