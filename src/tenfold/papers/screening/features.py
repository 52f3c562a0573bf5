"""Titles and abstracts as numbers: weighted words and pairs of words, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tenfold.errors import InputError

__all__ = ["Features", "joined", "likeness", "text_features"]

_MOST_SHARED = 0.95  # a word in more of the records than this tells nothing
_FEWEST = (
    3  # a word in fewer records tells next to nothing, and there are very many such pairs of words
)
_LARGE = 50  # in a set smaller than this two records are enough


@dataclass(frozen=True)
class Features:
    """Records as rows.

    words
        TF-IDF of words and pairs of words, sparse (n_records, n_terms), each row of length one.
    terms
        What each column is, shape (n_terms,).
    vectors
        Vectors of an encoder, (n_records, width), each of length one; None where none were made.
    """

    words: Any
    terms: npt.NDArray[np.str_]
    vectors: npt.NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return int(self.words.shape[0])


def joined(titles: Sequence[str], abstracts: Sequence[str]) -> list[str]:
    """One text a record: title, then abstract."""
    return [
        f"{title} {abstract}".strip() for title, abstract in zip(titles, abstracts, strict=True)
    ]


def text_features(
    titles: Sequence[str],
    abstracts: Sequence[str],
    *,
    vectors: npt.NDArray[np.float32] | None = None,
) -> Features:
    """TF-IDF over title and abstract: words and pairs of words, `1 + log(count)`, rows of length one.

    Words in fewer than three records (two, where there are fewer than 50) and in nearly all of them are left
    out. `vectors` of an encoder, one a record, may be given beside (`tenfold.desk.vectors.text_vectors` makes
    them).

    Raises InputError where no word is in two records.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = joined(titles, abstracts)
    made = TfidfVectorizer(
        ngram_range=(1, 2),
        sublinear_tf=True,
        min_df=_FEWEST if len(texts) >= _LARGE else 2,
        max_df=_MOST_SHARED,
        dtype=np.float64,
    )
    try:
        words = made.fit_transform(texts)
    except ValueError:
        raise InputError(
            f"the {len(texts)} records have no words in common.",
            remedy="Screening learns from words; give at least two records with a title or abstract.",
        ) from None
    return Features(words.tocsr(), made.get_feature_names_out().astype(np.str_), vectors)


def likeness(
    features: Features, text: str, *, vector: npt.NDArray[np.float32] | None = None
) -> npt.NDArray[np.float64]:
    """How like each record is to a text, such as the criteria of a review, (n_records,); higher is more alike.

    The shared words, weighted as in the records; with the encoder's `vector` of the text, (width,), the cosine
    to it too, both brought to the same spread.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(ngram_range=(1, 2), vocabulary=list(features.terms), binary=True)
    asked = counter.transform([text])
    by_words = np.asarray((features.words @ asked.T).todense(), dtype=np.float64).ravel()
    if vector is None or features.vectors is None:
        return by_words
    by_meaning = np.asarray(features.vectors @ vector, dtype=np.float64)
    return np.asarray(_spread(by_words) + _spread(by_meaning))


def _spread(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray((scores - scores.mean()) / (float(scores.std()) or 1.0))
