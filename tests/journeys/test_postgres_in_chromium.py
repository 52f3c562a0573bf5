"""A lab on PostgreSQL, in the browser: an invitation, a note, an answer, a study, a report that is kept."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postgres_server import PostgresServer
from small import write_study

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from lived_in import write_papers
from served import serving
from signed_in import BY, open_accounts

from tenfold.lab.journal import Journal
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.accounts import Accounts
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

PASSWORD = "seventeen grey herons"


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[tuple[str, Workspace, str]]:
    """The address, the lab, and the secret of an invitation of Bob."""
    root = tmp_path_factory.mktemp("pg") / "lab"
    root.mkdir()
    url = postgres_server.url(postgres_server.new_database())
    (root / "tenfold.toml").write_text(f'[web]\n\n[store]\ndatabase = "{url}"\n')
    made = Workspace.create(root, person="Ada")
    write_papers(made)
    write_study(made, "small", seeds="2")
    open_accounts(made)
    secret = Accounts(made.database).invite("Bob", by=BY)
    with serving(root) as client:
        yield str(client.base_url).rstrip("/"), made, secret
    made.database.close()


def test_a_member_comes_in_and_works_for_a_week(
    browser: Any, lab: tuple[str, Workspace, str]
) -> None:
    at, workspace, secret = lab
    page = browser.new_context(base_url=at).new_page()
    page.goto(f"/invite/{secret}")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_selector("#quick")
    page.keyboard.press("n")
    page.keyboard.type("From PostgreSQL")
    page.locator("#quick input[name=share]").check()
    page.locator("#quick button").click()
    page.wait_for_selector(".said")
    page.goto("/papers/hu2021lora")
    page.locator("#q2 summary").click()
    page.locator("#text-2").fill("Not a new one")
    page.locator("#q2 button.main").click()
    page.wait_for_selector(".said")
    page.goto("/studies/small")
    page.get_by_role("button", name="Run it").click()
    page.wait_for_load_state()
    page.wait_for_selector(".live", state="detached", timeout=120_000)
    assert re.search("supported|undecided|refuted", page.inner_text("main"), re.IGNORECASE)
    week = str(Week.of(zone_of(workspace).today()))
    page.goto(f"/reports/{week}")
    assert "From PostgreSQL" in page.inner_text("main")
    page.locator("form[action$='/freeze'] button").click()
    page.wait_for_selector(".said")
    page.goto("/reports")
    assert week in page.inner_text("main")
    assert "Bob" in page.inner_text("main")
    page.context.close()
    bob = workspace.acting_as("Bob")
    assert [note.text for note in Journal(bob).notes()] == ["From PostgreSQL"]
    subject = subject_of(Library(workspace).number("hu2021lora"))
    assert Answers(workspace).answers_of(subject)["Bob"][2].text == "Not a new one"
