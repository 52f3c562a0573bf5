"""What is read at one moment is read once, and a write or an error ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tenfold.errors import TenfoldError
from tenfold.store.choices import Choices
from tenfold.store.database import Database
from tenfold.store.workspace import Workspace


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Workspace.create(tmp_path / "lab").database


def _counting() -> tuple[list[int], Callable[[], int]]:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    return asked, ask


def test_what_was_found_is_kept_for_the_moment_and_no_longer(database: Database) -> None:
    asked, ask = _counting()
    with database.at_one_moment():
        assert [database.once("a", ask), database.once("a", ask), database.once("b", ask)] == [
            1,
            1,
            2,
        ]
    assert database.once("a", ask) == 3
    assert len(asked) == 3


def test_a_moment_within_a_moment_is_the_same(database: Database) -> None:
    _, ask = _counting()
    with database.at_one_moment():
        database.once("a", ask)
        with database.at_one_moment():
            assert database.once("a", ask) == 1
        assert database.is_at_one_moment


def test_a_write_ends_it_and_what_was_written_is_seen(database: Database) -> None:
    choices = Choices(database)
    with database.at_one_moment():
        assert choices.get("colour") is None
        choices.choose("colour", {"is": "blue"})  # would wait for its own reader
        assert not database.is_at_one_moment
        assert choices.get("colour") == {"is": "blue"}


def test_who_waits_for_a_step_lets_others_commit(tmp_path: Path) -> None:
    """Else on SQLite the one who is at the step waits for this reader, and this reader for its result."""
    lab = Workspace.create(tmp_path / "lab")
    other = Workspace(lab.root)
    with other.leases.kept():
        assert other.leases.take(["step"]) is not None
        with lab.database.at_one_moment():
            assert Choices(lab.database).get("colour") is None
            assert lab.leases.take(["step"]) is None
            assert not lab.database.is_at_one_moment
            Choices(other.database).choose("colour", {"is": "blue"})
            assert Choices(lab.database).get("colour") == {"is": "blue"}


def test_an_error_ends_it_and_one_can_go_on(database: Database) -> None:
    with database.at_one_moment():
        with pytest.raises(TenfoldError), database.read() as session:
            session.execute(text("select nothing from nowhere"))
        assert Choices(database).get("colour") is None
