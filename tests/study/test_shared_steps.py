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


def test_the_whole_of_a_side_decides_and_each_side_and_layer_for_itself() -> None:
    sizes = {"train": np.array([10, 20, 30]), "test": np.array([40])}
    test, some = StatesOf("m", 1, "test"), StatesOf("m", 2, "train")
    whole = StatesOf("m", 1, "train")
    wanted = {test: [0], some: [0, 2], whole: [0, 1, 2]}

    def within(bound: int, wanted: dict[StatesOf, list[int]] = wanted) -> FrozenStates:
        return decide(wanted, lambda model, side: sizes[side], lambda model: 2, bound)

    assert within(120).kept == {test: 80, some: 80, whole: 120}  # the bytes are what runs read
    assert within(119).kept == {test: 80}
    assert within(119).streamed == {some: 80, whole: 120}
    assert within(79).kept == {}
    for states, numbers in wanted.items():
        alone = within(119, {states: numbers})
        assert (states in alone.kept) is (states in within(119).kept)


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


def test_a_parameter_that_does_not_fit_the_encoder_is_no_failed_run(workspace: Workspace) -> None:
    from tenfold.study.records import Records

    text = DECLARATION.replace("k = 1\n", "k = 9\n")
    with pytest.raises(InputError, match="k = 9") as raised:
        encoder_study(workspace, text).plan  # noqa: B018 - it is made when it is asked for
    assert raised.value.exit_status == 2
    assert raised.value.where == f"{workspace.studies / 'tiny-study.toml'}: methods.last"
    assert Records(workspace).test_looks("tiny-study") == []
    assert "encode" not in recorded(workspace)


