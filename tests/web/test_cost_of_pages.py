"""What a page asks of the database when it is made: questions that come back would be seen here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from lived_in import a_lived_in_lab
from sqlalchemy import event
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.plan import Plan
from tenfold.lab.settings import PersonSettings
from tenfold.lab.week.html import week_page
from tenfold.lab.week.view import WeekView
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.answers import answer
from tenfold.study.api import load_study
from tenfold.web.app import create_app
from tenfold.web.kept_weeks import KeptWeeks


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return a_lived_in_lab(tmp_path_factory.mktemp("cost") / "lab")


@pytest.fixture(scope="module")
def client(lab: Workspace) -> TestClient:
    made = TestClient(create_app(lab.root, hosts={"testserver"}))
    made.get("/settings")  # opens what is opened once
    return made


@contextmanager
def _asked() -> Iterator[list[str]]:
    """What is asked of any database meanwhile."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        said.append(f"{statement} {values}")

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def _asked_for(client: TestClient, path: str) -> list[str]:
    with _asked() as said:
        assert client.get(path).status_code == 200
    return said


def test_a_paper_page_asks_each_thing_once(lab: Workspace, client: TestClient) -> None:
    """A study that cites the paper adds questions on its state and verdicts, collections where members went."""
    for paper in Library(lab).papers():
        said = _asked_for(client, f"/papers/{paper.key}")
        asked = [one for one in said if not one.startswith("BEGIN")]
        assert len(said) - len(asked) <= 2  # whether anything was added, and the page
        assert len(asked) == len(set(asked)), paper.key
        assert len(asked) <= 22


def test_a_study_page_asks_few_things_in_one_transaction(client: TestClient) -> None:
    client.get("/studies/small")  # judges and keeps what was never looked at
    client.get("/studies/small?again")
    said = _asked_for(client, "/studies/small?once-more")
    assert sum("BEGIN" in one for one in said) <= 2
    assert len(said) <= 26


_WITHOUT_NOTES = (
    "/papers/hu2021lora",
    "/studies/small",
    "/studies",
    "/topics",
    "/map",
    "/map/graph.json",
    "/api/topics",
    "/api/map",
)


def test_a_note_makes_no_page_anew_on_which_no_note_stands(
    lab: Workspace, client: TestClient
) -> None:
    """What is asked then is only whether something else was added."""
    for path in (*_WITHOUT_NOTES, *_WITHOUT_NOTES):
        client.get(
            path
        )  # a study's first look keeps what it reckoned, which is a change for all of them
    today = zone_of(lab).today()
    Journal(lab).write(Note(text="Only a thought", kind="thought", day=today))
    for path in _WITHOUT_NOTES:
        said = [one for one in _asked_for(client, path) if "BEGIN" not in one]
        assert len(said) <= 2, path
        assert all("max(" in one for one in said), path


def test_what_was_added_is_on_the_pages_without_notes(lab: Workspace, client: TestClient) -> None:
    subject = subject_of(Library(lab).number("hu2021lora"))
    client.get("/papers/hu2021lora")
    Discussion(lab).comment(subject, "A word on rank seven")
    assert "A word on rank seven" in client.get("/papers/hu2021lora").text
    client.get("/api/topics")
    before = client.get("/api/topics").json()["n_papers"]
    Library(lab).remove(["gone2022"])
    assert client.get("/api/topics").json()["n_papers"] == before - 1


def _note(lab: Workspace, text: str, **more: Any) -> Note:
    return Note(text=text, kind="did", day=zone_of(lab).today(), **more)


def test_a_private_note_does_not_put_the_week_together_again(
    lab: Workspace, client: TestClient
) -> None:
    client.get("/")
    Journal(lab).write(_note(lab, "Only for myself"))
    n_read = week_page.cache_info().misses
    said = _asked_for(client, "/")
    assert not [one for one in said if "events.content" in one or "steps.outputs" in one]
    assert len(said) <= 20
    assert week_page.cache_info().misses == n_read  # its text is not read as Markdown again
    assert "Only for myself" not in client.get("/").text


