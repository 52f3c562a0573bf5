"""Whether anything was written to a database since one looked last, without asking what."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import text

from tenfold.store.sqlite import BUSY_TIMEOUT_S, in_plain_words

if TYPE_CHECKING:
    from tenfold.store.database import Database

__all__ = ["Pulse"]


class Pulse:
    """Beats with every commit, of this process or another. Several threads may feel it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._line: sqlite3.Connection | None = None
        if database.is_sqlite:
            self._line = sqlite3.connect(
                f"{Path(database.where).absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=BUSY_TIMEOUT_S,
                check_same_thread=False,
            )

    def feel(self) -> str:
        """A word that is another one after each commit; now and then it is another one without any.

        Raises TenfoldError where the database does not answer.
        """
        if self._line is not None:
            try:
                with (
                    self._lock
                ):  # this line writes nothing, so that every commit is another's for it
                    return str(self._line.execute("pragma data_version").fetchone()[0])
            except sqlite3.Error as error:
                raise in_plain_words(error, self._database.where) from error
        with self._database.read() as session:
            return str(session.scalar(text("select pg_current_snapshot()::text")))

    def close(self) -> None:
        """Let the file go."""
        if self._line is not None:
            self._line.close()
