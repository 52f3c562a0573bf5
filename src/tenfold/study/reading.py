"""Read `studies/NAME.toml` into a `Declaration`, or say everything that is wrong with it at once."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from tenfold.desk.augmenting.augmentation import Augmentation
from tenfold.errors import DeclarationError, InputError, NotBuiltError, TenfoldError, nearest
from tenfold.study.declaration import (
    NOT_AUGMENTED,
    BudgetSection,
    DataSection,
    Declaration,
    EvaluateSection,
    HypothesisEntry,
    MethodEntry,
    ModelSection,
    ReplicatesSection,
    StudySection,
)

__all__ = ["check_name", "declaration_path", "parse_declaration", "read_declaration"]

SECTIONS: Mapping[str, type[BaseModel]] = {
    "study": StudySection,
    "data": DataSection,
    "model": ModelSection,
    "evaluate": EvaluateSection,
    "budget": BudgetSection,
    "replicates": ReplicatesSection,
}
_OWN_KEYS = {"kind", "model", "train_per_class", "augment"}
_NOT_BUILT = {
    "evaluate": {"stress", "out_of_domain"},
    "methods": {"search", "start_from"},
}
_TASKS = {"pairs", "multi-label", "several-labels", "regression"}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_FORMS = {
    "study.seeds": "a whole number from 1 to 1000, or { looks = [5, 10, 20] } with growing numbers",
    "data.train_per_class": 'a whole number from 1 on, "all", or a list of these',
    "data.test": "a fraction between 0 and 1, the name of a split, or a file",
    "data.validation": "a fraction between 0 and 1, or the name of a split",
    "hypotheses.at": 'a whole number from 1 on, "all", or "all sizes"',
    "methods.train_per_class": 'a whole number from 1 on, or "all"',
    "augment.copies": "a whole number from 1 to 100",
    **dict.fromkeys(
        [
            f"augment.{key}"
            for key in ("case", "typos", "deletion", "swap", "noise", "synonym_rate")
        ],
        "a share above 0 and up to 1, or true for the usual one",
    ),
}


def check_name(name: str) -> str:
    """A study's name is a file name and a word of claims; refuse what is neither."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot name a study.",
            remedy="Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
        )
    return name


def declaration_path(studies: Path, name: str) -> Path:
    """The file of the study `name` (a bare name, or a path to a .toml file)."""
    if name.endswith(".toml"):
        given = Path(name)
        path = given if given.exists() else studies / given.name
        name = given.stem
    else:
        path = studies / f"{check_name(name)}.toml"
    if not path.is_file():
        there = sorted(p.stem for p in studies.glob("*.toml"))
        raise InputError(
            f"there is no study {name!r}.",
            where=str(path),
            remedy=nearest(name, there) if there else f"Make one: tenfold study new {name}",
        )
    return path


