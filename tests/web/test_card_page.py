"""The card of data is answered in place, by who may write, and never over a newer answer."""

from __future__ import annotations

import re
from pathlib import Path

from served import Client

from command import tenfold
from tenfold.desk.card.questions import answer_version, read_answers, set_answers
from tenfold.store.workspace import Workspace


def answers(lab: Path) -> dict[str, str]:
    return dict(read_answers(Workspace(lab), "texts").answers)


def version_on(page: str, key: str) -> str:
    """What the form of a question says it is based on."""
    before = f'value="{key}"><input type="hidden" name="based_on" value="'
    found = re.search(re.escape(before) + r"(\w*)", page)
    assert found, key
    return found[1]


def test_each_question_is_answered_in_place_as_the_command_writes_it(
    client: Client, lab: Path
) -> None:
    said = 'Letters <b>of</b> a ward.\r\n\r\nIn Ghent; = "x" 诊断 \x1b[2J'
    page = client.send_form("/data/texts/card", key="source", text=said)
    assert "The card is saved." in page.text
    assert "Letters &lt;b&gt;of&lt;/b&gt; a ward." in page.text
    shown = tenfold(lab, "data", "card", "texts", "--json")
    assert 'In Ghent; = \\"x\\"' in shown.stdout
    assert "\x1b" not in answers(lab)["source"]
    client.send_form("/data/texts/card", key="title", text="Letters")
    assert "<h1>Letters</h1>" in client.get("/data/texts").text
    page = client.send_form("/data/texts/card", key="columns.text", text="what a nurse wrote")
    assert 'value="what a nurse wrote"' in page.text
    based_on = version_on(page.text, "title")
    client.send_form("/data/texts/card", key="title", text="", based_on=based_on)
    assert "<h1>texts</h1>" in client.get("/data/texts").text


def test_a_newer_answer_is_not_written_over(client: Client, lab: Path) -> None:
    set_answers(Workspace(lab), "texts", {"period": "2024"})
    based_on = version_on(client.get("/data/texts").text, "period")
    assert based_on == answer_version("2024")
    set_answers(Workspace(lab), "texts", {"period": "2025"})
    page = client.send_form("/data/texts/card", key="period", text="2023", based_on=based_on)
    assert page.status_code == 409
    assert "2025" in page.text
    assert "2023" in page.text
    assert answers(lab)["period"] == "2025"
    same = client.send_form("/data/texts/card", key="period", text="2025", based_on=based_on)
    assert same.status_code == 200


def test_what_makes_no_sense_is_refused_and_changes_nothing(client: Client, lab: Path) -> None:
    before = answers(lab)
    for path, key, text in (
        ("texts", "colour", "red"),
        ("texts", "columns.none", "x"),
        ("texts", "columns.", "x"),
        ("texts", "", "x"),
        ("texts", "limits", "x" * 10_001),
        ("none", "limits", "x"),
    ):
        page = client.send_form(f"/data/{path}/card", key=key, text=text)
        assert page.status_code in (400, 404), (path, key, page.status_code)
        assert "Traceback" not in page.text
    assert answers(lab) == before
