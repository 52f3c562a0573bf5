"""PostgreSQL as the store's database: durable settings, one writer at a time, its errors in plain words."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from tenfold.errors import (
    DamageError,
    InputError,
    LostConnectionError,
    StoppedError,
    TenfoldError,
)
from tenfold.store.condition import Condition, Trouble

__all__ = ["arguments", "condition", "in_plain_words", "prepare"]

_WRITERS_LOCK = 0x74656E66_6F6C64  # "tenfold"; the lock is one of the database, not of the server
_CONDITION = """
select current_setting('server_version') as version,
       current_setting('synchronous_commit') as synchronous_commit,
       current_setting('fsync') as fsync,
       current_setting('full_page_writes') as full_page_writes,
       current_setting('max_connections') as max_connections,
       (select sum(numbackends) from pg_stat_database) as n_connections,
       pg_is_in_recovery() as is_standby,
       pg_database_size(current_database()) as size
"""
_FEW_CONNECTIONS = 10

_Make = Callable[[str, str], TenfoldError]

LOCK_TIMEOUT_S = 30
"""How long a writer waits for the one before it."""

IDLE_WRITER_TIMEOUT_S = 20
"""After it, the server breaks off a transaction whose process says nothing: others wait for its lock."""

_CONNECT_TIMEOUT_S = 10
_RESTART_S = 20

_CONNECTION = {
    "application_name": "tenfold",
    "connect_timeout": _CONNECT_TIMEOUT_S,
    "client_encoding": "utf8",
    # A machine that vanished is noticed after a minute, not after two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_SETTINGS = """
select set_config('lock_timeout', %s, false),
       set_config('idle_in_transaction_session_timeout', %s, false),
       set_config('synchronous_commit',
                  case current_setting('synchronous_commit') when 'off' then 'on'
                  else current_setting('synchronous_commit') end, false),
       current_setting('server_encoding')
