"""A real PostgreSQL server in a temporary folder, that tests start, stop, restart and kill."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

_TRIES = 600
PASSWORD = "a secret: p@ss/word"


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres`: on the path, or where Debian puts them (the newest)."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    folders = [initdb.resolve().parent for initdb in reversed(found)]
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


class PostgresServer:
    """One server with its data in `folder`: trusted through its socket, by password through TCP.

    fsync stays on, as it is where it matters. Text is sorted as English (ICU), unlike SQLite does
    it: an order that a program leaves to the database shows up here.
    """

    def __init__(self, programs: Path, folder: Path, *, settings: str = "") -> None:
        self._programs, self.folder, self._settings = programs, folder, settings
        self._user = _user_for_the_server()
        self._names = count(1)
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self._initialise()

    def _initialise(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if self._user is not None:
            for path in (self.folder, password):
                shutil.chown(path, self._user, self._user)
        self._call(
            "initdb", "-D", str(self.folder / "data"), "-U", "postgres", "--encoding", "UTF8",
            "--locale", "C", "--locale-provider", "icu", "--icu-locale", "en", "--no-sync",
            "--wal-segsize", "1", "--auth-local", "trust", "--auth-host", "scram-sha-256",
            "--pwfile", str(password),
        )  # fmt: skip

    def _call(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(self._programs / program), *words],
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            str(self._programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder),
            "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
        ]  # fmt: skip
        command += [word for setting in self._settings.split() for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        for _ in range(_TRIES):
            if self._is_ready():
                return
            assert self._server.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def _is_ready(self) -> bool:
        import psycopg

        with contextlib.suppress(psycopg.OperationalError):
            self.execute("select 1")
            return True
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT breaks sessions off in good order, SIGQUIT as a crash does."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(how)
            self._server.wait(timeout=60)
        self._server = None

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop and start: every session is broken off."""
        self.stop(how)
        self.start()

    def url(self, database: str, *, user: str = "postgres") -> str:
        """A URL through the socket, without a password."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}&port={self.port}"

    def tcp_url(self, database: str, password: str) -> str:
        """A URL through TCP; `password` must be escaped for URLs."""
        return f"postgresql+psycopg://postgres:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self, more: str = "") -> str:
        """Make an empty database and return its name."""
        name = f"tenfold_{next(self._names)}"
        self.execute(f"create database {name} {more}")
        return name

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Carry one statement out, outside of any transaction; the rows, if it has some."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def running_server(settings: str = "") -> Iterator[PostgresServer]:
    """A started server, removed with all its data in the end. Skips the test where there is none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    # Not pytest's own folder: that is for its user alone, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="tenfold-postgres-"))
    try:
        server = PostgresServer(programs, folder, settings=settings)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # its data go anyway: nothing needs to be written in order
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user_for_the_server() -> str | None:
    """The server refuses to run as root; Debian's package brings a user for it."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
