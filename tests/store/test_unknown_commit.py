"""A connection that breaks in mid-commit: what nobody can know is looked up, never written twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from postgres_server import PostgresServer
from tenfold.errors import LostConnectionError
from tenfold.store.artifacts import Artifacts
from tenfold.store.database import Database
from tenfold.store.leases import Leases
from tenfold.store.steps import Step, Steps
from tenfold.store.tables.base import now
from tenfold.store.tables.leases import LeaseRow
from tenfold.store.tables.steps import StepRow
from tenfold.store.tables.study import AnswerRow

STEP = Step("fit", "1", {"rank": 8})


class Cable:
    """Stands between a client and the server, and breaks at a client's COMMIT: after it or before it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cut: str | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more clients."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            threading.Thread(target=self._to_server, args=(client, server), daemon=True).start()
            threading.Thread(target=self._to_client, args=(client, server), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            while data := _receive(client):
                if self.cut is not None and b"COMMIT\0" in data:  # "READ COMMITTED" is none
                    after, self.cut = self.cut == "after", None
                    self._break(client, server, data if after else b"")
                    return
                server.sendall(data)
            _shut(server)

    def _break(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        # The client is cut off first, so that the server's answer cannot reach it.
        _shut(client)
        if data:
            server.sendall(data)  # the server commits, and then finds that nobody is there
            server.shutdown(socket.SHUT_WR)
            return
        _shut(server)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        while data := _receive(server):
            try:
                client.sendall(data)
            except OSError:
                return
        _shut(client)


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(1 << 16)
    except OSError:
        return b""


def _shut(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@pytest.fixture
def cable(postgres_server: PostgresServer) -> Iterator[Cable]:
    """A cable to the server."""
    made = Cable(postgres_server.port)
    yield made
    made.close()


@pytest.fixture
def database(postgres_server: PostgresServer, cable: Cable) -> Iterator[Database]:
    """A migrated database, reached through the cable."""
    url = postgres_server.tcp_url(postgres_server.new_database(), "a%20secret%3A%20p%40ss%2Fword")
    opened = Database(
        url.replace(f":{postgres_server.port}/", f":{cable.port}/") + "?sslmode=disable"
    )
    opened.migrate()
    yield opened
    opened.close()


@pytest.mark.parametrize("with_lease", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_step_whose_commit_is_unknown_is_recorded_once(
    database: Database, cable: Cable, tmp_path: Path, when: str, with_lease: bool
) -> None:
    leases = Leases(database)
    steps = Steps(database, Artifacts(tmp_path), leases, "ada")
    lease = leases.take([STEP.key]) if with_lease else None
    cable.cut = when
    made = steps.record(STEP, {"out": "0" * 64}, seconds=1, cpu_seconds=1, lease=lease)
    assert cable.cut is None, "the cable did not break"
    leases.close()
    assert steps.recorded([STEP]) == {STEP.key: made}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(StepRow)) == 1
        assert session.scalar(select(func.count()).select_from(LeaseRow)) == 0


@pytest.mark.parametrize(("when", "n_rows"), [("before", 0), ("after", 1)])
def test_any_other_write_is_not_repeated_and_says_that_the_connection_was_lost(
    database: Database, cable: Cable, when: str, n_rows: int
) -> None:
    cable.cut = when
    row = AnswerRow(study="s", question=1, text="", person="p", time=now())
    with pytest.raises(LostConnectionError) as raised, database.write() as session:
        session.add(row)
    assert raised.value.exit_status == 3
    with database.write() as session:  # a writer waits until the server is done with the other
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == n_rows
