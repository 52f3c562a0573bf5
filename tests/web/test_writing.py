"""What one writes in the browser stands where the commands put it; nothing newer is overwritten."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

from served import Client

from small import write_study
from tenfold.lab.journal import Journal
from tenfold.lab.week.keeping import frozen_reports
from tenfold.papers.answers import Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.library import Library
from tenfold.papers.reactions import Reactions
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.records import Records


def subject(lab: Path) -> str:
    return subject_of(Library(Workspace(lab)).number("hu2021lora"))


def test_a_note_is_private_unless_it_is_to_be_shared(client: Client, lab: Path) -> None:
    page = client.send_form("/notes", text="Only for me", to="/papers")
    assert page.url.path == "/papers"
    assert "is saved: private" in page.text
    client.send_form("/notes", text="For all", share="true")
    by_text = {note.text: note for note in Journal(Workspace(lab)).notes()}
    assert by_text["Only for me"].is_private
    assert not by_text["For all"].is_private


def test_an_empty_note_is_refused_and_says_so(client: Client, lab: Path) -> None:
    before = len(Journal(Workspace(lab)).notes())
    answer = client.send_form("/notes", text="  ")
    assert answer.status_code == 400
    assert len(Journal(Workspace(lab)).notes()) == before


def test_an_answer_is_written_changed_and_taken_away(client: Client, lab: Path) -> None:
    client.send_form("/papers/hu2021lora/answers/5", text="A product of two thin matrices")
    assert own_answer(lab, 5) == "A product of two thin matrices"
    page = client.get("/papers/hu2021lora").text
    client.send_form("/papers/hu2021lora/answers/5", text="B times A", based_on=version(page, 5))
    assert own_answer(lab, 5) == "B times A"
    page = client.get("/papers/hu2021lora").text
    client.send_form("/papers/hu2021lora/answers/5", text="", based_on=version(page, 5))
    assert own_answer(lab, 5) is None


def test_an_answer_that_was_changed_elsewhere_is_not_overwritten(client: Client, lab: Path) -> None:
    page = client.get("/papers/hu2021lora").text
    Answers(Workspace(lab)).answer(subject(lab), 1, "From the terminal")
    answer = client.send_form(
        "/papers/hu2021lora/answers/1", text="From an old window", based_on=version(page, 1)
    )
    assert answer.status_code == 409
    assert "From the terminal" in answer.text
    assert "From an old window" in answer.text
    assert own_answer(lab, 1) == "From the terminal"


def own_answer(lab: Path, n: int) -> str | None:
    answers = Answers(Workspace(lab))
    found = answers.answers_of(subject(lab)).get("Ada", {}).get(n)
    return found.text if found else None


def version(page: str, n: int) -> str:
    form = page.split(f'/answers/{n}"', 1)[1].split("</form>", 1)[0]
    found = re.search(r'name="based_on" value="([^"]*)"', form)
    assert found
    return unescape(found.group(1))


def test_a_reaction_is_given_and_taken_back(client: Client, lab: Path) -> None:
    client.send_form("/papers/hu2021lora/reactions/insightful")
    assert Reactions(Workspace(lab)).reactions_of(subject(lab))["insightful"] == ["Ada"]
    client.send_form("/papers/hu2021lora/reactions/insightful")
    assert "insightful" not in Reactions(Workspace(lab)).reactions_of(subject(lab))
    assert client.send_form("/papers/hu2021lora/reactions/shiny").status_code == 400


def test_a_comment_and_the_reading_state(client: Client, lab: Path) -> None:
    client.send_form("/papers/hu2021lora/comments", text="Ranks of **8**", kind="note")
    page = client.get("/papers/hu2021lora").text
    assert "<strong>8</strong>" in page
    texts = [c.text for c in Discussion(Workspace(lab)).comments_of(subject(lab))]
    assert "Ranks of **8**" in texts
    client.send_form("/papers/hu2021lora/state", state="read in depth")
    assert ReadingMarks(Workspace(lab)).mark(subject(lab)).state == "read in depth"


def test_an_answer_of_a_study(client: Client, lab: Path) -> None:
    client.send_form("/studies/small/answers/1", text="Which organ is meant")
    assert Records(Workspace(lab)).answers("small")[1] == "Which organ is meant"
    assert client.send_form("/studies/small/answers/3", text="no").status_code == 400


def test_a_study_at_rest_cannot_be_stopped(client: Client) -> None:
    assert client.send_form("/studies/small/stop").status_code == 400


def test_a_report_is_kept_with_the_notes_that_were_ticked_alone(client: Client, lab: Path) -> None:
    workspace = Workspace(lab)
    note = next(n for n in Journal(workspace).notes() if n.text.startswith("Nobody sees this"))
    list_page = client.get("/reports").text
    week = re.findall(r'href="/reports/(\d{4}-W\d\d)"', list_page)[0]
    page = client.get(f"/reports/{week}").text
    assert "Nobody sees this" in page.split("Private notes of these days", 1)[1]
    assert "Nobody sees this" not in page.split("Private notes of these days", 1)[0]
    client.send_form(f"/reports/{week}/freeze")
    kept = frozen_reports(workspace)[0]
    assert "Nobody sees this" not in kept.markdown
    assert Journal(workspace).note(note.number).is_private
    client.send_form(f"/reports/{week}/add", text="The gain was smaller.")
    assert "The gain was smaller." in client.get(f"/reports/{week}").text
    assert client.send_form(f"/reports/{week}/freeze").status_code == 400


def test_a_study_is_run_followed_live_to_its_end_and_shows_no_score_on_the_way(
    client: Client, lab: Path
) -> None:
    write_study(Workspace(lab), "second", seeds="4")
    assert "It is running." in client.send_form("/studies/second/run").text
    with client.stream("GET", "/studies/second/live") as course:
        assert course.headers["x-accel-buffering"] == "no"  # else nginx holds it back to its end
        said = [json.loads(x[6:]) for x in course.iter_lines() if x.startswith("data: ")]
    assert said[-1]["state"] == "at rest"
    assert {"running"} == {one["state"] for one in said[:-1]}
    assert all(set(one) == {"state", "done", "of", "methods"} for one in said)
    page = client.get("/studies/second").text
    assert "It is running." not in page
    assert "words beats floor" in page
    assert len(load_study("second", workspace=Workspace(lab)).view().methods) == 2


def test_a_change_of_belief_is_written_as_the_command_writes_it(client: Client, lab: Path) -> None:
    forms = {"/": "", "/papers/hu2021lora": "@hu2021lora: ", "/studies/small": "@small: "}
    for path, prefilled in forms.items():
        shown = client.get(path).text
        assert "What you believed before" in shown, path
        assert f">{prefilled}</textarea>" in shown, path
    page = client.send_form(
        "/notes", text="@small: words suffice", before="they do not", share="true", to="/"
    )
    assert "reports may show it" in page.text
    note = max(Journal(Workspace(lab)).notes(), key=lambda one: one.number)
    assert (note.kind, note.before, note.is_private) == ("thought", "they do not", False)
    client.send_form("/notes", text="a plain note", before="  ", to="/")
    note = max(Journal(Workspace(lab)).notes(), key=lambda one: one.number)
    assert (note.before, note.is_private) == ("", True)
