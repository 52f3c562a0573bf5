"""What every kind of method must do. A new one joins `TRAINED` (and `SLOW` toys if it must).

Methods that train pass all of it; `ensemble`, `recorded` and `command` pass their shape and refusal
parts in their own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenfold.errors import DeclarationError, InputError, NotBuiltError
from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.models.encoder import find_encoder
from tenfold.models.frozen import embed_chunk
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
from tenfold.models.numerics import choose_profile
from tenfold.models.sequences import Pretrained, tokenise

CLASSES = ("card", "fever", "loan")
WORDS = {
    "card": ["card", "lost", "stolen", "pin", "blocked"],
    "fever": ["fever", "rash", "cough", "ache", "chills"],
    "loan": ["loan", "rate", "bank", "credit", "interest"],
}


@dataclass(frozen=True, eq=False)
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
    *(
        Trained(kind, {"epochs": 4, **more})
        for kind, more in (
            ("last-k", {}),
            ("last-k", {"init": "random", "learning_rate": 1e-3, "k": 1}),
            ("fine-tune", {"epochs": 3}),
            ("lora", {}),
            ("lora", {"init": "probe", "layers": 2, "targets": ["value", "down"], "dropout": 0.1}),
            ("adalora", {}),
            ("prompt-tuning", {"n_tokens": 4}),
        )
    ),
)
all_trained = pytest.mark.parametrize("trained", TRAINED, ids=str)


@cache
def pretrained() -> Pretrained:
    return Pretrained(find_encoder(EMBEDDED_NAME, root=Path()), choose_profile("cpu"))


@cache
def toy(n: int, seed: int, encoded: bool) -> Training:
    """Separable in the words and in the vectors: each class has its own of both.

    For methods that read tokens the vectors are the encoder's, for the others eight numbers.
    """
    draw = np.random.default_rng(seed)
    labels = np.arange(n) % len(CLASSES)
    texts = [" ".join(draw.choice(WORDS[CLASSES[label]], 4)) for label in labels]
    centres = np.eye(len(CLASSES), 8)
    vectors = (centres[labels] + 0.15 * draw.normal(size=(n, 8))).astype(np.float32)
    if not encoded:
        return Training(Inputs(texts, vectors), labels)
    sequences = tokenise(pretrained(), texts)
    distinct = list(dict.fromkeys(texts))
    vectors = embed_chunk(pretrained().files, distinct, pretrained().profile)
    return Training(Inputs(texts, vectors[sequences.rows], sequences), labels)


class Parts:
    """Training, validation and test examples for one kind."""

    def __init__(self, kind: str) -> None:
        encoded = get_kind(kind).needs_sequences
        self.train, self.validation = toy(60, 1, encoded), toy(15, 2, encoded)
        self.test = toy(90, 3, encoded)


def fit(trained: Trained, train: Training | None = None, *, validation: Any = "its own") -> Any:
    method, parts = get_method(trained.kind), Parts(trained.kind)
    parameters = read_parameters(trained.kind, trained.parameters, where="methods.toy")
    return method.fit(
        parts.train if train is None else train,
        parts.validation if validation == "its own" else validation,
        parameters=parameters,
        classes=CLASSES,
        seed=7,
    )


@cache
def fitted(trained: Trained) -> Any:
    return fit(trained)


def test_every_kind_that_trains_is_under_contract() -> None:
    trains = {name for name, kind in kinds().items() if isinstance(kind, Method)}
    assert trains == {trained.kind for trained in TRAINED}


@all_trained
@pytest.mark.parametrize("has_validation", [True, False], ids=["validation", "none"])
def test_probabilities_sum_to_one(trained: Trained, has_validation: bool) -> None:
    predictor = fitted(trained) if has_validation else fit(trained, validation=None)
    found = predictor.predict(Parts(trained.kind).test.inputs)
    assert found.shape == (90, 3)
    assert found.dtype == np.float64
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-12)


@all_trained
def test_same_seed_same_bits(trained: Trained) -> None:
    test = Parts(trained.kind).test.inputs
    assert fit(trained).predict(test).tobytes() == fitted(trained).predict(test).tobytes()


@all_trained
def test_learns_a_separable_set(trained: Trained) -> None:
    """Each test text has four words of its class alone, and vectors 4.7 sd from the borders."""
    test = Parts(trained.kind).test
    found = fitted(trained).predict(test.inputs).argmax(axis=1)
    accuracy = float((found == test.labels).mean())
    assert accuracy >= 0.95 if trained.learns else accuracy == pytest.approx(1 / 3)


@all_trained
def test_a_saved_predictor_gives_the_same_bits(trained: Trained) -> None:
    import json

    predictor, test = fitted(trained), Parts(trained.kind).test.inputs
    saved = predictor.save()
    stored = Saved(
        {k: v.copy() for k, v in saved.arrays.items()}, json.loads(json.dumps(saved.facts))
    )
    again = load_predictor(trained.kind, stored)
    assert again.predict(test).tobytes() == predictor.predict(test).tobytes()
    assert again.n_trained_parameters == predictor.n_trained_parameters
    assert again.notes == predictor.notes
    assert again.history == predictor.history


@all_trained
def test_a_prediction_does_not_depend_on_its_neighbours(trained: Trained) -> None:
    """bfloat16 products of another batch size may round otherwise, by a few thousandths at most."""
    predictor, test = fitted(trained), Parts(trained.kind).test.inputs
    alone = np.concatenate([predictor.predict(test.take([i])) for i in range(10)])
    tolerance = 5e-3 if get_kind(trained.kind).needs_sequences else 1e-5
    np.testing.assert_allclose(alone, predictor.predict(test)[:10], atol=tolerance)


def without_the_last_class(part: Training) -> Training:
    rows = np.flatnonzero(part.labels != 2)
    return Training(part.inputs.take(rows), part.labels[rows])


@all_trained
def test_a_class_without_training_examples_is_never_predicted(trained: Trained) -> None:
    parts = Parts(trained.kind)
    found = fit(trained, without_the_last_class(parts.train), validation=None).predict(
        parts.test.inputs
    )
    assert found.shape == (90, 3)
    assert (found[parts.test.labels != 2].argmax(axis=1) != 2).all()


@all_trained
def test_two_classes(trained: Trained) -> None:
    method, parts = get_method(trained.kind), Parts(trained.kind)
    train, test = without_the_last_class(parts.train), without_the_last_class(parts.test)
    parameters = read_parameters(trained.kind, trained.parameters, where="methods.toy")
    predictor = method.fit(train, None, parameters=parameters, classes=CLASSES[:2], seed=0)
    found = predictor.predict(test.inputs)
    assert found.shape == (60, 2)
    if trained.learns:
        assert (found.argmax(axis=1) == test.labels).mean() >= 0.95


@all_trained
def test_labels_and_shapes_that_do_not_fit_are_refused(trained: Trained) -> None:
    train, validation = Parts(trained.kind).train, Parts(trained.kind).validation
    with pytest.raises(InputError, match="labels run from 0 to 3"):
        fit(trained, Training(train.inputs, train.labels + (train.labels == 2)))
    with pytest.raises(InputError, match="labels of shape"):
        fit(trained, Training(train.inputs, train.labels[:-1]))
    with pytest.raises(InputError, match="no training examples"):
        fit(trained, Training(train.inputs.take([]), train.labels[:0]))
    with pytest.raises(InputError, match="validation labels"):
        fit(trained, validation=Training(validation.inputs, validation.labels - 1))


@all_trained
def test_inputs_without_what_it_reads_are_refused(trained: Trained) -> None:
    test = Parts(trained.kind).test
    texts, vectors = Inputs(texts=test.inputs.texts), Inputs(vectors=test.inputs.vectors)
    lacking = {"majority": None, "tfidf": vectors}.get(trained.kind, texts)
    if lacking is None:
        return
    with pytest.raises(InputError, match="there are"):
        fit(trained, Training(lacking, test.labels))
    with pytest.raises(InputError, match="there are"):
        fitted(trained).predict(lacking)


@all_trained
def test_other_vectors_than_it_was_fitted_on_are_refused(trained: Trained) -> None:
    predictor = get_method(trained.kind).predictor
    if not predictor.needs_vectors:
        return
    wide = np.ones((2, 9), dtype=np.float32)
    with pytest.raises(InputError, match="9 numbers; this predictor was fitted on 8"):
        fit(trained).predict(Inputs(vectors=wide))
    with pytest.raises(InputError, match="NaN"):
        fit(trained).predict(Inputs(vectors=wide[:, :8] * np.nan))


def test_texts_and_vectors_must_be_as_many() -> None:
    with pytest.raises(InputError, match="2 texts came with 3 vectors"):
        Inputs(["a", "b"], np.zeros((3, 4), dtype=np.float32))
    with pytest.raises(InputError, match="none of them"):
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