"""


def arguments(url: URL) -> dict[str, Any]:
    """What `create_engine` needs beside the URL; what the URL says itself is left to it."""
    return {
        # Each statement sees what was committed before it: a writer that waited for its turn must see
        # what the one before it wrote, which a snapshot from before the wait would not show.
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,  # a connection that died while it lay idle is replaced before its use
        "connect_args": {k: v for k, v in _CONNECTION.items() if k not in url.query},
    }


def prepare(engine: Engine) -> None:
    """Make every connection durable, and writers wait for each other."""
    event.listen(engine, "do_connect", _Connecting())
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _wait_for_the_other_writer)


class _Connecting:
    """Connects; where it was connected before, a server that is just restarting is waited for."""

    def __init__(self) -> None:
        self._was_connected = False

    def __call__(self, dialect: Any, _record: Any, arguments: Any, parameters: Any) -> Any:
        end = time.monotonic() + (_RESTART_S if self._was_connected else 0)
        while True:
            try:
                connection = dialect.connect(*arguments, **parameters)
            except dialect.loaded_dbapi.OperationalError:
                if time.monotonic() >= end:
                    raise
                time.sleep(0.2)
            else:
                self._was_connected = True
                return connection


def _set_up(connection: Any, _record: Any) -> None:
    """Session settings. A server or role with `synchronous_commit` off would lose acknowledged commits."""
    connection.autocommit = True  # a setting made in a transaction would go with its rollback
    timeouts = (f"{LOCK_TIMEOUT_S}s", f"{IDLE_WRITER_TIMEOUT_S}s")
    encoding = connection.execute(_SETTINGS, timeouts).fetchone()[-1]
    connection.autocommit = False
    if encoding != "UTF8":
        info = connection.info
        raise InputError(
            f"the database keeps text as {encoding}, and tenfold needs UTF8.",
            where=f"{info.host}/{info.dbname}",
            remedy=f"Make another one with: createdb -E UTF8 -T template0 {info.dbname}2",
        )


def _wait_for_the_other_writer(connection: Any) -> None:
    """One writer at a time, as SQLite's BEGIN IMMEDIATE gives it; the lock goes with the transaction.

    What is checked in a write transaction is still so when it commits. And since no number is drawn
    before the one before it is committed, rows become visible in the order of their ids: who asks for
    the events after number n misses none. (Sequences alone do not promise that.)
    """
    if connection.get_execution_options().get("tenfold_writer", False):
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_WRITERS_LOCK})")


def condition(connection: Connection) -> Condition:
    """What the server says of itself and of this session."""
    said = connection.exec_driver_sql(_CONDITION).mappings().one()
    troubles = []
    if said["fsync"] != "on":
        troubles.append(
            Trouble(
                "fsync is off on its server: a power cut there can destroy the whole database.",
                "Set fsync = on in postgresql.conf, then: select pg_reload_conf()",
                is_grave=True,
            )
        )
    if said["full_page_writes"] != "on":
        troubles.append(
            Trouble(
                "full_page_writes is off on its server: a power cut there can damage pages.",
                "Set full_page_writes = on, unless its file system never tears a page (ZFS).",
            )
        )
    if said["is_standby"]:
        troubles.append(
            Trouble("this is a standby: it can be read only.", "Name the primary server.")
        )
    free = int(said["max_connections"]) - int(said["n_connections"])
    if free < _FEW_CONNECTIONS:
        troubles.append(
            Trouble(
                f"{free} of {said['max_connections']} connections are free on its server.",
                "Raise max_connections in postgresql.conf, and restart the server.",
            )
        )
    return Condition(
        product=f"PostgreSQL {said['version']}",
        settings=f"synchronous_commit {said['synchronous_commit']}, fsync {said['fsync']}, UTF8",
        size_bytes=int(said["size"]),
        troubles=tuple(troubles),
    )


def in_plain_words(error: DBAPIError, where: str) -> TenfoldError:
    """What PostgreSQL said, as an error that a user can act on. `where` is the URL without its password."""
    what = _sentence(error)
    state = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated:
        return LostConnectionError(
            f"the connection to the database was lost: {what}.",
            where=where,
            remedy="Give the same command again: it goes on with what was saved.",
        )
    for states, words, make in _PLAIN:
        if state in states or (not state and any(word in what for word in words)):
            return make(what, where)
    if state.startswith("08") or not state:
        return _unreachable(what, where)
    return StoppedError(f"the database refused: {what}.", code="TF-STORE-REFUSED", where=where)


def _sentence(error: DBAPIError) -> str:
    """The server's sentence, or libpq's: of several attempts to connect the one that got furthest."""
    diagnosis = getattr(error.orig, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or str(error.orig)
    lines = [line.strip() for line in said.splitlines() if line.strip()] or [said]
    furthest = next((line for line in lines if "FATAL" in line), lines[0])
    return furthest.rstrip(".?")


def _unreachable(what: str, where: str) -> TenfoldError:
    return StoppedError(
        f"the database's server cannot be reached: {what}.",
        code="TF-STORE-UNREACHABLE",
        where=where,
        remedy="Is it running, and are host and port right? Ask it with: pg_isready -h HOST -p PORT",
    )


def _password(what: str, where: str) -> TenfoldError:
    return InputError(
        f"the database does not let you in: {what}.",
        code="TF-STORE-PASSWORD",
        where=where,
        remedy="Put the password into ~/.pgpass (a line host:port:database:user:password, chmod 600) "
        "or PGPASSWORD; whether the user may connect is said in the server's pg_hba.conf.",
    )


def _no_database(what: str, where: str) -> TenfoldError:
    return InputError(
        f"no such database: {what}.",
        code="TF-STORE-NO-DATABASE",
        where=where,
        remedy="Make it, as its owner, with: createdb -E UTF8 -T template0 NAME",
    )


def _read_only(what: str, where: str) -> TenfoldError:
    return StoppedError(
        f"the database cannot be written: {what}.",
        code="TF-STORE-READ-ONLY",
        where=where,
        remedy="Use a user that may write, and the primary server, not a standby. Nothing was changed.",
    )


def _full(what: str, where: str) -> TenfoldError:
    return StoppedError(
        f"the disk of the database's server is full: {what}.",
        code="TF-STORE-FULL",
        where=where,
        remedy="Make space there, then give the same command again: it goes on where it stopped.",
    )


def _too_many(what: str, where: str) -> TenfoldError:
    return StoppedError(
        f"the database's server has no connection left: {what}.",
        code="TF-STORE-BUSY",
        where=where,
        remedy="Fewer processes, or a higher max_connections in its postgresql.conf.",
    )


def _busy(what: str, where: str) -> TenfoldError:
    return StoppedError(
        f"somebody else has been writing to the database for {LOCK_TIMEOUT_S} seconds: {what}.",
        code="TF-STORE-BUSY",
        where=where,
        remedy="Give the same command again: it goes on where it stopped.",
    )


def _cannot_be_kept(what: str, where: str) -> TenfoldError:
    return InputError(f"the database cannot keep this: {what}.", where=where)


def _damaged(what: str, where: str) -> TenfoldError:
    return DamageError(
        f"the database cannot be read: {what}.",
        code="TF-STORE-DATABASE",
        where=where,
        remedy="Restore it from a backup (pg_restore). The artifacts and studies are untouched.",
    )


# By SQLSTATE; a connection that is refused carries none, so there the server's English words decide.
_PLAIN: tuple[tuple[frozenset[str], tuple[str, ...], _Make], ...] = (
    (
        frozenset({"28P01", "28000"}),
        ("password", "authentication", "pg_hba.conf", 'role "', "permission denied for database"),
        _password,
    ),
    (frozenset({"3D000"}), ('database "',), _no_database),
    (frozenset({"25006", "42501"}), ("permission denied",), _read_only),
    (frozenset({"53100"}), ("No space left",), _full),
    (frozenset({"53300"}), ("too many clients", "remaining connection slots"), _too_many),
    (frozenset({"55P03"}), (), _busy),
    (frozenset({"22001", "22003", "22021", "22P05", "22P02"}), ("NUL",), _cannot_be_kept),
    (frozenset({"XX001", "XX002", "58030", "58P01"}), (), _damaged),
)
