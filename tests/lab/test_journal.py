"""A person's notes: written, found, answered, shared, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up_notes import TODAY, notes
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.note_search import NoteFilter, due, is_open_question, search
from tenfold.store.workspace import Workspace

journals = st.lists(notes, max_size=8)


@pytest.fixture
def journal(workspace: Workspace) -> Journal:
    return Journal(workspace)


def thought(text: str, **fields: object) -> Note:
    return replace(Note(text=text, day=TODAY), **fields)  # type: ignore[arg-type]


def test_a_note_has_a_number_a_writer_and_a_time(journal: Journal) -> None:
    saved = journal.write(thought("x", tags=("a",)))
    assert (saved.number, saved.person, saved.tags) == (1, "local", ("a",))
    assert saved.made is not None
    assert journal.note(1) == saved
    assert journal.notes() == [saved]


def test_what_is_shared_is_what_was_shared_and_nothing_else(journal: Journal) -> None:
    for text in ("one", "two", "three"):
        journal.write(thought(text))
    assert journal.shared() == []
    journal.share([3, 1, 3])
    assert [note.number for note in journal.shared()] == [1, 3]
    assert len(journal.history(3)) == 2  # named twice, shared once
    journal.share([1], private=True)
    assert [note.number for note in journal.shared()] == [3]
    journal.undo()
    assert [note.number for note in journal.shared("local")] == [1, 3]
    journal.undo()
    assert journal.shared() == []


def test_sharing_is_of_all_or_none(journal: Journal) -> None:
    journal.write(thought("one"))
    with pytest.raises(InputError, match="no note 9"):
        journal.share([1, 9])
    assert journal.shared() == []


def test_a_removed_note_is_gone_until_it_is_brought_back(journal: Journal) -> None:
    saved = journal.write(thought("one", is_private=False))
    assert journal.remove(1) == saved
    assert (journal.notes(), journal.shared()) == ([], [])
    with pytest.raises(InputError):
        journal.note(1)
    (taken,) = journal.undo()
    assert (taken.number, taken.was, taken.now) == (1, None, saved)
    assert journal.notes() == [saved]


def test_undo_says_what_was_and_what_is(journal: Journal) -> None:
    first = journal.write(thought("one"))
    second = journal.change(1, text="two")
    (taken,) = journal.undo()
    assert (taken.was, taken.now) == (second, first)
    (taken,) = journal.undo()
    assert (taken.was, taken.now) == (first, None)


def test_the_history_holds_every_state(journal: Journal) -> None:
    first = journal.write(thought("one"))
    second = journal.change(1, text="two", tags=("a",))
    (third,) = journal.share([1])
    journal.remove(1)
    assert [(s.action, s.note) for s in journal.history(1)] == [
        ("write", first),
        ("edit", second),
        ("share", third),
        ("remove", None),
    ]


def test_a_note_that_is_unshared_while_it_is_edited_stays_private(journal: Journal) -> None:
    was = journal.write(thought("one", is_private=False))
    journal.share([1], private=True)
    assert journal.rewrite(was, replace(was, text="two")).is_private
    assert (journal.shared(), journal.note(1).text) == ([], "two")


def test_what_came_meanwhile_outlives_an_edit(journal: Journal) -> None:
    """An advisor's reply may be taken in while an editor is open."""
    was = journal.write(thought("why?", kind="question", tags=("old",)))
    answered = journal.answer(1, "because", day=TODAY)
    saved = journal.rewrite(was, replace(was, text="why not?", tags=("new",)))
    assert saved == replace(answered, text="why not?", tags=("new",))
    assert journal.note(1) == saved


def test_only_a_question_is_answered(journal: Journal) -> None:
    journal.write(thought("x"))
    journal.write(thought("y", kind="question", whom="Li"))
    assert [note.number for note in journal.open_questions()] == [2]
    with pytest.raises(InputError, match="note 1 is no question"):
        journal.answer(1, "z", day=TODAY)
    answered = journal.answer(2, " z\r\n", day=TODAY)
    assert (answered.answer, answered.answered_on, answered.whom) == ("z", TODAY, "Li")
    assert journal.open_questions() == []


