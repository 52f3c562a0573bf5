"""The database: engine, durable settings, migrations, and short transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from tenfold.errors import DamageError, StoppedError, TenfoldError
from tenfold.store.files import disk_failed

__all__ = ["HEAD", "Database", "sqlite_journal_mode"]

HEAD = "0001"
"""The newest migration. Opening an older database migrates it; a newer one is refused."""

_BUSY_TIMEOUT_S = 30


def sqlite_journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """WAL where SQLite is free of the WAL-reset race that can lose commits, else DELETE.

    The race was fixed in 3.51.3, 3.50.7 and 3.44.6.
    """
    fixed = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return "WAL" if fixed else "DELETE"


class Database:
    """SQLite or PostgreSQL, migrated to `HEAD`."""

    def __init__(self, url: str) -> None:
        self.url = url
        arguments: dict[str, Any] = {}
        if url.startswith("sqlite"):
            arguments["connect_args"] = {"timeout": _BUSY_TIMEOUT_S}
        self.engine = create_engine(url, **arguments)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_sqlite_pragmas)
            event.listen(self.engine, "begin", _begin_immediate_for_writers)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the local default rather than a lab's PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short read transaction. Do not hold it over a computation."""
        try:
            with self._plain_errors(), Session(self.engine) as session:
                yield session
        except ValueError as error:  # a value that was never written: broken JSON, no time
            raise _damaged(self.url, str(error)) from error

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A write transaction: committed durably on leaving, rolled back on an error."""
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
        except (OperationalError, sqlite3.OperationalError) as error:
            raise _stopped(self.url, str(getattr(error, "orig", error))) from error
        except (DatabaseError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise _damaged(self.url, str(getattr(error, "orig", error))) from error

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
            found = connection.exec_driver_sql("pragma integrity_check(20)").scalars()
            return [str(line) for line in found if line != "ok"]

    def migrate(self) -> None:
        """Bring the database to `HEAD`; nothing to do (and no Alembic import) where it is there."""
        revision = self.revision()
        if revision == HEAD:
            return
        from tenfold.store.tables.migrate import upgrade

        upgrade(self, revision)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _set_sqlite_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves, see below
    cursor = connection.cursor()
    try:
        cursor.execute(f"pragma busy_timeout = {_BUSY_TIMEOUT_S * 1000}")
        # With a rollback journal, FULL leaves the name of the removed journal to chance: after a power
        # cut it can be back, and undoes the commit. EXTRA syncs the folder too. In WAL mode it is FULL.
        cursor.execute("pragma synchronous = EXTRA")
        cursor.execute("pragma foreign_keys = ON")
        mode = sqlite_journal_mode()
        if cursor.execute("pragma journal_mode").fetchone()[0].upper() != mode:
            cursor.execute(f"pragma journal_mode = {mode}")
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):  # browsing a read-only workspace works
            raise
    finally:
        cursor.close()


def _begin_immediate_for_writers(connection: Any) -> None:
    """A writer takes its lock at once, so two writers queue up instead of failing half-way."""
    writer = connection.get_execution_options().get("tenfold_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _stopped(url: str, what: str) -> TenfoldError:
    where = url.removeprefix("sqlite:///")
    if "Could not decode" in what:
        return _damaged(url, what)
    if "readonly" in what or "unable to open" in what:
        return StoppedError(
            "the database cannot be written: it is read-only for you.",
            code="TF-STORE-READ-ONLY",
            where=where,
            remedy="Make it writable, or work in a copy of the workspace. Nothing was changed.",
        )
    if "full" in what:
        return StoppedError(
            "the disk is full.",
            code="TF-STORE-FULL",
            where=where,
            remedy="Make space, then give the same command again: it goes on where it stopped.",
        )
    if "disk I/O error" in what:
        return disk_failed(where)
    return StoppedError(f"the database did not answer: {what}.", code="TF-STORE-BUSY", where=where)


def _damaged(url: str, what: str) -> TenfoldError:
    return DamageError(
        f"the database cannot be read: {what}.",
        code="TF-STORE-DATABASE",
        where=url.removeprefix("sqlite:///"),
        remedy="Restore it from a backup. The artifacts and studies beside it are untouched.",
    )


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"