def test_who_is_at_a_step_does_not_make_the_start_page_anew(
    lab: Workspace, client: TestClient
) -> None:
    client.get("/")
    lease = lab.leases.take(["a step"])
    assert lease is not None
    lab.leases.release(lease)
    said = [one for one in _asked_for(client, "/") if "BEGIN" not in one]
    assert len(said) <= 2
    assert all("max(" in one for one in said)


def test_the_week_has_a_note_as_long_as_it_is_shared(lab: Workspace, client: TestClient) -> None:
    client.get("/")
    written = Journal(lab).write(_note(lab, "Counted the rows twice"))
    assert "Counted the rows twice" not in client.get("/").text
    Journal(lab).share([written.number])
    assert "Counted the rows twice" in client.get("/").text
    Journal(lab).change(written.number, text="Counted them three times")
    assert "Counted them three times" in client.get("/").text
    Journal(lab).share([written.number], private=True)
    assert "Counted them three times" not in client.get("/").text


def test_a_kept_week_is_nobody_elses(lab: Workspace) -> None:
    weeks, other = KeptWeeks(), lab.acting_as("Somebody Else")
    Journal(lab).write(_note(lab, "Mine, and shared", is_private=False))

    def week(of: Workspace, language: str = "en", *, stamp: str = "as it was") -> WeekView:
        return weeks.week(of, language, without_notes=stamp, of_studies="as they were", moves=False)

    own = week(lab)
    assert "Mine, and shared" in own.markdown
    assert week(lab) is own
    assert week(lab, "zh").language == "zh"
    theirs = week(other)
    assert "Mine, and shared" not in theirs.markdown
    assert "small" in own.markdown
    assert "small" not in theirs.markdown  # nor what happened in the studies of another
    assert week(lab, stamp="something else") is not own


def test_a_shared_note_has_nothing_of_studies_asked_again(
    lab: Workspace, client: TestClient
) -> None:
    client.get("/")
    Journal(lab).write(_note(lab, "Said to all", is_private=False))
    with _asked() as said:
        assert "Said to all" in client.get("/").text
    assert not [one for one in said if "events.content" in one or "steps.outputs" in one]


def test_what_is_said_of_a_paper_makes_no_page_of_studies_anew(
    lab: Workspace, client: TestClient
) -> None:
    of_studies = ("/studies/small", "/studies")
    for path in (*of_studies, *of_studies):
        client.get(path)
    Discussion(lab).comment(subject_of(Library(lab).number("hu2021lora")), "No word on studies")
    for path in of_studies:
        said = [one for one in _asked_for(client, path) if "BEGIN" not in one]
        assert len(said) <= 2, path
    answer(lab, "small", 1, "A new word on the study itself")
    assert "A new word on the study itself" in client.get("/studies/small").text


def test_a_kept_week_says_what_one_says_that_is_put_together_anew(
    lab: Workspace, client: TestClient
) -> None:
    today, subject = zone_of(lab).today(), subject_of(Library(lab).number("hu2021lora"))
    writes: list[Callable[[], object]] = [
        lambda: Journal(lab).write(_note(lab, "One for myself")),
        lambda: Journal(lab).write(_note(lab, "## One for ```all", is_private=False)),
        lambda: Plan(lab).add("Read the tables again", today),
        lambda: PersonSettings(lab).set("question", "What does rank do?"),
        lambda: Answers(lab).answer(subject, 2, "Nobody had asked it"),
        lambda: load_study("small", workspace=lab).declare(),
        lambda: load_study("small", workspace=lab).run(),
        lambda: Journal(lab).undo(),
    ]
    for write in writes:
        client.get("/")
        write()
        anew = TestClient(create_app(lab.root, hosts={"testserver"}))
        assert client.get("/").text == anew.get("/").text