def test_a_parked_idea_comes_back_on_its_day_and_not_before(journal: Journal) -> None:
    journal.write(thought("a", kind="parked", look_again=TODAY))
    journal.write(thought("b", kind="parked", look_again=TODAY - timedelta(days=1)))
    journal.write(thought("c", kind="parked"))
    assert journal.due(TODAY - timedelta(days=2)) == []
    assert [note.text for note in journal.due(TODAY - timedelta(days=1))] == ["b"]
    assert [note.text for note in journal.due(TODAY)] == ["b", "a"]


@given(journal=journals, today=st.dates())
def test_due_are_the_parked_ones_of_days_that_came(journal: list[Note], today: date) -> None:
    found = due(journal, today)
    for note in journal:
        comes = note.kind == "parked" and note.look_again is not None and note.look_again <= today
        assert (note in found) == comes


@given(journal=journals, data=st.data())
def test_any_part_of_what_was_written_finds_the_note(
    journal: list[Note], data: st.DataObject
) -> None:
    if not journal:
        return
    note = data.draw(st.sampled_from(journal))
    fields = [note.text, note.before, note.whom, note.answer, note.giver, note.why, *note.tags]
    words = [word for said in fields for word in said.split()]
    for word in words[:5]:
        assert note in search(journal, word)
    assert note in search(journal, " ".join(words))
    assert len(search(journal, "")) == len(journal)


@given(journal=journals, word=st.text(max_size=5))
def test_a_search_finds_notes_of_the_journal_newest_first(journal: list[Note], word: str) -> None:
    found = search(journal, word)
    assert [(n.day, n.number) for n in found] == sorted(
        ((n.day, n.number) for n in found), reverse=True
    )
    assert all(note in journal for note in found)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("probe", True),
        ("PROBES enough", True),
        ("enough probes", True),
        ("知识", True),
        ("蒸馏 probes", True),
        ("Ｐｒｏｂｅｓ", True),
        ("STRASSE", True),
        ("#layers", True),
        ("layers", True),
        ("probes missing", False),
        ("识知", False),
    ],
)
def test_words_are_found_in_any_order_case_and_script(words: str, is_found: bool) -> None:
    note = thought("Probes are enough; 知识蒸馏 in the Straße", tags=("layers",))
    assert bool(search([note], words)) == is_found


@given(journal=journals)
def test_filters_part_the_journal(journal: list[Note]) -> None:
    """Each note is private or shared, of one kind, and before a day or not: none is lost or twice."""
    private, shared = (NoteFilter(is_private=is_private)(journal) for is_private in (True, False))
    assert len(private) + len(shared) == len(journal)
    assert not [note for note in shared if note.is_private]
    kinds = {note.kind for note in journal}
    assert sum(len(NoteFilter(kind=kind)(journal)) for kind in kinds) == len(journal)
    late = NoteFilter(since=TODAY)(journal)
    early = NoteFilter(until=TODAY - timedelta(days=1))(journal)
    assert len(late) + len(early) == len(journal)
    assert all(is_open_question(note) for note in NoteFilter(is_open=True)(journal))


def test_a_filter_by_tag_and_link() -> None:
    one = thought("see @first-study, twice", tags=("Probes",))
    two = thought("see", why="because of @first", tags=("probe",), number=2)
    assert NoteFilter(tag="#probes")([one, two]) == [one]
    assert NoteFilter(link="@first-study")([one, two]) == [one]
    assert NoteFilter(link="first")([one, two]) == [two]
    assert NoteFilter(tag="probe", link="first-study")([one, two]) == []


def test_another_person_s_journal_shows_only_what_they_shared(workspace: Workspace) -> None:
    mine = Journal(workspace)
    mine.write(thought("canary: private"))
    mine.write(thought("for all", is_private=False))
    settings = workspace.root / "tenfold.toml"
    settings.write_text('[person]\nname = "Ada"\n', encoding="utf-8")
    ada = Journal(Workspace(workspace.root))
    assert (ada.notes(), ada.shared(), ada.open_questions(), ada.due(TODAY)) == ([], [], [], [])
    assert [note.text for note in ada.shared("local")] == ["for all"]
    for number in (1, 2):
        for act in (ada.note, ada.remove, ada.history, ada.question, lambda n: ada.share([n])):
            with pytest.raises(InputError):
                act(number)
