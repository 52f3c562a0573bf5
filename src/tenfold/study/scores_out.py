"""The scores of a study's runs as a table that `tenfold judge` reads again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tenfold.desk.export.formulas import guarded
from tenfold.study.failures import failed_runs
from tenfold.study.scoring import score_in_unit, scores_of

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["scores_csv"]


def scores_csv(workspace: Workspace, plan: Plan) -> str:
    """A line for each scored run, in the study's unit: `score` is its own metric, which `metric` names; the
    other metrics stand in columns of their own, empty where a run has none.
    """
    done = plan.find_done(workspace)
    failed = failed_runs(workspace, plan, done)
    own, *others = plan.metrics
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(
        ["method", "train_per_class", "seed", "failed", "metric", "score", *map(guarded, others)]
    )
    for run, score in scores_of(workspace, plan, done, plan.runs, failed).items():
        values = [
            repr(score_in_unit(plan, score, metric)) if metric in score["metrics"] else ""
            for metric in (own, *others)
        ]
        head = [guarded(run.method), run.size, run.seed, "yes" if run in failed else "no", own]
        table.writerow([*head, *values])
    return written.getvalue()
