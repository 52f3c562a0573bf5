"""Why a step is new: what differs from the most similar one on record, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encoder_study import DECLARATION, encoder_study, run, write_words
from small import write_study, write_texts
from tenfold.store.steps import Step, StepRecord
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.explaining import Explanation, explain
from tenfold.study.run import carry_out
from tenfold.study.why import Past, differences, made

FIT = Step(
    "fit",
    "1",
    {
        "kind": "lora",
        "parameters": {"learning_rate": 5e-5, "layers": None, "training": {"clip": 1.0}},
        "numerics": {"dtype": "float32"},
        "seed": 0,
    },
    {"train": "t", "validation": "v", "model": "m", "vectors": "e"},
    {"torch": "2.7"},
)


def record(step: Step) -> StepRecord:
    time = datetime(2026, 11, 24, 10, 11, tzinfo=UTC)
    return StepRecord(
        step.key, step.name, {}, 1.0, 1.0, time, step.inputs, step.parameters, step.version,
        step.libraries,
    )  # fmt: skip


def changed(step: Step = FIT, **parts: Any) -> Step:
    """A step with some fields of its parts changed; of parameters, the method's own."""
    parameters = {**step.parameters}
    own: Mapping[str, Any] = parts.pop("own", {})
    parameters["parameters"] = {**step.parameters["parameters"], **own}
    parameters |= parts.pop("parameters", {})
    inputs = {**step.inputs, **parts.pop("inputs", {})}
    return dataclasses.replace(step, parameters=parameters, inputs=inputs, **parts)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (changed(own={"learning_rate": 1e-4}), "learning_rate 5e-05 -> 0.0001"),
        (changed(own={"layers": 2}), "layers none -> 2"),
        (changed(own={"training": {"clip": 2.0}}), "training.clip 1.0 -> 2.0"),
        (
            changed(own={"learning_rate": 1.0, "layers": 1}),
            "learning_rate 5e-05 -> 1.0, layers none -> 1",
        ),
        (changed(parameters={"seed": 1}), "seed 0 -> 1"),
        (
            changed(parameters={"numerics": {"dtype": "bfloat16"}}),
            "numerics dtype float32 -> bfloat16",
        ),
        (changed(version="2"), "version of the computation 1 -> 2"),
        (changed(libraries={"torch": "2.8"}), "torch 2.7 -> 2.8"),
        (changed(inputs={"train": "x"}), "the training examples changed"),
        (changed(inputs={"model": "x"}), "the model's weights changed"),
        (
            changed(inputs={"train": "x", "vectors": "y"}),
            "the training examples changed",
        ),
        (changed(inputs={"vectors": "y"}), "the encoded texts changed"),
        (
            changed(inputs={"prefix": "p"}),
            "the kept states of frozen layers: there now",
        ),
    ],
)
def test_what_changed_is_said(new: Step, said: str) -> None:
    assert Past([record(FIT)]).reason(new) == said


def test_a_field_that_is_gone_is_said() -> None:
    kept = changed(inputs={"prefix": "p"})
    assert Past([record(kept)]).reason(FIT) == "the kept states of frozen layers: not there now"


def test_the_most_similar_counts_and_of_several_the_latest() -> None:
    far = changed(own={"learning_rate": 1.0, "layers": 2}, parameters={"seed": 3})
    near = changed(own={"learning_rate": 2.0})
    later = changed(own={"learning_rate": 3.0})
    past = Past([record(step) for step in (near, later, far)])
    assert past.reason(FIT) == "learning_rate 3.0 -> 5e-05"


def test_without_anything_alike_it_is_the_first_time() -> None:
    other_kind = changed(parameters={"kind": "fine-tune"})
    other_name = dataclasses.replace(FIT, name="predict")
    unrelated = changed(inputs={name: f"other {name}" for name in FIT.inputs})
    for past in ([], [other_kind], [other_name], [unrelated]):
        assert Past([record(step) for step in past]).reason(FIT) == "first time"


def test_what_this_study_had_before_tells_also_where_all_data_are_others() -> None:
    before = changed(inputs={"train": "x", "validation": "y", "model": "z", "vectors": "w"})
    past = Past([record(before)], own={before.key})
    assert "the training examples changed" in past.reason(FIT)


values = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4)


@given(old=values, new=values)
def test_every_difference_is_told_and_nothing_else(
    old: dict[str, int], new: dict[str, int]
) -> None:
    one, other = Step("x", "1", {"parameters": old}), Step("x", "1", {"parameters": new})
    found = {difference.name for difference in differences(other, record(one))}
    assert {name for name in "abcd" if old.get(name) != new.get(name)} == found - {"parameters"}


def test_a_reused_step_says_when_it_was_made() -> None:
    assert made(record(FIT)) == "same key, made 2026-11-24 10:11 UTC"


# On a workspace


@pytest.fixture
def study(workspace: Workspace) -> Study:
    study = encoder_study(workspace)
    run(study)
    return study


