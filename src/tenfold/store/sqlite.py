"""SQLite as the store's database: durable settings, writers in a queue, its errors in plain words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from tenfold.errors import DamageError, StoppedError, TenfoldError
from tenfold.store.condition import Condition, Trouble
from tenfold.store.files import disk_failed
from tenfold.wording import worded

__all__ = [
    "BUSY_TIMEOUT_S",
    "condition",
    "damaged",
    "in_plain_words",
    "prepare",
    "problems",
    "sqlite_journal_mode",
    "sqlite_url",
]

BUSY_TIMEOUT_S = 30
_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


def sqlite_journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """WAL where SQLite is free of the WAL-reset race that can lose commits, else DELETE.

    The race was fixed in 3.51.3, 3.50.7 and 3.44.6.
    """
    fixed = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return "WAL" if fixed else "DELETE"


def prepare(engine: Engine) -> None:
    """Make every connection durable, and every writer take its lock at once."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_immediate_for_writers)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves, see below
    cursor = connection.cursor()
    try:
        cursor.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_S * 1000}")
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


def condition(connection: Connection) -> Condition:
    """What the file says of itself."""

    def ask(name: str) -> Any:
        return connection.exec_driver_sql(f"pragma {name}").scalar()

    mode, synchronous = str(ask("journal_mode")).upper(), ask("synchronous")
    troubles = []
    if synchronous < 2:
        troubles.append(
            Trouble(
                worded("it does not wait for the disk."),
                worded("Report this: tenfold sets it."),
                is_grave=True,
            )
        )
    return Condition(
        product=f"SQLite {sqlite3.sqlite_version}",
        settings=f"{mode} journal, synchronous {_SYNCHRONOUS[synchronous]}",
        size_bytes=ask("page_count") * ask("page_size"),
        troubles=tuple(troubles),
    )


def problems(connection: Connection) -> list[str]:
    """What is found wrong on reading all of the file."""
    found = connection.exec_driver_sql("pragma integrity_check(20)").scalars()
    return [str(line) for line in found if line != "ok"]


def in_plain_words(error: Exception, where: str) -> TenfoldError:
    """What SQLite said, as an error that a user can act on. `where` is the file."""
    what = str(error.orig if isinstance(error, DBAPIError) else error)
    is_operational = isinstance(error, (OperationalError, sqlite3.OperationalError))
    if not is_operational or "Could not decode" in what:
        return damaged(what, where)
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


def damaged(what: str, where: str) -> TenfoldError:
    """The file is there and is no database any more."""
    return DamageError(
        f"the database cannot be read: {what}.",
        code="TF-STORE-DATABASE",
        where=where,
        remedy="Restore it from a backup. The artifacts and studies beside it are untouched.",
    )
