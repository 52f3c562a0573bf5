"""A check of training says in plain words what is sound and what is not."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.cli.tables import print_trial
from tenfold.language import LANGUAGES, translator
from tenfold.study.training_checks import CheckedTraining
from tenfold.study.trying import Trial, TriedRun
from tenfold.study.words.training_check_words import (
    check_sentences,
    suspicion_words,
    suspicions,
)

ENGLISH = translator("en")
NORMS = {
    "embeddings": 0.4,
    "layer 0": 0.6,
    "layer 1": 0.7,
    "layer 2": 0.8,
    "head": 2.0,
}


@dataclass(frozen=True)
class Check:
    """The shape of `tenfold.models.training_check.TrainingCheck`, whose making needs an encoder."""

    first_loss: float = 3.21
    n_classes: int = 24
    n_batch: int = 16
    overfit: list[float] = field(default_factory=lambda: [3.2, 1.5, 1.0, 0.2, 0.01])
    gradient_norms: dict[str, float] = field(default_factory=lambda: dict(NORMS))
    n_trained_parameters: int = 147_456


SOUND: Any = Check()


def codes(check: Any) -> list[str]:
    return [found.code for found in suspicions(check)]


def said(check: Any) -> str:
    return " ".join(check_sentences(check, ENGLISH))


def test_a_sound_start_is_not_suspicious_and_says_why() -> None:
    assert codes(SOUND) == []
    text = said(SOUND)
    assert "First loss 3.21, ln(24) = 3.18: as it should be at a random start." in text
    assert "16 examples, 4 steps, loss 3.20 → 0.01: learned by heart" in text
    assert "147,456 numbers are trained." in text


def test_a_first_loss_far_from_that_of_equal_probabilities_is_suspicious() -> None:
    low, high = replace(SOUND, first_loss=0.4), replace(SOUND, first_loss=9.0)
    assert codes(low) == ["first-loss-low"]
    assert "far under ln(24) = 3.18" in said(low)
    assert codes(high) == ["first-loss-high"]
    assert "far over ln(24) = 3.18" in said(high)


@pytest.mark.parametrize(
    ("losses", "code", "words"),
    [
        ([3.2, 3.19, 3.18], ["batch-not-learned"], "it hardly falls"),
        ([3.2, 4.0, 9.0], ["batch-rises"], "it rises"),
        ([3.0, 2.0, 1.4], [], "falls, but they are not learned yet"),
        ([3.2, math.nan], ["not-finite"], "at step 1 the loss is not finite"),
    ],
)
def test_one_batch_must_be_learned(losses: list[float], code: list[str], words: str) -> None:
    check = replace(SOUND, overfit=losses)
    assert codes(check) == code
    assert words in said(check)


def test_layers_without_gradients_and_with_huge_ones_are_named() -> None:
    still = suspicions(replace(SOUND, gradient_norms={**NORMS, "layer 0": 0.0}))
    assert [(s.code, s.layers) for s in still] == [("no-gradient", ("layer 0",))]
    huge = suspicions(replace(SOUND, gradient_norms={**NORMS, "layer 1": 900.0}))
    assert [(s.code, s.layers) for s in huge] == [("huge-gradient", ("layer 1",))]
    assert "layer 1" in suspicion_words(huge[0], ENGLISH)


@pytest.mark.parametrize("head", [0.001, 900.0])
def test_a_head_may_differ_from_what_is_below(head: float) -> None:
    assert codes(replace(SOUND, gradient_norms={**NORMS, "head": head})) == []
    assert codes(replace(SOUND, gradient_norms={"prompt": 1.0, "head": head})) == []


numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(
    first=numbers,
    overfit=st.lists(numbers, min_size=1, max_size=5),
    norms=st.dictionaries(st.text(min_size=1), numbers.map(abs), max_size=6),
    n_classes=st.integers(2, 1000),
)
def test_whatever_comes_out_of_a_check_has_words_and_json(
    first: float, overfit: list[float], norms: dict[str, float], n_classes: int
) -> None:
    check: Any = Check(first, n_classes, 16, overfit, norms)
    for language in LANGUAGES:
        _ = translator(language)
        assert all(check_sentences(check, _))
        for found in suspicions(check):
            assert suspicion_words(found, _)
    checked = CheckedTraining(method="m", kind="lora", train_per_class="5", check=check)
    json.dumps(checked.to_json(), allow_nan=False)


def trial(*checks: CheckedTraining) -> Trial:
    run = TriedRun(method="lora", train_per_class="20", scores={"accuracy": 0.8}, seconds=61.0)
    return Trial(study="few", runs=(run,), n_validation=24, seconds=75.0, checks=checks)


def test_the_terminal_shows_a_bar_a_layer(capsys: pytest.CaptureFixture[str]) -> None:
    checked = CheckedTraining(method="lora", kind="lora", train_per_class="20", check=SOUND)
    print_trial(trial(checked), checked=True)
    printed = capsys.readouterr().out
    assert "Training of lora (20 per class)" in printed
    bars = {
        line.split("  ")[2].strip(): line.count("█") for line in printed.splitlines() if "█" in line
    }
    assert list(bars) == [layer for layer in NORMS if layer != "head"]
    assert bars["layer 2"] == 24
    assert sorted(bars.values()) == list(bars.values())
    assert re.search(r"head +2\n", printed)
    assert "Nothing suspicious." in printed


def test_what_is_suspicious_or_could_not_be_checked_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    odd = CheckedTraining(
        method="ft", kind="fine-tune", train_per_class="20", check=replace(SOUND, first_loss=9.0)
    )
    none = CheckedTraining(
        method="[lora]", kind="lora", train_per_class="20", check=None, message="no [tokens]."
    )
    print_trial(trial(odd, none), checked=True)
    printed = capsys.readouterr().out
    assert "suspicious: The first loss is far too high." in printed
    assert "Training of [lora]" in printed
    assert "could not be checked: no [tokens]." in printed


def test_a_study_without_such_methods_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_trial(trial(), checked=True)
    assert "there is no training to check" in capsys.readouterr().out
    print_trial(trial())
    assert "training to check" not in capsys.readouterr().out


def test_the_json_of_a_trial_carries_the_checks() -> None:
    checked = CheckedTraining(method="lora", kind="lora", train_per_class="20", check=SOUND)
    (found,) = trial(checked).to_json()["checks"]
    assert found["first_loss"] == 3.21
    assert found["loss_of_equal_probabilities"] == pytest.approx(math.log(24))
    assert found["gradient_norms"] == NORMS
    assert found["suspicions"] == []
    assert trial().to_json()["checks"] == []
