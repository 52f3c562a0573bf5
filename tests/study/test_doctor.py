"""The doctor: everything is looked at, and what has to be mended is said with how, and by the exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import tenfold
from postgres_server import PostgresServer, running_server
from tenfold.store.database import HEAD
from tenfold.store.workspace import Workspace
from tenfold.study import doctor_store
from tenfold.study.doctor import examine
from tenfold.study.health import Check


def found(workspace: Path, name: str) -> list[Check]:
    return [check for check in examine(workspace) if check.name == name]


def set_store(workspace: Workspace, **settings: str) -> Path:
    lines = [f'{key} = "{value}"\n' for key, value in settings.items()]
    (workspace.root / "tenfold.toml").write_text("[store]\n" + "".join(lines))
    return workspace.root


def test_a_sound_workspace_has_nothing_to_mend(workspace_on_each: Workspace) -> None:
    checks = examine(workspace_on_each.root)
    assert [check for check in checks if check.is_to_be_mended] == []
    names = {check.name for check in checks}
    assert names >= {"tenfold", "torch", "peft", "SQLite", "psycopg", "ray", "machine", "numerics"}
    assert names >= {"encoder", "workspace", "database", "artifacts", "disk"}
    said, where = (check.message for check in checks if check.name == "database")
    if workspace_on_each.database.is_sqlite:
        assert "SQLite 3." in said
        assert "synchronous FULL" in said or "synchronous EXTRA" in said
        assert where == str(workspace_on_each.hidden / "tenfold.db")
    else:
        assert "PostgreSQL 1" in said
        assert "synchronous_commit on, fsync on" in said
        assert where.startswith("postgresql+psycopg://postgres@/")
    assert f"at {HEAD}" in said


def test_without_a_workspace_it_says_so_and_nothing_is_wrong(tmp_path: Path) -> None:
    (check,) = found(tmp_path, "workspace")
    assert (check.state, check.is_to_be_mended) == ("note", False)
    assert "tenfold init" in check.remedy


@pytest.fixture(scope="module")
def careless_server() -> Iterator[PostgresServer]:
    """A server that does not wait for its disk."""
    with running_server("fsync=off full_page_writes=off synchronous_commit=off") as server:
        yield server


def test_a_server_that_can_lose_everything_is_wrong(
    workspace: Workspace, careless_server: PostgresServer
) -> None:
    root = set_store(workspace, database=careless_server.url(careless_server.new_database()))
    first, _, *troubles = found(root, "database")
    assert "synchronous_commit on, fsync off" in first.message  # the session's own is switched on
    assert [check.state for check in troubles] == ["wrong", "note"]
    assert "fsync = on" in troubles[0].remedy


def test_a_password_in_the_settings_is_noted_and_never_shown(
    workspace: Workspace, postgres_server: PostgresServer
) -> None:
    name = postgres_server.new_database()
    password = "a%20secret%3A%20p%40ss%2Fword"
    root = set_store(workspace, database=postgres_server.tcp_url(name, password))
    done = tenfold(root, "doctor")
    assert done.returncode == 0, done.stderr
    assert "~/.pgpass" in done.stdout
    assert "secret" not in done.stdout
    set_store(workspace, database=postgres_server.tcp_url(name, "wrong-one"))
    done = tenfold(root, "doctor")
    assert done.returncode == 1
    assert "wrong-one" not in done.stdout + done.stderr
    assert "does not let you in" in done.stdout


def test_a_server_that_is_not_there_is_wrong_and_the_rest_is_still_looked_at(
    workspace: Workspace,
) -> None:
    root = set_store(workspace, database="postgresql+psycopg://ada@127.0.0.1:1/lab")
    done = tenfold(root, "doctor", "--json")
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said["n_to_mend"] == 1
    (database,) = [check for check in said["checks"] if check["name"] == "database"]
    assert database["state"] == "wrong"
    assert "pg_isready" in database["remedy"]
    assert {"artifacts", "disk"} <= {check["name"] for check in said["checks"]}


def test_a_shared_folder_that_is_not_mounted_is_wrong_and_not_made_in_silence(
    workspace: Workspace, tmp_path: Path
) -> None:
    root = set_store(workspace, artifacts=str(tmp_path / "share"))
    checks = [check for check in examine(root) if check.is_to_be_mended]
    assert {check.name for check in checks} <= {"artifacts", "database"}
    assert all("mounted" in check.remedy for check in checks)
    assert checks
    assert not (tmp_path / "share").exists()
    (tmp_path / "share").mkdir()
    (check,) = found(root, "artifacts")
    assert (check.state, check.message) == ("ok", str(tmp_path / "share"))


def test_a_place_behind_a_url_says_how_much_is_copied_here(workspace: Workspace) -> None:
    root = set_store(workspace, artifacts="memory://lab/artifacts")
    opened = Workspace(root)
    opened.artifacts.put(b"x" * 2_000_000)
    (check,) = found(root, "artifacts")
    assert check.message.startswith("memory://lab/artifacts; copies here: 2.0 MB")
    opened.artifacts.remove(next(opened.artifacts.digests()))


def test_a_garbled_database_is_wrong(workspace: Workspace) -> None:
    workspace.database.close()
    (workspace.hidden / "tenfold.db").write_bytes(b"garbage" * 1000)
    (check,) = found(workspace.root, "database")
    assert check.state == "wrong"
    assert "backup" in check.remedy


def test_bad_settings_are_wrong(workspace: Workspace) -> None:
    (workspace.root / "tenfold.toml").write_text("[stor]\n")
    (check,) = found(workspace.root, "workspace")
    assert (check.state, check.remedy) == ("wrong", "Did you mean 'store'?")


@pytest.mark.parametrize(
    ("free_gib", "state"), [(2.0, "ok"), (1.99, "note"), (0.1, "note"), (0.09, "wrong")]
)
def test_little_space_is_said(free_gib: float, state: str) -> None:
    check = doctor_store._disk("artifacts", free_gib)
    assert check.state == state
    assert ("less than 2 GiB" in check.message) == (state != "ok")
