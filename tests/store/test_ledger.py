"""What the ledger must do on each database: nothing is overwritten, everything can be taken back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tenfold.errors import DamageError, InputError
from tenfold.lab.dates import Dates
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.plan import Plan
from tenfold.store.ledger import Change, Ledger
from tenfold.store.workspace import Workspace

N = 4


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


@pytest.fixture
def ledger(workspace: Workspace) -> Ledger:
    return Ledger(workspace)


def of_person(workspace: Workspace, name: str) -> Ledger:
    """The ledger of the same store for somebody else."""
    other = Workspace(workspace.root)
    other.settings = {**workspace.settings, "person": {"name": name}}
    other.__dict__["database"] = workspace.database
    return Ledger(other)


def write(ledger: Ledger, *texts: str) -> list[int]:
    entries = ledger.save([Change(kind="note", content={"text": text}) for text in texts])
    return [entry.number for entry in entries if entry is not None]


def edit(ledger: Ledger, number: int, text: str | None) -> None:
    content = None if text is None else {"text": text}
    ledger.save([Change(kind="note", number=number, content=content, action="edit")])


def texts(ledger: Ledger, person: str | None = None) -> dict[int, str]:
    return {e.number: e.content["text"] for e in ledger.entries("note", person=person)}


def test_what_was_written_comes_back_in_any_script(ledger: Ledger) -> None:
    said = "é 发烧 \N{BRAIN} \u202e \0 'quoted' \\"
    (number,) = write(ledger, said)
    entry = ledger.entry("note", number)
    assert (entry.content, entry.person, entry.made) == ({"text": said}, "local", entry.changed)
    assert entry.made.tzinfo is not None


def test_nothing_is_overwritten(ledger: Ledger) -> None:
    (number,) = write(ledger, "one")
    edit(ledger, number, "two")
    edit(ledger, number, None)
    states = ledger.history("note", number)
    assert [s.content and s.content["text"] for s in states] == ["one", "two", None]
    assert [s.action for s in states] == ["write", "edit", "edit"]
    assert ledger.entries("note") == []


def test_an_edit_keeps_when_the_entry_was_made(ledger: Ledger) -> None:
    (number,) = write(ledger, "one")
    made = ledger.entry("note", number).made
    edit(ledger, number, "two")
    entry = ledger.entry("note", number)
    assert entry.made == made
    assert entry.changed > made


def test_undo_is_a_stack(ledger: Ledger) -> None:
    stood = [texts(ledger)]
    write(ledger, "one")
    stood.append(texts(ledger))
    write(ledger, "two")
    stood.append(texts(ledger))
    edit(ledger, 1, "ONE")
    stood.append(texts(ledger))
    edit(ledger, 2, None)
    stood.append(texts(ledger))
    assert len(stood) == len({str(state) for state in stood})
    for state in reversed(stood[:-1]):
        ledger.undo(["note"])
        assert texts(ledger) == state
    with pytest.raises(InputError, match="nothing to take back"):
        ledger.undo(["note"])


def test_after_an_undo_a_new_change_is_the_one_to_take_back(ledger: Ledger) -> None:
    write(ledger, "one")
    edit(ledger, 1, "two")
    ledger.undo(["note"])
    edit(ledger, 1, "three")
    ledger.undo(["note"])
    assert texts(ledger) == {1: "one"}
    ledger.undo(["note"])
    assert texts(ledger) == {}


def test_a_batch_is_saved_and_taken_back_whole(ledger: Ledger) -> None:
    write(ledger, "old")
    ledger.save(
        [
            Change(kind="note", content={"text": "new"}),
            Change(kind="task", content={"text": "a task"}),
            Change(kind="note", number=1, content={"text": "changed"}),
        ]
    )
    back = ledger.undo(["note"])
    assert {(change.kind, change.number) for change in back} == {
        ("note", 1),
        ("note", 2),
        ("task", 1),
    }
    assert (texts(ledger), ledger.entries("task")) == ({1: "old"}, [])


def test_what_came_in_together_is_not_taken_back_over_a_later_change_of_it(ledger: Ledger) -> None:
    """Or the later change would be lost, and taking that back would bring half of it to life again."""
    write(ledger, "old")
    ledger.save(
        [
            Change(kind="task", content={"text": "a task"}),
            Change(kind="note", number=1, content={"text": "answered"}),
        ]
    )
    edit(ledger, 1, "answered, and edited")
    with pytest.raises(InputError, match="note 1, which came in together with it") as refused:
        ledger.undo(["task"])
    assert "tenfold note undo" in refused.value.remedy
    assert (texts(ledger), len(ledger.entries("task"))) == ({1: "answered, and edited"}, 1)
    ledger.undo(["note"])
    ledger.undo(["task"])
    assert (texts(ledger), ledger.entries("task")) == ({1: "old"}, [])


def test_a_batch_with_one_wrong_change_changes_nothing(ledger: Ledger) -> None:
    write(ledger, "one")
    with pytest.raises(InputError, match="you have no note 99"):
        ledger.save(
            [
                Change(kind="note", number=1, content={"text": "changed"}),
                Change(kind="note", number=99, content={"text": "changed"}),
            ]
        )
    assert texts(ledger) == {1: "one"}
    assert len(ledger.history("note", 1)) == 1


def test_undo_leaves_other_kinds_alone(ledger: Ledger) -> None:
    write(ledger, "one")
    ledger.save([Change(kind="goal", content={"text": "a goal"})])
    ledger.undo(["note"])
    assert texts(ledger) == {}
    assert len(ledger.entries("goal")) == 1


def test_a_number_is_never_given_twice(ledger: Ledger) -> None:
    """Also not that of a removed entry, or of one that was taken back: something may still name it."""
    assert write(ledger, "one", "two") == [1, 2]
    edit(ledger, 2, None)
    assert write(ledger, "three") == [3]
    ledger.undo(["note"])
    assert write(ledger, "four") == [4]


def test_what_is_another_person_s_is_neither_read_as_own_nor_changed(
    workspace: Workspace, ledger: Ledger
) -> None:
    write(ledger, "mine")
    ada = of_person(workspace, "Ada")
    assert ada.entries("note") == []
    for act in (
        lambda: ada.entry("note", 1),
        lambda: ada.history("note", 1),
        lambda: edit(ada, 1, "hers"),
        lambda: edit(ada, 1, None),
        lambda: ada.undo(["note"]),
    ):
        with pytest.raises(InputError):
            act()
    assert len(ledger.history("note", 1)) == 1
    assert write(ada, "hers") == [2]
    assert (texts(ledger), texts(ada)) == ({1: "mine"}, {2: "hers"})
    assert texts(ledger, "Ada") == {2: "hers"}
    assert ledger.people() == ["Ada", "local"]


def test_that_another_has_an_entry_is_not_told(workspace: Workspace, ledger: Ledger) -> None:
    """The message is the one for an entry that never was."""
    write(ledger, "mine")
    ada = of_person(workspace, "Ada")
    said = []
    for number in (1, 99):
        with pytest.raises(InputError) as refused:
            edit(ada, number, "x")
        said.append(str(refused.value).replace(str(number), "N"))
    assert said[0] == said[1]


def test_people_who_write_at_once_never_get_the_same_number(workspace: Workspace) -> None:
    barrier = threading.Barrier(N)

    def one(root: Path) -> None:
        own = Workspace(root)
        try:
            _ = own.database
            barrier.wait()
            for _turn in range(3):
                write(Ledger(own), "x", "y")
        finally:
            own.database.close()

    with ThreadPoolExecutor(N) as pool:
        list(pool.map(one, [workspace.root] * N))
    ledger = Ledger(workspace)
    assert list(texts(ledger)) == list(range(1, N * 6 + 1))
    assert all(len(ledger.history("note", number)) == 1 for number in texts(ledger))


def test_those_who_undo_at_once_take_back_a_change_each(workspace: Workspace) -> None:
    ledger = Ledger(workspace)
    for number in range(N + 1):
        write(ledger, str(number))
    barrier = threading.Barrier(N)

    def one(root: Path) -> None:
        own = Workspace(root)
        try:
            _ = own.database
            barrier.wait()
            Ledger(own).undo(["note"])
        finally:
            own.database.close()

    with ThreadPoolExecutor(N) as pool:
        list(pool.map(one, [workspace.root] * N))
    assert texts(ledger) == {1: "0"}


@pytest.mark.parametrize("content", [{}, {"text": "x", "day": "someday"}, {"day": 3}])
def test_an_entry_that_was_changed_from_outside_is_told_by_a_message(
    workspace: Workspace, content: dict[str, object]
) -> None:
    Ledger(workspace).save(
        [Change(kind=kind, content=content) for kind in ("note", "goal", "task", "date")]
    )
    for read, name in (
        (Journal(workspace).notes, "note 1"),
        (Goals(workspace).goals, "goal 1"),
        (Plan(workspace).tasks, "task 1"),
        (Dates(workspace).dates, "date 1"),
    ):
        with pytest.raises(DamageError, match=name):
            read()


def test_what_there_may_be_once_is_saved_once_by_those_who_try_at_once(
    workspace: Workspace,
) -> None:
    barrier = threading.Barrier(N)

    def save(_number: int) -> bool:
        own = Workspace(workspace.root)
        try:
            ledger = Ledger(own)
            barrier.wait()
            reply = Change(kind="reply", subject="digest", content={"day": "today"}, once=True)
            ledger.save([Change(kind="note", content={"text": "advice"}), reply])
        except InputError:
            return False
        finally:
            own.database.close()
        return True

    with ThreadPoolExecutor(N) as pool:
        assert sorted(pool.map(save, range(N))) == [False] * (N - 1) + [True]
    ledger = Ledger(workspace)
    assert len(ledger.entries("reply")) == len(texts(ledger)) == 1
    ledger.undo(["note", "reply"])
    assert ledger.save([Change(kind="reply", subject="digest", content={"day": "x"}, once=True)])
