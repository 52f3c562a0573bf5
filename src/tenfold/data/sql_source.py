"""Rows of a query, from SQLite or PostgreSQL: read only, in batches, with nothing secret kept.

With the catalog the only module of this floor that knows SQLAlchemy.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.row_digests import version_digest
from tenfold.data.value_table import ValueTable
from tenfold.errors import DataError, InputError, nearest

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

__all__ = ["is_sql", "read_query"]

_BATCH_ROWS = 4096
_CONNECT_TIMEOUT_S = 10
_NO_ORDER = "the query has no ORDER BY: the same rows in another order would be another version"
_SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
_ALLOWED_IN_SQLITE = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}  # fmt: skip
_QUOTED = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | \$(\w*)\$.*?\$\1\$ | --[^\n]* | /\*.*?\*/""",
    re.VERBOSE | re.DOTALL,
)


def is_sql(source: str) -> bool:
    """Whether a source is the URL of a database.

    >>> is_sql("sqlite:///reviews.db"), is_sql("reviews.db")
    (True, False)
    """
    return (
        re.match(r"(sqlite|postgres(ql)?|mysql|mariadb|oracle|mssql|duckdb)(\+\w+)?://", source)
        is not None
    )


def read_query(url: str, query: str) -> RawTable:
    """The rows that one SELECT gives, every value as text.

    SQLite files are opened read only and may do nothing but select; in PostgreSQL the transaction is
    read only, and a cursor of the server's hands the rows over in batches. NULLs become empty texts and
    are counted in the note. Neither user nor password is printed or kept.

    Raises
    ------
    DataError
        TF-DATA-085 where the database cannot be reached, 086 for a query that fails, writes or is no
        single SELECT, 087 for values that are neither text nor number.
    """
    plain = _refuse_other_than_select(query)
    engine, source = _engine(url)
    try:
        with _in_words(source, url), _read_only(engine) as connection:
            return _read(connection, query.strip().rstrip(";"), source, "order by" in plain)
    finally:
        engine.dispose()


def _refuse_other_than_select(query: str) -> str:
    """The query in lower case without quoted parts and comments; refused unless one SELECT."""
    plain = " ".join(_QUOTED.sub(" '' ", query).lower().split()).rstrip("; ")
    if not plain:
        raise _bad_query("--query is empty.")
    if ";" in plain:
        raise _bad_query("--query holds more than one statement.")
    if not re.match(r"\(*\s*(select|with|values|table)\b", plain):
        raise _bad_query(f"--query begins with {plain.split()[0].upper()!r}; only SELECT reads.")
    return plain


def _bad_query(message: str, where: str | None = None) -> DataError:
    return DataError(
        f"{message} Nothing was imported, nothing changed there.",
        code="TF-DATA-086",
        where=where,
        remedy='Give one SELECT: --query "SELECT text, label FROM reviews ORDER BY id".',
    )


def _engine(given: str) -> tuple[Engine, str]:
    """An engine that connects when it is asked to, and the database's name without user and password."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise _no_database("not the URL of a database.", given.split(":")[0]) from None
    if url.drivername not in _SCHEMES:
        raise _no_database(f"{url.drivername} databases are not read.", url.drivername)
    return _sqlite(url) if url.drivername == "sqlite" else _postgresql(url)


def _no_database(message: str, where: str) -> DataError:
    return DataError(
        f"{message} Nothing was imported.",
        code="TF-DATA-085",
        where=where,
        remedy="Known: sqlite:///file.db and postgresql://user@host/database.",
    )


def _sqlite(url: URL) -> tuple[Engine, str]:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    path = Path(url.database or "")
    source = f"sqlite:///{path.name}"
    if not path.is_file():
        names = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
        raise DataError(
            "there is no such file.",
            code="TF-DATA-085",
            where=source,
            remedy=nearest(path.name, names) if names else "Check the path.",
        )

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool), source


def _only_select(action: int, *details: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED_IN_SQLITE else sqlite3.SQLITE_DENY


def _postgresql(url: URL) -> tuple[Engine, str]:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    host = url.host or url.query.get("host") or "local"
    source = f"postgresql://{host}/{url.database or ''}"
    try:
        import psycopg  # noqa: F401 - only to say what is missing
    except ImportError:
        raise InputError(
            "reading PostgreSQL needs psycopg, which is not installed.",
            code="TF-DATA-085",
            where=source,
            remedy="pip install 'tenfold[postgresql]'",
        ) from None
    options = f"{url.query.get('options', '')} -c default_transaction_read_only=on".strip()
    arguments = {
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "application_name": "tenfold",
        "options": options,
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), poolclass=NullPool, connect_args=arguments
    )
    return engine, source


@contextmanager
def _read_only(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        else:  # the file is opened read only; this keeps the query from other files, too
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_authorizer(_only_select)
        yield connection
        connection.rollback()


@contextmanager
def _in_words(source: str, url: str) -> Iterator[None]:
    """Errors of the database in its own first line, without the password."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        said = (str(original).strip().splitlines() or ["no reason given"])[0]
        for secret in {make_url(url).password, *_secrets(make_url(url).query)} - {None, ""}:
            said = said.replace(str(secret), "***")
        state = getattr(original, "sqlstate", None)
        if state == "25006" or "not authorized" in said or "readonly database" in said:
            raise _bad_query(f"the query wants to do more than read ({said}).", source) from None
        if "decode to UTF-8" in said:
            raise DataError(
                f"a text is not UTF-8 ({said}). Nothing was imported.",
                code="TF-DATA-087",
                where=source,
                remedy="Mend it there, or leave the row out of the query.",
            ) from None
        if isinstance(error, OperationalError) and source.startswith("postgresql") and not state:
            raise DataError(
                f"cannot be reached: {said}",
                code="TF-DATA-085",
                where=source,
                remedy="Check host, port, database and user; a password can stand in PGPASSWORD or ~/.pgpass.",
            ) from None
        raise _bad_query(f"the query fails: {said}.", source) from None


def _secrets(query: Mapping[str, Any]) -> set[str]:
    return {str(value) for name, value in query.items() if "password" in name}


def _read(connection: Connection, query: str, source: str, is_ordered: bool) -> RawTable:
    streaming = connection.execution_options(
        stream_results=True, max_row_buffer=_BATCH_ROWS, no_parameters=True
    )
    result = streaming.exec_driver_sql(query)
    table = ValueTable(
        tuple(result.keys()), where=source, code="TF-DATA-087",
        remedy="Leave it out of the query, or turn it into text there: CAST(... AS TEXT).",
    )  # fmt: skip
    for batch in result.partitions(_BATCH_ROWS):
        table.extend(zip(*batch, strict=True))
    if not table.n_rows:
        raise DataError(
            "the query gives no rows.",
            code="TF-DATA-010",
            where=source,
            remedy="Look at its conditions.",
        )
    remark = () if is_ordered else (_NO_ORDER,)
    note = SourceNote(source, "SQL", None, query, 0, "", remarks=remark)
    raw = table.build(note)
    digest = version_digest(raw.columns, raw.values, None)
    return replace(raw, sources=(replace(raw.sources[0], digest=digest),))
