"""Screening in the browser: as the command asks, kept at once, each for themselves; marks; what goes out."""

from __future__ import annotations

import re

import pytest
from served import Client
from signed_in import As, open_accounts

from planted_reviews import make_review
from tenfold.errors import InputError
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.screening.curve import found_figure
from tenfold.papers.screening.marked import marked
from tenfold.papers.screening.screened import Screening
from tenfold.papers.screening.vectors_at_hand import vectors_at_hand
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{6007*13}}"
NAME = f"nudges {HOSTILE}"
AT = "/collections/screen"
REVIEW = make_review(40, 8)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("screening") / "lab", person="Ada")
    library = Library(made)
    records = enumerate(zip(REVIEW.titles, REVIEW.abstracts, strict=True))
    papers = [Paper(key=f"r{i:02d}", title=f"{t} {HOSTILE}", abstract=a) for i, (t, a) in records]
    library.take_in([Read(paper, "refs.bib:1") for paper in papers])
    collections = Collections(made)
    collections.begin(NAME)
    collections.add(NAME, [subject_of(library.number(paper.key)) for paper in papers])
    open_accounts(made)
    return made


def page_of(client: Client, who: dict[str, str], **more: str) -> str:
    answer = client.get(AT, params={"name": NAME} | more, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.text


def known(page: str) -> dict[str, str]:
    names = ("subject", "based_on", "newest")
    return {name: re.findall(rf'name="{name}" value="(.*?)"', page)[0] for name in names}


def decide(client: Client, who: dict[str, str], page: str, **said: str) -> str:
    answer = client.post(AT, params={"name": NAME}, data=known(page) | said, headers=who)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"], headers=who).text


def decisions(workspace: Workspace, person: str) -> list[tuple[str, str, str]]:
    screening = Screening(workspace, NAME, person=person)
    return [(screening.papers[s].key, d.verdict, d.reason) for s, d in screening.own().items()]


def test_the_same_papers_are_asked_as_by_the_command_and_each_decision_is_kept(
    client: Client, signed: As, workspace: Workspace
) -> None:
    who, given = signed("Bob"), []
    page = page_of(client, who)
    for said in (
        {"do": "include"},
        {"do": "exclude", "reason": "no data"},
        {"exclude_for": "no data"},
    ):
        asked = Screening(workspace, NAME, person="Bob").next()[0]
        assert known(page)["subject"] == asked.subject
        page = decide(client, who, page, **said)
        verdict = said.get("do", "exclude")
        given.append((asked.paper.key, verdict, "" if verdict == "include" else "no data"))
        assert decisions(workspace, "Bob") == given
    assert "Exclude: no data" in page
    assert "<mark class=" in page  # it has learnt, and says from which words
    assert "Read on:" in page
    assert "Found so far" in page
    page = decide(client, who, page, do="undo")
    assert f"Taken back: {given[-1][0]}." in page
    assert decisions(workspace, "Bob") == given[:-1]


def test_two_windows_of_one_person_do_not_decide_over_each_other(
    client: Client, signed: As, workspace: Workspace
) -> None:
    who = signed("Ada")
    page = page_of(client, who)
    decide(client, who, page, do="include")
    stale = decide(client, who, page, do="exclude")
    assert "in another window meanwhile (include)" in stale
    assert known(stale)["subject"] == known(page)["subject"]
    assert "in another window" in decide(client, who, page, do="undo")
    assert [verdict for _, verdict, _ in decisions(workspace, "Ada")] == ["include"]
    decide(client, who, stale, do="exclude")
    assert [verdict for _, verdict, _ in decisions(workspace, "Ada")] == ["exclude"]


def test_people_who_differ_are_shown_to_each_other_and_results_go_out(
    client: Client, signed: As, workspace: Workspace
) -> None:
    subject = next(iter(Screening(workspace, NAME, person="Bob").papers))
    for name, verdict in (("Ada", "include"), ("Bob", "exclude")):
        page = page_of(client, signed(name), paper=subject)
        decide(client, signed(name), page, do=verdict)
    page = page_of(client, signed("Ada"))
    assert "Ada: <b>include</b>" in page
    assert "Bob: <b>exclude</b>" in page
    assert "in conflict" in page
    for form, told in (("csv", "decision of Ada"), ("ris", "Screening: conflict"), ("svg", "<svg")):
        answer = client.get(
            f"{AT}/export", params={"name": NAME, "form": form}, headers=signed("Bob")
        )
        assert told in answer.text
        assert "attachment" in answer.headers["content-disposition"]
    made = client.post(f"{AT}/collect", params={"name": NAME}, headers=signed("Bob"))
    assert made.status_code == 303
    assert f"{NAME}-included" in [c.name for c in Collections(workspace).all()]


@pytest.mark.parametrize("ranker", ["svm", "fused-vectors"])
def test_the_chosen_ranker_orders_the_papers_and_stays_chosen(
    client: Client, signed: As, workspace: Workspace, ranker: str
) -> None:
    who = signed("Ada")
    page = page_of(client, who, ranker=ranker)
    assert f'<option value="{ranker}" selected>' in page
    for verdict in ("include", "exclude"):
        query = {"name": NAME, "ranker": ranker}
        answer = client.post(AT, params=query, data=known(page) | {"do": verdict}, headers=who)
        assert f"ranker={ranker}" in answer.headers["location"]
        page = client.get(answer.headers["location"], headers=who).text
        assert f'<option value="{ranker}" selected>' in page
    screening = Screening(
        workspace, NAME, person="Ada", ranker=ranker, vectors=vectors_at_hand(workspace)
    )
    assert known(page)["subject"] == screening.next()[0].subject
    bad = client.get(AT, params={"name": NAME, "ranker": "oracle"}, headers=who)
    assert bad.status_code == 400


def test_more_papers_than_one_waits_for_are_left_to_the_command(workspace: Workspace) -> None:
    vectors = vectors_at_hand(workspace, most=1)
    with pytest.raises(InputError, match="2 papers of the collection have no vectors"):
        vectors(["one that was never encoded", "and another one"])


def test_no_newer_criteria_are_lost(client: Client, signed: As, workspace: Workspace) -> None:
    sent = [
        client.post(
            f"{AT}/criteria", params={"name": NAME}, data={"text": text, "based_on": ""},
            headers=signed(who),
        )
        for who, text in (("Ada", "first"), ("Bob", f"second {HOSTILE}"))
    ]  # fmt: skip
    assert [answer.status_code for answer in sent] == [303, 409]
    assert "<img" not in sent[1].text
    assert Screening(workspace, NAME).decisions.criteria() == "first"


def test_hostile_texts_act_nowhere_and_wrong_words_are_said(client: Client, signed: As) -> None:
    page = page_of(client, signed("Bob"))
    assert "&lt;script&gt;alert(1)" in page
    for wrong in ("<script>alert", "<img", "78091"):
        assert wrong not in page
    who, query = signed("Bob"), {"name": NAME}
    for data in ({"do": "perhaps"} | known(page), {"do": "include", "subject": "paper:99999"}):
        assert client.post(AT, params=query, data=data, headers=who).status_code == 400
    assert client.get(AT, params={"name": "none"}, headers=who).status_code == 400
    assert client.get(AT, params=query, headers=signed("Rea")).status_code == 403


def test_marks_join_to_the_text_again() -> None:
    text = "Colour-blind folk: nudges, Nudges & more nudge-like nudges."
    pieces = marked(text, [("nudges", 0.2), ("more nudge", -0.4), ("folk nudges", 0.3), ("", 1.0)])
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, mark in pieces if mark == "against"] == ["more nudge"]
    assert [p for p, mark in pieces if mark == "for"] == ["folk: nudges", "Nudges", "nudges"]


def test_the_curve_ends_at_what_was_found() -> None:
    figure = found_figure([1, 0, 1, *[0] * 57], 100, lambda text: text)
    assert figure.rows[-1] == ("60", "2")
    assert len(figure.rows) <= 21
