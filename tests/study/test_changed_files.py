"""A file that is edited while a study reads it: what came of it is never stored under the old digest."""

from __future__ import annotations

import pytest

from small import write_study
from tenfold.errors import StoppedError
from tenfold.store.workspace import Workspace
from tenfold.study import drawing
from tenfold.study.api import load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.run import carry_out

SCRIPT = """
import csv, pathlib, sys
test, out = sys.argv[1:]
rows = list(csv.DictReader(open(test)))
with open(out, "w") as file:
    file.write("id,heart,lung,skin\\n" + "".join(f"{r['id']},0.5,0.3,0.2\\n" for r in rows))
if not pathlib.Path("edited").exists():
    pathlib.Path("edited").touch()
    with open(__file__, "a") as file:
        file.write("# edited\\n")
"""


def names(workspace: Workspace) -> list[str]:
    return [record.name for record in workspace.steps.all()]


def test_a_script_that_changed_while_it_ran_stores_nothing_and_the_next_run_takes_the_new_one(
    workspace: Workspace,
) -> None:
    path = write_study(workspace, seeds="1")
    (workspace.root / "script.py").write_text(SCRIPT)
    kind = 'kind = "command"\nrun = "python script.py {test} {out}"'
    path.write_text(path.read_text().replace('kind = "tfidf"\nC = 1.0', kind))
    study = load_study("small", workspace=workspace)
    with pytest.raises(StoppedError, match="changed while the study read it") as raised:
        carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    assert (raised.value.code, raised.value.where) == ("TF-STUDY-CHANGED", "script.py")
    keys = {record.key for record in workspace.steps.all()}
    commands = [run for id, run in study.plan.runs.items() if id.method == "words"]
    assert not {run.predict.key for run in commands} & keys
    fresh = load_study("small", workspace=Workspace(workspace.root))
    assert carry_out(workspace, fresh.plan, InlineExecutor(), say=lambda *_: None).stopped is None


def test_recorded_scores_that_changed_since_the_plan_are_not_stored_under_its_key(
    workspace: Workspace,
) -> None:
    path = write_study(workspace, seeds="1")
    recorded = 'kind = "recorded"\nfile = "scores.csv"\nmetric = "accuracy"'
    path.write_text(path.read_text().replace('kind = "majority"', recorded))
    scores = workspace.root / "scores.csv"
    scores.write_text("seed,score\n0,0.4\n")
    study = load_study("small", workspace=workspace)
    scores.write_text("seed,score\n0,0.9\n")
    with pytest.raises(StoppedError, match="changed"):
        carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    fresh = load_study("small", workspace=Workspace(workspace.root))
    carry_out(fresh.workspace, fresh.plan, InlineExecutor(), say=lambda *_: None)
    methods = {m.name: m for m in load_study("small", workspace=workspace).view().methods}
    assert methods["floor"].scores["accuracy"].mean == 0.9


def test_data_that_change_while_they_are_drawn_make_no_draw_of_the_old_version(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_study(workspace, seeds="1")
    data = workspace.root / "texts.csv"
    plain = drawing.load_examples

    def edit_then_load(*arguments: object) -> object:
        data.write_text(data.read_text().replace("e0,", "f0,"))
        return plain(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "load_examples", edit_then_load)
        with pytest.raises(StoppedError, match="changed while"):
            load_study("small", workspace=workspace)
    assert "draw" not in names(workspace)
    assert (
        load_study("small", workspace=Workspace(workspace.root)).plan.material.facts["number"] == 2
    )
