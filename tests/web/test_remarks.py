"""The table of everybody's weeks, what others say of a kept report, and an answer that came by mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from served import Client

from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.week.keeping import Frozen, find_frozen, freeze
from tenfold.lab.week.lab_table import frozen_table
from tenfold.lab.week.remarks import Remarks
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace


def week_of(lab: Path) -> Week:
    return Week.of(zone_of(Workspace(lab)).today())


@pytest.fixture(scope="module")
def kept(client: Client, lab: Path) -> Frozen:
    """The report of this week, kept by Ada."""
    assert "Nobody has kept a report" in client.get("/reports/table").text
    client.send_form(f"/reports/{week_of(lab)}/freeze")
    found = find_frozen(Workspace(lab), week_of(lab))
    assert found is not None
    return found


def act_as(lab: Path, person: str) -> None:
    settings = lab / "tenfold.toml"
    said = settings.read_text(encoding="utf-8")
    now = Workspace(lab).person
    settings.write_text(said.replace(f'"{now}"', f'"{person}"'), encoding="utf-8")
    assert Workspace(lab).person == person


def test_the_table_has_a_row_for_each_who_kept_a_report(
    client: Client, lab: Path, kept: Frozen
) -> None:
    table = frozen_table(Workspace(lab), me="Ada")
    assert [(row.person, row.week, row.frozen) for row in table.rows] == [
        ("Ada", str(kept.week), "yes")
    ]
    assert any("words beats floor" in line.text for line in table.rows[0].verdicts)
    page = client.get("/reports/table").text
    assert "words beats floor" in page
    assert f"/reports/{kept.week}?person=Ada" in page
    page = client.get(f"/reports/table?week={kept.week - 1}").text
    assert "words beats floor" not in page
    assert client.get("/reports/table?week=soon").status_code == 400


def test_another_has_seen_it_and_comments_on_a_section(
    client: Client, lab: Path, kept: Frozen
) -> None:
    act_as(lab, "Gao")
    try:
        for _ in range(2):  # a second "seen" changes nothing
            page = client.send_form(f"/reports/{kept.week}/seen", person="Ada")
        assert page.url.params["person"] == "Ada"
        assert "Seen by Gao" in page.text
        assert f'action="/reports/{kept.week}/seen"' not in page.text
        assert f'action="/reports/{kept.week}/add"' not in page.text  # that is its author's
        page = client.send_form(
            f"/reports/{kept.week}/remarks",
            person="Ada",
            section="verdicts",
            text="Why **3** seeds? <b>",
        )
        assert "<strong>3</strong>" in page.text
        assert "seeds? <b>" not in page.text
        nowhere = {"person": "Ada", "section": "dragons", "text": "x"}
        assert client.send_form(f"/reports/{kept.week}/remarks", **nowhere).status_code == 400
        assert client.send_form(f"/reports/{kept.week}/remarks", person="Ada").status_code == 400
        assert client.send_form(f"/reports/{kept.week}/seen", person="Nobody").status_code == 404
    finally:
        act_as(lab, "Ada")
    remarks = Remarks(Workspace(lab))
    assert [one.person for one in remarks.seen_by(kept)] == ["Gao"]
    assert [(one.person, one.section) for one in remarks.of(kept)] == [("Gao", "verdicts")]
    assert "Why" in client.get(f"/reports/{kept.week}").text
    assert find_frozen(Workspace(lab), kept.week) == kept  # what was kept stays what it was


def test_an_answer_by_mail_is_taken_in_once(client: Client, lab: Path, kept: Frozen) -> None:
    before = len(Journal(Workspace(lab)).notes())
    quoted = "\n".join(f"> {line}" for line in kept.markdown.splitlines())
    mail = f"{quoted}\n\nRun five seeds next time.\n"
    page = client.send_form(f"/reports/{kept.week}/reply", giver="Gao", text=mail)
    assert "Taken in from Gao: 0 answers, 0 tasks, 1 notes." in page.text
    notes = Journal(Workspace(lab)).notes()
    assert len(notes) == before + 1
    assert "Run five seeds" in notes[-1].text
    again = client.send_form(f"/reports/{kept.week}/reply", giver="Gao", text=mail)
    assert again.status_code == 400
    assert len(Journal(Workspace(lab)).notes()) == before + 1


def test_a_remark_needs_a_text(lab: Path, kept: Frozen) -> None:
    with pytest.raises(InputError, match="needs a text"):
        Remarks(Workspace(lab)).say(kept, "  ")


def test_a_heading_that_names_another_does_not_make_it_theirs(lab: Path, kept: Frozen) -> None:
    week = str(kept.week - 1)
    report = {"week": week, "n_weeks": 1, "language": "en"}
    freeze(Workspace(lab), report, f"# Gao, week {week}\n\n## Verdicts\n\n- All is proven\n")
    assert [row.person for row in frozen_table(Workspace(lab), me="Ada", week=week).rows] == ["Ada"]