def read_declaration(path: Path) -> Declaration:
    """Read and check a declaration. Raises DeclarationError with all problems."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start}).", where=str(path)) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the latter: nested too deeply
        raise InputError(f"is not valid TOML: {error}.", where=str(path)) from error
    return parse_declaration(content, path)


def parse_declaration(content: Mapping[str, Any], path: Path) -> Declaration:
    """Check the content of a declaration. `path` names it in messages."""
    problems: list[TenfoldError] = []
    place = _Place(str(path), problems)
    known = [*SECTIONS, "methods", "hypotheses"]
    for key in content:
        if key not in known:
            owner = next(
                (name for name, model in SECTIONS.items() if key in model.model_fields), None
            )
            hint = f"It belongs under [{owner}]." if owner else nearest(key, known)
            place.problem(key, "is no part of a declaration.", hint)
    sections = {
        name: _section(model, content.get(name, {}), name, place)
        for name, model in SECTIONS.items()
        if name in content or name in ("study", "data")
    }
    methods = _methods(content.get("methods", {}), place)
    hypotheses = _hypotheses(content.get("hypotheses", []), place)
    _check_relations(sections, methods, hypotheses, content, place)
    if problems:
        raise DeclarationError(problems)
    return Declaration(
        name=path.stem,
        path=path,
        methods=methods,
        hypotheses=tuple(hypotheses),
        **{name: section for name, section in sections.items() if section is not None},
    )


class _Place:
    """Collects problems, each under its place in the file."""

    def __init__(self, file: str, problems: list[TenfoldError]) -> None:
        self.file = file
        self.problems = problems

    def problem(self, where: str, message: str, remedy: str | None = None) -> None:
        self.problems.append(InputError(message, where=f"{self.file}: {where}", remedy=remedy))

    def not_built(self, where: str, what: str) -> None:
        self.problems.append(
            NotBuiltError(
                f"{what} is not built yet.", where=f"{self.file}: {where}", remedy="Leave it out."
            )
        )

    def adopt(self, where: str, error: TenfoldError) -> None:
        error.where = f"{self.file}: {where}" + (f": {error.where}" if error.where else "")
        self.problems.append(error)


def _section(
    model: type[BaseModel], content: Any, name: str, place: _Place, *, known_as: str | None = None
) -> Any:
    if not isinstance(content, Mapping):
        place.problem(name, f"must be a table of keys. Got {content!r}.")
        return None
    later = _NOT_BUILT.get(name, set()) & set(content)
    for key in sorted(later):
        place.not_built(f"{name}.{key}", f"`{key}`")
    content = {key: value for key, value in content.items() if key not in later}
    if model in (DataSection, MethodEntry):
        content = _with_augmentation(content, name, place)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        _report(error, model, name, place, known_as or name)
        return None


def _with_augmentation(content: Mapping[str, Any], name: str, place: _Place) -> dict[str, Any]:
    """The content of a section with its `augment` read; without it where it has problems of its own."""
    content, where = dict(content), f"{name}.augment"
    table = content.get("augment")
    if table is False and "kind" in content:  # a method that goes without what the study does
        return content
    if table is not None:
        del content["augment"]
        read = _section(Augmentation, table, where, place, known_as="augment")
        problems = list(read.problems()) if read is not None else []
        for key, message, remedy in problems:
            place.problem(f"{where}.{key}" if key else where, message, remedy)
        if content.get("kind") in NOT_AUGMENTED:
            kind = content["kind"]
            place.problem(where, f"the kind {kind!r} trains on no texts.", "Leave it out.")
        elif read is not None and not problems:
            content["augment"] = read
    return content


def _report(
    error: ValidationError, model: type[BaseModel], name: str, place: _Place, known_as: str
) -> None:
    """Every problem of a section once, in our words; a union's branches are one problem."""
    seen: set[str] = set()
    for detail in error.errors():
        key = str(detail["loc"][0]) if detail["loc"] else ""
        if key in seen:
            continue
        seen.add(key)
        where = f"{name}.{key}" if key else name
        if detail["type"] == "extra_forbidden":
            place.problem(where, "is not a known key.", nearest(key, model.model_fields))
        elif detail["type"] == "missing":
            place.problem(where, "is missing.", _describe(model, key))
        elif (form := _FORMS.get(f"{known_as}.{key}")) is not None:
            place.problem(where, f"must be {form}. Got {_at(error, detail)}.")
        else:
            message = detail["msg"].removeprefix("Value error, ").replace("Input should", "must")
            place.problem(where, f"{message}. Got {_at(error, detail)}.", _describe(model, key))


def _at(error: ValidationError, detail: Any) -> str:
    shown = repr(detail["input"])
    return shown if len(shown) < 80 else shown[:77] + "..."


def _describe(model: type[BaseModel], key: str) -> str | None:
    info = model.model_fields.get(key)
    return info.description if info is not None else None


def _methods(content: Any, place: _Place) -> dict[str, MethodEntry]:
    if not isinstance(content, Mapping) or not content:
        place.problem(
            "methods", "there is none.", 'Add for example: [methods.probe] kind = "probe"'
        )
        return {}
    methods: dict[str, MethodEntry] = {}
    for name, table in content.items():
        where = f"methods.{name}"
        if not _NAME.fullmatch(name):
            place.problem(where, "cannot name a method.", "Use letters, digits, dots, dashes.")
        elif not isinstance(table, Mapping):
            place.problem(
                where, f"must be a table. Got {table!r}.", 'Write [methods.name] kind = "..."'
            )
        elif (entry := _method(name, table, place)) is not None:
            methods[name] = entry
    _check_members(methods, place)
    return methods


