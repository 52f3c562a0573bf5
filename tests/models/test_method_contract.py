"""What every kind of method must do. A new one joins `TRAINED` (and `SLOW` toys if it must).

Methods that train pass all of it; `ensemble`, `recorded` and `command` pass their shape and refusal
parts in their own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from tenfold.errors import DeclarationError, InputError, NotBuiltError
from tenfold.models.methods.contract import Inputs, Method, Saved, Training
from tenfold.models.methods.registry import (
    NOT_BUILT_KINDS,
    get_kind,
    get_method,
    kinds,
    libraries,
    load_predictor,
    read_parameters,
)

CLASSES = ("card", "fever", "loan")
WORDS = {
    "card": ["card", "lost", "stolen", "pin", "blocked"],
    "fever": ["fever", "rash", "cough", "ache", "chills"],
    "loan": ["loan", "rate", "bank", "credit", "interest"],
}


@dataclass(frozen=True)
class Trained:
    """A method under test. `learns`: better than the class frequencies on a separable set."""

    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    learns: bool = True

    def __str__(self) -> str:
        return " ".join([self.kind, *(f"{k}={v}" for k, v in self.parameters.items())])


TRAINED = (
    Trained("majority", learns=False),
    Trained("tfidf"),
    Trained("tfidf", {"analyzer": "char", "C": 3.0}),
    Trained("nearest-centroid"),
    Trained("nearest-centroid", {"temperature": 0.1}),
    Trained("probe"),
    Trained("probe", {"C": 3.0}),
)
all_trained = pytest.mark.parametrize("trained", TRAINED, ids=str)


def toy(n: int, seed: int) -> Training:
    """Separable in the words and in the vectors: each class has its own of both."""
    draw = np.random.default_rng(seed)
    labels = np.arange(n) % len(CLASSES)
    texts = [" ".join(draw.choice(WORDS[CLASSES[label]], 4)) for label in labels]
    centres = np.eye(len(CLASSES), 8)
    vectors = (centres[labels] + 0.15 * draw.normal(size=(n, 8))).astype(np.float32)
    return Training(Inputs(texts, vectors), labels)


TRAIN, VALIDATION, TEST = toy(60, 1), toy(15, 2), toy(90, 3)


def fit(trained: Trained, train: Training = TRAIN, validation: Training | None = VALIDATION) -> Any:
    method = get_method(trained.kind)
    parameters = read_parameters(trained.kind, trained.parameters, where="methods.toy")
    return method.fit(train, validation, parameters=parameters, classes=CLASSES, seed=7)


def test_every_kind_that_trains_is_under_contract() -> None:
    trains = {name for name, kind in kinds().items() if isinstance(kind, Method)}
    assert trains == {trained.kind for trained in TRAINED}


@all_trained
@pytest.mark.parametrize("validation", [VALIDATION, None], ids=["validation", "none"])
def test_probabilities_sum_to_one(trained: Trained, validation: Training | None) -> None:
    found = fit(trained, validation=validation).predict(TEST.inputs)
    assert found.shape == (90, 3)
    assert found.dtype == np.float64
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-12)


@all_trained
def test_same_seed_same_bits(trained: Trained) -> None:
    first, second = (fit(trained).predict(TEST.inputs) for _ in range(2))
    assert first.tobytes() == second.tobytes()


@all_trained
def test_learns_a_separable_set(trained: Trained) -> None:
    """Each test text has four words of its class alone, and vectors 4.7 sd from the borders."""
    found = fit(trained).predict(TEST.inputs).argmax(axis=1)
    accuracy = float((found == TEST.labels).mean())
    assert accuracy >= 0.95 if trained.learns else accuracy == pytest.approx(1 / 3)


@all_trained
def test_a_saved_predictor_gives_the_same_bits(trained: Trained) -> None:
    import json

    predictor = fit(trained)
    saved = predictor.save()
    stored = Saved(
        {k: v.copy() for k, v in saved.arrays.items()}, json.loads(json.dumps(saved.facts))
    )
    again = load_predictor(trained.kind, stored)
    assert again.predict(TEST.inputs).tobytes() == predictor.predict(TEST.inputs).tobytes()
    assert again.n_trained_parameters == predictor.n_trained_parameters
    assert again.notes == predictor.notes


@all_trained
def test_a_prediction_does_not_depend_on_its_neighbours(trained: Trained) -> None:
    predictor = fit(trained)
    alone = np.concatenate([predictor.predict(TEST.inputs.take([i])) for i in range(10)])
    np.testing.assert_allclose(alone, predictor.predict(TEST.inputs)[:10], atol=1e-5)


@all_trained
def test_a_class_without_training_examples_is_never_predicted(trained: Trained) -> None:
    part = np.flatnonzero(TRAIN.labels != 2)
    train = Training(TRAIN.inputs.take(part), TRAIN.labels[part])
    found = fit(trained, train, None).predict(TEST.inputs)
    assert found.shape == (90, 3)
    assert (found[TEST.labels != 2].argmax(axis=1) != 2).all()


@all_trained
def test_two_classes(trained: Trained) -> None:
    method = get_method(trained.kind)
    part = np.flatnonzero(TRAIN.labels != 2)
    train = Training(TRAIN.inputs.take(part), TRAIN.labels[part])
    parameters = read_parameters(trained.kind, trained.parameters, where="methods.toy")
    predictor = method.fit(train, None, parameters=parameters, classes=CLASSES[:2], seed=0)
    test = np.flatnonzero(TEST.labels != 2)
    found = predictor.predict(TEST.inputs.take(test))
    assert found.shape == (60, 2)
    if trained.learns:
        assert (found.argmax(axis=1) == TEST.labels[test]).mean() >= 0.95


@all_trained
def test_labels_and_shapes_that_do_not_fit_are_refused(trained: Trained) -> None:
    with pytest.raises(InputError, match="labels run from 0 to 3"):
        fit(trained, Training(TRAIN.inputs, TRAIN.labels + (TRAIN.labels == 2)))
    with pytest.raises(InputError, match="labels of shape"):
        fit(trained, Training(TRAIN.inputs, TRAIN.labels[:-1]))
    with pytest.raises(InputError, match="no training examples"):
        fit(trained, Training(TRAIN.inputs.take([]), TRAIN.labels[:0]))
    with pytest.raises(InputError, match="validation labels"):
        fit(trained, TRAIN, Training(VALIDATION.inputs, VALIDATION.labels - 1))


@all_trained
def test_inputs_without_what_it_reads_are_refused(trained: Trained) -> None:
    texts, vectors = Inputs(texts=TEST.inputs.texts), Inputs(vectors=TEST.inputs.vectors)
    lacking = {"majority": None, "tfidf": vectors}.get(trained.kind, texts)
    if lacking is None:
        return
    with pytest.raises(InputError, match="there are"):
        fit(trained, Training(lacking, TEST.labels))
    with pytest.raises(InputError, match="there are"):
        fit(trained).predict(lacking)


@all_trained
def test_other_vectors_than_it_was_fitted_on_are_refused(trained: Trained) -> None:
    if not get_kind(trained.kind).needs_vectors:
        return
    wide = np.ones((2, 9), dtype=np.float32)
    with pytest.raises(InputError, match="9 numbers; this predictor was fitted on 8"):
        fit(trained).predict(Inputs(vectors=wide))
    with pytest.raises(InputError, match="NaN"):
        fit(trained).predict(Inputs(vectors=wide[:, :8] * np.nan))


def test_texts_and_vectors_must_be_as_many() -> None:
    with pytest.raises(InputError, match="2 texts came with 3 vectors"):
        Inputs(["a", "b"], np.zeros((3, 4), dtype=np.float32))
    with pytest.raises(InputError, match="neither"):
        Inputs()


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_kind_is_described(name: str) -> None:
    kind = get_kind(name)
    assert kind.summary
    assert kind.version
    assert len(kind.Parameters.model_fields) <= 10
    for field_name, described in kind.Parameters.model_fields.items():
        assert described.description, f"{name}.{field_name}"
    assert all(version for version in libraries(name).values())


@pytest.mark.parametrize("name", NOT_BUILT_KINDS)
def test_coming_kinds_are_refused_by_name(name: str) -> None:
    with pytest.raises(NotBuiltError, match=f"{name}.* is not built yet"):
        get_kind(name)


def test_an_unknown_kind_gets_the_nearest_name() -> None:
    with pytest.raises(InputError, match="Did you mean 'probe'"):
        get_kind("prob")
    with pytest.raises(InputError, match="does not train"):
        get_method("recorded")


def test_every_wrong_field_is_told_at_once_with_its_place() -> None:
    with pytest.raises(DeclarationError) as caught:
        read_parameters("tfidf", {"c": 1.0, "max_features": 3, "analyzer": "x"}, where="m.tfidf")
    message = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "m.tfidf.c: no such field." in message
    assert "Did you mean 'C'?" in message
    assert "m.tfidf.max_features: must be greater than or equal to 10. Got 3." in message
    assert "m.tfidf.analyzer" in message


@pytest.mark.parametrize("C", [0, -1, float("nan"), float("inf"), "strong"])
def test_a_constant_that_is_none_is_refused(C: Any) -> None:
    with pytest.raises(DeclarationError, match=r"m\.probe\.C"):
        read_parameters("probe", {"C": C}, where="m.probe")
