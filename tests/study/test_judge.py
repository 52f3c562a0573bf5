"""Scores from anywhere: what is read, what is refused, and published scores as an oracle."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tenfold.errors import ClaimError, DataError, InputError, PairingError
from tenfold.study.judge import judge

SETS = (
    "sst5", "amazon_counterfactual_en", "SentEval-CR", "emotion", "enron_spam", "ag_news",
)  # fmt: skip


def columns(a: list[float], b: list[float]) -> dict[str, list[object]]:
    n = len(a)
    return {
        "method": ["a"] * n + ["b"] * n,
        "seed": [*range(n), *range(n)],
        "score": [*a, *b],
    }


A = [0.82, 0.84, 0.83, 0.86, 0.82]
B = [0.71, 0.75, 0.73, 0.74, 0.72]


def csv_of(table: dict[str, list[object]]) -> str:
    rows = zip(*table.values(), strict=True)
    return "\n".join([",".join(table), *(",".join(map(str, row)) for row in rows)]) + "\n"


@pytest.fixture(scope="module")
def published(shared_data: Path) -> dict[str, dict[str, dict[str, float]]]:
    folder = shared_data / "setfit_published_scores"
    stored: dict[str, dict[str, dict[str, float]]] = json.loads(
        (folder / "scores.json").read_text(encoding="utf-8")
    )
    return stored


def setfit_table(published: dict[str, dict[str, dict[str, float]]], shots: int) -> list[dict]:
    names = {"setfit": "paraphrase-mpnet-base-v2-epochs_20", "roberta": "roberta-large"}
    return [
        {"method": short, "seed": seed, "score": score, "dataset": dataset}
        for short, name in names.items()
        for dataset in SETS
        for seed, score in published[f"{name}|{shots}"][dataset].items()
    ]


def wilcoxon(verdict) -> object:
    return next(c for c in verdict.companions if c.name == "wilcoxon")


@pytest.mark.shared_data
def test_published_scores_of_setfit(published) -> None:
    """Simulation 12: what the SetFit paper's raw scores come to."""
    table = setfit_table(published, 8)
    for short, average in (("setfit", 62.3), ("roberta", 43.0)):
        means = [
            np.mean([r["score"] for r in table if r["method"] == short and r["dataset"] == name])
            for name in SETS[:5]
        ]
        assert round(float(np.mean(means)), 1) == average
    at_8 = judge(table, "setfit beats roberta on score", unit="percent")
    supported = {v.dataset for v in at_8 if v.verdict == "supported"}
    assert supported == set(SETS) - {"ag_news"}
    assert {v.dataset for v in at_8 if wilcoxon(v).agrees is False} == {"enron_spam"}
    at_64 = judge(setfit_table(published, 64), "setfit beats roberta on score", unit="percent")
    assert not [v for v in at_64 if v.verdict == "supported"]
    assert {v.dataset for v in at_64 if wilcoxon(v).agrees is False} == {"emotion", "sst5"}
    assert all(v.scope["generalises_to_test"] == "these test examples" for v in [*at_8, *at_64])
    assert all(v.mode == "exploratory" for v in at_8)


@pytest.mark.shared_data
def test_the_scope_of_scores_alone_is_these_test_examples(published) -> None:
    from tenfold.study.words.sentences import scope_sentence

    verdict = judge(setfit_table(published, 8), "setfit beats roberta on score")[0]
    assert "on these test examples" in scope_sentence(verdict, lambda message: message)