def _method(name: str, table: Mapping[str, Any], place: _Place) -> MethodEntry | None:
    from tenfold.models.methods.registry import get_kind, read_parameters

    where = f"methods.{name}"
    if "kind" not in table:
        place.problem(f"{where}.kind", "is missing.", 'For example kind = "probe".')
        return None
    for key in sorted(_NOT_BUILT["methods"] & set(table)):
        place.not_built(f"{where}.{key}", f"`{key}`")
    try:
        get_kind(str(table["kind"]))
    except TenfoldError as error:
        place.adopt(f"{where}.kind", error)
        return None
    given = {
        key: value for key, value in table.items() if key not in _OWN_KEYS | _NOT_BUILT["methods"]
    }
    entry = _section(
        MethodEntry,
        {"name": name, **{k: table[k] for k in _OWN_KEYS & set(table)}},
        where,
        place,
        known_as="methods",
    )
    try:
        parameters = read_parameters(str(table["kind"]), given, where=f"{place.file}: {where}")
    except DeclarationError as error:
        place.problems += error.problems
        return None
    if entry is None:
        return None
    return MethodEntry(**{**entry.model_dump(), "parameters": _resolved(parameters)})


def _resolved(parameters: BaseModel) -> dict[str, Any]:
    """All fields with their values, as keys and registrations take them.

    They are read once more, so that a default counts as the same value spelled out (1 as 1.0 where a
    number is meant), in tables inside too.
    """
    return (
        type(parameters).model_validate(parameters.model_dump(mode="json")).model_dump(mode="json")
    )


def _check_members(methods: Mapping[str, MethodEntry], place: _Place) -> None:
    for name, entry in methods.items():
        for member in entry.parameters.get("members", []) if entry.kind == "ensemble" else []:
            where = f"methods.{name}.members"
            others = [other for other in methods if other != name]
            if member not in others:
                place.problem(where, f"names no method: {member!r}.", nearest(member, others))
            elif methods[member].kind in ("ensemble", "recorded"):
                place.problem(
                    where,
                    f"{member!r} is of kind {methods[member].kind!r}, which cannot be a member.",
                    "Name methods that predict by themselves.",
                )


def _hypotheses(content: Any, place: _Place) -> list[HypothesisEntry]:
    if not isinstance(content, list):
        place.problem("hypotheses", "must be a list.", "Write each under [[hypotheses]].")
        return []
    entries = []
    for index, table in enumerate(content, start=1):
        where = f"hypotheses.{index}"
        entry = _section(HypothesisEntry, table, where, place, known_as="hypotheses")
        if entry is not None:
            fields = [entry.candidate, entry.baseline, entry.relation, entry.metric]
            if (entry.claim is None) == all(value is None for value in fields):
                place.problem(
                    where,
                    "needs either `claim` or the fields, and not both.",
                    'For example claim = "probe beats tfidf on accuracy".',
                )
            entries.append(entry)
    if sum(entry.primary for entry in entries) > 1:
        place.problem("hypotheses", "more than one is primary.", "Keep `primary = true` on one.")
    return entries


def _check_relations(
    sections: Mapping[str, Any],
    methods: Mapping[str, MethodEntry],
    hypotheses: list[HypothesisEntry],
    content: Mapping[str, Any],
    place: _Place,
) -> None:
    """What no single key can check."""
    study, data, evaluate = sections["study"], sections["data"], sections.get("evaluate")
    if data is not None:
        _check_data(data, place)
        _check_vectors(data, methods, place)
    if study is not None and not isinstance(study.seeds, int):
        looks = study.seeds.looks
        if sorted(set(looks)) != looks:
            place.problem("study.seeds.looks", f"must grow. Got {looks}.")
    if evaluate is not None:
        _check_metrics(evaluate, place)
    if (replicates := sections.get("replicates")) is not None and study is not None:
        _check_replicates(replicates, study, evaluate, hypotheses, place)
    sizes = [] if data is None else data.train_per_class  # none known: claims are read all the same
    sizes = sizes if isinstance(sizes, list) else [sizes]
    if methods or content.get("methods"):
        named = content.get("methods")
        names = list(named) if isinstance(named, Mapping) else list(methods)
        _check_claims(hypotheses, names, sizes, evaluate, place)


