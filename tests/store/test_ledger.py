"""What the ledger must do on each database: nothing is overwritten, everything can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tenfold.errors import DamageError, InputError
from tenfold.lab.dates import Dates
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.plan import Plan
from tenfold.papers.answers import Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.reviews import Reviews
from tenfold.store.ledger import Change, ChangedSinceError, Ledger
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


ROUNDS = 20


AtOnce = Callable[[Callable[[Workspace, int], object]], list[object]]


@pytest.fixture
def at_once(workspace: Workspace) -> Iterator[AtOnce]:
    """What `N` writers get who write at the same moment, each with a connection of their own.

    What was refused is the error.
    """
    barrier = threading.Barrier(N)
    own = [Workspace(workspace.root) for _ in range(N)]

    def ask(write: Callable[[Workspace, int], object]) -> list[object]:
        def one(by: int) -> object:
            _ = own[by].database
            barrier.wait()
            try:
                return write(own[by], by)
            except ChangedSinceError as error:
                return error

        return list(pool.map(one, range(N)))

    with ThreadPoolExecutor(N) as pool:
        yield ask
    for one in own:
        one.database.close()


def test_of_those_who_change_the_same_state_one_goes_through_and_all_others_are_told(
    workspace: Workspace, at_once: AtOnce
) -> None:
    ledger = Ledger(workspace)
    (number,) = write(ledger, "begun")
    for turn in range(ROUNDS):
        entry = ledger.entry("note", number)

        def change(own: Workspace, by: int, turn: int = turn, on: str = entry.version) -> str:
            content = {"text": f"{turn} by {by}"}
            said = Change(kind="note", number=number, content=content, based_on=on)
            return str(Ledger(own).save([said])[0].content["text"])  # type: ignore[union-attr]

        got = at_once(change)
        through = [one for one in got if isinstance(one, str)]
        stands = ledger.entry("note", number)
        assert through == [stands.content["text"]]
        refused = [one for one in got if isinstance(one, ChangedSinceError)]
        assert len(refused) == N - 1
        assert {(one.version, str(one.content)) for one in refused} == {
            (stands.version, str(stands.content))
        }
    assert len(ledger.history("note", number)) == ROUNDS + 1


def test_of_those_who_answer_comment_or_review_at_once_one_goes_through(
    workspace: Workspace, at_once: AtOnce
) -> None:
    """Begun by all at once, changed, and at last changed by some while others take it away."""
    subject, form = "paper:1", form_named(workspace, "quick")

    def answer(own: Workspace, by: int, on: str) -> str:
        return Answers(own).answer(subject, 1, f"by {by} over {on}", based_on=on).text

    def review(own: Workspace, by: int, on: str) -> str:
        said = {"concern": f"by {by} over {on}"}
        return Reviews(own).review(subject, form, said, based_on=on).said()["concern"]

    comment = Discussion(workspace).comment(subject, "begun")

    def edit_or_remove(own: Workspace, by: int, on: str) -> str:
        if by % 2:
            Discussion(own).remove(subject, comment.number, based_on=on)
            return "gone"
        return Discussion(own).edit(subject, comment.number, f"by {by} over {on}", based_on=on).text

    def through(act: Callable[[Workspace, int, str], str], on: str) -> str:
        got = at_once(lambda own, by: act(own, by, on))
        (one,) = [said for said in got if isinstance(said, str)]
        return one

    on = ""
    for _turn in range(5):
        said = through(answer, on)
        own = Answers(workspace).answers_of(subject)["local"][1]
        assert own.text == said
        on = own.changed.isoformat()
    on = ""
    for _turn in range(5):
        said = through(review, on)
        found = Reviews(workspace).own(subject, "quick")
        assert found is not None
        assert found.said()["concern"] == said
        on = found.changed.isoformat()
    on = comment.changed.isoformat()
    while through(edit_or_remove, on) != "gone":
        on = Discussion(workspace).own(subject, comment.number).changed.isoformat()
    assert Discussion(workspace).comments_of(subject) == []


def test_what_is_based_on_nothing_or_on_what_is_gone_is_refused(ledger: Ledger) -> None:
    write(ledger, "one")
    version = ledger.entry("note", 1).version
    stale = Change(kind="note", number=1, content={"text": "two"}, based_on="")
    with pytest.raises(ChangedSinceError) as refused:
        ledger.save([Change(kind="note", content={"text": "with it"}), stale])
    assert (refused.value.content, refused.value.version) == ({"text": "one"}, version)
    edit(ledger, 1, None)
    for number in (1, None):  # whoever looks it up finds it no more, and would begin it anew
        with pytest.raises(ChangedSinceError) as refused:
            ledger.save([replace(stale, number=number, based_on=version)])
        assert (refused.value.content, refused.value.version) == (None, "")
    assert texts(ledger) == {}
    ledger.save([replace(stale, based_on="")])
    assert texts(ledger) == {1: "two"}


def test_no_two_states_have_the_same_version_when_the_clock_stands_still_or_goes_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a text that was read before two changes could be taken for one that was read after them."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for minutes in (0, 0, 5, 0, 0):
        clock = noon + timedelta(minutes=minutes)
        monkeypatch.setattr("tenfold.store.ledger.now", lambda clock=clock: clock)
        if minutes or texts(ledger):
            edit(ledger, 1, f"at {minutes}")
        else:
            write(ledger, "begun")
    times = [state.time for state in ledger.history("note", 1)]
    assert len(set(times)) == len(times) == 5


def test_of_those_who_change_different_fields_of_a_note_at_once_none_takes_another_s_back(
    workspace: Workspace, at_once: AtOnce
) -> None:
    """Each reads the note, changes a field and writes it whole: what was not the newest is not written."""
    note = Journal(workspace).write(Note(text="begun", day=date(2026, 1, 1)))

    def change(own: Workspace, by: int) -> str:
        return (
            Journal(own)
            .change(note.number, **[{"text": f"by {by}"}, {"tags": (f"{by}",)}][by % 2])
            .text
        )

    n_through = 0
    for _turn in range(ROUNDS // 5):
        before = Journal(workspace).note(note.number)
        got = at_once(change)
        n_through += sum(isinstance(one, str) for one in got)
        states = [state.note for state in Journal(workspace).history(note.number)]
        for one, next_one in pairwise(states[states.index(before) :]):
            assert one is not None
            assert next_one is not None
            assert (one.text == next_one.text) or (one.tags == next_one.tags)
    assert n_through >= ROUNDS // 5