def test_a_larger_encoder_beside_them_changes_no_key_of_the_others(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads belong to an encoder: one that fills the memory has all cores, the others keep theirs."""
    import psutil

    from models.tiny_encoders import write_tiny_encoder
    from tenfold.models.encoder import EncoderFiles, find_encoder
    from tenfold.study.processes import choose_processes

    def find(use: str, *, root: Path) -> EncoderFiles:
        found = find_encoder(use, root=root)
        return replace(found, n_parameters=10**12) if use == "other" else found

    alone = study.plan
    monkeypatch.setattr("tenfold.study.plan.find_encoder", find)
    write_tiny_encoder(study.workspace.root / "other", "roberta")
    more = '[methods.huge]\nkind = "fine-tune"\nmodel = "other"\n\n[[hyp'
    beside = fresh(study, DECLARATION.replace("[[hyp", more)).plan
    assert {id: beside.runs[id] for id in alone.runs} == alone.runs
    assert {key: beside.shared[key] for key in alone.shared} == alone.shared
    cores = psutil.cpu_count() or 1
    huge = beside.runs[RunId("huge", "all", 0)]
    assert huge.fit is not None
    assert huge.fit.parameters["numerics"]["threads"] == beside.most_threads == cores
    chunks = {
        beside.shared[key].step.parameters["numerics"]["threads"] for key in huge.fit_reads.keys
    }
    assert chunks == {cores}
    assert choose_processes(study.workspace, beside).n_threads == cores
    assert alone.most_threads == 1


def test_each_side_is_kept_that_fits_whatever_else_is_read(study: Study) -> None:
    sizes = study.plan.states.kept
    set_bound(study.workspace, max(sizes.values()) / 1e9)
    within = fresh(study).plan
    assert within.states.kept == sizes  # both, though not both together
    set_bound(study.workspace, min(sizes.values()) / 1e9)
    less = fresh(study).plan
    (kept,) = less.states.kept
    assert sizes[kept] == min(sizes.values())
    other = DECLARATION.replace("layers = 1", "layers = 2").replace(
        'label = "topic"', 'label = "topic"\ntrain_per_class = 3'
    )
    assert set(fresh(study, other).plan.states.kept) == {kept}


def test_a_damaged_chunk_costs_a_prediction_the_word_on_training_data_alone(study: Study) -> None:
    run(study)
    before = study.predict(["my card"], method="last")
    for record in study.workspace.steps.all():
        if record.name == "encode":
            damage(study.workspace, replace(record, outputs={"v": record.outputs["vectors"]}))
    (found,) = fresh(study).predict(["my card"], method="last")
    assert found.unlike is None
    assert found.probabilities == before[0].probabilities


@pytest.mark.parametrize("method", ["probe", "last", "both"])
def test_predictors_that_are_not_kept_in_memory_predict_the_same(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    from tenfold.models.tokens import TextTokenizer
    from tenfold.study.predict import StudyPredictor

    both = '[methods.both]\nkind = "ensemble"\nmembers = ["last", "probe"]\n\n[[hyp'
    study = encoder_study(workspace, DECLARATION.replace("[[hyp", both))
    run(study)
    texts = ["my card", "a rash since monday", "pay the fever"] * 100  # more than one batch
    kept = list(StudyPredictor(workspace, study.plan, method=method).predict(texts))
    made = []

    class Counted(TextTokenizer):
        def __init__(self, *given: object) -> None:
            made.append(given)
            super().__init__(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("tenfold.models.tokens.TextTokenizer", Counted)
    monkeypatch.setattr("tenfold.study.predict._LARGE_BYTES", 0)
    monkeypatch.setattr("tenfold.study.predict._LARGE_BATCH", 256)
    anew = StudyPredictor(workspace, study.plan, method=method)
    assert list(anew.predict(texts)) == kept
    assert len(made) == 1  # not one a batch


def test_runs_read_the_states_of_their_own_texts_out_of_several_chunks(
    workspace: Workspace,
) -> None:
    """Four chunks of training texts and two of test: what a run's rows point to is what the encoder gives
    for each text alone, to the bits of bfloat16.
    """
    from tenfold.models.frozen import encode_chunk
    from tenfold.study.plan_tasks import Tasks
    from tenfold.study.task_inputs import inputs_to_predict, training_examples

    write_words(workspace.root / "words.csv", n_per_class=600)
    few = 'label = "topic"\ntrain_per_class = 2\nvalidation = 0\ntest = 0.3'
    before, _, _ = DECLARATION.partition("[methods.lora]")
    before = before.replace('label = "topic"', few).replace("seeds = 2", "seeds = 4")
    study = encoder_study(workspace, before.replace("epochs = 2", "epochs = 1"))
    layout = study.plan.material.facts["chunks"]
    assert [len(layout[side]) for side in ("train", "test")] == [4, 2]
    run(study)
    done = study.plan.find_done(workspace)
    encoder, profile = study.plan.encoders["tiny"], study.plan.profiles["tiny"]
    tasks = Tasks(workspace, study.plan)
    runs = [study.plan.runs[RunId("last", "2", seed)] for seed in range(4)]
    numbers = [numbers_of(study, own.fit_reads.chunks) for own in runs]
    assert any(own != list(range(len(own))) for own in numbers), "no run leaves a lower chunk out"
    for own in runs:
        task = tasks.run(own, done, with_test=True)
        train, _ = training_examples(task)
        for inputs, every in ((train.inputs, 1), (inputs_to_predict(task), 20)):
            assert inputs.sequences is not None
            assert inputs.texts is not None
            for row in range(0, len(inputs), every):
                one = inputs.sequences.take([row])
                alone = encode_chunk(encoder, [inputs.texts[row]], profile, layers=[1])
                np.testing.assert_array_equal(one.tokens(), alone.tokens.ids)
                np.testing.assert_allclose(
                    as_float(one.states()), as_float(alone.states[1]), atol=0.05
                )
                if inputs.vectors is not None:
                    np.testing.assert_allclose(inputs.vectors[row], alone.vectors[0], atol=0.05)


def numbers_of(study: Study, keys: tuple[str, ...]) -> list[int]:
    shared = [study.plan.shared[key] for key in keys]
    return [step.number for step in shared if isinstance(step, ChunkStep)]


def as_float(states: np.ndarray) -> np.ndarray:
    """States as they are kept: uint16 holds the bits of bfloat16."""
    if states.dtype != np.uint16:
        return states
    return (states.astype(np.uint32) << 16).view(np.float32)
