"""Studies to render: made by hand, but judged by the real rules."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
from tenfold.findings import Finding
from tenfold.questions import ten_questions
from tenfold.study.claims import parse_claim
from tenfold.study.verdict import Registered, Rules, judge_family
from tenfold.study.view import (
    AnswerView,
    ConditionView,
    Confusion,
    CostView,
    DataView,
    EpochView,
    HypothesisView,
    LineageStep,
    MethodView,
    ModelView,
    RanksView,
    Score,
    StudyView,
    TestLook,
    TrainingView,
)

METRICS = ("accuracy", "macro_f1", "log_loss", "ece")
DISEASES = (
    "Marfan syndrome",
    "Noonan syndrome",
    "Fabry disease",
    "Wilson disease",
    "Gaucher disease",
    "Pompe disease",
    "Alport syndrome",
    "Usher syndrome",
    "Rett syndrome",
    "Cystic fibrosis",
    "Stickler syndrome",
    "Refsum disease",
)
# Means of accuracy at 5, 10 and 20 examples a class.
MEANS = {
    "tfidf": (0.55, 0.62, 0.70),
    "nearest-centroid": (0.66, 0.735, 0.77),
    "probe": (0.60, 0.74, 0.81),
}
CLAIMS = (
    "probe beats tfidf by 0.02 on accuracy at 10 per class",
    "nearest-centroid is at most 0.02 worse than probe on accuracy at 20 per class",
    "nearest-centroid beats probe on accuracy at 10 per class",
    "probe beats tfidf on log_loss at 20 per class",
)
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&{{7*7}}"


def score(values: Sequence[float]) -> Score:
    """Mean and the t interval of the mean over seeds."""
    from scipy.special import stdtrit

    n, mean = len(values), sum(values) / len(values)
    by_seed = dict(enumerate(values))
    if n < 2:
        return Score(mean=mean, low=None, high=None, by_seed=by_seed)
    sd = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    half = float(stdtrit(n - 1, 0.975)) * sd / math.sqrt(n)
    return Score(mean=mean, low=mean - half, high=mean + half, by_seed=by_seed)


def confusion(classes: Sequence[str], *, share: float, rng: random.Random) -> Confusion:
    """Every class 60 times; mistakes fall on near neighbours."""
    n = len(classes)
    rows = []
    for i in range(n):
        row = [0] * n
        for _ in range(60):
            row[i if rng.random() < share else (i + rng.choice((1, 1, 1, 2, 3, 5))) % n] += 1
        rows.append(tuple(row))
    return Confusion(classes=tuple(classes), counts=tuple(rows))


def methods(
    *, n_seeds: int, sizes: Sequence[int | str], classes: Sequence[str]
) -> tuple[MethodView, ...]:
    """Three methods whose seeds share the luck of the subset, as pairs do."""
    rng = random.Random(4)
    luck = [rng.gauss(0, 0.008) for _ in range(n_seeds)]
    made = []
    for name, means in MEANS.items():
        conditions = []
        for size, mean in zip(sizes, means[-len(sizes) :], strict=True):
            right = [mean + shared + rng.gauss(0, 0.008) for shared in luck]
            by_metric = {
                "accuracy": right,
                "macro_f1": [a - 0.01 + rng.gauss(0, 0.003) for a in right],
                "log_loss": [2.2 - 2 * a for a in right],
                "ece": [0.1 - 0.08 * a for a in right],
            }
            scores = {metric: score(values) for metric, values in by_metric.items()}
            conditions.append(
                ConditionView(train_per_class=size, n_runs=n_seeds, n_failed=0, scores=scores)
            )
        made.append(
            MethodView(
                name=name,
                kind=name,
                parameters={"C": "chosen on validation"} if name != "nearest-centroid" else {},
                n_runs=n_seeds * len(sizes),
                n_failed=0,
                trained_parameters={"tfidf": 61_200, "probe": 4_620}.get(name),
                seconds={"tfidf": 31.0, "nearest-centroid": 2.4, "probe": 58.0}[name],
                scores=conditions[-1].scores,
                conditions=tuple(conditions),
                confusion=confusion(classes, share=means[-1], rng=rng),
                notes=("C: 10 (8 runs)",) if name == "probe" else (),
            )
        )
    return tuple(made)


def hypotheses(
    made: Sequence[MethodView], claims: Sequence[str], *, judged: bool = True
) -> tuple[HypothesisView, ...]:
    """The claims judged together; the first is primary, one about log loss came too late."""
    by_name = {method.name: method for method in made}
    registered, evidence = [], {}
    for i, text in enumerate(claims, start=1):
        claim = parse_claim(text, methods=list(by_name), metrics=METRICS)
        late = claim.metric == "log_loss"
        id = f"h{i}"
        mode = "exploratory" if late else "confirmatory"
        registered.append(Registered(id=id, claim=claim, primary=i == 1, mode=mode))
        a, b = (
            _values(by_name[name], claim.condition, claim.metric)
            for name in (claim.candidate, claim.baseline)
        )
        if judged and a:
            evidence[id] = Evidence(
                metric=claim.metric,
                seeds=tuple(range(len(a))),
                candidate=MethodScores(values=a),
                baseline=MethodScores(values=b),
                sampling=Sampling(test="fixed", training="redrawn", q=0.1, n_test=600),
            )
    verdicts = judge_family(registered, evidence, Rules())
    return tuple(
        HypothesisView(
            verdict=verdict,
            primary=verdict.primary,
            registered="2026-11-20T09:14:00+00:00" if judged else None,
            code=_code(verdict.mode) if judged else None,
            digest="ab" * 32 if judged else None,
            why_exploratory=(
                "registered after this pair had been scored on these test examples."
                if verdict.mode == "exploratory"
                else ""
            ),
        )
        for verdict in verdicts
    )


def _code(mode: str) -> str:
    return "K7QF2MZD3A4X" if mode == "confirmatory" else "QW3RT6YB5NMA"


def _values(method: MethodView, size: int | str | None, metric: str) -> tuple[float, ...]:
    for condition in method.conditions:
        if condition.train_per_class == size and metric in condition.scores:
            return tuple(condition.scores[metric].by_seed.values())
    return tuple(method.scores[metric].by_seed.values()) if method.scores else ()


def answers() -> tuple[AnswerView, ...]:
    """Question 1 answered by a person, 3, 6 and 7 from the record, the rest empty."""
    filled = {
        1: ("From a **few sentences**.\n\n- input: text\n- output: disease", "written by you"),
        3: ("- *probe beats tfidf by 0.02 on accuracy at 10 per class*", "from the declaration"),
        6: ("Three methods, ten seeds, one fixed test set.", "from the plan"),
        7: ("`builtin:diagnosis`, version 1: 2,400 examples, 12 classes.", "from lineage"),
    }
    return tuple(
        AnswerView(
            n=q.n,
            key=q.key,
            question=q.text,
            hint=q.hint,
            text=filled.get(q.n, ("", ""))[0],
            source=filled.get(q.n, ("", ""))[1],
        )
        for q in ten_questions()
    )


def full_study(
    *,
    n_seeds: int = 10,
    sizes: Sequence[int | str] = (5, 10, 20),
    classes: Sequence[str] = DISEASES,
    claims: Sequence[str] = CLAIMS,
) -> StudyView:
    """A study with supported, refuted, undecided and exploratory hypotheses."""
    made = methods(n_seeds=n_seeds, sizes=sizes, classes=classes)
    looks = TestLook(
        time="2026-11-20T09:15:10+00:00",
        registration="K7QF2MZD3A4X",
        n_seeds=n_seeds,
        methods=tuple(MEANS),
        new=n_seeds * len(sizes) * len(made),
    )
    lineage = (
        ("read", 1, 0.4, ("rows",)),
        ("encode", 10, 22.0, ("model", "texts")),
        ("fit", 90, 80.0, ("features", "subset")),
        ("predict", 90, 3.0, ("predictor",)),
    )
    return StudyView(
        name="few-shot-diagnosis",
        question="With ten described patients a disease, does a probe on a pre-trained encoder "
        "beat counting words?",
        state="done",
        data=DataView(
            name="builtin:diagnosis",
            version="9f3c2a77d01b4c55" * 4,
            number=1,
            n_examples=2400,
            n_classes=len(classes),
            n_test=600,
            n_pool=1800,
            n_dropped=18,
            overlap="drop",
            card="Patients are simulated from annotated frequencies; none is real.",
        ),
        model=ModelView(
            name="all-MiniLM-L6-v2",
            digest="53aa5117" * 8,
            family="BERT",
            n_parameters=22_713_216,
            max_length=256,
        ),
        metric="accuracy",
        unit="natural",
        metrics=METRICS,
        n_seeds=n_seeds,
        methods=made,
        hypotheses=hypotheses(made, claims),
        test_looks=(looks,),
        findings=(
            Finding(
                "TF-DATA-021",
                "warn",
                "found",
                "4 texts are cut at 256 tokens.",
                4,
                remedy="Shorten them, or choose an encoder that reads more.",
            ),
            Finding("TF-DATA-005", "note", "clean", "No empty text."),
        ),
        answers=answers(),
        papers=("reimers2019sentence",),
        cost=CostView(
            seconds=118.0, cpu_seconds=204.0, kwh=0.00057, watts_per_core=10.0, n_steps=191
        ),
        lineage=tuple(
            LineageStep(name=name, n=n, seconds=s, example_key="77aa01bd2c9e4f10" * 4, inputs=i)
            for name, n, s, i in lineage
        ),
        versions={"tenfold": "0.1.0", "numpy": "2.1.3", "scikit-learn": "1.7.2"},
        hardware={"machine": "x86_64", "cores": "2", "dtype": "float32"},
        rerun=("tenfold study run few-shot-diagnosis",),
    )


# Log loss on validation before training, at its best, and the epoch of the best; accuracy on test.
TRAINED = {
    "last-k": (0.92, 0.61, 4, 0.815),
    "fine-tune": (0.92, 0.48, 3, 0.845),
    "lora": (0.92, 0.52, 6, 0.835),
    "adalora": (2.49, 0.55, 8, 0.83),
    "prompt-tuning": (2.50, 1.1, 10, 0.69),
}
MATRICES = ("query", "key", "value", "output")


def curve(
    start: float, best: float, epoch: int, *, rng: random.Random, n_epochs: int = 10
) -> tuple[EpochView, ...]:
    """A loss that falls to `best` at `epoch` and rises a little afterwards."""
    found = [EpochView(epoch=0, validation_log_loss=start, validation_accuracy=0.5)]
    for e in range(1, n_epochs + 1):
        share = math.exp(-3 * min(e, epoch) / epoch)
        loss = (best + (start - best) * share + 0.02 * max(e - epoch, 0)) * rng.uniform(0.97, 1.03)
        accuracy = 0.9 - 0.35 * share
        found.append(
            EpochView(
                epoch=e,
                train_loss=1.4 * loss * math.exp(-0.2 * e),
                validation_log_loss=loss,
                validation_accuracy=accuracy,
            )
        )
    return tuple(found)


def ranks(n_layers: int = 6, *, n_steps: int = 30) -> tuple[RanksView, ...]:
    """Rank 12 everywhere at first; half of it stays, more of it above and in `value` and `output`."""
    weight = {
        f"layer {layer} {matrix}": (layer + 1) * (1 + MATRICES.index(matrix))
        for layer in range(n_layers)
        for matrix in MATRICES
    }
    end = {
        name: min(12.0, 6 * len(weight) * w / sum(weight.values())) for name, w in weight.items()
    }
    return tuple(
        RanksView(
            step=10 * i,
            ranks={
                name: last + (12 - last) * (1 - i / (n_steps - 1)) ** 3
                for name, last in end.items()
            },
        )
        for i in range(n_steps)
    )


def training(kind: str, *, n_seeds: int, validation: bool = True) -> TrainingView:
    """What the seeds of a method of that kind went through; seed 3 of `fine-tune` diverged."""
    rng = random.Random(kind)
    start, best, epoch, _accuracy = TRAINED[kind]
    curves = {}
    for seed in range(n_seeds):
        start_here = start * rng.uniform(0.9, 1.1)
        curves[seed] = curve(start_here, best * rng.uniform(0.85, 1.15), epoch, rng=rng)
        if not validation:
            curves[seed] = tuple(
                replace(e, validation_log_loss=None, validation_accuracy=None) for e in curves[seed]
            )
    diverged = (3,) if kind == "fine-tune" and n_seeds > 3 else ()
    for seed in diverged:
        blown = replace(curves[seed][3], validation_log_loss=41.0 if validation else None)
        curves[seed] = (*curves[seed][:3], blown)
    at_random = kind in ("adalora", "prompt-tuning")
    return TrainingView(
        curves=curves,
        best_epoch={s: _best_epoch(c) if validation else c[-1].epoch for s, c in curves.items()},
        ranks=ranks() if kind == "adalora" else (),
        starts={"random" if at_random else "probe": n_seeds}
        if kind != "last-k" or n_seeds < 3
        else {"probe": n_seeds - 2, "random": 2},
        diverged=diverged,
    )


def _best_epoch(curve: Sequence[EpochView]) -> int:
    return min(curve, key=lambda e: e.validation_log_loss or 0.0).epoch


def gradient_study(*, n_seeds: int = 10, validation: bool = True) -> StudyView:
    """A probe and all five methods that train the encoder, one of them with a run that diverged."""
    view = full_study(n_seeds=n_seeds, sizes=(20,), claims=())
    probe = view.methods[2]
    rng = random.Random(9)
    sizes = {
        "last-k": (3_553_548, 410.0),
        "fine-tune": (22_717_836, 1630.0),
        "lora": (152_076, 940.0),
        "adalora": (226_092, 1220.0),
        "prompt-tuning": (12_300, 860.0),
    }
    trained = []
    for kind, (n_trained, seconds) in sizes.items():
        right = [TRAINED[kind][3] + rng.gauss(0, 0.008) for _ in range(n_seeds)]
        by_metric = {
            "accuracy": right,
            "macro_f1": [a - 0.01 for a in right],
            "log_loss": [2.2 - 2 * a for a in right],
            "ece": [0.1 - 0.08 * a for a in right],
        }
        scores = {metric: score(values) for metric, values in by_metric.items()}
        went = training(kind, n_seeds=n_seeds, validation=validation)
        condition = ConditionView(train_per_class=20, n_runs=n_seeds, n_failed=0, scores=scores)
        n_diverged = len(went.diverged)
        trained.append(
            MethodView(
                name=kind,
                kind=kind,
                parameters={"init": "auto", "training": {"patience": 3}},
                n_runs=n_seeds,
                n_failed=n_diverged,
                trained_parameters=n_trained,
                seconds=seconds,
                scores=scores,
                conditions=(condition,),
                failures=("1 run (first: 20 per class, seed 3): diverged at step 40",) * n_diverged,
                notes=(f"start: probe ({n_seeds} runs)",),
                n_diverged=n_diverged,
                encoder_parameters=22_713_216,
                training=went,
            )
        )
    made = (replace(probe, encoder_parameters=22_713_216), *trained)
    claims = (
        "fine-tune beats probe by 0.02 on accuracy",
        "lora is at most 0.02 worse than fine-tune on accuracy",
    )
    return replace(view, methods=made, hypotheses=hypotheses(made, claims))


def undone_study() -> StudyView:
    """Declared and not run: no score, no cost, no look."""
    view = full_study()
    bare = tuple(
        replace(
            method,
            n_runs=0,
            seconds=0.0,
            scores={},
            confusion=None,
            trained_parameters=None,
            notes=(),
            conditions=tuple(replace(c, n_runs=0, scores={}) for c in method.conditions),
        )
        for method in view.methods
    )
    return replace(
        view,
        state="draft",
        methods=bare,
        hypotheses=hypotheses(bare, CLAIMS, judged=False),
        test_looks=(),
        findings=(),
        cost=None,
        lineage=(),
        papers=(),
    )


def one_seed_study() -> StudyView:
    """One seed: no interval anywhere."""
    return full_study(n_seeds=1)


def one_size_study() -> StudyView:
    """All training examples, no size named."""
    claims = ("probe beats tfidf by 0.02 on accuracy", "nearest-centroid beats probe on accuracy")
    return full_study(sizes=("all",), claims=claims)


def many_classes_study(n_classes: int) -> StudyView:
    """So many classes that a heat map would be unreadable."""
    return full_study(classes=[f"intent number {i}" for i in range(n_classes)])


def failing_study() -> StudyView:
    """A method with failures, and one that never gave a score."""
    view = full_study()
    first, second, third = view.methods
    failed = replace(
        second,
        n_failed=2,
        failures=("seed 3 (10 per class): diverged at step 40", "seed 7: memory (peak 3.1 GB)"),
    )
    dead = replace(
        first,
        name="mine",
        kind="command",
        scores={},
        conditions=(),
        confusion=None,
        n_runs=0,
        n_failed=10,
        seconds=0.0,
        trained_parameters=None,
        failures=("seed 0: exit status 1: No such file",),
    )
    return replace(view, methods=(first, failed, third, dead))


def hostile_study() -> StudyView:
    """Markup, quotes, templates and very long words in everything that people name."""
    view = full_study()
    long = "a-very-long-method-name-that-nobody-should-use-but-somebody-will-" * 3
    renamed = {
        "probe": HOSTILE,
        "tfidf": long,
        "nearest-centroid": "研究方法的名称也可以非常长" * 4,
    }
    matrix = confusion([HOSTILE, "类别" * 40, long], share=0.7, rng=random.Random(1))
    made = tuple(
        replace(
            method,
            name=renamed[method.name],
            kind=method.kind,
            parameters={HOSTILE: HOSTILE},
            notes=(HOSTILE,),
            failures=(HOSTILE,),
            confusion=matrix,
            training=_hostile_training(),
        )
        for method in view.methods
    )
    judged = tuple(
        replace(
            hypothesis,
            verdict=replace(
                hypothesis.verdict,
                claim=HOSTILE,
                candidate=renamed[hypothesis.verdict.candidate],
                baseline=renamed[hypothesis.verdict.baseline],
            ),
            why_exploratory=HOSTILE,
            code=HOSTILE,
        )
        for hypothesis in view.hypotheses
    )
    said = tuple(
        replace(a, text=f"{HOSTILE}\n\n![x](http://evil.test/x.png) [go](javascript:alert(1))")
        for a in view.answers
    )
    return replace(
        view,
        name="x",
        question=HOSTILE,
        methods=made,
        hypotheses=judged,
        answers=said,
        findings=(Finding("TF-DATA-001", "warn", "found", HOSTILE, 1, remedy=HOSTILE),),
        data=replace(view.data, name=HOSTILE, card=HOSTILE),
        papers=(HOSTILE,),
        versions={HOSTILE: HOSTILE},
        rerun=(HOSTILE,),
    )


def _hostile_training() -> TrainingView:
    """Names of matrices and starts that no code of ours gives, one epoch, and no loss at all."""
    went = training("lora", n_seeds=3)
    empty = tuple(replace(e, validation_log_loss=None, train_loss=None) for e in went.curves[0])
    names = (HOSTILE, f"layer 3 {HOSTILE}", "layer 11 " + "very long " * 20, "头部" * 40)
    return replace(
        went,
        curves={0: empty, 1: went.curves[1], 2: went.curves[2][:1]},
        ranks=(RanksView(step=0, ranks=dict.fromkeys(names, 0.0)),),
        starts={HOSTILE: 2, "research": 1},
    )


ALL = {
    "full": full_study,
    "gradient": gradient_study,
    "gradient-one-seed": lambda: gradient_study(n_seeds=1),
    "gradient-no-validation": lambda: gradient_study(validation=False),
    "undone": undone_study,
    "one-seed": one_seed_study,
    "one-size": one_size_study,
    "two-sizes": lambda: full_study(sizes=(5, "all"), claims=CLAIMS[:0]),
    "77-classes": lambda: many_classes_study(77),
    "150-classes": lambda: many_classes_study(150),
    "failing": failing_study,
    "hostile": hostile_study,
}
