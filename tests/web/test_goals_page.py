"""Goals are set and changed on their page, by their owner alone, and this week says how they stand."""

from __future__ import annotations

from pathlib import Path

from served import Client

from tenfold.lab.goals import Goals
from tenfold.store.workspace import Workspace


def test_a_goal_is_set_slips_and_is_reached(client: Client, lab: Path) -> None:
    page = client.send_form("/goals", text="Submit to ACL", by="+6w")
    assert "Submit to ACL" in page.text
    client.send_form("/goals", text="A first draft", by="+2w", to="1")
    page = client.send_form("/goals/1", do="move", step="1", by="+3w", why="ill")
    assert "(ill)" in page.text
    assert "Submit to ACL" in client.get("/").text
    client.send_form("/goals/1", do="done", step="1")
    goal = Goals(Workspace(lab)).goal(1)
    assert [(m.text, m.done_on is None, len(m.moves)) for m in goal.milestones] == [
        ("A first draft", False, 1)
    ]
    client.send_form("/goals/undo")
    assert Goals(Workspace(lab)).goal(1).milestones[0].done_on is None
    client.send_form("/goals/1", do="drop", why="Another venue")
    assert "Submit to ACL" not in client.get("/goals").text
    assert "Another venue" in client.get("/goals?ended=true").text
    page = client.send_form("/goals/question", text="What does a seed cost?")
    assert 'value="What does a seed cost?"' in page.text


def test_what_makes_no_sense_is_told_and_changes_nothing(client: Client, lab: Path) -> None:
    before = Goals(Workspace(lab)).goals()
    for path, fields in (
        ("/goals", {"text": "  "}),
        ("/goals", {"text": "x", "by": "some day"}),
        ("/goals", {"text": "x", "by": "+1w", "to": "99"}),
        ("/goals/99", {"do": "done"}),
        ("/goals/" + "9" * 30, {"do": "done"}),
        ("/goals/99", {"do": "fly"}),
    ):
        answer = client.send_form(path, **fields)
        assert answer.status_code in (400, 422), (path, fields, answer.status_code)
        assert "Traceback" not in answer.text
    assert Goals(Workspace(lab)).goals() == before


def test_of_two_windows_the_later_one_is_told_and_nothing_is_lost(
    client: Client, lab: Path
) -> None:
    client.send_form("/goals", text="Write it down", by="2030-06-01")
    goal = Goals(Workspace(lab)).goals()[-1]
    seen = {"based_on": goal.version}
    assert f'name="based_on" value="{goal.version}"' in client.get("/goals").text
    moved = client.send_form(f"/goals/{goal.number}", do="move", by="2030-07-01", **seen)
    assert moved.status_code == 200
    for path, fields in (
        (f"/goals/{goal.number}", {"do": "done"}),
        (f"/goals/{goal.number}", {"do": "drop", "why": "Too dear"}),
        ("/goals", {"text": "A draft", "by": "2030-05-01", "to": str(goal.number)}),
    ):
        told = client.send_form(path, **fields, **seen)
        assert told.status_code == 409
        assert "□ Write it down 2030-07-01" in told.text
        assert all(
            said in told.text
            for said in fields.values()
            if said not in ("done", "drop", str(goal.number))
        )
    stands = Goals(Workspace(lab)).goal(goal.number)
    assert stands.is_open
    assert not stands.milestones
    again = client.send_form(f"/goals/{goal.number}", do="done", based_on=stands.version)
    assert again.status_code == 200
    assert not Goals(Workspace(lab)).goal(goal.number).is_open
