"""`judge`: the verdict alone, for scores from anywhere.

These scores existed before anything was registered, so every verdict here is exploratory.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from tenfold.errors import ClaimError, InputError, PairingError, nearest
from tenfold.study.claims import ALL_SIZES, Claim, check_margin, parse_claim
from tenfold.study.scores_file import ScoreRow, ScoreTable, Table, read_scores
from tenfold.study.verdict import Registered, Rules, Verdict, expand, judge_family

if TYPE_CHECKING:
    from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling

__all__ = ["Judgement", "judge"]

SCHEMA_VERSION = 1
_FIXED_NOTE = (
    "The test set is taken to be the same in every seed. If it was drawn anew, say so: "
    "--redrawn N_TRAIN N_TEST --pool N."
)


@dataclass(frozen=True)
class Judgement(Sequence[Verdict]):
    """The verdicts in the order of claims and data sets, and what should be known beside them."""

    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()

    def __getitem__(self, index: Any) -> Any:
        return self.verdicts[index]

    def __len__(self) -> int:
        return len(self.verdicts)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def to_json(self) -> dict[str, Any]:
        """What `tenfold judge --json` prints."""
        return {
            "schema_version": SCHEMA_VERSION,
            "hypotheses": [verdict.to_json() for verdict in self.verdicts],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return "\n".join([str(verdict) for verdict in self.verdicts] + list(self.notes))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        notes = "".join(f"<p><small>{html.escape(note)}</small></p>" for note in self.notes)
        return "".join(verdict._repr_html_() for verdict in self.verdicts) + notes


def judge(
    table: Table,
    claims: str | Sequence[str],
    *,
    unit: Literal["natural", "percent"] = "natural",
    lower_is_better: bool = False,
    redrawn: tuple[int, int] | None = None,
    pool: int | None = None,
    alpha: float = 0.05,
    primary: int | None = None,
) -> Judgement:
    """Judge claims by a table of scores.

    Parameters
    ----------
    table
        A path, a mapping of columns, a list of records or a data frame with `method`, `seed`,
        `score` and optionally `dataset`, `example`, `train_per_class`, `group`, `failed`.
    claims
        Sentences such as "A beats B by 0.01 on accuracy"; each is judged on every data set, and
        Holm's correction runs over all of them together.
    unit
        "percent" where scores and margins are in percent.
    lower_is_better
        For a metric that tenfold does not know.
    redrawn, pool
        (n_train, n_test) where each seed drew its own test set, out of `pool` examples in all
        (training and test together; without it, n_train + n_test).
    alpha
        The total: half for a false "supported", half for a false "refuted".
    primary
        The number (from 1) of the claim that is tested first; the others wait for it.

    Raises
    ------
    DataError, ClaimError, PairingError
        What is wrong, where, and how to mend it.

    Examples
    --------
    >>> scores = {"method": ["a"] * 5 + ["b"] * 5, "seed": [0, 1, 2, 3, 4] * 2,
    ...           "score": [.82, .84, .83, .86, .82, .71, .75, .73, .74, .72]}
    >>> judge(scores, "a beats b by 0.05 on accuracy")[0].verdict
    'supported'
    """
    scores = read_scores(table)
    notes = _table_notes(scores)
    rules = Rules(alpha=alpha, unit=unit, lower_is_better=lower_is_better)
    sampling = _sampling(redrawn, pool)
    if redrawn is None:
        notes.append(_FIXED_NOTE)
    registered = _register(scores, [claims] if isinstance(claims, str) else claims, primary, unit)
    notes += _metric_notes(registered, lower_is_better)
    evidence = {}
    for hypothesis in registered:
        evidence[hypothesis.id], found = _evidence(scores, hypothesis, sampling, unit)
        notes += found
    verdicts = judge_family(registered, evidence, rules)
    return Judgement(tuple(verdicts), tuple(dict.fromkeys(notes)))


def _table_notes(scores: ScoreTable) -> list[str]:
    if not scores.ignored:
        return []
    return [f"Columns that were not used: {', '.join(scores.ignored)}."]


def _metric_notes(registered: Sequence[Registered], lower_is_better: bool) -> list[str]:
    from tenfold.evaluation.metrics import METRICS

    notes = []
    for name in dict.fromkeys(hypothesis.claim.metric for hypothesis in registered):
        if name not in METRICS:
            way = "lower" if lower_is_better else "higher"
            close = nearest(name, METRICS)
            hint = f" {close}" if close.startswith("Did") else ""
            notes.append(
                f"{name!r} is no metric that tenfold knows: {way} is taken as better.{hint}"
            )
        elif lower_is_better and METRICS[name].higher_is_better:
            notes.append(f"Of {name}, higher is better, whatever --lower-is-better says.")
    return notes


def _sampling(redrawn: tuple[int, int] | None, pool: int | None) -> Sampling:
    from tenfold.evaluation.evidence import Sampling

    if redrawn is None:
        if pool is not None:
            raise InputError(
                "--pool is for test sets drawn anew: give --redrawn N_TRAIN N_TEST too."
            )
        return Sampling()
    n_train, n_test = redrawn
    if n_train < 1 or n_test < 1:
        raise InputError(f"numbers of examples must be at least 1. Got {n_train} and {n_test}.")
    if pool is not None and pool < n_train + n_test:
        raise InputError(
            f"a pool of {pool} cannot hold {n_train} training and {n_test} test examples.",
            remedy="Give the number of all examples that both were drawn from.",
        )
    return Sampling(
        test="redrawn",
        q=None if pool is None else n_train / (pool - n_test),
        n_test=n_test,
        n_total=pool,
        n_train=n_train,
    )


def _register(
    scores: ScoreTable, claims: Sequence[str], primary: int | None, unit: str
) -> list[Registered]:
    """Claims times data sets times sizes, each a hypothesis."""
    if not claims:
        raise ClaimError("there is no claim", remedy='Give one: "A beats B on accuracy".')
    datasets = list(dict.fromkeys(row.dataset for row in scores.rows))
    if primary is not None and not 1 <= primary <= len(claims):
        raise ClaimError(f"there is no claim {primary}; there are {len(claims)}.")
    methods = list(dict.fromkeys(row.method for row in scores.rows))
    registered: list[Registered] = []
    for number, text in enumerate(claims, start=1):
        claim = parse_claim(text, methods=methods, metrics=())
        check_margin(claim, unit)
        for dataset in datasets:
            one = Registered(
                id=f"h{number}" if len(datasets) == 1 else f"h{number}/{dataset}",
                claim=claim,
                primary=primary == number,
                mode="exploratory",
                dataset=dataset,
            )
            registered += _with_sizes(one, scores)
    return registered


def _with_sizes(registered: Registered, scores: ScoreTable) -> list[Registered]:
    claim = registered.claim
    found = {row.size for row in scores.rows if row.dataset == registered.dataset}
    sizes = sorted((s for s in found if s is not None), key=lambda s: (isinstance(s, str), s))
    where = f'claim "{claim.text}"'
    if claim.condition is None:
        if len(sizes) > 1:
            listed = ", ".join(str(size) for size in sizes)
            raise ClaimError(
                f"the scores have several sizes ({listed}) and the claim names none.",
                where=where,
                remedy=f"Add `at {sizes[0]} per class` or `at all sizes`.",
            )
        return [registered]
    if not sizes:
        raise ClaimError(
            "the claim names a size, and the scores have no column `train_per_class`.", where=where
        )
    if claim.condition != ALL_SIZES and claim.condition not in sizes:
        raise ClaimError(
            f"there are no scores at {claim.condition} per class.",
            where=where,
            remedy=f"There is: {', '.join(str(size) for size in sizes)}.",
        )
    return expand([registered], sizes)


def _evidence(
    scores: ScoreTable, hypothesis: Registered, sampling: Sampling, unit: str
) -> tuple[Evidence, list[str]]:
    from tenfold.evaluation.evidence import Evidence

    claim = hypothesis.claim
    by_method = {
        name: _by_seed(_rows(scores, hypothesis, name), scores, name)
        for name in (claim.candidate, claim.baseline)
    }
    _check_range(
        claim, unit, [r.score for m in by_method.values() for rs in m.values() for r in rs]
    )
    seeds, notes = _shared_seeds(by_method, hypothesis)
    common: dict[str, Any] = {"metric": claim.metric, "seeds": tuple(range(len(seeds)))}
    if all(label.lstrip("-").isdigit() for label in seeds):
        common["seeds"] = tuple(int(label) for label in seeds)
    sides = [[by_method[name][seed] for seed in seeds] for name in by_method]
    if "example" not in scores.columns:
        candidate, baseline = (_plain_scores(side) for side in sides)
        return Evidence(candidate=candidate, baseline=baseline, sampling=sampling, **common), notes
    _check_mean(claim)
    return _with_examples(sides, seeds, sampling, common, scores.where), notes


def _rows(scores: ScoreTable, hypothesis: Registered, method: str) -> list[ScoreRow]:
    size = hypothesis.claim.condition
    rows = [
        row
        for row in scores.rows
        if row.dataset == hypothesis.dataset
        and row.method == method
        and (size is None or row.size == size)
    ]
    if not rows:
        place = "" if hypothesis.dataset is None else f" on {hypothesis.dataset}"
        place += "" if size is None else f" at {size} per class"
        raise PairingError(f"there are no scores of {method}{place}", where=scores.where)
    return rows


def _by_seed(rows: list[ScoreRow], scores: ScoreTable, method: str) -> dict[str, list[ScoreRow]]:
    """The rows of each seed, by example where there are any; a second score is refused."""
    found: dict[str, dict[str | None, ScoreRow]] = {}
    for row in rows:
        seed = found.setdefault(row.seed, {})
        if row.example in seed:
            example = "" if row.example is None else f", example {row.example}"
            raise PairingError(
                f"{method}, seed {row.seed}{example} has two scores "
                f"(rows {seed[row.example].row} and {row.row})",
                where=scores.where,
                remedy="Scores of different data sets need a column `dataset`, of single test "
                "examples a column `example`.",
            )
        seed[row.example] = row
    return {
        label: sorted(seed.values(), key=lambda row: row.example or "")
        for label, seed in found.items()
    }


def _shared_seeds(
    by_method: Mapping[str, Mapping[str, Any]], hypothesis: Registered
) -> tuple[list[str], list[str]]:
    first, second = by_method.values()
    shared = sorted(first.keys() & second.keys(), key=_natural)
    alone = sorted(first.keys() ^ second.keys(), key=_natural)
    place = "" if hypothesis.dataset is None else f" on {hypothesis.dataset}"
    names = " and ".join(by_method)
    if not shared:
        raise PairingError(
            f"{names} have no seed in common{place}",
            remedy="A seed is a pair: the same split and start for both methods.",
        )
    if not alone:
        return shared, []
    listed = ", ".join(alone[:10]) + (", ..." if len(alone) > 10 else "")
    note = (
        f"Seeds with only one of {names}{place} were left out: {listed}. If a method failed there, "
        "leaving it out flatters it: give the score that took its place and mark it in a column "
        "`failed`."
    )
    return shared, [note]


def _natural(label: str) -> tuple[int, int, str]:
    digits = label.lstrip("-").isdigit()
    return (0, int(label), "") if digits else (1, 0, label)


def _check_range(claim: Claim, unit: str, scores: Sequence[float]) -> None:
    from tenfold.evaluation.metrics import METRICS

    metric = METRICS.get(claim.metric)
    if metric is None or metric.highest is None:
        return
    highest = metric.highest * metric.scale(unit)
    top = max(scores)
    if top > highest * (1 + 1e-9):
        percent = unit == "natural" and metric.is_share and top <= 100
        raise InputError(
            f"a score of {top:g} cannot be {claim.metric}, which is at most {highest:g}.",
            remedy='Scores in percent say so: --unit percent, or unit="percent".'
            if percent
            else "Look at the scores, or name the metric that they are.",
        )


def _check_mean(claim: Claim) -> None:
    from tenfold.evaluation.metrics import METRICS

    metric = METRICS.get(claim.metric)
    if metric is not None and not metric.mean_over_examples:
        raise PairingError(
            f"{claim.metric} is no mean over examples, so it cannot have a score an example.",
            where=f'claim "{claim.text}"',
            remedy="Give one score a seed (no column `example`), or claim accuracy or log loss.",
        )


def _plain_scores(side: Sequence[Sequence[ScoreRow]]) -> MethodScores:
    from tenfold.evaluation.evidence import MethodScores

    return MethodScores(
        values=tuple(rows[0].score for rows in side), failed=tuple(rows[0].failed for rows in side)
    )


def _with_examples(
    sides: Sequence[Sequence[Sequence[ScoreRow]]],
    seeds: Sequence[str],
    sampling: Sampling,
    common: Mapping[str, Any],
    where: str,
) -> Evidence:
    import numpy as np

    from tenfold.evaluation.evidence import Evidence, MethodScores

    names = sorted({row.example or "" for side in sides for rows in side for row in rows})
    number = {name: i for i, name in enumerate(names)}
    tested = [_tested(a, b, seed, where) for a, b, seed in zip(*sides, seeds, strict=True)]
    if sampling.test == "fixed" and any(examples != tested[0] for examples in tested):
        raise PairingError(
            "the seeds were not tested on the same examples",
            where=where,
            remedy="If each drew its own test set, say so: --redrawn N_TRAIN N_TEST --pool N.",
        )
    candidate, baseline = (
        MethodScores(
            values=tuple(float(np.mean([row.score for row in rows])) for rows in side),
            per_example=tuple(np.array([row.score for row in rows]) for rows in side),
            failed=tuple(any(row.failed for row in rows) for rows in side),
        )
        for side in sides
    )
    n_test = sampling.n_test or len(tested[0])
    return Evidence(
        candidate=candidate,
        baseline=baseline,
        examples=tuple(np.array([number[name] for name in examples]) for examples in tested),
        groups=_groups(sides, names),
        sampling=replace(sampling, n_test=n_test),
        **common,
    )


def _tested(
    candidate: Sequence[ScoreRow], baseline: Sequence[ScoreRow], seed: str, where: str
) -> list[str]:
    examples = [row.example or "" for row in candidate]
    others = {row.example or "" for row in baseline}
    if set(examples) != others:
        odd = sorted(set(examples) ^ others)
        raise PairingError(
            f"seed {seed}: {candidate[0].method} and {baseline[0].method} were not tested on the "
            f"same examples ({len(odd)} differ, for instance {odd[0]})",
            where=where,
        )
    return examples


def _groups(sides: Sequence[Sequence[Sequence[ScoreRow]]], names: Sequence[str]) -> Any:
    import numpy as np

    group_of: dict[str, str] = {}
    for row in (row for side in sides for rows in side for row in rows):
        if row.group is not None:
            known = group_of.setdefault(row.example or "", row.group)
            if known != row.group:
                raise PairingError(f"example {row.example} is in groups {known} and {row.group}")
    if not group_of:
        return None
    labels = [f"g:{group_of[name]}" if name in group_of else f"e:{name}" for name in names]
    return np.unique(labels, return_inverse=True)[1]
