"""A real study of methods that train an encoder: the view and the reports tell its training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from encoder_study import encoder_study, recorded, run
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.report import render_html, render_markdown
from tenfold.study.report.figures import draw_figures
from tenfold.study.view import StudyView

DECLARATION = """\
[study]
question = "Where does rank go?"
seeds = 3

[data]
use = "words.csv"
label = "topic"

[model]
use = "tiny"

[methods.probe]
kind = "probe"

[methods.adalora]
kind = "adalora"
epochs = 6
rank = 1
initial_rank = 2

[methods.last]
kind = "last-k"
k = 1
epochs = 2
init = "random"
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    workspace = Workspace.create(tmp_path_factory.mktemp("lab"))
    made = encoder_study(workspace, DECLARATION)
    run(made)
    return load_study(str(made.path), workspace=workspace)


@pytest.fixture(scope="module")
def view(study: Study) -> StudyView:
    return study.view()


def test_curves_are_those_of_the_fits(study: Study, view: StudyView) -> None:
    done = study.plan.find_done(study.workspace)
    methods = {method.name: method for method in view.methods}
    assert methods["probe"].training is None
    for run_id, planned in study.plan.runs.items():
        if run_id.method == "probe" or planned.fit is None:
            continue
        outputs = done[planned.fit.key].outputs
        history = study.workspace.artifacts.get_json(outputs["facts"])["history"]
        training = methods[run_id.method].training
        assert training is not None
        told = training.curves[run_id.seed]
        assert [epoch.validation_log_loss for epoch in told] == [
            entry["validation_log_loss"] for entry in history["curve"]
        ]
        assert told[0].epoch == 0
        assert training.best_epoch[run_id.seed] == history["best_epoch"]


def test_starts_and_sizes_are_told(view: StudyView) -> None:
    methods = {method.name: method for method in view.methods}
    last, adalora = methods["last"].training, methods["adalora"].training
    assert last is not None
    assert adalora is not None
    assert last.starts == {"random": 3}
    assert sum(adalora.starts.values()) == 3
    assert {method.encoder_parameters for method in view.methods} == {
        view.model.n_parameters if view.model else None
    }


def test_ranks_end_at_the_declared_mean(view: StudyView) -> None:
    """Four matrices (two layers, query and value) with rank 2 at first and 1 on average in the end."""
    training = next(method.training for method in view.methods if method.name == "adalora")
    assert training is not None
    assert sum(training.ranks[0].ranks.values()) == 8
    assert sum(training.ranks[-1].ranks.values()) == pytest.approx(4)
    assert set(training.ranks[0].ranks) == {
        f"layer {layer} {matrix}" for layer in (0, 1) for matrix in ("query", "value")
    }


def test_the_reports_draw_and_tell_it(view: StudyView) -> None:
    assert {"training", "ranks"} <= {figure.key for figure in draw_figures(view)}
    html, markdown = render_html(view), render_markdown(view)
    assert 'id="training"' in html
    assert "Where adalora put its rank" in html
    assert "last (start: random)" in markdown


def test_a_try_checks_each_method_that_trains_the_encoder(tmp_path: Path) -> None:
    study = encoder_study(Workspace.create(tmp_path / "lab"), DECLARATION)
    trial = study.try_(debug=True, check_training=True)
    assert [checked.method for checked in trial.checks] == ["adalora", "last"]
    for checked in trial.checks:
        assert checked.check is not None, checked.message
        assert checked.check.n_classes == 2
        assert "head" in checked.check.gradient_norms
    json.dumps(trial.to_json(), allow_nan=False)
    assert study.view().test_looks == ()
    assert study.try_(debug=True).checks == ()


def test_a_check_needs_no_fit_of_its_own(tmp_path: Path) -> None:
    """What was tried before is reused; the tokens that a check reads are there or are made again."""
    study = encoder_study(Workspace.create(tmp_path / "lab"), DECLARATION)
    study.try_(debug=True)
    before = recorded(study.workspace)
    assert len(study.try_(debug=True, check_training=True).checks) == 2
    assert recorded(study.workspace) == before
