"""The reference is complete and up to date: every key, every kind, every command."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tenfold.evaluation.metrics import METRICS
from tenfold.models.methods.registry import kinds
from tenfold.study.declaration import HypothesisEntry
from tenfold.study.hypotheses import hypotheses_of
from tenfold.study.reading import SECTIONS, parse_declaration

ROOT = Path(__file__).parents[2]
MODELS = {
    **SECTIONS,
    "hypotheses": HypothesisEntry,
    **{f"kind {name}": kind.Parameters for name, kind in kinds().items()},
}


def _load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reference = _load_script()
COMMANDS = dict(reference.commands())


@pytest.mark.parametrize("name", list(reference.PARTS))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    present, wanted = reference.up_to_date(name)
    assert present == wanted, "run: make docs"


@pytest.mark.parametrize("place", list(MODELS))
def test_every_field_has_a_description(place: str) -> None:
    fields = MODELS[place].model_fields
    assert not [name for name, field in fields.items() if not field.description]


@pytest.mark.parametrize("place", list(MODELS))
def test_every_field_is_in_the_page(place: str) -> None:
    page = (ROOT / "docs" / "declaration.md").read_text(encoding="utf-8")
    assert not [name for name in MODELS[place].model_fields if f"| `{name}` |" not in page]


def test_the_page_s_example_is_a_valid_declaration() -> None:
    page = (ROOT / "docs" / "declaration.md").read_text(encoding="utf-8")
    example = tomllib.loads(page.partition("```toml\n")[2].partition("```")[0])
    declaration = parse_declaration(example, Path("studies/example.toml"))
    assert len(hypotheses_of(declaration)) == 2


def test_every_metric_is_named() -> None:
    page = (ROOT / "docs" / "declaration.md").read_text(encoding="utf-8")
    assert not [name for name in METRICS if f"`{name}`" not in page]


@pytest.mark.parametrize("kind", list(kinds()))
def test_a_method_is_declared_with_ten_fields_at_most(kind: str) -> None:
    assert len(kinds()[kind].Parameters.model_fields) <= 10


DEFAULTS = {
    "tenfold note add": "tenfold note",
    "tenfold plan add": "tenfold plan",
    "tenfold week show": "tenfold week",
    "tenfold web serve": "tenfold web",
}
"""Commands whose last word may be left out, and is, where one knows it."""


@pytest.mark.parametrize("path", list(COMMANDS))
def test_a_command_is_documented(path: str) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"## `{path}`" in page


@pytest.mark.parametrize("path", list(COMMANDS))
def test_a_command_s_help_has_an_example_of_it(path: str) -> None:
    example = reference.example_of(COMMANDS[path])
    assert example is not None, "its docstring needs a paragraph `Example: ...`"
    assert example.startswith((path, DEFAULTS.get(path, path)))


@pytest.mark.parametrize("path", list(COMMANDS))
def test_every_argument_and_option_says_what_it_is(path: str) -> None:
    assert not [p.name for p in COMMANDS[path].params if not getattr(p, "help", None)]
