"""What searches and imports ask the database is answered from an index: a library may have a million papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper
from tenfold.papers.shelf import Shelf
from tenfold.store.workspace import Workspace

_WHOLE_TABLE = re.compile(
    r"SCAN (papers|paper_(states|ids|aliases|relations))\b(?! USING INDEX ix_papers_key_standing)"
)


def _with_keys(library: Library) -> object:
    with library.reading() as session:
        return Shelf(session).with_keys(["one", "two"])


_QUESTIONS: dict[str, Callable[[Library], object]] = {
    "count": lambda library: library.count(),
    "by key": lambda library: library.paper("one"),
    "keys": _with_keys,
    "by number": lambda library: library.by_number([1, 2]),
    "changes": lambda library: library.changed_since(1),
    "no changes": lambda library: library.changed_since(10**6),
    "import": lambda library: library.take_in([Read(_paper("three"), "refs.bib:3")]),
}


def _paper(key: str) -> Paper:
    return Paper(title=f"On {key} and more", key=key, authors=(Name("Li", "Wei"),), year=2020)


@pytest.fixture
def library(workspace: Workspace) -> Library:
    library = Library(workspace)
    library.take_in([Read(_paper(key), "refs.bib:1") for key in ("one", "two")])
    return library


@pytest.mark.parametrize("name", _QUESTIONS)
def test_no_question_reads_a_whole_table(workspace: Workspace, library: Library, name: str) -> None:
    asked: list[tuple[str, Any]] = []
    engine = workspace.database.engine

    def heard(_c: object, _k: object, statement: str, said: Any, _x: object, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked.append((statement, said))

    event.listen(engine, "before_cursor_execute", heard)
    _QUESTIONS[name](library)
    event.remove(engine, "before_cursor_execute", heard)
    assert asked
    with engine.connect() as connection:
        for statement, said in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", said).all()
            steps = [row[3] for row in plan]
            assert not any(map(_WHOLE_TABLE.match, steps)), (statement, steps)
