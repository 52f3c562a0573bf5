"""A reply goes into the journal all or none, once, and comes out again in one go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from reports_of_a_week import ADA, quoted

from tenfold.cli.lab.saying import say_undone
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.plan import Plan
from tenfold.lab.task import Task
from tenfold.lab.week.keeping import add_addendum, freeze, with_addenda
from tenfold.lab.week.take_reply import take_reply_file
from tenfold.lab.week.text import render_text
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.store.ledger import Ledger

REPORT = {"week": "2026-W48", "n_weeks": 1, "language": "en"}
UNDONE_WITH_A_NOTE = ("note", "reply")


def ask(workspace, text="Which margin?", **fields):
    note = Note(text=text, day=date(2026, 11, 20), kind="question", whom="Gao", **fields)
    return Journal(workspace).write(note).number


def tasks(workspace):
    return [
        Task.from_content(e.content, number=e.number, person=e.person, made=e.made)
        for e in Ledger(workspace).entries("task")
    ]


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "reply.md"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def reply_to(number):
    return (
        f"From: Gao\n\n- [ ] more seeds (by 2026-12-04)\n- [ ] read it again\n\nQ{number}: 0.02.\n\n"
        "## Verdicts\n\nOn one seed?\n"
    )


def test_answers_tasks_and_comments_go_in(workspace_on_each, write):
    workspace = workspace_on_each
    number = ask(workspace)
    today = zone_of(workspace).today()
    taken = take_reply_file(workspace, write(reply_to(number)))

    question = Journal(workspace).note(number)
    assert (question.answer, question.answered_on) == ("0.02.", today)
    assert (question.text, question.whom, question.kind) == ("Which margin?", "Gao", "question")
    first, second = tasks(workspace)
    assert (first.text, first.day, first.giver) == ("more seeds", date(2026, 12, 4), "Gao")
    assert second.day == (Week.of(today) + 1).monday
    advice = [n for n in Journal(workspace).notes() if n.kind == "advice"]
    assert [(n.text, n.giver, n.tags, n.day) for n in advice] == [
        ("On one seed?", "Gao", ("verdicts",), today)
    ]
    assert taken.to_json() == {
        "giver": "Gao",
        "answered": [number],
        "tasks": [first.number, second.number],
        "advice": [advice[0].number],
        "is_shared": False,
    }


@pytest.mark.parametrize("share", [False, True])
def test_comments_are_private_unless_shared(workspace, write, share):
    number = ask(workspace)
    taken = take_reply_file(workspace, write(reply_to(number)), share=share)
    shared = {note.number for note in Journal(workspace).shared()}
    assert shared == (set(taken.advice) if share else set())


def test_a_private_question_stays_private_with_its_answer(workspace, write):
    canary = "canary-8c1f"
    number = ask(workspace, canary)
    taken = take_reply_file(workspace, write(reply_to(number)), share=True)
    assert canary not in str(taken.to_json())
    assert Journal(workspace).note(number).is_private
    assert all(canary not in note.text for note in Journal(workspace).shared())


def test_a_second_answer_stands_below_the_first(workspace, write):
    number = ask(workspace, answer="Ask again.", answered_on=date(2026, 11, 21))
    take_reply_file(workspace, write(reply_to(number)))
    assert Journal(workspace).note(number).answer == "Ask again.\n0.02."


def test_no_such_question_and_nothing_is_taken_in(workspace, write):
    number = ask(workspace)
    thought = Journal(workspace).write(Note(text="x", day=date(2026, 11, 20))).number
    before = Journal(workspace).notes()
    for wrong in (thought, 999):
        text = reply_to(number) + f"\nQ{wrong}: no.\n"
        with pytest.raises(InputError, match=f"Q{wrong}, but you have no such question"):
            take_reply_file(workspace, write(text))
    assert Journal(workspace).notes() == before
    assert tasks(workspace) == []
    assert Ledger(workspace).entries("reply") == []


def test_the_same_reply_twice_is_refused_until_it_is_taken_back(workspace, write):
    number = ask(workspace)
    before = Journal(workspace).notes()
    take_reply_file(workspace, write(reply_to(number)))
    with pytest.raises(InputError, match=r"was read on \d{4}-\d\d-\d\d"):
        take_reply_file(workspace, write(reply_to(number).replace("\n", "\r\n") + "\n"))

    Ledger(workspace).undo(UNDONE_WITH_A_NOTE)
    assert Journal(workspace).notes() == before
    assert tasks(workspace) == []

    take_reply_file(workspace, write(reply_to(number)))
    assert Journal(workspace).note(number).answer == "0.02."
    assert len(tasks(workspace)) == 2


def test_a_reply_of_tasks_alone_is_taken_back_too(workspace, write):
    take_reply_file(workspace, write("From: Gao\n\nTODO: more seeds\n"))
    Ledger(workspace).undo(UNDONE_WITH_A_NOTE)
    assert tasks(workspace) == []


def test_who_wrote_must_be_known(workspace, write):
    with pytest.raises(InputError, match="who wrote") as error:
        take_reply_file(workspace, write("Well done.\n"))
    assert "--from" in error.value.remedy
    assert Journal(workspace).notes() == []
    take_reply_file(workspace, write("From: Gao\n\nWell done.\n"), giver="Lin")
    assert Journal(workspace).notes()[0].giver == "Lin"


def test_a_reply_is_compared_with_the_frozen_report(workspace, write):
    frozen = freeze(workspace, REPORT, ADA)
    sent = with_addenda(frozen, translator())
    text = sent.replace("## Verdicts\n", "## Verdicts\n\nOn one seed?\n")
    take_reply_file(workspace, write(text), giver="Gao")
    take_reply_file(workspace, write(quoted(sent) + "\nSee you on Monday.\n"), giver="Gao")
    assert [n.text for n in Journal(workspace).notes()] == ["On one seed?", "See you on Monday."]


def test_a_report_that_was_not_frozen_cannot_be_told_from_its_reply(workspace, write):
    with pytest.raises(InputError, match="which was not frozen"):
        take_reply_file(workspace, write(ADA + "\nHm.\n"), giver="Gao")
    assert Journal(workspace).notes() == []
    take_reply_file(workspace, write(quoted(ADA) + "\nHm.\n"), giver="Gao")
    take_reply_file(workspace, write(ADA + "\nHm, hm.\n"), giver="Gao", report_markdown=ADA)
    assert [n.text for n in Journal(workspace).notes()] == ["Hm.", "Hm, hm."]


def test_files_that_cannot_be_read(workspace, tmp_path):
    path = tmp_path / "reply.md"
    with pytest.raises(InputError, match="cannot be read"):
        take_reply_file(workspace, path, giver="Gao")
    path.write_bytes("gr\xfc\xdfe".encode("latin-1"))
    with pytest.raises(InputError, match=r"not UTF-8 \(byte 0xFC at 2\)"):
        take_reply_file(workspace, path, giver="Gao")
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(InputError, match="1 MB"):
        take_reply_file(workspace, path, giver="Gao")


def test_days_are_counted_from_today(workspace, write):
    take_reply_file(workspace, write("TODO: more seeds (by tomorrow)\n"), giver="Gao")
    assert tasks(workspace)[0].day == zone_of(workspace).today() + timedelta(days=1)


def test_taking_a_reply_back_by_its_tasks_prints_no_private_note(workspace, write, capsys):
    """Output of the plan is shown to others; what came in with a task may be private."""
    number = ask(workspace, "canary?", answer="canary")
    take_reply_file(workspace, write(reply_to(number)))
    say_undone(Plan(workspace).undo())
    said = capsys.readouterr().out
    assert f"note {number}" in said
    assert "canary" not in said
    assert (tasks(workspace), len(Journal(workspace).notes())) == ([], 1)


def test_a_reply_is_compared_with_the_report_of_as_many_weeks(workspace, write):
    """Both end with the same week; a line of the one is not in the other."""
    fields = {"person": "Ada", "week": "2026-W48"}
    one = "# Ada, week 2026-W48\n\n## Thinking\n\n- of one week alone\n"
    two = "# Ada, weeks 2026-W47 to 2026-W48\n\n## Thinking\n\n- of two weeks alone\n"
    freeze(workspace, {**REPORT, **fields}, one)
    freeze(workspace, {**REPORT, **fields, "n_weeks": 2}, two)
    for text in (one, two):
        take_reply_file(workspace, write(f"{text}\nWhy {len(text)}?\n"), giver="Gao")
    said = [note.text for note in Journal(workspace).notes()]
    assert said == [f"Why {len(one)}?", f"Why {len(two)}?"]


def test_an_addendum_is_clean_text(workspace):
    freeze(workspace, REPORT, ADA)
    frozen = add_addendum(workspace, Week(2026, 48), "not \x1b[2J 0.2")
    assert "\x1b" not in frozen.addenda[0].text
    with pytest.raises(InputError, match="not UTF-8"):
        add_addendum(workspace, Week(2026, 48), "\udcff")


def test_a_stranger_s_file_steers_no_terminal(workspace, write):
    """What an advisor's file holds is printed by `note list`, `plan list` and the report."""
    number = ask(workspace)
    evil = "\x1b[2Jx\x07"
    text = f"From: G{evil}\n\n- [ ] t{evil}\n\nQ{number}: a{evil}\n\n## S{evil}\n\nc{evil}\n"
    take_reply_file(workspace, write(text))
    said = repr([*Journal(workspace).notes(), *tasks(workspace)])
    assert "x" in said
    assert "\\x1b" not in said
    assert "\\x07" not in said


@pytest.mark.parametrize("width", [72, 80, 100])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_reply_in_the_plain_form_of_the_report_holds_the_advisors_lines_alone(
    workspace, tmp_path, width, newline
):
    kept = freeze(workspace, REPORT, ADA)
    plain = render_text(with_addenda(kept, translator("en")), width=width)
    above, below = plain.split("Needs you\n---------\n", maxsplit=1)
    path = tmp_path / "reply.txt"
    text = f"Good.\n\n{above}On one seed?\n\nNeeds you\n---------\n{below}"
    path.write_bytes(text.replace("\n", newline).encode())
    taken = take_reply_file(workspace, path, giver="Gao")
    assert not taken.answered
    assert not taken.tasks
    said = [(note.text, note.tags) for note in Journal(workspace).notes()]
    assert sorted(said) == [("Good.", ()), ("On one seed?", ("verdicts",))]
