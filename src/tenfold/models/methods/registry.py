"""Which kinds of methods there are, and what their fields must be."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from tenfold.errors import (
    DamageError,
    DeclarationError,
    InputError,
    NotBuiltError,
    TenfoldError,
    nearest,
)
from tenfold.models.methods.adalora import AdaLora
from tenfold.models.methods.command import CommandKind
from tenfold.models.methods.contract import Kind, Method, Parameters, Predictor, Saved
from tenfold.models.methods.ensemble import Ensemble
from tenfold.models.methods.fine_tune import FineTune
from tenfold.models.methods.last_k import LastK
from tenfold.models.methods.lora import Lora
from tenfold.models.methods.majority import Majority
from tenfold.models.methods.nearest_centroid import NearestCentroid
from tenfold.models.methods.probe import Probe
from tenfold.models.methods.prompt_tuning import PromptTuning
from tenfold.models.methods.recorded import RecordedKind
from tenfold.models.methods.tfidf import Tfidf
from tenfold.store.versions import installed_version

__all__ = [
    "ENTRY_POINTS",
    "NOT_BUILT_KINDS",
    "get_kind",
    "get_method",
    "kinds",
    "libraries",
    "load_predictor",
    "read_parameters",
]

ENTRY_POINTS = "tenfold.methods"
NOT_BUILT_KINDS = (
    "bias-only",
    "ia3",
    "prefix-tuning",
    "setfit",
    "distil",
    "prompt",
)
_OWN: tuple[type[Kind], ...] = (
    Majority,
    Tfidf,
    NearestCentroid,
    Probe,
    LastK,
    FineTune,
    Lora,
    AdaLora,
    PromptTuning,
    Ensemble,
    RecordedKind,
    CommandKind,
)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name: tenfold's own, then those of installed packages.

    Raises InputError for a foreign kind that takes a name that is taken, or that is no kind.
    """
    found: dict[str, Kind] = {own.kind: own() for own in _OWN}
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        foreign = _load(entry)
        if foreign.kind in found or foreign.kind in NOT_BUILT_KINDS:
            raise InputError(
                f"the kind {foreign.kind!r} is there already.",
                where=f"entry point {entry.name} = {entry.value}",
                remedy="Give the kind another name.",
            )
        found[foreign.kind] = foreign
    return found


def _load(entry: importlib.metadata.EntryPoint) -> Kind:
    loaded = entry.load()
    if not (isinstance(loaded, type) and issubclass(loaded, Kind)):
        raise InputError(
            "is no subclass of tenfold.models.methods.contract.Kind.",
            where=f"entry point {entry.name} = {entry.value}",
        )
    return loaded()


def get_kind(name: str, where: str | None = None) -> Kind:
    """The kind of that name. Raises NotBuiltError or InputError with the nearest name."""
    if name in kinds():
        return kinds()[name]
    if name in NOT_BUILT_KINDS:
        raise NotBuiltError(
            f"the kind {name!r} is not built yet.",
            where=where,
            remedy=f"Built are: {', '.join(kinds())}.",
        )
    raise InputError(f"no such kind: {name!r}.", where=where, remedy=nearest(name, kinds()))


def get_method(name: str, where: str | None = None) -> Method[Any]:
    """The kind of that name, where it is one that trains here."""
    found = get_kind(name, where)
    if not isinstance(found, Method):
        raise InputError(f"the kind {name!r} does not train here.", where=where)
    return found


def read_parameters(kind: str, values: Mapping[str, Any], *, where: str) -> Parameters:
    """The fields of a method as they were declared (without `kind`), checked.

    `where` is where they stand, such as "studies/x.toml: methods.probe"; a problem adds its field.

    Raises
    ------
    DeclarationError
        With every problem at once: unknown fields (nearest name), wrong types, values out of range.
    """
    model = get_kind(kind, where).Parameters
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise DeclarationError([_problem(e, model, where) for e in error.errors()]) from None


def _problem(error: Any, model: type[BaseModel], where: str) -> TenfoldError:
    place = ".".join([where, *(str(part) for part in error["loc"])])
    owner = _owner(model, error["loc"])
    field = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        known = owner.model_fields
        hint = nearest(field, known) if known else "This kind has no fields."
        return InputError("no such field.", where=place, remedy=hint)
    described = owner.model_fields.get(field)
    remedy = described.description if described else None
    if error["type"] == "missing":
        return InputError("is needed and was left out.", where=place, remedy=remedy)
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if error["type"] == "value_error":
        return InputError(f"{message}.", where=place, remedy=remedy)
    return InputError(f"must be {message}. Got {error['input']!r}.", where=place, remedy=remedy)


def _owner(model: type[BaseModel], place: tuple[Any, ...]) -> type[BaseModel]:
    """The model whose field stands at `place`: a field may be a table with fields of its own."""
    for part in place[:-1]:
        field = model.model_fields.get(str(part))
        inner = None if field is None else field.annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            break
        model = inner
    return model


def load_predictor(kind: str, saved: Saved) -> Predictor:
    """A predictor from what its `save` gave, without training anything again.

    Raises DamageError where it was saved by another version that kept other facts.
    """
    try:
        return get_method(kind).predictor.load(saved)
    except (KeyError, ValueError, TypeError) as error:
        raise DamageError(
            f"a stored {kind!r} predictor cannot be read ({type(error).__name__}: {error}); "
            "another version of tenfold saved it.",
            code="TF-STORE-PREDICTOR",
            remedy="Make it again: tenfold store clean --older-than 0h, then run the study.",
        ) from error


def libraries(kind: str) -> dict[str, str]:
    """Versions of the distributions that can change this kind's numbers; none is imported."""
    return {name: installed_version(name) for name in get_kind(kind).libraries}
