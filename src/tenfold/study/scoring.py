"""The scoring step: the only one that reads the labels of test examples.

`Truth` is made here and nowhere else. Each run's predictions become its scores, its confusion counts
and the Parquet file of predictions (example id, true label, one column a class).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.errors import InputError
from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
from tenfold.evaluation.metrics import METRICS
from tenfold.study.examples import load_examples
from tenfold.study.failures import broke_off, score_step
from tenfold.study.tasks import FAILURE

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.hypotheses import Hypothesis
    from tenfold.study.plan import Plan, RunId

__all__ = [
    "Truth",
    "evidence_for",
    "sampling_of",
    "score_in_unit",
    "score_run",
    "scores_of",
]

_MOST_CLASSES_IN_CONFUSION = 200


@dataclass(frozen=True)
class Truth:
    """The labels of the test examples. Whoever holds one has looked at the test split."""

    ids: list[str]
    labels: np.ndarray
    groups: np.ndarray
    positions: Mapping[str, np.ndarray]

    @classmethod
    def read(cls, workspace: Workspace, plan: Plan) -> Truth:
        """Read the labels. The caller has recorded the test look."""
        examples = load_examples(workspace, plan.declaration)
        index = {name: i for i, name in enumerate(plan.material.classes)}
        arrays = plan.material.arrays(workspace)
        return cls(
            ids=examples.ids,
            labels=np.array([index[label] for label in examples.labels], dtype=np.int64),
            groups=_groups(examples.groups, examples.texts or examples.ids),
            positions={k: a for k, a in arrays.items() if k.split("/")[0] == "test"},
        )


def _groups(declared: list[str] | None, texts: list[str]) -> np.ndarray:
    """Each example's group: the declared one, or the examples with the same normalised text."""
    from tenfold.desk.normalise import normalised

    names = declared or [normalised(text) for text in texts]
    index: dict[str, int] = {}
    return np.array([index.setdefault(name, len(index)) for name in names], dtype=np.int64)


def score_run(
    workspace: Workspace,
    plan: Plan,
    truth: Truth,
    run: RunId,
    predicted: StepRecord | None,
    *,
    failure: str = "",
) -> dict[str, str]:
    """Score one run's predictions; without predictions (a failed run) those of `majority`.

    Returns the digests of the scores (JSON) and of the predictions (Parquet). `failure` says why a run broke
    off that left predictions; the scores keep it, since the fit that says it too can be cleaned away.
    """
    rows = truth.positions[plan.material.test_key(run.seed)]
    labels = truth.labels[rows]
    if predicted is not None and "scores" in predicted.outputs:
        recorded = workspace.artifacts.get_json(predicted.outputs["scores"])
        return {"scores": workspace.artifacts.put_json({**recorded, "in_declared_unit": True})}
    probabilities = (
        _majority(plan, run, len(rows))
        if predicted is None
        else workspace.artifacts.get_arrays(predicted.outputs["probabilities"])[0]["probabilities"]
    )
    scores = {
        name: metric.score(probabilities, labels)
        for name, metric in METRICS.items()
        if _applies(name, labels)
    }
    content: dict[str, Any] = {"metrics": scores, "n_test": len(rows)}
    n_classes = len(plan.material.classes)
    if n_classes <= _MOST_CLASSES_IN_CONFUSION:
        counts = np.zeros((n_classes, n_classes), dtype=np.int64)
        np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
        content["confusion"] = counts.tolist()
    if failure:
        content[FAILURE] = failure
    outputs = {
        "scores": workspace.artifacts.put_json(content),
        "predictions": _save_predictions(workspace, plan, truth, rows, probabilities),
    }
    return {**outputs, FAILURE: outputs["scores"]} if failure else outputs


def _applies(metric: str, labels: np.ndarray) -> bool:
    """A ranking needs two classes in the test set."""
    return metric != "roc_auc" or len(np.unique(labels)) > 1


def _majority(plan: Plan, run: RunId, n: int) -> np.ndarray:
    counts = np.array(plan.material.facts["fitted_counts"][f"{run.size}/{run.seed}"], dtype=float)
    return np.tile(counts / counts.sum(), (n, 1)).astype(np.float32)


def _save_predictions(
    workspace: Workspace, plan: Plan, truth: Truth, rows: np.ndarray, probabilities: np.ndarray
) -> str:
    import pyarrow as pa

    classes = plan.material.classes
    columns: dict[str, Any] = {
        "example_id": [truth.ids[i] for i in rows.tolist()],
        "true_label": [classes[i] for i in truth.labels[rows].tolist()],
    }
    for number, name in enumerate(classes):
        # a class may be called like one of ours; its column is then marked
        column = name if name not in columns else f"class:{name}"
        columns[column] = probabilities[:, number].astype(np.float32)
    return workspace.artifacts.put_table(pa.table(columns))


