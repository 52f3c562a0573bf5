"""The words of a verdict never say more than its interval."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
from tenfold.study.claims import parse_claim
from tenfold.study.verdict import Registered, Rules, Verdict, judge_family
from tenfold.study.words.sentences import (
    paper_sentence,
    scope_sentence,
    verdict_sentence,
    why_sentence,
)

CLAIMS = (
    "a beats b on accuracy",
    "a beats b by 0.02 on accuracy",
    "a is worse than b by 0.02 on accuracy at 10 per class",
    "a is at most 0.02 worse than b on accuracy at all per class",
    "a equals b within 0.03 on accuracy",
)


def english(message: str) -> str:
    return message


def judged(
    text: str, gains: list[float], *, mode: str = "confirmatory", **rules: object
) -> Verdict:
    n = len(gains)
    evidence = Evidence(
        metric="accuracy",
        seeds=tuple(range(n)),
        candidate=MethodScores(values=tuple(0.5 + gain for gain in gains)),
        baseline=MethodScores(values=(0.5,) * n),
        sampling=Sampling(),
    )
    claim = parse_claim(text, methods=(), metrics=())
    registered = Registered(id="h1", claim=claim, mode=mode)  # type: ignore[arg-type]
    return judge_family([registered], {"h1": evidence}, Rules(**rules))[0]  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    text=st.sampled_from(CLAIMS),
    mean=st.sampled_from([-0.1, -0.01, 0.0, 0.01, 0.1]),
    n=st.sampled_from([1, 3, 5, 10]),
    seed=st.integers(0, 1000),
)
def test_every_verdict_has_its_words(text: str, mean: float, n: int, seed: int) -> None:
    gains = list(mean + 0.01 * np.random.default_rng(seed).normal(size=n))
    verdict = judged(text, gains)
    first = verdict_sentence(verdict, english)
    assert verdict.verdict in first
    assert "no run failed" in first
    said = [first, *(f(verdict, english) for f in (why_sentence, scope_sentence, paper_sentence))]
    for sentence in said:
        assert not re.search(r"[{}]|None|nan", sentence), sentence
    if "is positive" in first or "still positive" in first:
        assert verdict.adjusted.low > 0
    if "is negative" in first:
        assert verdict.adjusted.high < 0


def test_a_refuted_margin_still_tells_the_sign() -> None:
    verdict = judged("a beats b by 0.05 on accuracy", [0.01, 0.02, 0.03, 0.02, 0.02])
    assert verdict_sentence(verdict, english) == (
        "a beats b by 0.05 on accuracy: refuted; the gain is under 0.05; it is still positive "
        "(+0.011 to +0.029); no run failed."
    )


@pytest.mark.parametrize("gains", [[0.1, 0.11, 0.12, 0.1, 0.1], [0.0, 0.1, -0.1, 0.1, 0.0], [0.1]])
def test_exploratory_is_always_said(gains: list[float]) -> None:
    verdict = judged("a beats b on accuracy", gains, mode="exploratory")
    assert "exploratory" in verdict_sentence(verdict, english)
    assert "exploratory" not in verdict_sentence(judged("a beats b on accuracy", gains), english)


def test_what_has_not_run_says_so() -> None:
    claim = parse_claim(CLAIMS[0], methods=(), metrics=())
    verdict = judge_family([Registered(id="h1", claim=claim)], {}, Rules(planned_seeds=(10,)))[0]
    assert verdict_sentence(verdict, english) == "a beats b on accuracy: undecided (not run yet)."
    assert why_sentence(verdict, english) == "There are no scores yet."
    assert scope_sentence(verdict, english) == paper_sentence(verdict, english) == ""


def test_a_worse_claim_is_told_as_it_was_made() -> None:
    verdict = judged("a is worse than b by 0.02 on accuracy", [0.1, 0.11, 0.12, 0.1, 0.1])
    assert (verdict.candidate, verdict.swapped) == ("b", True)
    assert verdict_sentence(verdict, english).startswith("a is worse than b by 0.02 on accuracy")


def test_looks_are_in_the_scope() -> None:
    verdict = judged(CLAIMS[0], [0.0, 0.1, -0.1, 0.1, 0.0], planned_seeds=(5, 10), look=0)
    assert "Look 1 of 2" in scope_sentence(verdict, english)
