"""Answers to the ten questions: a set a reader, versions, the lab's own."""

from __future__ import annotations

import pytest

from tenfold.errors import InputError
from tenfold.papers.answer_search import search_answers
from tenfold.papers.answers import SKIM, Answers
from tenfold.papers.decision import ACTIONS, Decisions
from tenfold.papers.reading import note_reached, reading_sheet
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.taking_back import take_back
from tenfold.questions import ten_questions
from tenfold.store.workspace import Workspace
from written_about import DAY, PAPER


@pytest.fixture
def ada(workspace: Workspace) -> Answers:
    return Answers(workspace, person="ada")


@pytest.fixture
def gao(workspace: Workspace) -> Answers:
    return Answers(workspace, person="gao")


def texts(answers: Answers, subject: str = PAPER) -> dict[str, dict[int, str]]:
    found = answers.answers_of(subject)
    return {person: {n: a.text for n, a in own.items()} for person, own in found.items()}


def test_each_reader_has_a_set_that_everybody_sees(ada: Answers, gao: Answers) -> None:
    ada.answer(PAPER, 5, "low rank")
    gao.answer(PAPER, 5, "adapters")
    ada.answer(PAPER, 1, "cost")
    ada.answer("paper:2", 1, "another paper")
    assert texts(ada) == texts(gao) == {"ada": {1: "cost", 5: "low rank"}, "gao": {5: "adapters"}}


def test_an_answer_given_again_keeps_the_one_before(ada: Answers) -> None:
    ada.answer(PAPER, 3, "first")
    ada.answer(PAPER, 3, "second")
    ada.answer(PAPER, 3, " second ")  # the same: no version
    assert [version.text for version in ada.versions(PAPER, 3)] == ["first", "second"]
    assert texts(ada) == {"ada": {3: "second"}}
    ada.remove(PAPER, 3)
    assert texts(ada) == {}


def test_taking_back_brings_the_answer_before(
    workspace: Workspace, ada: Answers, gao: Answers
) -> None:
    ada.answer(PAPER, 3, "first")
    ada.answer(PAPER, 3, "second")
    gao.answer(PAPER, 3, "his")
    take_back(workspace, person="ada")
    assert texts(ada) == {"ada": {3: "first"}, "gao": {3: "his"}}
    take_back(workspace, person="ada")
    assert texts(ada) == {"gao": {3: "his"}}
    with pytest.raises(InputError, match="nothing to take back"):
        take_back(workspace, person="ada")


@pytest.mark.parametrize("n", [0, 11, -1])
def test_there_are_ten_questions(ada: Answers, n: int) -> None:
    for refused in (lambda: ada.answer(PAPER, n, "x"), lambda: ada.choose(PAPER, n, "ada")):
        with pytest.raises(InputError, match="ten questions"):
            refused()


def test_an_empty_answer_changes_nothing(ada: Answers) -> None:
    ada.answer(PAPER, 1, "kept")
    with pytest.raises(InputError, match="empty"):
        ada.answer(PAPER, 1, " \n")
    assert texts(ada) == {"ada": {1: "kept"}}


def test_the_lab_chooses_one_answer_a_question(ada: Answers, gao: Answers) -> None:
    for answers, text in ((ada, "hers"), (gao, "his")):
        answers.answer(PAPER, 1, text)
        answers.answer(PAPER, 2, text)
    ada.choose(PAPER, 1, "gao")
    gao.choose(PAPER, 2, "ada")
    gao.choose(PAPER, 1, "ada")
    ada.choose(PAPER, 1, "gao")  # the last choice counts
    chosen = {
        (n, person)
        for person, own in ada.answers_of(PAPER).items()
        for n, answer in own.items()
        if answer.is_chosen
    }
    assert chosen == {(1, "gao"), (2, "ada")}
    with pytest.raises(InputError, match="no answer to question 9"):
        ada.choose(PAPER, 9, "gao")


def test_taking_a_choice_back_brings_the_one_before_even_if_anothers(
    workspace: Workspace, ada: Answers, gao: Answers
) -> None:
    ada.answer(PAPER, 1, "hers")
    gao.answer(PAPER, 1, "his")
    ada.choose(PAPER, 1, "ada")
    gao.choose(PAPER, 1, "gao")
    ada.choose(PAPER, 1, "ada")
    take_back(workspace, person="ada")
    assert ada.answers_of(PAPER)["gao"][1].is_chosen
    assert not ada.answers_of(PAPER)["ada"][1].is_chosen


def test_what_stands_is_the_labs_choice_then_ones_own_then_the_newest(
    ada: Answers, gao: Answers
) -> None:
    ada.answer(PAPER, 1, "hers")
    gao.answer(PAPER, 1, "his")
    gao.answer(PAPER, 2, "his alone")
    assert {n: a.text for n, a in ada.standing(PAPER).items()} == {1: "hers", 2: "his alone"}
    assert gao.standing(PAPER)[1].text == "his"
    ada.choose(PAPER, 1, "gao")
    assert ada.standing(PAPER)[1].text == "his"


