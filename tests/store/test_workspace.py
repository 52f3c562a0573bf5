"""A workspace: made once, found from below, never started anew over a lost database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from tenfold.errors import DamageError, InputError, StoppedError, WorkspaceError
from tenfold.store.database import HEAD, Database, sqlite_journal_mode
from tenfold.store.tables.all import Base
from tenfold.store.workspace import Workspace


def test_it_is_found_from_a_folder_below(workspace: Workspace) -> None:
    below = workspace.root / "studies"
    assert Workspace.find(below).root == workspace.root


def test_without_one_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace") as raised:
        Workspace.find(tmp_path)
    assert "tenfold init" in str(raised.value.remedy)


def test_making_it_twice_keeps_what_is_there(workspace: Workspace) -> None:
    settings = workspace.root / "tenfold.toml"
    settings.write_text('[person]\nname = "Ada"\n')
    again = Workspace.create(workspace.root)
    assert again.person == "Ada"


@pytest.mark.parametrize(
    ("settings", "hint"),
    [("[persons]\n", "'person'"), ("[person]\nnaem = 'x'\n", "'name'"), ("[person\n", "")],
)
def test_bad_settings_are_one_message(workspace: Workspace, settings: str, hint: str) -> None:
    (workspace.root / "tenfold.toml").write_text(settings)
    with pytest.raises(InputError) as raised:
        Workspace(workspace.root)
    assert hint in str(raised.value)


def test_a_lost_database_is_never_replaced_in_silence(workspace: Workspace) -> None:
    workspace.artifacts.put(b"kept")
    workspace.database.close()
    (workspace.hidden / "tenfold.db").unlink()
    with pytest.raises(WorkspaceError, match="missing or empty"):
        _ = Workspace(workspace.root).database


def test_a_garbled_database_is_refused(workspace: Workspace) -> None:
    workspace.database.close()
    (workspace.hidden / "tenfold.db").write_bytes(b"garbage" * 1000)
    with pytest.raises(DamageError):
        _ = Workspace(workspace.root).database


def test_a_database_of_a_newer_tenfold_is_refused(workspace: Workspace) -> None:
    with workspace.database.write() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    workspace.database.close()
    with pytest.raises(WorkspaceError, match="newer tenfold"):
        _ = Workspace(workspace.root).database


def test_the_migrations_make_exactly_the_tables_of_the_code(workspace: Workspace) -> None:
    assert workspace.database.revision() == HEAD
    found = inspect(workspace.database.engine)
    assert set(found.get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    for name, table in Base.metadata.tables.items():
        columns = {c["name"]: c["nullable"] for c in found.get_columns(name)}
        assert columns == {c.name: bool(c.nullable) for c in table.columns}, name
        indexes = {tuple(i["column_names"]) for i in found.get_indexes(name)}
        assert indexes == {tuple(c.name for c in i.columns) for i in table.indexes}, name


def test_a_failed_write_leaves_no_row(workspace: Workspace) -> None:
    row = "('s', 1, 't', 'p', '2026-01-01')"
    insert = f"insert into answers (study, question, text, person, time) values {row}"

    def fail_half_way() -> None:
        with workspace.database.write() as session:
            session.execute(text(insert))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with workspace.database.read() as session:
        assert session.scalar(text("select count(*) from answers")) == 0


def test_commits_are_durable_and_the_journal_fits_the_version(workspace: Workspace) -> None:
    with workspace.database.engine.connect() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 3  # EXTRA
        mode = connection.exec_driver_sql("pragma journal_mode").scalar()
    assert str(mode).upper() == sqlite_journal_mode()


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_wal_only_where_it_cannot_lose_commits(version: tuple[int, int, int], mode: str) -> None:
    assert sqlite_journal_mode(version) == mode


def test_a_read_only_database_is_exit_status_3(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'missing' / 'x.db'}")
    with pytest.raises(StoppedError, match="read-only"), database.write() as session:
        session.execute(text("create table x (a int)"))


@pytest.mark.parametrize("name", ["Ada", "王芳", 'O"Neil \\ \N{BRAIN}', "  Ada\n Lovelace "])
def test_a_workspace_can_be_made_in_somebody_s_name(tmp_path: Path, name: str) -> None:
    workspace = Workspace.create(tmp_path / "lab", person=name)
    assert workspace.person == " ".join(name.split())
    assert Workspace.create(tmp_path / "lab", person="Bob").person == workspace.person


def test_another_person_acts_on_the_same_parts(workspace: Workspace) -> None:
    _ = workspace.steps
    bob = workspace.acting_as("Bob")
    assert (bob.person, workspace.person) == ("Bob", "local")
    assert bob.acting_as("Eve").person == "Eve"
    assert bob.database is workspace.database
    assert bob.leases is workspace.leases
    assert bob.steps is not workspace.steps
    with pytest.raises(ValueError, match="somebody"):
        workspace.acting_as("")