def _check_replicates(
    replicates: ReplicatesSection,
    study: StudySection,
    evaluate: EvaluateSection | None,
    hypotheses: list[HypothesisEntry],
    place: _Place,
) -> None:
    from tenfold.evaluation.metrics import METRICS

    if replicates.paper not in study.papers:
        remedy = f"Write papers = [{json.dumps(replicates.paper)}] under [study]."
        place.problem("replicates.paper", "is not among study.papers.", remedy)
    ids = [f"h{n}" for n in range(1, len(hypotheses) + 1)]
    if (named := replicates.hypothesis) is not None and named.partition("@")[0] not in ids:
        place.problem("replicates.hypothesis", f"there is no {named!r}.", nearest(named, ids))
    metric = METRICS.get(replicates.metric)
    scale = metric.scale(evaluate.unit if evaluate is not None else "natural") if metric else 1.0
    for key in ("value", "baseline_value"):
        value = getattr(replicates, key)
        if value is None:
            continue
        low = metric.lowest if metric else None
        high = metric.highest if metric else None
        is_under = low is not None and value < low * scale
        if not math.isfinite(value) or is_under or (high is not None and value > high * scale):
            place.problem(
                f"replicates.{key}",
                f"{replicates.metric} cannot be {value:g}.",
                'Shares are from 0 to 1, or to 100 with unit = "percent" under [evaluate].',
            )


def _check_data(data: DataSection, place: _Place) -> None:
    if data.task != "classification":
        if data.task in _TASKS:
            place.not_built("data.task", f"the task {data.task!r}")
        else:
            hint = nearest(data.task, ["classification", *sorted(_TASKS)])
            place.problem("data.task", f"there is no task {data.task!r}.", hint)
    for key in ("test", "validation"):
        value = getattr(data, key)
        if isinstance(value, float) and not 0 < value < 1:
            if key == "validation" and value == 0:
                continue
            place.problem(f"data.{key}", f"must be {_FORMS[f'data.{key}']}. Got {value}.")
    if isinstance(data.train_per_class, list) and len(set(data.train_per_class)) != len(
        data.train_per_class
    ):
        place.problem("data.train_per_class", "names a size twice.")
    if isinstance(data.train_per_class, list) and not data.train_per_class:
        place.problem("data.train_per_class", "is empty.")
    if data.resample == "split" and isinstance(data.test, str):
        place.problem(
            "data.resample",
            "cannot redraw a test set that is given.",
            "Give `test` as a fraction, or leave `resample` out.",
        )


def _check_vectors(data: DataSection, methods: Mapping[str, MethodEntry], place: _Place) -> None:
    """Where the data bring vectors, there are no texts to change."""
    named = {"data": data.augment, **{f"methods.{name}": m.augment for name, m in methods.items()}}
    for where, augmentation in named.items():
        if data.features is not None and augmentation and augmentation.copying:
            place.problem(
                f"{where}.augment",
                f"{', '.join(augmentation.copying)} make new texts, and the data bring vectors.",
                "With `features`, use oversample or undersample.",
            )


def _check_metrics(evaluate: EvaluateSection, place: _Place) -> None:
    from tenfold.evaluation.metrics import METRICS

    for metric in evaluate.metrics:
        if metric not in METRICS:
            place.problem(
                "evaluate.metrics", f"there is no metric {metric!r}.", nearest(metric, METRICS)
            )


def _check_claims(
    hypotheses: list[HypothesisEntry],
    methods: list[str],
    sizes: list[Any],
    evaluate: EvaluateSection | None,
    place: _Place,
) -> None:
    from tenfold.study.hypotheses import resolve_claims

    unit = evaluate.unit if evaluate is not None else "natural"
    for index, entry in enumerate(hypotheses, start=1):
        try:
            resolve_claims(f"h{index}", entry, methods, sizes, unit)
        except TenfoldError as error:
            place.adopt(f"hypotheses.{index}", error)
