"""PostgreSQL: durable, one writer at a time, and plain words for what can go wrong with a server."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from postgres_server import PostgresServer, running_server
from tenfold.errors import InputError, StoppedError, TenfoldError
from tenfold.store import postgresql
from tenfold.store.database import Database
from tenfold.store.steps import Step
from tenfold.store.tables.base import now
from tenfold.store.tables.study import AnswerRow
from tenfold.store.workspace import Workspace

STEP = Step("fit", "1", {"rank": 8})


@pytest.fixture
def database(postgres_server: PostgresServer) -> Iterator[Database]:
    """A migrated database of its own."""
    opened = Database(postgres_server.url(postgres_server.new_database()))
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that tests may stop and restart."""
    with running_server() as server:
        yield server


def setting(database: Database, name: str) -> object:
    with database.read() as session:
        return session.scalar(text(f"show {name}"))


@pytest.mark.parametrize(
    ("said", "then"), [("off", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
)
def test_commits_are_durable_whatever_the_role_says(
    postgres_server: PostgresServer, said: str, then: str
) -> None:
    name = postgres_server.new_database()
    postgres_server.execute(f"alter database {name} set synchronous_commit = {said}")
    database = Database(postgres_server.url(name))
    assert setting(database, "synchronous_commit") == then
    with pytest.raises(RuntimeError), database.write():
        raise RuntimeError  # a setting made in a transaction would go with its rollback
    assert setting(database, "synchronous_commit") == then
    database.close()


def test_writers_see_what_the_one_before_them_wrote_whatever_the_role_says(
    postgres_server: PostgresServer,
) -> None:
    """Under "repeatable read" a writer that waited would check what was there before it waited."""
    name = postgres_server.new_database()
    setting = "default_transaction_isolation = 'repeatable read'"
    postgres_server.execute(f"alter database {name} set {setting}")
    database = Database(postgres_server.url(name))
    database.migrate()
    started, found = threading.Event(), []

    def check() -> None:
        started.set()
        with database.write() as session:
            found.append(session.scalar(text("select count(*) from answers")))

    waiting = threading.Thread(target=check)
    with database.write() as session:
        session.add(AnswerRow(study="s", question=1, text="", person="p", time=now()))
        session.flush()
        waiting.start()
        started.wait()
        time.sleep(0.2)
    waiting.join()
    assert found == [1]
    database.close()


def test_a_writer_that_waits_too_long_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_TIMEOUT_S", 1)
    other = Database(database.url)
    with database.write() as session:
        session.execute(text("select 1"))
        with pytest.raises(StoppedError) as raised, other.write() as late:
            late.execute(text("select 1"))
    assert raised.value.code == "TF-STORE-BUSY"
    with other.write() as session:
        session.execute(text("select 1"))
    other.close()


def test_a_writer_that_hangs_in_mid_transaction_does_not_hold_the_others_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A laptop that was closed, a machine that vanished: the server breaks its transaction off."""
    monkeypatch.setattr(postgresql, "IDLE_WRITER_TIMEOUT_S", 1)
    hanging = Database(database.url)

    def hang() -> None:
        with hanging.write() as session:
            session.add(AnswerRow(study="s", question=1, text="", person="p", time=now()))
            session.flush()
            with database.write() as other:
                assert other.scalar(text("select count(*) from answers")) == 0

    with pytest.raises(StoppedError) as raised:
        hang()
    assert raised.value.code == "TF-STORE-LOST"
    hanging.close()


def test_workspaces_in_two_databases_of_a_server_do_not_wait_for_each_other(
    database: Database, postgres_server: PostgresServer
) -> None:
    other = Database(postgres_server.url(postgres_server.new_database()))
    with database.write() as session:
        session.execute(text("select 1"))
        other.migrate()
    other.close()


def refused(database: Database) -> TenfoldError:
    with pytest.raises(TenfoldError) as raised:
        database.migrate()
    database.close()
    return raised.value


def test_a_wrong_password_says_so_and_shows_none(postgres_server: PostgresServer) -> None:
    error = refused(Database(postgres_server.tcp_url("postgres", "very-secret")))
    assert (error.code, error.exit_status) == ("TF-STORE-PASSWORD", 2)
    assert "very-secret" not in f"{error} {error.to_json()}"
    assert error.where == f"postgresql+psycopg://postgres@127.0.0.1:{postgres_server.port}/postgres"


def test_the_right_password_works_and_is_shown_nowhere(postgres_server: PostgresServer) -> None:
    url = postgres_server.tcp_url(postgres_server.new_database(), "a%20secret%3A%20p%40ss%2Fword")
    database = Database(url)
    database.migrate()
    assert "secret" not in database.where
    database.close()
    assert "hidden" not in Database("postgresql://a@h/d?password=hidden&sslpassword=hidden").where


def test_a_missing_database_says_how_to_make_it(postgres_server: PostgresServer) -> None:
    error = refused(Database(postgres_server.url("nowhere")))
    assert (error.code, error.exit_status) == ("TF-STORE-NO-DATABASE", 2)
    assert "createdb" in str(error.remedy)


def test_a_server_that_does_not_answer_says_so() -> None:
    error = refused(Database("postgresql+psycopg://ada@127.0.0.1:1/lab"))
    assert (error.code, error.exit_status) == ("TF-STORE-UNREACHABLE", 3)
    assert "pg_isready" in str(error.remedy)


def test_an_unknown_user_says_so(postgres_server: PostgresServer) -> None:
    assert refused(Database(postgres_server.url("postgres", user="nobody-known"))).code == (
        "TF-STORE-PASSWORD"
    )


def test_a_database_that_cannot_hold_every_text_is_refused(postgres_server: PostgresServer) -> None:
    name = postgres_server.new_database("encoding 'LATIN1' template template0 locale 'C'")
    error = refused(Database(postgres_server.url(name)))
    assert "LATIN1" in error.message
    assert "createdb -E UTF8" in str(error.remedy)


def test_a_user_that_may_only_read_browses_and_writes_nothing(
    database: Database, postgres_server: PostgresServer
) -> None:
    name = database.engine.url.database
    role = f"reader_of_{name}"
    postgres_server.execute(f"create role {role} login")
    postgres_server.execute(f"grant select on all tables in schema public to {role}", str(name))
    reader = Database(postgres_server.url(str(name), user=role))
    reader.migrate()
    with reader.read() as session:
        assert session.scalar(text("select count(*) from answers")) == 0
    row = AnswerRow(study="s", question=1, text="", person="p", time=now())
    with pytest.raises(StoppedError) as raised, reader.write() as session:
        session.add(row)
    assert raised.value.code == "TF-STORE-READ-ONLY"
    reader.close()
    postgres_server.execute(f"alter role {role} set default_transaction_read_only = on")
    postgres_server.execute(f"grant insert on all tables in schema public to {role}", str(name))
    postgres_server.execute(f"grant usage on all sequences in schema public to {role}", str(name))
    again = Database(postgres_server.url(str(name), user=role))
    with pytest.raises(StoppedError, match="read-only") as raised, again.write() as session:
        session.add(AnswerRow(study="s", question=1, text="", person="p", time=now()))
    assert raised.value.code == "TF-STORE-READ-ONLY"
    again.close()


@pytest.mark.parametrize("url", ["mysql://a:hidden@h/d", "postgresql://a:hidden@h:port/d", "x y"])
def test_what_is_no_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InputError) as raised:
        Database(url)
    assert "hidden" not in str(raised.value)
    assert "postgresql+psycopg://" in str(raised.value.remedy)


@pytest.fixture
def small_disk(postgres_server: PostgresServer) -> Iterator[Path]:
    """A disk of 24 MB that the server may write to; only root can make one."""
    folder = Path(tempfile.mkdtemp(prefix="tenfold-small-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0777", "none", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        folder.rmdir()
        pytest.skip(f"no disk of a given size can be made here: {made.stderr.strip()}")
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def test_a_full_disk_of_the_server_stops_and_what_was_saved_is_there(
    postgres_server: PostgresServer, small_disk: Path
) -> None:
    space = small_disk.name.replace("-", "_")
    postgres_server.execute(f"create tablespace {space} location '{small_disk}'")
    name = postgres_server.new_database(f"tablespace {space}")
    database = Database(postgres_server.url(name))
    database.migrate()
    n_saved = 0

    def fill() -> None:
        nonlocal n_saved
        for _ in range(100):
            noise = secrets.token_hex(500_000)  # what cannot be compressed
            with database.write() as session:
                session.add(AnswerRow(study="s", question=1, text=noise, person="p", time=now()))
            n_saved += 1

    with pytest.raises(StoppedError) as raised:
        fill()
    assert raised.value.code == "TF-STORE-FULL"
    assert "Make space there" in str(raised.value.remedy)
    with database.read() as session:
        assert session.scalar(text("select count(*) from answers")) == n_saved > 0
    larger = ["mount", "-o", "remount,size=48m", str(small_disk)]
    subprocess.run(larger, check=True)  # space is made: it goes on
    with database.write() as session:
        session.add(AnswerRow(study="s", question=1, text="x", person="p", time=now()))
    database.close()
    postgres_server.execute(f"drop database {name}")
    postgres_server.execute(f"drop tablespace {space}")


# A server that restarts


def record(workspace: Workspace, step: Step = STEP) -> object:
    return workspace.steps.record(step, {"out": "0" * 64}, seconds=1, cpu_seconds=1)


@pytest.fixture
def lab(own_server: PostgresServer, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace on a server that the test may restart."""
    (tmp_path / "lab").mkdir()
    url = own_server.url(own_server.new_database())
    (tmp_path / "lab" / "tenfold.toml").write_text(f'[store]\ndatabase = "{url}"\n')
    workspace = Workspace.create(tmp_path / "lab")
    yield workspace
    workspace.database.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_after_a_restart_reading_and_writing_go_on(
    lab: Workspace, own_server: PostgresServer, how: signal.Signals
) -> None:
    made = record(lab)
    own_server.restart(how)
    assert lab.steps.recorded([STEP])[STEP.key] == made
    own_server.restart(how)
    record(lab, Step("fit", "1", {"rank": 9}))
    assert len(lab.steps.all()) == 2


def test_a_server_that_is_just_restarting_is_waited_for(
    lab: Workspace, own_server: PostgresServer
) -> None:
    record(lab)
    own_server.stop()
    later = threading.Timer(1.0, own_server.start)
    later.start()
    assert len(lab.steps.all()) == 1
    later.join()


def test_a_write_that_the_server_broke_off_writes_nothing_and_says_so(
    lab: Workspace, own_server: PostgresServer
) -> None:
    row = AnswerRow(study="s", question=1, text="", person="p", time=now())

    def write() -> None:
        with lab.database.write() as session:
            session.add(row)
            session.flush()
            own_server.restart()

    with pytest.raises(StoppedError) as raised:
        write()
    assert raised.value.code == "TF-STORE-LOST"
    assert "the same command again" in str(raised.value.remedy)
    with lab.database.read() as session:
        assert session.scalar(text("select count(*) from answers")) == 0
