"""Reviews, tags, collections, decisions, numbers and comments from the page of a paper."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import httpx2
import pytest
from lived_in import write_papers
from served import Client, serving

from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.decision import Decisions
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.library import Library
from tenfold.papers.published import PublishedNumbers
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

AT = "/papers/hu2021lora"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("judging") / "lab", person="Ada")
    write_papers(made)
    return made


@pytest.fixture(scope="module")
def client(lab: Workspace) -> Iterator[Client]:
    with serving(lab.root) as opened:
        yield opened


def subject(lab: Workspace) -> str:
    return subject_of(Library(lab).number("hu2021lora"))


def form_version(page: str, action: str) -> str:
    """The version that a form of the page carries."""
    return based_on(page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0])


def based_on(page: str) -> str:
    found = re.search(r'name="based_on" value="([^"]*)"', page)
    assert found
    return unescape(found.group(1))


def test_a_review_is_refused_as_it_stands_then_saved_changed_and_withdrawn(
    client: Client, lab: Workspace
) -> None:
    page = client.get(f"{AT}/review?form=iclr_2026").text
    assert "6 · marginally above" in page
    typed = {"field-summary": "Low rank <b>", "field-strengths": "Simple", "field-rating": "6"}
    refused = client.send_form(f"{AT}/review", form="iclr_2026", based_on="", **typed)
    assert refused.status_code == 422
    assert "weaknesses: is required" in refused.text
    assert "Low rank &lt;b&gt;" in refused.text  # nothing that was typed is lost
    assert own(lab) == {}
    typed |= {"field-weaknesses": "One seed", "field-questions": "Why 8?"}
    page = client.send_form(f"{AT}/review", form="iclr_2026", based_on="", **typed).text
    assert "Your review is saved." in page
    assert own(lab)["rating"] == "6"
    first = based_on(client.get(f"{AT}/review?form=iclr_2026").text)
    typed["field-rating"] = ""
    client.send_form(f"{AT}/review", form="iclr_2026", based_on=first, **typed)
    assert "rating" not in own(lab)
    typed["field-weaknesses"] = "From an old window"
    stale = client.send_form(f"{AT}/review", form="iclr_2026", based_on=first, **typed)
    assert stale.status_code == 409
    assert "From an old window" in stale.text
    assert own(lab)["weaknesses"] == "One seed"
    review = Reviews(lab).own(subject(lab), "iclr_2026")
    assert review is not None
    at = f"{AT}/reviews/{review.number}/remove"
    stale = client.send_form(at, based_on=first)
    assert stale.status_code == 409
    assert "One seed" in stale.text
    assert own(lab) != {}
    client.send_form(at, based_on=form_version(client.get(AT).text, at))
    assert own(lab) == {}


def own(lab: Workspace) -> dict[str, str]:
    return Reviews(lab).said(subject(lab), "iclr_2026")


def test_another_person_s_review_cannot_be_withdrawn(client: Client, lab: Workspace) -> None:
    form = form_named(lab, "quick")
    theirs = Reviews(lab, person="Bob").review(subject(lab), form, {"concern": "One seed"})
    assert client.send_form(f"{AT}/reviews/{theirs.number}/remove").status_code == 400
    page = client.get(AT).text
    assert f"/reviews/{theirs.number}/remove" not in page
    assert "One seed" in page


def test_a_number_that_no_store_can_hold_is_nobody_s(client: Client) -> None:
    for of in ("reviews", "comments", "claims"):
        answer = client.send_form(f"/papers/hu2021lora/{of}/{10**30}/remove")
        assert answer.status_code == 422


def test_tags_and_what_is_saved(client: Client, lab: Workspace) -> None:
    client.send_form(f"{AT}/tags", tags="adapters, low rank，基线")
    client.send_form(f"{AT}/tags", untag="adapters")
    client.send_form(f"{AT}/mark", saved="true")
    page = client.send_form(f"{AT}/mark", giver="Gao", due="2030-01-02").text
    mark = ReadingMarks(lab).mark(subject(lab))
    assert (mark.tags, mark.saved, mark.giver) == (("low rank", "基线"), True, "Gao")
    assert "Saved for later" in page
    assert "2030-01-02" in page
    assert client.send_form(f"{AT}/mark", progress="9/3", unit="pages").status_code == 400


def test_collections_decisions_and_numbers(client: Client, lab: Workspace) -> None:
    Collections(lab).begin("To cite")
    client.send_form(f"{AT}/collections", name="To cite")
    assert subject(lab) in Collections(lab).named("To cite").members
    client.send_form(f"{AT}/collections", name="To cite", do="out")
    assert subject(lab) not in Collections(lab).named("To cite").members
    client.send_form(f"{AT}/decision", action="replicate", why="three seeds")
    assert Decisions(lab).decisions_of(subject(lab))["Ada"].why == "three seeds"
    sst = {"metric": "accuracy", "value": "95.1", "data": "SST-2"}
    assert client.send_form(f"{AT}/claims", **sst).status_code == 400  # not without percent
    assert client.send_form(f"{AT}/claims", **{**sst, "value": "many"}).status_code == 400
    page = client.send_form(f"{AT}/claims", **sst, unit="percent").text
    assert "accuracy 95.1 % on SST-2" in page
    (number,) = PublishedNumbers(lab).of(subject(lab))
    at = f"{AT}/claims/{number.number}/remove"
    stale = client.send_form(at, based_on="before")
    assert stale.status_code == 409
    assert "accuracy 95.1 % on SST-2" in stale.text
    client.send_form(at, based_on=form_version(page, at))
    assert PublishedNumbers(lab).of(subject(lab)) == []


def test_a_comment_is_answered_changed_and_taken_away_by_its_own_person(
    client: Client, lab: Workspace
) -> None:
    discussion = Discussion(lab)
    first = discussion.comments_of(subject(lab))[0]
    client.send_form(f"{AT}/comments", text="Which ones?", reply_to=str(first.number))
    reply = discussion.comments_of(subject(lab))[-1]
    assert reply.reply_to == first.number
    at = f"{AT}/comments/{first.number}"
    stale = client.send_form(f"{at}/edit", text="From an old window", based_on="before")
    assert stale.status_code == 409
    client.send_form(f"{at}/edit", text="Five seeds", based_on=first.changed.isoformat())
    assert discussion.own(subject(lab), first.number).text == "Five seeds"
    theirs = Discussion(lab, person="Bob").comment(subject(lab), "By Bob")
    assert client.send_form(f"{AT}/comments/{theirs.number}/remove").status_code == 400
    stale = client.send_form(f"{at}/remove", based_on=first.changed.isoformat())
    assert stale.status_code == 409
    assert "Five seeds" in stale.text
    client.send_form(f"{at}/remove", based_on=form_version(client.get(AT).text, f"{at}/remove"))
    assert first.number not in [c.number for c in discussion.comments_of(subject(lab))]
    late = client.send_form(f"{at}/edit", text="Ten seeds", based_on=first.changed.isoformat())
    assert (late.status_code, "Ten seeds" in late.text) == (409, True)


def test_papers_like_it_have_their_reasons(client: Client) -> None:
    assert "Papers like it" in client.get(f"{AT}/similar").text
    part = client.get(f"{AT}/similar", headers={"hx-request": "true"}).text
    assert "<html" not in part


def test_of_two_windows_that_save_at_the_same_moment_one_is_told_and_nothing_is_lost(
    client: Client, lab: Workspace
) -> None:
    """Two windows, many times over: each time both texts are on the page of the one that came second."""
    answers, version = Answers(lab), ""
    for turn in range(10):
        barrier = threading.Barrier(2)

        def save(
            window: str, turn: int = turn, on: str = version, go: threading.Barrier = barrier
        ) -> tuple[str, httpx2.Response]:
            text = f"turn {turn}, window {window}"
            go.wait()
            return text, client.send_form(f"{AT}/answers/9", text=text, based_on=on)

        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(save, "ab"))
        through, refused = sorted(both, key=lambda one: one[1].status_code)
        assert (through[1].status_code, refused[1].status_code) == (200, 409)
        stands = answers.answers_of(subject(lab))["Ada"][9]
        assert stands.text == through[0]
        assert through[0] in refused[1].text
        assert refused[0] in refused[1].text
        version = stands.changed.isoformat()


def test_what_was_taken_away_meanwhile_is_not_begun_anew_unasked(
    client: Client, lab: Workspace
) -> None:
    answers = Answers(lab)
    saved = answers.answer(subject(lab), 10, "To be taken away")
    answers.remove(subject(lab), 10)
    version = saved.changed.isoformat()
    stale = client.send_form(f"{AT}/answers/10", text="From an old window", based_on=version)
    assert stale.status_code == 409
    assert "it was taken away" in stale.text
    assert "From an old window" in stale.text
    assert 10 not in answers.answers_of(subject(lab)).get("Ada", {})
