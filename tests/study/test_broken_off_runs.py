"""A run that breaks off in training: it counts as failed, and is scored by its last valid predictions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from small import write_study
from tenfold.models.methods.registry import kinds
from tenfold.store.upkeep import carry_out_cleaning, plan_cleaning
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.failures import broke_off, failed_runs
from tenfold.study.run import Outcome, carry_out, is_finished

WHY = "diverged at step 7: the loss is not a number"
KIND = f"""
from tenfold.models.methods.tfidf import Tfidf, TfidfPredictor


class BreakingPredictor(TfidfPredictor):
    pass


class Breaking(Tfidf):
    kind = "breaking"
    predictor = BreakingPredictor
    stochastic = True

    def train(self, train, validation, *, parameters, classes, seed):
        fitted = super().train(
            train, validation, parameters=parameters, classes=classes, seed=seed
        )
        fitted.history = {{"curve": [{{"epoch": 0, "train_loss": None}}]}}
        if seed in (1, 3):
            fitted.failure = {WHY!r}
        return fitted
"""


@pytest.fixture
def breaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind of an installed package whose fits break off with the seeds 1 and 3."""
    site = tmp_path / "site"
    info = site / "breaking_kind-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "breaking_kind.py").write_text(KIND)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: breaking-kind\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tenfold.methods]\nb = breaking_kind:Breaking\n")
    monkeypatch.syspath_prepend(site)
    kinds.cache_clear()
    yield
    kinds.cache_clear()


@pytest.fixture
def study(workspace: Workspace, breaking: None) -> Study:
    path = write_study(workspace)
    path.write_text(path.read_text().replace('"tfidf"', '"breaking"'))
    return load_study("small", workspace=workspace)


def run(study: Study) -> Outcome:
    return carry_out(study.workspace, study.plan, InlineExecutor(debug=True), say=lambda *_: None)


def shown(study: Study) -> dict[str, Any]:
    return load_study(study.name, workspace=study.workspace).view().to_json()


def test_it_is_failed_and_scored_by_its_own_predictions(study: Study) -> None:
    run(study)
    view = shown(study)
    words = view["methods"][0]
    assert words["n_failed"] == 2
    assert any(WHY in line for line in words["failures"])
    scores = words["scores"]["accuracy"]["by_seed"]
    assert len(scores) == 5
    assert min(scores.values()) > 0.6  # majority would have a third
    assert view["hypotheses"][0]["n_failed"] == {"candidate": 2, "baseline": 0}
    assert view["hypotheses"][0]["n_pairs"] == 5
    assert view["state"] == "done"


def test_both_analyses_are_there_and_one_leaves_the_failed_seeds_out(study: Study) -> None:
    """Rule 13: three complete pairs are too few, so the verdict is undecided where five would do."""
    run(study)
    assert shown(study)["hypotheses"][0]["verdict"] == "undecided"


def test_it_is_not_computed_again(study: Study) -> None:
    run(study)
    done = study.plan.find_done(study.workspace)
    assert is_finished(study.workspace, study.plan, done)
    assert run(study).n_computed == 0
    assert len(shown(study)["test_looks"]) == 1


def test_its_facts_say_what_happened(study: Study) -> None:
    run(study)
    done = study.plan.find_done(study.workspace)
    for id, planned in study.plan.runs.items():
        if id.method == "words":
            facts = study.workspace.artifacts.get_json(done[planned.fit_key].outputs["facts"])
            assert facts["failure"] == (WHY if id.seed in (1, 3) else "")
            assert facts["history"] == {"curve": [{"epoch": 0, "train_loss": None}]}
            assert set(facts) == {"saved", "notes", "n_trained_parameters", "history", "failure"}
            assert broke_off(study.plan, id, done) is (id.seed in (1, 3))


def test_another_study_that_reuses_the_fits_has_the_failures_too(study: Study) -> None:
    run(study)
    (study.workspace.studies / "other.toml").write_text(study.path.read_text())
    other = load_study("other", workspace=study.workspace)
    done = other.plan.find_done(study.workspace)
    assert {id.seed for id in failed_runs(study.workspace, other.plan, done)} == {1, 3}
    assert run(other).n_computed == 0
    assert shown(other)["methods"][0]["n_failed"] == 2


def test_a_try_says_it_and_the_run_predicts_with_the_fit_that_broke_off(study: Study) -> None:
    path = study.path
    path.write_text(path.read_text().replace("seeds = 5", "seeds = 2"))
    few = load_study("small", workspace=study.workspace)
    fits = {r.key for r in study.workspace.steps.all() if r.name == "fit"}
    assert fits == set()
    from tenfold.study.schedule import Schedule

    done = dict(few.plan.find_done(study.workspace))
    for _ in range(2):  # fitted now, then reused
        schedule = Schedule(
            study.workspace, few.plan, InlineExecutor(), done, lambda *_: None, with_test=False
        )
        schedule.add(few.plan.runs)
        schedule.wait_for(list(few.plan.runs), lambda: None)
        assert list(schedule.failed.values()) == [WHY]
    run(few)
    view = shown(few)
    assert view["methods"][0]["n_failed"] == 1
    assert view["state"] == "done"
    assert [r.name for r in study.workspace.steps.all()].count("fit") == 4


def test_an_ensemble_takes_the_last_valid_predictions_of_its_member(study: Study) -> None:
    both = '[methods.both]\nkind = "ensemble"\nmembers = ["words", "floor"]\n\n[[hyp'
    study.path.write_text(study.path.read_text().replace("[[hyp", both))
    with_ensemble = load_study("small", workspace=study.workspace)
    run(with_ensemble)
    methods = {method["name"]: method for method in shown(with_ensemble)["methods"]}
    assert (methods["words"]["n_failed"], methods["both"]["n_failed"]) == (2, 0)
    assert methods["both"]["n_runs"] == 5


def clean(study: Study) -> None:
    found = plan_cleaning(study.workspace, age=None, keep=())
    assert set(found.by_step) == {"fit", "predict"}
    carry_out_cleaning(study.workspace, found)


def test_cleaning_the_store_keeps_the_failure_and_the_verdict(study: Study) -> None:
    run(study)
    before = shown(study)
    clean(study)
    done = study.plan.find_done(study.workspace)
    assert failed_runs(study.workspace, study.plan, done) == {
        id: WHY for id in study.plan.runs if id.method == "words" and id.seed in (1, 3)
    }
    after = shown(study)
    assert after["methods"][0]["n_failed"] == 2
    assert after["methods"][0]["failures"] == before["methods"][0]["failures"]
    assert after["hypotheses"] == before["hypotheses"]
    assert after["state"] == "done"


@pytest.mark.parametrize("converges", [False, True])
def test_a_failure_that_was_scored_stays_one_when_its_run_is_made_again(
    study: Study, converges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenfold.models.methods.tfidf import Tfidf

    run(study)
    before = shown(study)
    clean(study)
    if converges:
        monkeypatch.setattr(type(kinds()["breaking"]), "train", Tfidf.train)
    outcome = run(study)
    after = shown(study)
    assert outcome.n_computed == 20  # fits and predictions; no score, no verdict
    assert after["hypotheses"] == before["hypotheses"]
    assert after["methods"][0]["n_failed"] == 2
    assert len(after["test_looks"]) == 1
    done = study.plan.find_done(study.workspace)
    assert is_finished(study.workspace, study.plan, done)
    assert run(study).n_computed == 0
