"""What `study check` says of the work: counts, minutes, megabytes, memory, processes."""

from __future__ import annotations

import dataclasses
import json

import pytest

from encoder_study import DECLARATION, encoder_study, run
from tenfold.models.numerics import Profile
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.guesses import guess_method, method_bytes, worker_bytes
from tenfold.study.processes import Processes, choose_processes
from tenfold.study.workload import Work

BIG = DECLARATION.replace('use = "tiny"', 'use = "all-MiniLM-L6-v2"')


@pytest.fixture
def study(workspace: Workspace) -> Study:
    return encoder_study(workspace)


def by_row(study: Study) -> dict[tuple[str, str], Work]:
    return {(work.step, work.kind): work for work in study.check().work}


def test_before_the_first_run_all_is_guessed_and_after_it_all_is_there(study: Study) -> None:
    before = by_row(study)
    assert set(before) == {
        ("encode", ""),
        ("prefix", ""),
        ("score", ""),
        *(("fit", kind) for kind in ("probe", "last-k", "lora", "fine-tune")),
        *(("predict", kind) for kind in ("probe", "last-k", "lora", "fine-tune")),
    }
    assert not any(work.is_from_record for work in before.values())
    assert all(work.n_reused == 0 < work.seconds for work in before.values())
    run(study)
    for key, work in by_row(study).items():
        assert (work.n, work.n_reused) == (before[key].n, before[key].n)
        assert (work.seconds, work.megabytes) == (0, 0)


def test_what_ran_here_decides_the_minutes_of_the_same_kind(study: Study) -> None:
    study.try_(debug=True)
    work = by_row(study)
    (fit,) = {
        r.seconds
        for r in study.workspace.steps.all()
        if r.name == "fit" and r.parameters["kind"] == "fine-tune"
    }
    own = work["fit", "fine-tune"]
    assert own.is_from_record
    assert (own.n, own.n_reused) == (2, 1)
    assert own.seconds == pytest.approx(fit)
    assert not work["predict", "fine-tune"].is_from_record


def test_guesses_grow_with_epochs_layers_and_examples(workspace: Workspace) -> None:
    plan = encoder_study(workspace, BIG).plan
    last, lora, full = (guess_method(plan, name, 42.0) for name in ("last", "lora", "full"))
    assert full.fit_s > last.fit_s > 0  # one epoch of all layers against two of the upper one
    assert full.predictor_bytes == pytest.approx(2 * 22.7e6, rel=0.02)
    assert lora.predictor_bytes < 2e6
    assert guess_method(plan, "full", 84.0).fit_s == pytest.approx(2 * full.fit_s)


def test_memory_grows_with_layers_batches_and_the_longest_text(workspace: Workspace) -> None:
    study = encoder_study(workspace, BIG)
    plan = study.plan

    def need(method: str, n_tokens: int = 42) -> int:
        return method_bytes(plan, method, n_tokens)

    kept = 16 * 42 * 6 * (60 * 384 + 6 * 12 * 42)
    assert need("full") == pytest.approx(1.0e9 + 28 * 22.7e6 + kept, rel=0.01)
    assert need("probe") < need("lora") < need("last") < need("full")
    assert need("probe", 512) == need("probe")
    assert need("full", 512) > need("full", 256) > need("full")
    assert worker_bytes(workspace, plan) == need("full", 8)  # six words and two special tokens
    larger = fresh(study, BIG.replace("epochs = 1\n", "epochs = 1\nbatch_size = 64\n"))
    assert method_bytes(larger.plan, "full", 42) == need("full") + 3 * kept


def fresh(study: Study, text: str) -> Study:
    study.path.write_text(text)
    return load_study(study.name, workspace=Workspace(study.workspace.root))


def test_states_that_are_not_kept_make_runs_longer_whatever_the_encoder_is_called(
    study: Study,
) -> None:
    """The declared `use` names the states; a hub model's own name is another."""
    plan = study.plan
    called = dataclasses.replace(plan.encoders["tiny"], name="another name")
    plan = dataclasses.replace(plan, encoders={"tiny": called})
    states = plan.states
    gone = dataclasses.replace(states, kept={}, streamed=states.kept)
    streaming = dataclasses.replace(plan, states=gone)
    before, after = (guess_method(p, "last", 42.0) for p in (plan, streaming))
    assert after.fit_s > before.fit_s
    assert after.predict_s > before.predict_s