def explained(study: Study, text: str | None = None) -> Explanation:
    if text is not None:
        study.path.write_text(text)
    again = load_study(study.name, workspace=study.workspace)
    return explain(study.workspace, again.plan, again.plan.find_done(study.workspace))


def new(explanation: Explanation) -> dict[tuple[str, str], set[str]]:
    """What is said of the new steps, by method and name."""
    said: dict[tuple[str, str], set[str]] = {}
    for step in explanation.runs:
        if step.state == "new":
            said.setdefault((step.method, step.step), set()).add(step.why)
    return said


def test_all_is_reused(study: Study) -> None:
    explanation = explained(study)
    assert {step.state for step in explanation.runs} == {"reused"}
    assert all(step.why.startswith("same key, made 2") for step in explanation.runs)
    assert [(s.step, s.n, s.n_reused) for s in explanation.shared] == [
        ("encode", 2, 2),
        ("prefix", 2, 2),
        ("start", 2, 2),
    ]
    assert "shared: encode 2 of 2 reused" in list(explanation.lines())


def test_a_new_learning_rate_and_what_follows_from_it(study: Study) -> None:
    text = DECLARATION.replace("learning_rate = 1e-3", "learning_rate = 2e-3")
    assert new(explained(study, text)) == {
        ("lora", "fit"): {"learning_rate 0.001 -> 0.002"},
        ("lora", "predict"): {"its fit is new"},
        ("lora", "score"): {"its predictions are new"},
    }


def test_a_new_method_and_a_new_seed_are_there_for_the_first_time(study: Study) -> None:
    more = DECLARATION.replace("[[hyp", '[methods.more]\nkind = "fine-tune"\nepochs = 3\n\n[[hyp')
    said = new(explained(study, more.replace("seeds = 2", "seeds = 3")))
    assert said["more", "fit"] == said["probe", "fit"] == {"first time"}
    assert said["probe", "predict"] == {"its fit is new"}


def test_other_examples_are_named_as_the_cause(workspace: Workspace) -> None:
    study = load_study(str(write_study(workspace)), workspace=workspace)
    run(study)
    write_texts(workspace.root / "texts.csv", seed=5)
    again = load_study("small", workspace=Workspace(workspace.root))
    said = new(explain(workspace, again.plan, again.plan.find_done(workspace)))
    assert said["words", "fit"] == {
        "the training examples changed, the validation examples changed"
    }


def test_a_bound_that_was_changed_is_named(study: Study) -> None:
    (study.workspace.root / "tenfold.toml").write_text("[run]\nprefix_gigabytes = 0\n")
    again = load_study(study.name, workspace=Workspace(study.workspace.root))
    done = again.plan.find_done(study.workspace)
    said = new(explain(study.workspace, again.plan, done))
    assert said["last", "fit"] == {"the kept states of frozen layers: not there now"}
    assert set(said) == {(m, s) for m in ("last", "lora") for s in ("fit", "predict", "score")}


def test_new_shared_steps_say_why_together(study: Study) -> None:
    text = DECLARATION.replace("k = 1\n", "k = 2\n").replace("layers = 1\n", "")
    again = explained(study, text)
    assert [(s.step, s.n) for s in again.shared] == [("encode", 2), ("start", 2)]
    write_words(study.workspace.root / "words.csv", seed=4)
    fresh = load_study(study.name, workspace=Workspace(study.workspace.root))
    done = fresh.plan.find_done(study.workspace)
    lines = list(explain(study.workspace, fresh.plan, done).lines())
    assert "shared: encode 0 of 2 reused; new: the texts of the chunk changed" in lines


def test_a_failure_that_was_scored_is_not_new(workspace: Workspace) -> None:
    path = write_study(workspace)
    (workspace.root / "fails.py").write_text("raise SystemExit('diverged')")
    command = 'kind = "command"\nrun = "python fails.py {train} {test} {out}"'
    path.write_text(path.read_text().replace('kind = "tfidf"\nC = 1.0', command))
    study = load_study("small", workspace=workspace)
    carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    own = [step for step in explained(study).runs if step.method == "words"]
    assert {(step.step, step.state) for step in own} == {
        ("fit", "failed"),
        ("predict", "failed"),
        ("score", "reused"),
    }
    assert "not tried again" in own[0].why


def test_the_command_says_it_and_has_it_in_its_json(study: Study) -> None:
    import json

    from command import tenfold

    root = study.workspace.root
    plain = tenfold(root, "study", "run", study.name, "--why")
    assert plain.returncode == 0, plain.stderr
    assert "shared: prefix 2 of 2 reused" in plain.stderr
    assert plain.stderr.count("reused: same key, made 2") == 24
    told = json.loads(tenfold(root, "study", "run", study.name, "--why", "--json").stdout)["why"]
    assert told["shared"][0] == {"step": "encode", "n": 2, "n_reused": 2, "why": []}
    assert set(told["runs"][0]) == {"step", "method", "size", "seed", "key", "state", "why"}
    assert "why" not in json.loads(tenfold(root, "study", "run", study.name, "--json").stdout)
