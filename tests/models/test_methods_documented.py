"""docs/models.md names every kind and every field, and every encoder family."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenfold.models.families import FAMILIES
from tenfold.models.methods.gradient import TrainingParameters
from tenfold.models.methods.registry import NOT_BUILT_KINDS, kinds

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_kind_and_its_fields_are_documented(kind: str) -> None:
    section = PAGE.partition(f"### `{kind}`")[2].partition("\n### ")[0]
    assert section
    for field in kinds()[kind].Parameters.model_fields:
        assert f"`{field}`" in section, field


@pytest.mark.parametrize("name", [*NOT_BUILT_KINDS, *FAMILIES])
def test_a_name_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("field", TrainingParameters.model_fields)
def test_a_field_of_the_training_table_is_documented(field: str) -> None:
    assert f"`{field}`" in PAGE