def test_states_below_another_layer_cost_a_pass_where_the_tokens_are_there(study: Study) -> None:
    def seconds(study: Study) -> dict[tuple[str, str], float]:
        return {key: work.seconds for key, work in by_row(study).items()}

    passes = seconds(study)["encode", ""]
    probe_only = DECLARATION.replace('[methods.last]\nkind = "last-k"\nk = 1\nepochs = 2\n\n', "")
    for method in ("lora", "full"):
        before, _, after = probe_only.partition(f"[methods.{method}]\n")
        probe_only = before + after.partition("\n\n")[2]
    probe_only = probe_only.replace("last beats", "floor beats").replace(
        "[[hyp", '[methods.floor]\nkind = "majority"\n\n[[hyp'
    )
    run(fresh(study, probe_only))
    encoded = [r.seconds for r in study.workspace.steps.all() if r.name == "encode"]
    later = seconds(fresh(study, DECLARATION))
    assert later["encode", ""] == 0 < passes
    assert later["prefix", ""] == pytest.approx(sum(encoded))


def test_float32_takes_twice_as_long(workspace: Workspace) -> None:
    plan = encoder_study(workspace, BIG).plan

    def fit_s(dtype: str) -> float:
        profile = dataclasses.replace(plan.profile, dtype=dtype)
        return guess_method(dataclasses.replace(plan, profile=profile), "full", 42.0).fit_s

    assert fit_s("float32") == 2 * fit_s("bfloat16")


def test_states_past_the_bound_are_said_to_be_streamed(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    from tenfold.cli.tables import print_estimate

    print_estimate(study.check())
    said = capsys.readouterr().out
    assert "kept once for all runs" in said
    assert "streamed" not in said
    assert "guessed" in said
    (study.workspace.root / "tenfold.toml").write_text("[run]\nprefix_gigabytes = 0\n")
    estimate = load_study(study.name, workspace=Workspace(study.workspace.root)).check()
    print_estimate(estimate)
    said = capsys.readouterr().out
    assert "streamed, past the bound of 0 GB" in " ".join(said.split())
    assert "[run] prefix_gigabytes" in " ".join(said.split())
    json.dumps(estimate.to_json(), allow_nan=False)


def test_data_with_vectors_of_their_own_can_be_checked(workspace: Workspace) -> None:
    from small import write_study

    assert load_study(str(write_study(workspace)), workspace=workspace).check().minutes > 0


def processes(study: Study, text: str = "", **profile: int) -> Processes:
    (study.workspace.root / "tenfold.toml").write_text(text)
    own: Profile = dataclasses.replace(study.plan.profile, **profile)
    plan = dataclasses.replace(study.plan, profiles={"tiny": own})
    return choose_processes(Workspace(study.workspace.root), plan)


def test_one_process_a_core_or_a_group_of_threads(study: Study) -> None:
    found = processes(study)
    assert found.n == min(found.n_cores, found.available_bytes // found.need_bytes)
    alone = processes(study, threads=found.n_cores)
    assert (alone.n, alone.n_threads) == (1, found.n_cores)
    assert not alone.is_short_of_memory


def test_the_number_that_is_given_holds(study: Study) -> None:
    found = processes(study, "[run]\nprocesses = 7\n")
    assert found.n == 7
    assert not found.is_short_of_memory


def test_memory_that_holds_fewer_is_said() -> None:
    def of(n: int) -> Processes:
        return Processes(n=n, n_threads=1, n_cores=4, need_bytes=3, available_bytes=3 * n)

    assert of(1).is_short_of_memory
    assert not of(4).is_short_of_memory


def test_an_encoder_that_memory_does_not_hold_runs_alone(study: Study) -> None:
    huge = dataclasses.replace(study.plan.encoders["tiny"], n_parameters=10**15)
    plan = dataclasses.replace(study.plan, encoders={"tiny": huge})
    found = choose_processes(study.workspace, plan)
    assert found.n == 1
    assert found.need_bytes > found.available_bytes


def test_an_event_says_that_memory_holds_fewer_runs_than_there_are_cores(study: Study) -> None:
    from tenfold.study.worker import carry_out_as_worker

    run(study)
    huge = dataclasses.replace(study.plan.encoders["tiny"], n_parameters=10**15)
    plan = dataclasses.replace(study.plan, encoders={"tiny": huge})
    events: dict[str, object] = {}
    carry_out_as_worker(study.workspace, plan, say=events.__setitem__)
    several = choose_processes(study.workspace, study.plan).n_cores > 1
    assert ("few processes" in events) is several


def test_the_number_of_processes_is_in_no_key(study: Study) -> None:
    keys = [step.key for step in study.plan.steps()]
    (study.workspace.root / "tenfold.toml").write_text("[run]\nprocesses = 7\n")
    again = load_study(study.name, workspace=Workspace(study.workspace.root))
    assert [step.key for step in again.plan.steps()] == keys
