"""`tfidf`: weighted words (or characters) and logistic regression; no pre-trained model at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Literal, Self

import numpy as np
from jaxtyping import Float
from pydantic import Field

from tenfold.errors import InputError
from tenfold.models.methods.c_choice import CChoice
from tenfold.models.methods.contract import Inputs, Method, Parameters, Predictor, Saved, Training
from tenfold.models.methods.logistic import Logistic
from tenfold.models.scripts import SIGNS, UNSPACED, script_of

__all__ = ["Tfidf", "TfidfParameters", "TfidfPredictor"]

C_GRID = (1.0, 10.0, 100.0, 1000.0)
DEFAULT_C = 100.0
_NGRAMS = {"word": (1, 2), "char": (1, 3)}


class TfidfParameters(Parameters):
    """Fields of `kind = "tfidf"`."""

    analyzer: Literal["auto", "word", "char"] = Field(
        default="auto",
        description="What is counted: words (and pairs of them), or characters (up to three in a "
        'row). "auto" takes characters where most letters of the training texts belong to a script '
        "that puts no spaces between words (Chinese, Japanese, Thai, ...).",
    )
    max_features: int = Field(
        default=50_000,
        ge=10,
        le=1_000_000,
        description="Keep at most so many terms, the most frequent ones.",
    )
    C: float | None = Field(
        default=None,
        gt=0,
        le=1e6,
        description="Inverse strength of the penalty. "
        + CChoice(C_GRID, DEFAULT_C, None).describe(),
    )


class TfidfPredictor(Predictor):
    """Term weights and a linear map. `terms` and `idf` in the order of the columns."""

    def __init__(
        self,
        analyzer: str,
        terms: Sequence[str],
        idf: Float[np.ndarray, " terms"],
        fitted: Logistic,
        notes: dict[str, Any],
    ) -> None:
        self.analyzer, self.terms, self.idf = analyzer, list(terms), idf
        self.fitted, self.notes = fitted, notes
        self.n_trained_parameters = idf.size + fitted.weights.size
        self._vectorizer = _vectorizer(analyzer, vocabulary=self.terms)
        self._vectorizer.idf_ = idf

    def probabilities(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        return self.fitted.probabilities(self._vectorizer.transform(_texts(inputs)))

    def save(self) -> Saved:
        facts: dict[str, Any] = {"analyzer": self.analyzer, "terms": self.terms}
        facts |= {"C": self.fitted.C, "converged": self.fitted.converged, "notes": self.notes}
        return Saved({"idf": self.idf, "weights": self.fitted.weights}, facts)

    @classmethod
    def load(cls, saved: Saved) -> Self:
        arrays, facts = saved.arrays, saved.facts
        fitted = Logistic(arrays["weights"], facts["C"], facts["converged"])
        return cls(facts["analyzer"], facts["terms"], arrays["idf"], fitted, dict(facts["notes"]))


class Tfidf(Method[TfidfParameters]):
    """The small model that a big one has to beat."""

    kind: ClassVar[str] = "tfidf"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "logistic regression on weighted words or characters; no encoder"
    Parameters: ClassVar[type[Parameters]] = TfidfParameters
    predictor: ClassVar[type[Predictor]] = TfidfPredictor
    libraries: ClassVar[tuple[str, ...]] = ("numpy", "scipy", "scikit-learn")

    def train(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: TfidfParameters,
        classes: Sequence[str],
        seed: int,
    ) -> TfidfPredictor:
        texts = _texts(train.inputs)
        analyzer = parameters.analyzer
        if analyzer == "auto":
            analyzer = "char" if _words_are_unspaced(texts) else "word"
        vectorizer = _vectorizer(analyzer, max_features=parameters.max_features)
        try:
            counted = vectorizer.fit_transform(texts)
        except ValueError:
            raise InputError(
                f"tfidf: the training texts have no {analyzer} to count.",
                remedy='Set analyzer = "char", or look for empty texts.',
            ) from None
        held_out = None
        if validation is not None:
            held_out = (vectorizer.transform(_texts(validation.inputs)), validation.labels)
        choice = CChoice(C_GRID, DEFAULT_C, parameters.C)
        fitted, notes = choice.fit((counted, train.labels), held_out, n_classes=len(classes))
        terms = [str(term) for term in vectorizer.get_feature_names_out()]
        idf = np.asarray(vectorizer.idf_)
        return TfidfPredictor(analyzer, terms, idf, fitted, {"analyzer": analyzer, **notes})


def _texts(inputs: Inputs) -> Sequence[str]:
    if inputs.texts is None:
        raise InputError("tfidf reads texts, and there are only vectors.")
    return inputs.texts


def _vectorizer(analyzer: str, **options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    if analyzer == "word":
        options["token_pattern"] = r"(?u)\b\w+\b"  # one-letter words count too
    return TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=_NGRAMS[analyzer],
        sublinear_tf=True,
        dtype=np.float32,
        **options,
    )


def _words_are_unspaced(texts: Iterable[str]) -> bool:
    n_unspaced = n_letters = 0
    for text in texts:
        scripts = [script_of(character) for character in text]
        n_letters += sum(script != SIGNS for script in scripts)
        n_unspaced += sum(script in UNSPACED for script in scripts)
    return 2 * n_unspaced > n_letters
