"""What runs have in common is planned once, computed once, and read by all of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from encoder_study import DECLARATION, encoder_study, recorded, run, write_words
from tenfold.errors import InputError
from tenfold.store.steps import StepRecord
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.frozen_states import FrozenStates, StatesOf, decide
from tenfold.study.run_plan import RunId
from tenfold.study.shared import ChunkStep, SharedStep, StartStep, closure


@pytest.fixture
def study(workspace: Workspace) -> Study:
    return encoder_study(workspace)


def fresh(study: Study, text: str | None = None) -> Study:
    """The study anew, from a workspace opened anew; `text` replaces its declaration."""
    if text is not None:
        study.path.write_text(text)
    return load_study(study.name, workspace=Workspace(study.workspace.root))


def set_bound(workspace: Workspace, gigabytes: float) -> None:
    (workspace.root / "tenfold.toml").write_text(f"[run]\nprefix_gigabytes = {gigabytes}\n")


def first(study: Study, method: str) -> RunId:
    return RunId(method, "all", 0)


def test_methods_that_freeze_the_same_layers_read_the_same_states(study: Study) -> None:
    runs = study.plan.runs
    last, lora = runs[first(study, "last")], runs[first(study, "lora")]
    assert last.fit_reads.prefix == lora.fit_reads.prefix != ()
    assert last.test_reads.prefix == lora.test_reads.prefix != ()
    assert runs[first(study, "full")].fit_reads.prefix == ()
    kinds = [s.layer for s in study.plan.shared.values() if isinstance(s, ChunkStep)]
    assert sorted(kinds, key=str) == [1, 1, None, None]  # one chunk a side


def test_the_start_is_the_fit_of_a_declared_probe(study: Study) -> None:
    runs = study.plan.runs
    starts = {run.start for run in runs.values()} - {None}
    assert starts == {runs[RunId("probe", "all", seed)].fit_key for seed in (0, 1)}
    assert all(isinstance(study.plan.shared[str(key)], StartStep) for key in starts)


def test_all_of_it_is_computed_once(study: Study) -> None:
    outcome = run(study)
    assert recorded(study.workspace) == {
        "draw": 1,
        "vocabulary": 1,
        "encode": 2,
        "prefix": 2,
        "fit probe": 2,
        "fit last-k": 2,
        "fit lora": 2,
        "fit fine-tune": 2,
        "predict": 8,
        "score": 8,
        "verdict": 1,
    }
    assert outcome.stopped is None
    assert run(study).n_computed == 0


def test_trying_encodes_no_test_text(study: Study) -> None:
    trial = study.try_(debug=True)
    assert all(tried.scores for tried in trial.runs)
    made = recorded(study.workspace)
    assert (made["encode"], made["prefix"], made["fit probe"]) == (1, 1, 1)
    assert made["predict"] == 0
    run(study)
    assert recorded(study.workspace)["encode"] == 2


def test_a_probe_that_others_start_from_is_fitted_once_whoever_comes_first(
    workspace: Workspace,
) -> None:
    before, probe, after = DECLARATION.partition('[methods.probe]\nkind = "probe"\n\n')
    study = encoder_study(workspace, f"{before}{after}\n{probe}")  # the probe is declared last
    run(study)
    assert recorded(workspace)["fit probe"] == 2
    assert load_study("tiny-study", workspace=workspace).view().methods[-1].n_runs == 2


def test_the_states_take_the_bytes_that_were_planned(study: Study) -> None:
    run(study)
    workspace, plan = study.workspace, study.plan
    done = plan.find_done(workspace)
    stored = {
        side: sum(
            workspace.artifacts.map_arrays(done[key].outputs["states"])["states"].nbytes
            for key, step in plan.shared.items()
            if isinstance(step, ChunkStep) and step.layer == 1 and step.side == side
        )
        for side in ("train", "test")
    }
    assert plan.states.kept == {StatesOf("tiny", 1, side): n for side, n in stored.items()}
    assert plan.states.streamed == {}


def test_past_the_bound_nothing_is_kept_and_the_runs_compute_it_themselves(
    study: Study,
) -> None:
    kept = study.plan
    set_bound(study.workspace, 0)
    streaming = fresh(study)
    assert len(streaming.plan.states.streamed) == 2
    assert all(run.fit_reads.prefix == () for run in streaming.plan.runs.values())
    for method, same in [("last", False), ("full", True), ("probe", True)]:
        id = first(study, method)
        assert (kept.runs[id].fit_key == streaming.plan.runs[id].fit_key) is same
    run(streaming)
    assert recorded(study.workspace)["prefix"] == 0
    assert streaming.view().methods[1].n_runs == 2


def test_the_largest_is_given_up_first_and_always_the_same() -> None:
    sizes = {"train": np.array([10, 20, 30]), "test": np.array([40])}
    wanted = {
        StatesOf("m", 1, "test"): [0],
        StatesOf("m", 2, "train"): [0, 2],
        StatesOf("m", 1, "train"): [0, 1, 2],
    }

    def within(bound: int) -> FrozenStates:
        return decide(wanted, lambda model, side: sizes[side], lambda model: 2, bound)

    assert within(280).streamed == {}
    assert within(279).streamed == {StatesOf("m", 1, "train"): 120}
    assert within(159).kept == {StatesOf("m", 1, "test"): 80}  # of two as large, one by its name
    assert within(79).kept == {}


@pytest.mark.parametrize("size", ["-1", '"much"', "true"])
def test_a_bound_that_is_no_size_is_refused(study: Study, size: str) -> None:
    (study.workspace.root / "tenfold.toml").write_text(f"[run]\nprefix_gigabytes = {size}\n")
    with pytest.raises(InputError, match="gigabytes"):
        fresh(study)


def test_one_pass_gives_all_that_is_missing_of_a_chunk(study: Study) -> None:
    from tenfold.study.plan_tasks import Tasks
    from tenfold.study.tasks import encode

    shared = study.plan.shared
    chunks = [s for s in shared.values() if isinstance(s, ChunkStep) and s.side == "train"]
    task = Tasks(study.workspace, study.plan).encode(chunks)
    made = encode(task)
    assert set(made.steps) == {chunk.step.key for chunk in chunks}
    later = encode(Tasks(study.workspace, study.plan).encode([c for c in chunks if c.layer]))
    (only,) = later.steps.values()
    assert only.outputs == made.steps[next(c.step.key for c in chunks if c.layer)].outputs


def test_needs_come_first_and_once() -> None:
    from tenfold.store.steps import Step

    def step(name: str, *needs: str) -> SharedStep:
        return SharedStep(Step(name, "1"), "m", needs)

    shared = {"a": step("a"), "b": step("b", "a"), "c": step("c", "b", "a")}
    assert list(closure(["c", "a"], shared)) == ["a", "b", "c"]


def test_a_finished_study_reads_no_shared_artifact_and_a_new_method_verifies_them(
    study: Study,
) -> None:
    run(study)
    kept = [r for r in study.workspace.steps.all() if r.name in ("prefix", "encode")]
    for record in kept:
        damage(study.workspace, record)
    assert run(fresh(study)).n_computed == 0
    more = DECLARATION.replace(
        "[[hyp", '[methods.more]\nkind = "last-k"\nk = 1\nepochs = 1\n\n[[hyp'
    )
    again = fresh(study, more)
    run(again)
    sound = [r for r in again.workspace.steps.all() if r.name in ("prefix", "encode")]
    assert {r.key for r in sound} == {r.key for r in kept}
    assert {r.outputs["states"] for r in sound if r.name == "prefix"} == {
        r.outputs["states"] for r in kept if r.name == "prefix"
    }
    assert all(
        again.workspace.artifacts.is_sound(digest) for r in sound for digest in r.outputs.values()
    )


def test_a_large_predictor_of_a_finished_run_is_verified_when_it_is_read(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenfold.errors import DamageError
    from tenfold.store.upkeep import verify

    run(study)
    fits = [r for r in study.workspace.steps.all() if r.parameters.get("kind") == "last-k"]
    for record in fits:
        damage(study.workspace, replace(record, outputs={"predictor": record.outputs["predictor"]}))
    monkeypatch.setattr("tenfold.study.plan._LARGE_BYTES", 0)  # all are large, to spare 4 MB
    assert run(fresh(study)).n_computed == 0
    with pytest.raises(DamageError, match="damaged"):
        fresh(study).predict(["my card"], method="last")
    verify(study.workspace, repair=True)
    before = recorded(study.workspace)
    run(fresh(study))
    assert recorded(study.workspace) - before == {"fit last-k": 2}
    assert fresh(study).predict(["my card"], method="last")


def damage(workspace: Workspace, record: StepRecord) -> None:
    for digest in record.outputs.values():
        path = workspace.artifacts.path(digest)
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(bytes(data))


def test_runs_are_made_again_bit_by_bit_where_the_shared_steps_are_gone(study: Study) -> None:
    from tenfold.study.rerun import rerun

    run(study)
    shared = [r for r in study.workspace.steps.all() if r.name in ("prefix", "encode")]
    study.workspace.steps.forget([record.key for record in shared])
    found = rerun(study.workspace, study.plan, "last", say=lambda *_: None)
    assert (found.n_runs, found.n_equal) == (2, 2)


@pytest.mark.parametrize("method", ["probe", "last", "lora", "full", "both"])
def test_every_method_predicts_new_texts_as_it_predicted_the_test_texts(
    workspace: Workspace, method: str
) -> None:
    both = '[methods.both]\nkind = "ensemble"\nmembers = ["last", "probe"]\n\n[[hyp'
    study = encoder_study(workspace, DECLARATION.replace("[[hyp", both))
    run(study)
    plan, artifacts = study.plan, workspace.artifacts
    test = plan.material.arrays(workspace)["test"]
    texts = artifacts.get_json(plan.material.record.outputs["texts"])["texts"]
    done = plan.find_done(workspace)
    stored = [
        artifacts.get_arrays(done[run.predict.key].outputs["probabilities"])[0]["probabilities"]
        for run in plan.runs.values()
        if run.id.method == method
    ]
    found = study.predict([texts[i] for i in test], method=method)
    table = np.array([list(prediction.probabilities.values()) for prediction in found])
    np.testing.assert_allclose(table, np.mean(stored, axis=0), atol=0.02)  # bfloat16, other batches
    assert {prediction.unlike for prediction in found} <= {True, False}


def test_data_with_vectors_of_their_own_have_no_encoder_to_train(workspace: Workspace) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    encoder_study(workspace)
    rows = len((workspace.root / "words.csv").read_text().splitlines()) - 1
    vectors = np.random.default_rng(0).normal(size=(rows, 3)).astype(np.float32)
    pq.write_table(
        pa.table({f"v{i}": vectors[:, i] for i in range(3)}), workspace.root / "v.parquet"
    )
    text = DECLARATION.replace('label = "topic"', 'label = "topic"\nfeatures = "v.parquet"')
    with pytest.raises(InputError, match="trains an encoder of texts") as raised:
        encoder_study(workspace, text)
    assert "methods.last" in str(raised.value.where)
    assert "nearest-centroid" in str(raised.value.remedy)


def test_more_layers_than_there_are_is_said_where_it_stands(workspace: Workspace) -> None:
    text = DECLARATION.replace("layers = 1", "layers = 7")
    with pytest.raises(InputError, match="7") as raised:
        encoder_study(workspace, text)
    assert "methods.lora" in str(raised.value.where)


@pytest.mark.parametrize(
    "line",
    [
        "training = {}",
        "training = { clip = 1 }",
        "training = { warmup = 0.1, patience = 3, dropout = false }",
        'init = "auto"\nbatch_size = 16',
    ],
)
def test_a_default_of_an_inner_table_spelled_out_changes_nothing(study: Study, line: str) -> None:
    from tenfold.study.registration import contents_of

    spelled = fresh(study, DECLARATION.replace("k = 1\n", f"k = 1\n{line}\n"))
    assert [s.key for s in spelled.plan.steps()] == [s.key for s in study.plan.steps()]
    assert contents_of(spelled.plan) == contents_of(study.plan)


def test_the_digest_of_a_claim_knows_the_model_of_a_method_that_trains_it(study: Study) -> None:
    assert study.plan.model_digest("full") == study.plan.encoders["tiny"].digest


class TestWhatAChangeCosts:
    """Only what a change can change is computed again."""

    @pytest.fixture
    def done(self, study: Study) -> Study:
        run(study)
        return study

    def made_by(self, done: Study, text: str | None = None) -> dict[str, int]:
        before = recorded(done.workspace)
        changed = fresh(done, text)
        run(changed)
        return dict(recorded(changed.workspace) - before)

    def test_a_learning_rate_costs_that_methods_runs(self, done: Study) -> None:
        text = DECLARATION.replace("learning_rate = 1e-3", "learning_rate = 2e-3")
        assert self.made_by(done, text) == {"fit lora": 2, "predict": 2, "score": 2}

    def test_a_method_costs_its_own_runs(self, done: Study) -> None:
        text = DECLARATION.replace(
            "[[hyp", '[methods.more]\nkind = "fine-tune"\nepochs = 2\n\n[[hyp'
        )
        assert self.made_by(done, text) == {"fit fine-tune": 2, "predict": 2, "score": 2}

    @pytest.mark.parametrize(
        "change", [("[study]", "# a comment\n[study]"), ("learn?", "learn, at last?")]
    )
    def test_words_cost_nothing(self, done: Study, change: tuple[str, str]) -> None:
        assert self.made_by(done, DECLARATION.replace(*change)) == {}

    def test_a_claim_costs_a_verdict(self, done: Study) -> None:
        assert self.made_by(done, DECLARATION.replace("by 0.1", "by 0.2")) == {"verdict": 1}


@pytest.mark.parametrize(
    "more",
    [
        'resample = "split"',
        'train_per_class = [3, "all"]\nvalidation = 0',
        "train_per_class = 4\ntest = 0.5",
    ],
)
def test_it_works_with_redrawn_tests_with_sizes_and_without_validation(
    workspace: Workspace, more: str
) -> None:
    text = DECLARATION.replace('label = "topic"', f'label = "topic"\n{more}')
    if "[3" in more:
        text = text.replace("on accuracy", "on accuracy at 3 per class")
    study = encoder_study(workspace, text)
    run(study)
    view = study.view()
    assert view.state == "done"
    assert all(method.n_failed == 0 for method in view.methods)
    made = recorded(workspace)
    n_sides = 1 if "resample" in more else 2
    assert made["encode"] == made["prefix"] == n_sides  # one chunk a side


def test_a_method_with_an_encoder_of_its_own_shares_nothing_with_the_others(
    workspace: Workspace,
) -> None:
    from models.tiny_encoders import write_tiny_encoder

    write_tiny_encoder(workspace.root / "other", "roberta")
    text = DECLARATION.replace("k = 1\n", 'k = 1\nmodel = "other"\n')
    both = '[methods.both]\nkind = "ensemble"\nmembers = ["last", "probe"]\n\n[[hyp'
    study = encoder_study(workspace, text.replace("[[hyp", both))
    run(study)
    made = recorded(workspace)
    assert (made["encode"], made["prefix"], made["fit probe"]) == (4, 4, 4)
    assert len(study.predict(["my card", "a rash"], method="both")) == 2


def test_another_test_file_fits_nothing_again(workspace: Workspace) -> None:
    held = write_words(workspace.root / "held.csv", n_per_class=6, seed=9)
    text = DECLARATION.replace(
        'label = "topic"', 'label = "topic"\ntest = "held.csv"\noverlap = "keep"'
    )
    study = encoder_study(workspace, text)
    run(study)
    before = recorded(workspace)
    write_words(held, n_per_class=8, seed=10)
    run(fresh(study))
    made = recorded(workspace) - before
    assert not [name for name in made if name.startswith("fit")]
    assert (made["predict"], made["score"], made["encode"], made["prefix"]) == (8, 8, 1, 1)


def test_a_seed_more_costs_a_seed(study: Study) -> None:
    run(study)
    before = recorded(study.workspace)
    run(fresh(study, DECLARATION.replace("seeds = 2", "seeds = 3")))
    made = recorded(study.workspace) - before
    assert {name: made[name] for name in ("fit probe", "fit lora", "predict", "score")} == {
        "fit probe": 1,
        "fit lora": 1,
        "predict": 4,
        "score": 4,
    }
    assert made["encode"] == made["prefix"] == 0


def test_the_folder_of_the_model_does_not_matter_but_its_weights_do(
    study: Study, tmp_path: Path
) -> None:
    (study.workspace.root / "tiny").rename(study.workspace.root / "moved")
    moved = fresh(study, DECLARATION.replace('use = "tiny"', 'use = "moved"'))
    assert [s.key for s in moved.plan.steps()] == [s.key for s in study.plan.steps()]
