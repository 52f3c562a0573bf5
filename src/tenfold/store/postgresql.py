"""PostgreSQL as the store's database: durable settings, one writer at a time, and how the server is."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

from tenfold.errors import InputError
from tenfold.store.condition import Condition, Trouble
from tenfold.store.postgresql_errors import in_plain_words
from tenfold.wording import worded

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
                worded(
                    "fsync is off on its server: a power cut there can destroy the whole database."
                ),
                worded("Set fsync = on in postgresql.conf, then: select pg_reload_conf()"),
                is_grave=True,
            )
        )
    if said["full_page_writes"] != "on":
        troubles.append(
            Trouble(
                worded(
                    "full_page_writes is off on its server: a power cut there can damage pages."
                ),
                worded(
                    "Set full_page_writes = on, unless its file system never tears a page (ZFS)."
                ),
            )
        )
    if said["is_standby"]:
        troubles.append(
            Trouble(
                worded("this is a standby: it can be read only."),
                worded("Name the primary server."),
            )
        )
    free = int(said["max_connections"]) - int(said["n_connections"])
    if free < _FEW_CONNECTIONS:
        troubles.append(
            Trouble(
                worded(
                    "{free:d} of {most} connections are free on its server.",
                    free=free,
                    most=said["max_connections"],
                ),
                worded("Raise max_connections in postgresql.conf, and restart the server."),
            )
        )
    return Condition(
        product=f"PostgreSQL {said['version']}",
        settings=f"synchronous_commit {said['synchronous_commit']}, fsync {said['fsync']}, UTF8",
        size_bytes=int(said["size"]),
        troubles=tuple(troubles),
    )
