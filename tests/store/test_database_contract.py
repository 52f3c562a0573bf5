"""What every database of a store must do, on each kind: rollback, migrations, one writer at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from tenfold.errors import WorkspaceError
from tenfold.store.database import HEAD
from tenfold.store.steps import Step, StepRecord
from tenfold.store.tables.all import Base
from tenfold.store.tables.base import now
from tenfold.store.tables.steps import StepRow
from tenfold.store.tables.study import AnswerRow, EventRow
from tenfold.store.workspace import Workspace

N_WRITERS = 4


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


def answer(said: str) -> AnswerRow:
    return AnswerRow(study="s", question=1, text=said, person="p", time=now())


def n_answers(workspace: Workspace) -> int:
    with workspace.database.read() as session:
        return session.scalar(select(func.count()).select_from(AnswerRow)) or 0


def test_the_migrations_make_exactly_the_tables_of_the_code(workspace: Workspace) -> None:
    assert workspace.database.revision() == HEAD
    found = inspect(workspace.database.engine)
    assert set(found.get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    for name, table in Base.metadata.tables.items():
        columns = {c["name"]: c["nullable"] for c in found.get_columns(name)}
        assert columns == {c.name: bool(c.nullable) for c in table.columns}, name
        for unique in (False, True):  # a unique constraint has an index of its own on PostgreSQL
            made = found.get_indexes(name)
            indexes = {tuple(i["column_names"]) for i in made if bool(i.get("unique")) == unique}
            meant = {tuple(c.name for c in i.columns) for i in table.indexes if i.unique == unique}
            assert meant <= indexes if unique else meant == indexes, name


def test_a_database_of_a_newer_tenfold_is_refused_and_left_alone(workspace: Workspace) -> None:
    with workspace.database.write() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    workspace.database.close()
    again = Workspace(workspace.root)
    with pytest.raises(WorkspaceError, match="newer tenfold"):
        _ = again.database
    assert workspace.database.revision() == "9999"


def test_a_lost_database_is_never_replaced_by_an_empty_one_in_silence(workspace: Workspace) -> None:
    workspace.artifacts.put(b"kept")
    with workspace.database.write() as session:
        for name in [*Base.metadata.tables, "alembic_version"]:
            session.execute(text(f"drop table {name}"))
    if workspace.database.is_sqlite:
        workspace.database.close()
        (workspace.hidden / "tenfold.db").unlink()
    with pytest.raises(WorkspaceError, match="empty, though artifacts are there"):
        _ = Workspace(workspace.root).database


def test_what_was_written_is_read_by_another_process(workspace: Workspace) -> None:
    said = "é 发烧 🤒 " + "long " * 10_000
    with workspace.database.write() as session:
        session.add(answer(said))
    script = (
        "import sys; from pathlib import Path; from tenfold.store.workspace import Workspace;"
        "from tenfold.study.records import Records;"
        "sys.stdout.buffer.write(Records(Workspace(Path(sys.argv[1]))).answers('s')[1].encode())"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(workspace.root)],
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == said
    assert done.stderr == b""


def test_a_failed_write_leaves_no_row(workspace: Workspace) -> None:
    def fail_half_way() -> None:
        with workspace.database.write() as session:
            session.add(answer("gone"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert n_answers(workspace) == 0


def test_a_reader_sees_what_is_committed_and_does_not_wait_for_a_writer(
    workspace: Workspace,
) -> None:
    with workspace.database.write() as session:
        session.add(answer("first"))
    with workspace.database.write() as session:
        session.add(answer("second"))
        session.flush()
        assert n_answers(Workspace(workspace.root)) == 1


def at_once(workspace: Workspace, act: Callable[[Workspace, int], object]) -> list[object]:
    """Do `act` in several threads, each with connections of its own, all starting together."""
    barrier = threading.Barrier(N_WRITERS)

    def one(number: int) -> object:
        own = Workspace(workspace.root)
        try:
            _ = own.database
            barrier.wait()
            return act(own, number)
        finally:
            own.database.close()

    with ThreadPoolExecutor(N_WRITERS) as pool:
        return list(pool.map(one, range(N_WRITERS)))


def test_one_writer_at_a_time_so_that_what_is_checked_stays_so(workspace: Workspace) -> None:
    """Each adds one to what it found. Without the lock all would find the same number."""

    def add_the_next(own: Workspace, _number: int) -> None:
        for _ in range(5):
            with own.database.write() as session:
                highest = session.scalar(select(func.max(AnswerRow.question))) or 0
                time.sleep(0.005)
                session.add(
                    AnswerRow(study="s", question=highest + 1, text="", person="p", time=now())
                )

    at_once(workspace, add_the_next)
    with workspace.database.read() as session:
        found = session.scalars(select(AnswerRow.question).order_by(AnswerRow.question)).all()
    assert found == list(range(1, 5 * N_WRITERS + 1))


def test_events_become_visible_in_the_order_of_their_numbers(workspace: Workspace) -> None:
    """Who asks for those after the last one seen, while others write, misses none."""
    seen: list[int] = []

    def write_or_watch(own: Workspace, number: int) -> None:
        if number == 0:
            end = time.monotonic() + 30
            while len(seen) < 10 * (N_WRITERS - 1) and time.monotonic() < end:
                with own.database.read() as session:
                    query = select(EventRow.id).where(EventRow.id > max(seen, default=0))
                    seen.extend(session.scalars(query.order_by(EventRow.id)))
            return
        for _ in range(10):
            with own.database.write() as session:
                row = EventRow(
                    study="s", worker=number, kind="k", content={}, person="p", time=now()
                )
                session.add(row)
                session.flush()  # the number is drawn here ...
                time.sleep(0.002 * number)  # ... and becomes visible here

    at_once(workspace, write_or_watch)
    assert len(seen) == 10 * (N_WRITERS - 1)


def test_steps_recorded_at_once_are_all_there_and_one_counts(workspace: Workspace) -> None:
    step = Step("fit", "1", {"rank": 8})
    digest = workspace.artifacts.put(b"result")

    def record(own: Workspace, number: int) -> StepRecord:
        return own.steps.record(step, {"out": digest}, seconds=number, cpu_seconds=0)

    made = at_once(workspace, record)
    found = workspace.steps.find(step)
    assert found in made
    assert found == workspace.steps.find(step)


def test_a_step_can_be_forgotten_and_superseded(workspace: Workspace) -> None:
    digest = workspace.artifacts.put(b"result")
    steps = [Step("fit", "1", {"rank": rank}) for rank in range(3)]
    for step in steps:
        workspace.steps.record(step, {"out": digest}, seconds=1, cpu_seconds=1)
    workspace.steps.supersede([steps[0].key])
    workspace.steps.forget([steps[1].key])
    assert [record.key for record in workspace.steps.all()] == [steps[2].key]
    with workspace.database.read() as session:
        kept = session.scalars(select(StepRow.key).order_by(StepRow.id)).all()
    assert kept == [steps[0].key, steps[2].key]  # superseded ones stay readable


def test_what_a_step_says_comes_back_as_it_was(workspace: Workspace) -> None:
    step = Step(
        "fit", "1", {"b": 0.1, "a": [1e-300, 2**53, None, True], "é": "\u0000发"}, {"data": "d"}
    )
    made = workspace.steps.record(step, {"out": "x" * 64}, seconds=0.1 + 0.2, cpu_seconds=1e-9)
    found = Workspace(workspace.root).steps.recorded([step])[step.key]
    assert found == made
    assert list(found.parameters) == ["b", "a", "é"]  # in its order
    assert found.seconds == 0.1 + 0.2
    assert found.finished.utcoffset() is not None


def test_processes_that_open_an_empty_database_at_once_make_its_tables_once(
    tmp_path: Path, workspace: Workspace
) -> None:
    with workspace.database.write() as session:
        for name in [*Base.metadata.tables, "alembic_version"]:
            session.execute(text(f"drop table {name}"))
    script = "import sys; from pathlib import Path; from tenfold.store.workspace import Workspace;"
    script += "print(Workspace(Path(sys.argv[1])).database.revision())"
    command = [sys.executable, "-c", script, str(workspace.root)]
    several = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ends = [process.communicate(timeout=120) for process in several]
    assert [process.returncode for process in several] == [0, 0, 0], ends
    assert {out.strip() for out, _ in ends} == {HEAD}
    with workspace.database.read() as session:
        assert session.scalar(text("select count(*) from alembic_version")) == 1
