"""Papers compared, topics, collections and their surveys, and the reading plan, as the commands have them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from served import Client

from tenfold.lab.zone import zone_of
from tenfold.papers.collections import Collections
from tenfold.papers.library import Library
from tenfold.papers.snoozes import Snoozes
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/compare", "stand beside each other"),
        ("/compare?key=hu2021lora,gone2022&study=small", "Copies of weights"),
        ("/compare?key=hu2021lora&about=data,method,score&down=true", "not answered"),
        ("/topics", "2 papers"),
        ("/collections", "PEFT"),
        ("/collections/one?name=PEFT", "Low-rank adaptation"),
        ("/collections/survey?name=PEFT", "Copies of weights"),
        ("/reading", "Low-rank adaptation"),
    ],
)
def test_a_view_says_what_it_is_about_and_stands_under_papers(
    client: Client, path: str, says: str
) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert says in page.text
    assert '<a href="/papers" aria-current="page">' in page.text
    assert " style=" not in page.text  # the policy of the pages lets none act


@pytest.mark.parametrize(
    "path",
    ["/compare?key=nobody1999", "/compare?key=hu2021lora&about=dragons", "/collections/one?name=x",
     "/collections/survey?name=x"],
)  # fmt: skip
def test_what_is_not_there_is_said(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 400
    assert "That did not work" in page.text


def test_a_collection_is_begun_filled_and_emptied(client: Client, lab: Path) -> None:
    page = client.send_form("/collections", name="A & B / <i>", private="true")
    assert page.url.params["name"] == "A & B / <i>"
    assert "&lt;i&gt;" in page.text
    assert "<i>" not in page.text
    client.send_form("/collections/one", name="A & B / <i>", key="hu2021lora")
    found = Collections(Workspace(lab)).named("A & B / <i>")
    assert found.is_private
    assert found.members == (subject_of(Library(Workspace(lab)).number("hu2021lora")),)
    client.send_form("/collections/one?do=out", name="A & B / <i>", key="hu2021lora")
    assert Collections(Workspace(lab)).named("A & B / <i>").members == ()
    assert client.send_form("/collections", name="PEFT").status_code == 400


def test_a_paper_is_put_off_dropped_and_proposed_again(client: Client, lab: Path) -> None:
    workspace = Workspace(lab)
    number = Library(workspace).number("hu2021lora")
    day = zone_of(workspace).today() + timedelta(days=14)
    page = client.send_form("/reading/snooze", key="hu2021lora", until="+2w")
    assert Snoozes(workspace).all() == {number: day}
    assert f"until {day}" in page.text
    client.send_form("/reading/drop", key="hu2021lora")
    assert Snoozes(workspace).all() == {number: None}
    client.send_form("/reading/propose", key="hu2021lora")
    assert Snoozes(workspace).all() == {}
    refused = client.send_form("/reading/snooze", key="hu2021lora", until="2001-01-01")
    assert refused.status_code == 400
