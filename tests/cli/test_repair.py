"""A damaged store is repaired with the commands that the messages name."""

from __future__ import annotations

from pathlib import Path

from command import tenfold as command
from small import write_study
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.run import carry_out, is_finished


def tenfold(lab: Path, *words: str) -> str:
    result = command(lab, *words)
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


def test_a_damaged_predictor_is_repaired_run_again_and_predicts(workspace: Workspace) -> None:
    study = load_study(str(write_study(workspace)), workspace=workspace)
    carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    for record in workspace.steps.all():
        if record.parameters.get("kind") == "tfidf":
            path = workspace.artifacts.path(record.outputs["predictor"])
            path.write_bytes(path.read_bytes()[:-1] + b"!")
    lab = workspace.root
    assert "5 damaged" in tenfold(lab, "store", "verify", "--repair")
    done = study.plan.find_done(Workspace(lab))
    assert not is_finished(Workspace(lab), study.plan, done)
    assert "nothing was computed" not in tenfold(lab, "study", "run", "small")
    assert "lung" in tenfold(lab, "predict", "small", "cough and breath very bad")
    assert "nothing was computed" in tenfold(lab, "study", "run", "small")
    assert len(load_study("small", workspace=Workspace(lab)).view().test_looks) == 1