def scores_of(
    workspace: Workspace,
    plan: Plan,
    done: Mapping[str, StepRecord],
    runs: Iterable[RunId],
    failed: Collection[RunId],
) -> dict[RunId, dict[str, Any]]:
    """The stored scores of those runs that have them."""
    found = {}
    for run in runs:
        record = done.get(score_step(plan, run, failed, done).key)
        if record is not None:
            found[run] = workspace.artifacts.get_json(record.outputs["scores"])
    return found


def evidence_for(
    workspace: Workspace,
    plan: Plan,
    hypothesis: Hypothesis,
    done: Mapping[str, StepRecord],
    truth: Truth,
    n_seeds: int,
    failed: Collection[RunId],
) -> Evidence | None:
    """What a hypothesis is judged by; None while a score is missing."""
    from tenfold.study.plan import RunId

    seeds = tuple(range(n_seeds))
    scores = []
    for method, size in plan.sides(hypothesis):
        runs = [RunId(method, size, seed) for seed in seeds]
        side = _method_scores(workspace, plan, hypothesis.claim.metric, runs, done, failed)
        if side is None:
            return None
        scores.append(side)
    candidate, baseline = scores
    per_example = candidate.probabilities is not None and baseline.probabilities is not None
    rows = [truth.positions[plan.material.test_key(seed)] for seed in seeds]
    tested, numbers = np.unique(np.concatenate(rows), return_inverse=True)
    ends = np.cumsum([len(r) for r in rows])[:-1]
    stratified = plan.material.facts["stratified"]
    return Evidence(
        metric=hypothesis.claim.metric,
        seeds=seeds,
        candidate=candidate,
        baseline=baseline,
        truth=tuple(truth.labels[r] for r in rows) if per_example else None,
        examples=tuple(np.split(numbers, ends)) if per_example else None,
        groups=truth.groups[tested] if per_example else None,
        strata=truth.labels[tested] if per_example and stratified else None,
        sampling=sampling_of(plan, hypothesis),
    )


def _method_scores(
    workspace: Workspace,
    plan: Plan,
    metric: str,
    runs: list[RunId],
    done: Mapping[str, StepRecord],
    failed: Collection[RunId],
) -> MethodScores | None:
    scores = scores_of(workspace, plan, done, runs, failed)
    if len(scores) < len(runs):
        return None
    missing = [run for run in runs if metric not in scores[run]["metrics"]]
    if missing:
        raise InputError(
            f"there is no score {metric!r} of {missing[0]}.",
            where=str(plan.declaration.path),
            remedy="Claim a metric that the recorded scores have, or record probabilities.",
        )
    probabilities: list[np.ndarray | None] = []
    for run in runs:
        record = done.get(plan.runs[run].predict.key)
        if run in failed and not broke_off(plan, run, done):
            n = scores[run].get("n_test", 0)
            probabilities.append(_majority(plan, run, n))
        elif record is not None and "probabilities" in record.outputs:
            arrays, _ = workspace.artifacts.get_arrays(record.outputs["probabilities"])
            probabilities.append(arrays["probabilities"])
        else:
            probabilities.append(None)
    whole = all(p is not None for p in probabilities)
    return MethodScores(
        values=tuple(score_in_unit(plan, scores[run], metric) for run in runs),
        probabilities=tuple(probabilities) if whole else None,
        failed=tuple(run in failed for run in runs),
    )


def score_in_unit(plan: Plan, score: Mapping[str, Any], metric: str) -> float:
    """A stored score in the study's unit; recorded scores are in it already."""
    value = float(score["metrics"][metric])
    if score.get("in_declared_unit"):
        return value
    return value * METRICS[metric].scale(plan.declaration.evaluate.unit)


def sampling_of(plan: Plan, hypothesis: Hypothesis) -> Sampling:
    """How test and training examples of a hypothesis's runs came about."""
    facts = plan.material.facts
    pool = np.array(facts["pool_counts"], dtype=float)
    shares, n_train = [], 0
    for _, size in plan.sides(hypothesis):
        fitted = np.array(facts["fitted_counts"][f"{size}/0"], dtype=float)
        present = pool > 0
        shares.append(float((fitted[present] / pool[present]).max()))
        n_train = max(n_train, int(fitted.sum()))
    sizes = {size for _, size in plan.sides(hypothesis)}
    data = plan.declaration.data
    same_for_all = sizes == {"all"} and (isinstance(data.validation, str) or data.validation == 0)
    redrawn = plan.material.is_redrawn
    return Sampling(
        test="redrawn" if redrawn else "fixed",
        training="fixed" if same_for_all and not redrawn else "redrawn",
        q=max(shares),
        n_test=facts["n_test"],
        n_total=facts["n_examples"],
        n_train=n_train,
    )
