"""What a week reads of studies: registrations, verdicts and sessions of some days, on each database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from small import write_study
from tenfold.store.digests import digest_json
from tenfold.store.tables.base import now
from tenfold.store.tables.study import EventRow, RegistrationRow
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.chronicle import Chronicle
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.records import Records, Registration
from tenfold.study.run import carry_out
from told import days, dead_worker, tell, verdict

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
THIS_WEEK = days(MONDAY, MONDAY + 6 * DAY)
RUN = {"method": "words", "size": None, "seconds": 0.5, "peak_bytes": 1}


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


@pytest.fixture
def chronicle(workspace: Workspace) -> Chronicle:
    return Chronicle(workspace)


def register(
    workspace: Workspace, *hypotheses: str, time: datetime = NOON, family: str = "f", **more: Any
) -> None:
    Records(workspace).register(
        Registration("small", h, f"{h}{family}", family.upper(), family, {}, time=time,
                     **{"exploratory": False, "why": "", "claim": f"claim {h}", **more})
        for h in hypotheses
    )  # fmt: skip


# registrations


def test_hypotheses_that_were_fixed_together_are_one_entry(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    register(workspace, "h1", "h2")
    register(
        workspace, "h1", time=NOON + HOUR, family="g", exploratory=True, why="late", claim="new"
    )
    register(workspace, "h1", time=NOON - WEEK, family="e")
    first, second = chronicle.declared(THIS_WEEK)
    assert (first.study, first.code, first.time) == ("small", "F", NOON)
    assert (first.claims, first.exploratory) == (("claim h1", "claim h2"), {})
    assert (second.code, second.claims, second.exploratory) == ("G", ("new",), {"new": "late"})
    assert first.person == workspace.person


def test_a_registration_without_its_wording_is_told_by_its_id(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    register(workspace, "h1", claim="")
    assert chronicle.declared(THIS_WEEK)[0].claims == ("h1",)


def test_only_what_the_person_did_is_told(chronicle: Chronicle, workspace: Workspace) -> None:
    register(workspace, "h1")
    tell(workspace, "verdict", NOON, verdict(), person="ada")
    tell(workspace, "done", NOON, person="ada")
    own = workspace.person
    assert [d.person for d in chronicle.declared(THIS_WEEK, person=own)] == [own]
    assert chronicle.declared(THIS_WEEK, person="ada") == []
    assert (chronicle.judged(THIS_WEEK, person=own), chronicle.sessions(THIS_WEEK, person=own)) == (
        [],
        [],
    )
    assert [j.person for j in chronicle.judged(THIS_WEEK)] == ["ada"]
    assert [s.person for s in chronicle.sessions(THIS_WEEK, person="ada")] == ["ada"]


# verdicts


def test_the_last_verdict_counts_and_before_is_the_last_of_anybody_from_before(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    tell(workspace, "verdict", NOON - 2 * WEEK, verdict(outcome="supported"))
    tell(workspace, "verdict", NOON - 3 * DAY, verdict(outcome="refuted"), person="ada")
    tell(workspace, "verdict", NOON, verdict(outcome="undecided"))
    tell(workspace, "verdict", NOON + DAY, verdict(outcome="supported"))
    tell(workspace, "verdict", NOON + 2 * DAY, verdict(outcome="undecided"), person="ada")
    tell(workspace, "verdict", NOON + WEEK, verdict(outcome="refuted"))
    (judged,) = chronicle.judged(THIS_WEEK, person=workspace.person)
    assert judged.verdict == verdict(outcome="supported")
    assert (judged.before, judged.time) == (verdict(outcome="refuted"), NOON + DAY)
    assert judged.is_changed
    assert chronicle.judged(THIS_WEEK)[0].verdict == verdict(outcome="undecided")


def test_hypotheses_conditions_and_studies_are_judged_apart(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    told = [
        ("h1", 8, "small"),
        ("h1", 16, "small"),
        ("h1", None, "small"),
        ("h2", 8, "small"),
        ("h1", 8, "other"),
    ]
    for n, (hypothesis, condition, study) in enumerate(told):
        tell(
            workspace,
            "verdict",
            NOON + n * HOUR,
            verdict(hypothesis, condition=condition),
            study=study,
        )
    tell(workspace, "verdict", NOON - WEEK, verdict("h1", "refuted", condition=16))
    judged = chronicle.judged(THIS_WEEK)
    assert [(j.verdict.id, j.verdict.condition, j.study) for j in judged] == told
    assert [j.before is not None for j in judged] == [False, True, False, False, False]


def test_the_query_s_margin_belongs_to_no_day(chronicle: Chronicle, workspace: Workspace) -> None:
    for time in (NOON - DAY, NOON + WEEK):  # within the margin, on other days
        tell(workspace, "verdict", time, verdict())
        tell(workspace, "done", time, worker=2)
        register(workspace, f"h{time.day}", time=time, family=f"f{time.day}")
    assert (chronicle.judged(THIS_WEEK), chronicle.sessions(THIS_WEEK)) == ([], [])
    assert chronicle.declared(THIS_WEEK) == []


# sessions


def test_a_session_counts_what_it_computed_and_each_failed_run_once(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    tell(workspace, "started", NOON)
    for seed in range(3):
        tell(workspace, "run", NOON + HOUR, {**RUN, "seed": seed})
    tell(
        workspace, "run", NOON + HOUR, {**RUN, "seed": 3, "seconds": 0}
    )  # another process had made it
    for seed in (4, 4, 5):
        tell(workspace, "run failed", NOON + HOUR, {**RUN, "seed": seed, "message": "m"})
    tell(workspace, "retried", NOON + HOUR, {**RUN, "seed": 0})
    tell(workspace, "done", NOON + 2 * HOUR, {"n_computed": 9})
    (session,) = chronicle.sessions(THIS_WEEK)
    assert (session.n_runs, session.n_failed, session.state, session.why) == (3, 2, "done", "")
    assert session.time == NOON + 2 * HOUR


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("stopped", {"why": "on request"}, "on request"),
        ("failed", {"error": {"code": "TF-BUG", "message": "it broke"}}, "it broke"),
    ],
)
def test_a_session_says_why_it_ended(
    chronicle: Chronicle, workspace: Workspace, kind: str, content: dict[str, Any], why: str
) -> None:
    tell(workspace, "started", NOON)
    tell(workspace, kind, NOON + HOUR, content)
    (session,) = chronicle.sessions(THIS_WEEK)
    assert (session.state, session.why) == (kind, why)


def test_a_session_over_two_weeks_is_in_both_with_what_it_did_in_each(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    own = dead_worker(workspace, NOON)
    tell(workspace, "started", NOON, worker=own)
    tell(workspace, "run", NOON + 6 * DAY, {**RUN, "seed": 0}, worker=own)
    for seed in (1, 2):
        tell(workspace, "run", NOON + WEEK, {**RUN, "seed": seed}, worker=own)
    next_week = days(MONDAY + WEEK, MONDAY + WEEK + 6 * DAY)
    (first,), (second,) = chronicle.sessions(THIS_WEEK), chronicle.sessions(next_week)
    assert (first.state, first.n_runs, first.time) == ("running", 1, NOON + 6 * DAY)
    assert (second.state, second.n_runs) == ("stopped", 2)
    tell(workspace, "done", NOON + WEEK + HOUR, worker=own)
    (first,), (second,) = chronicle.sessions(THIS_WEEK), chronicle.sessions(next_week)
    assert (first.state, second.state, second.n_runs) == ("running", "done", 2)


def test_a_session_without_a_last_word_runs_as_long_as_its_process_does(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    gone = dead_worker(workspace, NOON)
    alive = Records(workspace).start_worker("small").number  # this very process
    for worker in (gone, alive):
        tell(workspace, "started", NOON + worker * HOUR, worker=worker)
    dead, living = chronicle.sessions(THIS_WEEK)
    assert (dead.state, dead.why) == ("stopped", "its process was killed")
    assert (living.state, living.why) == ("running", "")


# real studies


def carried_out(study: Study) -> Study:
    """A study carried out as a worker does, with its events recorded, and read anew."""
    records, name = Records(study.workspace), study.name
    worker = records.start_worker(name).number
    say = lambda kind, content: records.say(name, worker, kind, content)  # noqa: E731
    say("started", {})
    carry_out(study.workspace, study.plan, InlineExecutor(debug=True), say=say)
    say("done", {})
    return load_study(name, workspace=study.workspace)


def edited(study: Study, old: str, new: str) -> Study:
    study.path.write_text(study.path.read_text().replace(old, new))
    return load_study(study.name, workspace=study.workspace)


def put_back(workspace: Workspace, by: timedelta) -> None:
    """As if all that was said and registered so far had been earlier."""
    with workspace.database.write() as session:
        for row in (EventRow, RegistrationRow):
            for one in session.query(row):
                session.execute(update(row).where(row.id == one.id).values(time=one.time - by))


def test_a_study_that_is_judged_again_without_a_run(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    today = days(now().date() - DAY, now().date() + DAY)
    study = carried_out(load_study(str(write_study(workspace)), workspace=workspace))
    (judged,), (session,), (declared,) = (
        chronicle.judged(today), chronicle.sessions(today), chronicle.declared(today)
    )  # fmt: skip
    assert judged.is_changed
    assert judged.before is None
    assert (session.state, session.n_runs, session.n_failed) == ("done", 10, 0)
    assert declared.claims == ("words beats floor by 0.1 on accuracy",)
    assert (declared.exploratory, declared.code) == ({}, study.declare().code)

    put_back(workspace, WEEK)
    assert chronicle.judged(today) == []
    study = edited(study, "by 0.1", "by 0.2")
    study.view()
    assert chronicle.judged(today) == [], "to look at it is no verdict of this week"

    carried_out(study)
    (judged,), (session,), (declared,) = (
        chronicle.judged(today), chronicle.sessions(today), chronicle.declared(today)
    )  # fmt: skip
    assert judged.before is not None
    assert judged.is_changed
    assert (judged.before.mode, judged.verdict.mode) == ("confirmatory", "exploratory")
    assert (judged.before.margin, judged.verdict.margin) == (0.1, 0.2)
    assert (session.state, session.n_runs) == ("done", 0)
    assert list(declared.exploratory) == ["words beats floor by 0.2 on accuracy"]


def test_open_studies_are_those_that_are_not_done(
    chronicle: Chronicle, workspace: Workspace
) -> None:
    carried_out(load_study(str(write_study(workspace)), workspace=workspace))
    write_study(workspace, "draft")
    (workspace.studies / "broken.toml").write_text("[")
    assert [(s.name, s.state) for s in chronicle.open_studies()] == [
        ("broken", "broken"),
        ("draft", "draft"),
    ]
    assert chronicle.open_studies()[1].question == "Do words tell the organs?"


# the wording of what was registered


def test_each_registration_keeps_its_own_wording(workspace: Workspace) -> None:
    study = load_study(str(write_study(workspace)), workspace=workspace)
    study.declare()
    edited(study, "by 0.1", "by 0.2").declare()
    stored = json.loads((workspace.studies / "small.declared.json").read_text())
    claims = [r["hypotheses"][0]["claim"] for r in stored["registrations"]]
    assert claims == [f"words beats floor by {by} on accuracy" for by in ("0.1", "0.2")]


def test_a_registration_of_an_older_tenfold_is_written_with_the_present_wording(
    workspace: Workspace,
) -> None:
    study = load_study(str(write_study(workspace)), workspace=workspace)
    study.declare()
    with workspace.database.write() as session:
        session.execute(update(RegistrationRow).values(claim=""))
    edited(study, "by 0.1", "by 0.2").declare()
    stored = json.loads((workspace.studies / "small.declared.json").read_text())
    claims = [r["hypotheses"][0]["claim"] for r in stored["registrations"]]
    assert claims == ["words beats floor by 0.2 on accuracy"] * 2


def test_the_wording_is_no_part_of_the_digest(workspace: Workspace) -> None:
    study = load_study(str(write_study(workspace)), workspace=workspace)
    study.declare()
    (registered,) = Records(workspace).registrations("small")
    assert registered.claim == "words beats floor by 0.1 on accuracy"
    assert registered.digest == digest_json(registered.content)
    assert registered.claim not in json.dumps(registered.content)
