"""The methods as they are declared, and the rows that both sides get."""

from __future__ import annotations

import tomllib

import pytest
from benchmarks.data import NAMES, MissingDataError, load, tiny
from benchmarks.methods import ADDED, FIVE
from benchmarks.synthetic import make_synthetic


def test_declarations_are_toml_with_the_epochs_of_the_data() -> None:
    settings = [*FIVE.values(), ADDED]
    tables = tomllib.loads("".join(s.declared(4) for s in settings))["methods"]
    assert {name: table["kind"] for name, table in tables.items()} == {
        s.name: s.kind for s in settings
    }
    assert [name for name, table in tables.items() if table.get("epochs") != 4] == ["probe"]


def test_the_start_alone_never_counts_as_a_trained_method() -> None:
    assert {s.name: s.since(8) for s in FIVE.values()} == {
        "probe": 1,
        "last2": 1,
        "full": 1,
        "lora": 1,
        "adalora": 4,
    }


@pytest.mark.shared_data
@pytest.mark.parametrize("name", NAMES)
def test_no_text_stands_twice(name: str) -> None:
    try:
        dataset = load(name)
    except MissingDataError as missing:
        pytest.skip(str(missing))
    texts = [
        " ".join(text.casefold().split()) for text, _ in [*dataset.rows, *(dataset.test or [])]
    ]
    assert len(texts) == len(set(texts))
    assert len(tiny(dataset).rows) == 30


def test_synthetic_texts_have_the_asked_number_and_length() -> None:
    rows = make_synthetic(40, 7).rows
    assert len({text for text, _ in rows}) == 40
    assert {len(text.split()) for text, _ in rows} == {7}
    assert make_synthetic(40, 7).rows == rows
