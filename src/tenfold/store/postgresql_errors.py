"""What PostgreSQL says when it cannot, as errors that a user can act on."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from tenfold.errors import (
    DamageError,
    InputError,
    LostConnectionError,
    StoppedError,
    TenfoldError,
)

__all__ = ["in_plain_words"]

_Make = Callable[[str, str], TenfoldError]


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
        f"somebody else has been writing to the database for too long: {what}.",
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
