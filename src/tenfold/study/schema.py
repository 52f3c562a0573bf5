"""The JSON Schema of a declaration, for editors and for the documentation."""

from __future__ import annotations

from typing import Any

from tenfold.desk.augmenting.augmentation import Augmentation
from tenfold.study.declaration import NOT_AUGMENTED, HypothesisEntry
from tenfold.study.reading import SECTIONS

__all__ = ["declaration_schema"]

_AUGMENT = {"augment": {"anyOf": [Augmentation.model_json_schema(), {"const": False}]}}


def declaration_schema() -> dict[str, Any]:
    """Sections, hypotheses and the fields of every kind of method (JSON Schema 2020-12)."""
    from tenfold.models.methods.registry import kinds

    shared: dict[str, Any] = {}
    methods = []
    for name, kind in kinds().items():
        fields = _without_definitions(kind.Parameters.model_json_schema(), shared)
        properties = {
            "kind": {"const": name, "description": kind.summary},
            "model": {"type": "string", "description": "A pre-trained model of its own."},
            "train_per_class": {"description": "A number of training examples of its own."},
            **(_AUGMENT if name not in NOT_AUGMENTED else {}),
            **fields.get("properties", {}),
        }
        required = ["kind", *fields.get("required", [])]
        methods.append(
            {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": False,
            }
        )
    sections = {
        name: _without_definitions(model.model_json_schema(), shared)
        for name, model in SECTIONS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A tenfold study",
        "type": "object",
        "additionalProperties": False,
        "required": ["study", "data", "methods"],
        "properties": {
            **sections,
            "methods": {"type": "object", "additionalProperties": {"oneOf": methods}},
            "hypotheses": {"type": "array", "items": HypothesisEntry.model_json_schema()},
        },
        "$defs": shared,
    }


def _without_definitions(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """The schema of a part; the definitions that it refers to are found at the root alone."""
    shared.update(schema.pop("$defs", {}))
    return schema
