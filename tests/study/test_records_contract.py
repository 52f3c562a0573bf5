"""What the records of studies must do on each database, also while several processes write."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from small import write_study
from tenfold.store.tables.base import now
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.records import Records, Registration, RunState
from tenfold.study.run import carry_out

N = 4


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


def at_once(workspace: Workspace, act: Callable[[Records, int], object]) -> list[Any]:
    """Do `act` in several threads with connections of their own, all starting together."""
    return at_once_in(workspace, lambda own, number: act(Records(own), number))


def at_once_in(workspace: Workspace, act: Callable[[Workspace, int], object]) -> list[Any]:
    """The same with a workspace each."""
    barrier = threading.Barrier(N)

    def one(number: int) -> object:
        own = Workspace(workspace.root)
        try:
            _ = own.database
            barrier.wait()
            return act(own, number)
        finally:
            own.database.close()

    with ThreadPoolExecutor(N) as pool:
        return list(pool.map(one, range(N)))


def registration(hypothesis: str, digest: str = "d" * 64) -> Registration:
    content = {"claim": "é 发烧", "alpha": 0.05, "seeds": [5, 10]}
    return Registration("s", hypothesis, digest, "ABCD", "f", content, False, "", now())


def look(records: Records, content: str = "c") -> bool:
    return records.count_test_look(
        "s", registration="r", n_seeds=5, methods={"a": "ida", "b": "idb"},
        content=content, test="t", n_new=10,
    )  # fmt: skip


def test_registrations_come_back_in_their_order(workspace: Workspace) -> None:
    records = Records(workspace)
    made = [registration("h2"), registration("h1")]
    records.register(made)
    assert records.registrations("s") == made
    assert records.registrations("other") == []


def test_a_hypothesis_that_is_registered_at_once_is_registered_once(workspace: Workspace) -> None:
    at_once(workspace, lambda records, _: records.register([registration("h")]))
    assert len(Records(workspace).registrations("s")) == 1


def test_a_test_look_that_is_counted_at_once_is_one_look(workspace: Workspace) -> None:
    assert sorted(at_once(workspace, lambda records, _: look(records))) == [False] * (N - 1) + [
        True
    ]
    records = Records(workspace)
    assert [(made.n_seeds, made.methods, made.n_new) for made in records.test_looks("s")] == [
        (5, ("a", "b"), 10)
    ]
    assert {(made.method, made.test) for made in records.scorings()} == {("ida", "t"), ("idb", "t")}
    assert len(records.scorings()) == 2
    assert look(records, "other content")


def test_the_first_choice_counts_for_everybody(workspace: Workspace) -> None:
    chosen = at_once_in(workspace, lambda own, number: own.choices.choose("x", {"number": number}))
    first = workspace.choices.get("x")
    assert chosen == [first] * N
    assert workspace.choices.choose("x", {"number": -1}) == first
    assert workspace.choices.get("y") is None


def test_events_stand_in_their_order_and_are_found_after_a_number(workspace: Workspace) -> None:
    at_once(workspace, lambda records, number: records.say("s", 1, "k", {"n": number}))
    records = Records(workspace)
    for number in range(3):
        records.say("s", 2, "step", {"number": number, "seconds": 0.1 + 0.2})
    events = records.events(2)
    assert [event.content["number"] for event in events] == [0, 1, 2]
    assert events[0].content["seconds"] == 0.1 + 0.2
    assert records.events(2, after=events[1].number) == [events[2]]
    assert records.last_event("s") == events[2]
    assert len(records.events(1)) == N
    assert records.last_event("other") is None


def test_a_stop_is_for_one_worker(workspace: Workspace) -> None:
    records = Records(workspace)
    first, second = records.start_worker("s"), records.start_worker("s", 4_000_000)
    assert records.last_worker("s") == second
    records.ask_to_stop(second.number)
    assert (records.is_asked_to_stop(first.number), records.is_asked_to_stop(second.number)) == (
        False,
        True,
    )


def test_the_newest_answer_counts_and_a_long_one_is_kept_whole(workspace: Workspace) -> None:
    records = Records(workspace)
    records.answer("s", 1, "first")
    records.answer("s", 1, "long " * 20_000)
    records.answer("s", 10, "ten")
    assert records.answers("s") == {1: "long " * 20_000, 10: "ten"}


def test_the_last_word_on_a_run_counts(workspace: Workspace) -> None:
    records = Records(workspace)
    runs = [
        RunState("m", "20", 0, "k", state, message, attempt)
        for attempt, (state, message) in enumerate([("failed", "why " * 1000), ("done", "")], 1)
    ]
    for run in runs:
        records.save_run("s", run)
    assert records.runs("s") == {"k": runs[1]}


def test_what_a_script_printed_may_hold_any_character(workspace: Workspace) -> None:
    """PostgreSQL keeps no NUL in a text; a failing script may print one."""
    records = Records(workspace)
    records.save_run("s", RunState("m", "20", 0, "k", "failed", "a\0b\N{BOM}\r\n", 1))
    assert records.runs("s")["k"].message == "a\N{REPLACEMENT CHARACTER}b\N{BOM}\r\n"
    records.say("s", 1, "run failed", {"message": "a\0b"})
    assert records.events(1)[0].content == {"message": "a\0b"}


def test_a_small_study_has_the_scores_and_verdicts_that_it_has_on_sqlite(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = Workspace.create(tmp_path_factory.mktemp("sqlite") / "lab")
    assert shown(workspace) == shown(there)


def shown(workspace: Workspace) -> dict[str, Any]:
    """All that the study shows, except times and what they make."""
    study = load_study(str(write_study(workspace)), workspace=workspace)
    outcome = carry_out(workspace, study.plan, InlineExecutor(debug=True), say=lambda *_: None)
    assert outcome.n_computed > 0
    again = Workspace(workspace.root)
    second = load_study(study.name, workspace=again)
    reused = carry_out(again, second.plan, InlineExecutor(debug=True), say=lambda *_: None)
    assert reused.n_computed == 0
    view = second.view().to_json()
    again.database.close()
    assert [look["n_seeds"] for look in view["test_looks"]] == [5]
    hypothesis = view["hypotheses"][0]
    assert hypothesis["verdict"] == "supported"
    return {
        "hypothesis": {k: v for k, v in hypothesis.items() if k != "registered"},
        "methods": [
            {"name": m["name"], "n_runs": m["n_runs"], "scores": m["scores"]}
            for m in view["methods"]
        ],
        "findings": view["findings"],
        "data": view["data"],
    }
