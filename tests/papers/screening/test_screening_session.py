"""What an interactive screening shows: the next record and why, counts, and what was decided."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from planted_reviews import make_review
from tenfold.papers.screening.features import likeness, text_features
from tenfold.papers.screening.loop import Asking
from tenfold.papers.screening.rankers import ranker_named
from tenfold.papers.screening.session import (
    Question,
    next_questions,
    standing,
    telling_words,
)

_REVIEW = make_review(80, 10)
_FEATURES = text_features(_REVIEW.titles, _REVIEW.abstracts)
_IN = [row for row, label in enumerate(_REVIEW.labels) if label]
_OUT = [row for row, label in enumerate(_REVIEW.labels) if not label]


def _next(labels: dict[int, int], **how: Any) -> Question | None:
    how.setdefault("ranker", ranker_named("fused"))
    return next(iter(next_questions(_FEATURES, labels, **how)), None)


def _known(n_in: int, n_out: int) -> dict[int, int]:
    return {**dict.fromkeys(_OUT[:n_out], 0), **dict.fromkeys(_IN[:n_in], 1)}


def test_the_next_record_is_unread_and_the_same_for_the_same_labels() -> None:
    labels = _known(4, 12)
    questions = [_next(labels) for _ in range(2)]
    assert questions[0] == questions[1]
    assert questions[0] is not None
    assert questions[0].row not in labels
    assert questions[0].why == "likeliest"


def test_why_names_words_of_the_record_the_strongest_first() -> None:
    question = _next(_known(6, 30))
    assert question is not None
    text = f"{_REVIEW.titles[question.row]} {_REVIEW.abstracts[question.row]}"
    parts = [abs(part) for _, part in question.telling]
    assert all(words in text for words, _ in question.telling)
    assert parts == sorted(parts, reverse=True)
    assert sum(parts) <= 1 + 1e-9


def test_the_parts_of_all_words_are_the_score() -> None:
    weights = np.random.default_rng(0).normal(size=len(_FEATURES.terms))
    told = telling_words(_FEATURES, 3, weights, n=10_000)
    score = float((_FEATURES.words[3] @ weights)[0])
    moved = float(np.abs(_FEATURES.words[3].toarray() * weights).sum())
    assert sum(part for _, part in told) == pytest.approx(score / moved)


@pytest.mark.parametrize("labels", [{}, {0: 0, 1: 0}, {5: 1}])
def test_the_first_records_are_drawn(labels: dict[int, int]) -> None:
    question = _next(labels)
    assert question is not None
    assert (question.why, question.telling) == ("first", ())
    assert question.row not in labels


def test_a_question_to_learn_from_says_so() -> None:
    question = _next(_known(5, 20), ranker=ranker_named("svm"), asking=Asking(random=1.0))
    assert question is not None
    assert question.why == "to learn"


def test_after_the_last_record_there_is_no_question() -> None:
    everything = dict(enumerate(_REVIEW.labels))
    assert _next(everything) is None
    assert standing(everything, len(everything)).stop


def test_the_counts_are_those_of_the_labels() -> None:
    shown = standing(_known(4, 12), 80)
    assert (shown.n_included, shown.n_excluded, shown.n_unread) == (4, 12, 64)
    assert not shown.stop
    assert json.loads(json.dumps(shown.to_json()))["n_unread"] == 64


def test_several_questions_begin_with_the_one_and_are_of_different_records() -> None:
    labels = _known(4, 12)
    several = next_questions(_FEATURES, labels, ranker=ranker_named("fused"), n=30)
    assert several[0] == _next(labels)
    assert len({q.row for q in several}) == 30
    assert not {q.row for q in several} & set(labels)
    assert len(next_questions(_FEATURES, labels, ranker=ranker_named("fused"), n=999)) == 64


def test_what_was_put_off_comes_after_all_others() -> None:
    labels = _known(4, 12)
    first = _next(labels)
    assert first is not None
    order = next_questions(_FEATURES, labels, ranker=ranker_named("fused"), n=64, later=[first.row])
    assert order[-1].row == first.row
    assert order[0].row != first.row


def test_the_criteria_rank_the_first_records() -> None:
    """Of 80 records 10 hold two words of the topic; about 7 of the others hold one."""
    like = likeness(_FEATURES, "A nudge, or default choice, of savings!")
    first = next_questions(_FEATURES, {}, ranker=ranker_named("fused"), n=5, likeness=like)
    assert {q.why for q in first} == {"like the criteria"}
    assert {q.row for q in first} <= set(_IN)
