"""`tfidf`: words where they are spaced, characters where they are not."""

from __future__ import annotations

import numpy as np
import pytest

from tenfold.errors import InputError
from tenfold.models.methods.contract import Inputs, Training
from tenfold.models.methods.tfidf import Tfidf, TfidfParameters, TfidfPredictor

CHINESE = ["很好吃", "味道好", "送得快", "太难吃", "味道差", "送得慢"]
LABELS = np.array([0, 0, 0, 1, 1, 1])


def fit(texts: list[str], **fields: object) -> TfidfPredictor:
    return Tfidf().fit(
        Training(Inputs(texts), LABELS[: len(texts)]),
        None,
        parameters=TfidfParameters.model_validate(fields),
        classes=("bad", "good"),
        seed=0,
    )


def test_unspaced_scripts_are_counted_by_character() -> None:
    assert fit(CHINESE).analyzer == "char"
    assert fit(["good food", "bad food", "very good", "so bad"]).analyzer == "word"
    # A few foreign letters do not turn English texts into characters.
    assert fit(["good food 好", "bad food", "very good", "so bad"]).analyzer == "word"
    assert fit(CHINESE, analyzer="word").analyzer == "word"


def test_terms_are_limited_to_the_most_frequent() -> None:
    assert len(fit(CHINESE, max_features=10).terms) == 10


def test_texts_without_any_word_are_refused() -> None:
    with pytest.raises(InputError, match="no word to count"):
        fit(["!!", "??", "", "..."], analyzer="word")


def test_a_text_of_unknown_words_gets_probabilities() -> None:
    found = fit(CHINESE).predict(Inputs(["zzz", ""]))
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