def test_one_table_in_every_form_gives_one_answer(tmp_path: Path) -> None:
    table = columns(A, B)
    records = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    (tmp_path / "s.csv").write_text("\ufeff" + csv_of(table).replace("\n", "\r\n"))
    (tmp_path / "s.tsv").write_text(csv_of(table).replace(",", "\t"))
    (tmp_path / "s.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    (tmp_path / "s.json").write_text(json.dumps(table))
    forms = [table, records, *(tmp_path / f"s.{end}" for end in ("csv", "tsv", "jsonl", "json"))]
    answers = [judge(form, "a beats b by 0.05 on accuracy").to_json() for form in forms]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["hypotheses"][0]["verdict"] == "supported"


def test_a_data_frame_is_a_table() -> None:
    import pandas as pd

    judged = judge(pd.DataFrame(columns(A, B)), "a beats b on accuracy")
    assert judged[0].n_pairs == 5


def test_the_order_of_rows_does_not_matter() -> None:
    table = columns(A, B)
    order = np.random.default_rng(0).permutation(10)
    shuffled = {name: [cells[i] for i in order] for name, cells in table.items()}
    claim = "a beats b on accuracy"
    assert judge(table, claim).to_json() == judge(shuffled, claim).to_json()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("method,seed,score\na,0,0,5\n", "row 1 has 4 cells"),
        ("method,sed,score\na,0,0.5\n", "no column 'seed'"),
        ("method,seed,score\na,0,good\n", "row 1: score 'good' is not a number"),
        ("method,seed,score\na,0,nan\n", "row 1: score is nan"),
        ("method,seed,score\na,0,\n", "row 1: score is empty"),
        ("method,seed,score,Score\na,0,1,1\n", "'score' occurs twice"),
        ('method,seed,score\n"a,0,1\n', "cannot be read"),
        ("method,seed,score\n", "no rows"),
        ("", "empty"),
        ("method,seed,score\na\0,0,1\n", "NUL"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        judge(path, "a beats b on accuracy")
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes("method,seed,score\nüber,0,1\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"line 2, byte 0xFC"):
        judge(path, "a beats b on accuracy")


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("x")
    with pytest.raises(DataError) as caught:
        judge(tmp_path / "score.csv", "a beats b on accuracy")
    assert "'scores.csv'" in str(caught.value)


def test_percent_must_be_said() -> None:
    table = columns([100 * a for a in A], [100 * b for b in B])
    with pytest.raises(InputError, match="cannot be accuracy") as caught:
        judge(table, "a beats b on accuracy")
    assert "--unit percent" in str(caught.value)
    judged = judge(table, "a beats b by 5 on accuracy", unit="percent")
    assert judged[0].verdict == "supported"


def test_a_margin_outside_the_unit_is_refused() -> None:
    with pytest.raises(ClaimError, match="margin of 2 cannot be"):
        judge(columns(A, B), "a beats b by 2 on accuracy")


def test_two_scores_of_one_seed_are_refused() -> None:
    table = columns(A, B)
    table["seed"][1] = 0
    with pytest.raises(PairingError, match="seed 0 has two scores"):
        judge(table, "a beats b on accuracy")


def test_a_seed_of_one_method_is_left_out_and_said() -> None:
    table = {name: cells[:-1] for name, cells in columns(A, B).items()}
    judged = judge(table, "a beats b on accuracy")
    assert judged[0].n_pairs == 4
    assert judged[0].reason == "few seeds"
    assert any("left out: 4" in note for note in judged.notes)


def test_a_failed_run_counts_in_both_ways() -> None:
    """Without the failure it is supported, with its fallback score not: so it is undecided."""
    a, b = [*A, 0.83, 0.30], [*B, 0.73, 0.72]
    table = {**columns(a, b), "failed": [*["no"] * 6, "yes", *["no"] * 7]}
    verdict = judge(table, "a beats b on accuracy")[0]
    assert (verdict.verdict, verdict.reason) == ("undecided", "failures disagree")
    assert verdict.n_failed == {"candidate": 1, "baseline": 0}
    assert "1 of 7 runs of a failed" in str(verdict)


def test_lower_is_better_only_where_the_metric_is_not_known() -> None:
    slow, fast = columns(A, B), "b beats a on seconds"
    assert judge(slow, fast, lower_is_better=True)[0].verdict == "supported"
    assert judge(slow, fast)[0].verdict == "refuted"
    assert judge(slow, "b beats a on log_loss")[0].verdict == "supported"
    assert judge(slow, "a beats b on accuracy", lower_is_better=True)[0].verdict == "supported"


def test_redrawn_test_sets_need_their_sizes_and_get_the_wider_interval() -> None:
    claim = "a beats b on accuracy"
    plain = judge(columns(A, B), claim)[0]
    wide = judge(columns(A, B), claim, redrawn=(800, 200), pool=1000)[0]
    assert wide.scope["formula"] == "nadeau-bengio"
    s = np.std(np.array(A) - np.array(B), ddof=1)
    half = 2.7764451 * s * np.sqrt(1 / 5 + 200 / 800)
    assert wide.gain.high - wide.gain.estimate == pytest.approx(half)
    assert wide.gain.high > plain.gain.high
    with pytest.raises(InputError, match="pool"):
        judge(columns(A, B), claim, pool=1000)
    with pytest.raises(InputError, match="cannot hold"):
        judge(columns(A, B), claim, redrawn=(800, 300), pool=1000)


def example_table(n_seeds: int = 5, n_examples: int = 40) -> list[dict[str, object]]:
    rng = np.random.default_rng(1)
    easy = rng.random(n_examples)
    return [
        {"method": m, "seed": s, "example": f"e{j}", "score": float(rng.random() < easy[j] * top)}
        for m, top in (("a", 1.3), ("b", 0.9))
        for s in range(n_seeds)
        for j in range(n_examples)
    ]


def test_scores_of_examples_tell_about_other_test_examples() -> None:
    verdict = judge(example_table(), "a beats b on accuracy")[0]
    assert verdict.scope["formula"] == "two-way"
    assert verdict.scope["n_test_units"] == 40
    assert verdict.scope["generalises_to_test"] == "test examples like these"
    grouped = [{**row, "group": int(str(row["example"])[1:]) // 8} for row in example_table()]
    few = judge(grouped, "a beats b on accuracy")[0]
    assert (few.verdict, few.reason) == ("undecided", "few groups")


def test_examples_must_be_the_same_for_both() -> None:
    table = example_table()
    table[0]["example"] = "other"
    with pytest.raises(PairingError, match="not tested on the same examples"):
        judge(table, "a beats b on accuracy")
    with pytest.raises(PairingError, match="no mean over examples"):
        judge(example_table(), "a beats b on macro_f1")


def test_sizes_are_named_or_all() -> None:
    table = columns(A + A, B + B)
    table["seed"] = [*range(5)] * 4
    table["train_per_class"] = [*[5] * 5, *[20] * 5] * 2
    with pytest.raises(ClaimError, match="several sizes"):
        judge(table, "a beats b on accuracy")
    judged = judge(table, "a beats b on accuracy at all sizes")
    assert [verdict.condition for verdict in judged] == [5, 20]
    assert judge(table, "a beats b on accuracy at 20 per class")[0].n_claims == 1


def test_the_command_judges_the_example_without_a_workspace(tmp_path: Path) -> None:
    program = (
        "import typer; from tenfold.cli.judge import judge_command; a = typer.Typer(); "
        "a.command()(judge_command); a()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--example", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["schema_version"] == 1
    for hypothesis in found["hypotheses"]:
        assert hypothesis["verdict"] in ("supported", "refuted", "undecided")
        assert {"claim", "gain", "p_adjusted", "n_pairs", "dataset", "mode"} <= hypothesis.keys()
    words = subprocess.run(
        [sys.executable, "-c", program, "--example"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "exploratory" in words
    assert not list(tmp_path.iterdir())