def test_what_is_left_to_ask(ada: Answers, gao: Answers) -> None:
    gao.answer(PAPER, 1, "his does not count for her")
    ada.answer(PAPER, 5, "x")
    assert ada.open_questions(PAPER) == [1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert ada.open_questions(PAPER, skim=True) == [1, 8]


def test_the_sheet_has_every_question_and_the_labs_answer_first(
    workspace: Workspace, ada: Answers, gao: Answers
) -> None:
    ada.answer(PAPER, 4, "hers")
    gao.answer(PAPER, 4, 'his\n\n> "a quote" (p. 7)')
    ada.choose(PAPER, 4, "gao")
    sheet = reading_sheet(workspace, PAPER, language="zh", person="ada")
    assert sheet.questions == ten_questions("zh", about="paper")
    assert [answer.person for answer in sheet.answers_to(4)] == ["gao", "ada"]
    assert sheet.progress == {"ada": 1, "gao": 1}
    said = sheet.to_json()["questions"][3]
    assert said["n"] == 4
    assert said["answers"][0]["quotes"] == [{"text": "a quote", "page": 7}]


def test_answers_move_the_reading_state_forwards_only(workspace: Workspace, ada: Answers) -> None:
    marks = ReadingMarks(workspace, person="ada")
    reached = []
    for n in [*SKIM, *(n for n in range(1, 11) if n not in SKIM)]:
        ada.answer(PAPER, n, "x")
        reached.append(note_reached(workspace, PAPER, day=DAY, person="ada"))
    assert reached == [None, None, "skimmed", *[None] * 6, "read in depth"]
    ada.remove(PAPER, 2)
    assert note_reached(workspace, PAPER, day=DAY, person="ada") is None
    assert marks.mark(PAPER).state == "read in depth"


def test_a_decision_is_of_a_reader_and_keeps_its_reason(workspace: Workspace) -> None:
    ada, gao = Decisions(workspace, person="ada"), Decisions(workspace, person="gao")
    ada.decide(PAPER, "cite", "baseline of ours")
    gao.decide(PAPER, "drop")
    ada.decide(PAPER, "cite")
    assert {p: (d.action, d.why) for p, d in gao.decisions_of(PAPER).items()} == {
        "ada": ("cite", "baseline of ours"),
        "gao": ("drop", ""),
    }
    assert ada.decide(PAPER, "drop").why == ""  # the reason was one for citing
    take_back(workspace, person="ada")
    assert gao.decisions_of(PAPER)["ada"].action == "cite"
    with pytest.raises(InputError, match="no decision 'rea'") as refused:
        ada.decide(PAPER, "rea")
    assert refused.value.remedy == "Did you mean 'read'?"
    assert len(ACTIONS) == 5


def test_decisions_and_answers_do_not_take_each_other_for_their_own(
    workspace: Workspace, ada: Answers
) -> None:
    Decisions(workspace, person="ada").decide(PAPER, "read")
    ada.answer(PAPER, 1, "x")
    ada.choose(PAPER, 1, "ada")
    assert texts(ada) == {"ada": {1: "x"}}
    assert list(Decisions(workspace, person="gao").decisions_of(PAPER)) == ["ada"]


def test_answers_are_found_by_all_their_words_in_any_paper(
    workspace: Workspace, ada: Answers, gao: Answers
) -> None:
    ada.answer(PAPER, 5, "A **low**-rank Ångström")
    gao.answer("paper:2", 5, "low rank")
    gao.answer("paper:2", 7, "rank and low, [data](https://example.org)")
    ada.answer("paper:3", 1, "冻结权重")
    ada.choose("paper:2", 5, "gao")

    def found(words: str, n: int | None = None) -> list[tuple[str, int]]:
        return [(f.subject, f.answer.n) for f in search_answers(workspace, words, n=n)]

    assert found("LOW rank") == [("paper:2", 7), ("paper:2", 5), (PAPER, 5)]
    assert found("low rank", 5) == [("paper:2", 5), (PAPER, 5)]
    assert found("angstrom") == [(PAPER, 5)]
    assert found("权重") == [("paper:3", 1)]
    assert found("example.org") == []
    assert len(found("")) == 4


def test_all_papers_at_once_are_the_same_as_one_by_one(ada: Answers, gao: Answers) -> None:
    ada.answer(PAPER, 1, "x")
    gao.answer(PAPER, 1, "y")
    gao.answer("paper:2", 9, "z")
    gao.answer("paper:3", 9, "gone")
    gao.remove("paper:3", 9)
    ada.choose(PAPER, 1, "gao")
    ada.choose(PAPER, 1, "ada")
    wanted = {subject: ada.answers_of(subject) for subject in (PAPER, "paper:2")}
    assert ada.of_all_papers() == wanted
