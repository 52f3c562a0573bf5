"""Registration: what decides a hypothesis is digested before its first test score.

Wording, paths, names, budget, device and methods that no claim names are no part of the digest. What
is: the resolved claim, alpha, seeds and looks, the rule's version, the family of claims, the data
version, how they are split, the model's weights, and both methods' resolved parameters and scripts.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.store.digests import digest_json
from tenfold.store.files import write_durably
from tenfold.store.tables.base import now
from tenfold.study.records import Records, Registration
from tenfold.study.verdict import RULE_VERSION

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.hypotheses import Hypothesis
    from tenfold.study.plan import Plan

__all__ = [
    "CodeCheck",
    "Declared",
    "Mode",
    "check_code",
    "code_of",
    "declare",
    "family_of",
    "method_identity",
    "mode_of",
]


_CHANGED = "it was changed after a test score existed"
_OTHER_FIRST = "another version of it was run first"


@dataclass(frozen=True)
class Declared:
    """What `study declare` says: one code for all hypotheses of the study."""

    code: str
    digest: str
    time: datetime
    hypotheses: tuple[tuple[str, str], ...]
    is_new: bool


@dataclass(frozen=True)
class Mode:
    """Whether a hypothesis is confirmatory or exploratory, why, and when it was registered."""

    mode: Literal["confirmatory", "exploratory"]
    why: str
    registration: Registration | None


def code_of(digest: str) -> str:
    """Twelve base32 characters of a digest, to send before the run and check afterwards.

    >>> len(code_of("ab" * 32))
    12
    """
    return base64.b32encode(bytes.fromhex(digest))[:12].decode()


def contents_of(plan: Plan) -> dict[str, dict[str, Any]]:
    """What decides each hypothesis, by its id."""
    own = {h.id: _own_content(plan, h) for h in plan.hypotheses}
    family = sorted(digest_json(content) for content in own.values())
    return {name: {**content, "family": family} for name, content in own.items()}


def _own_content(plan: Plan, hypothesis: Hypothesis) -> dict[str, Any]:
    declaration = plan.declaration
    data, facts = declaration.data, plan.material.facts
    (candidate, candidate_size), (baseline, baseline_size) = plan.sides(hypothesis)
    claim = dict(hypothesis.claim.resolved())
    for name in ("candidate", "baseline", "condition"):
        claim.pop(name, None)
    return {
        "claim": claim,
        "sizes": [candidate_size, baseline_size],
        "primary": hypothesis.primary,
        "about": hypothesis.about,
        "alpha": declaration.study.alpha,
        "looks": list(declaration.looks),
        "rule": RULE_VERSION,
        "unit": declaration.evaluate.unit,
        "data": dict(plan.material.record.inputs),
        "split": {
            "test": facts["test"],
            "validation": data.validation,
            "resample": data.resample,
            "split_seed": data.split_seed,
            "group": data.group,
            "overlap": _overlap(data.overlap, facts),
        },
        "columns": facts["columns"],
        "candidate": _resolved_method(plan, candidate),
        "baseline": _resolved_method(plan, baseline),
    }


def _overlap(choice: str | None, facts: Mapping[str, Any]) -> str | None:
    """What was declared about overlap, where there is some; near copies are decided by a rule of their own."""
    if not facts["n_overlapping"]:
        return None
    return f"{choice}, near copies by rule 1" if facts.get("n_near") else choice


def _resolved_method(plan: Plan, name: str) -> dict[str, Any]:
    entry = plan.declaration.methods[name]
    parameters = dict(entry.parameters)
    members = parameters.pop("members", [])
    resolved: dict[str, Any] = {
        "kind": entry.kind,
        "parameters": parameters,
        "model": plan.model_digest(name),
    }
    if (augmentation := plan.material.augmentation(name)) is not None:
        resolved["augment"] = augmentation
    if members:
        resolved["members"] = [_resolved_method(plan, member) for member in members]
    if name in plan.scripts:
        resolved["scripts"] = plan.scripts[name].digests
    if entry.kind == "recorded":
        resolved["file"] = next(
            run.predict.inputs["file"] for run in plan.runs.values() if run.id.method == name
        )
    return resolved


def method_identity(plan: Plan, name: str) -> str:
    """What makes two methods the same for "already scored on these examples": kind and model.

    Parameters are left out on purpose: who has seen how a probe fares against TF-IDF on these test
    examples has seen it, whatever the regularisation. What augments the training examples counts by the
    names of its operations: with and without are two methods, at this rate or that is one.
    """
    entry = plan.declaration.methods[name]
    own: list[str] = []
    if name in plan.scripts:  # whatever its arguments, and however often it was edited
        own = sorted(plan.scripts[name].digests) or [str(entry.parameters["run"]).split()[0]]
    elif entry.kind == "recorded":
        own = [str(entry.parameters["file"])]
    members = [method_identity(plan, m) for m in entry.parameters.get("members", [])]
    identity = [entry.kind, plan.model_digest(name), own, members]
    augmentation = plan.material.augmentation(name)
    return digest_json(identity if augmentation is None else [*identity, sorted(augmentation)])


def family_of(digests: Iterable[str]) -> str:
    """The digest of a study's hypotheses together."""
    return digest_json(sorted(digests))


def mode_of(workspace: Workspace, plan: Plan) -> dict[str, Mode]:
    """The mode of each hypothesis as declared now; nothing is registered by asking."""
    records = Records(workspace)
    known: dict[str, Registration] = {}
    for registration in records.registrations(plan.declaration.name):
        known.setdefault(registration.digest, registration)
    looked = {look.registration for look in records.test_looks(plan.declaration.name)}
    modes = {}
    for identifier, content in contents_of(plan).items():
        found = known.get(digest_json(content))
        if found is None:
            why = _why_exploratory(workspace, plan, identifier)
            modes[identifier] = _mode(bool(why), why, None)
        elif not found.exploratory and looked and found.family not in looked:
            # Registered in time, but another version was run: of several, one may not be chosen now.
            scored = _why_exploratory(workspace, plan, identifier) == _CHANGED
            modes[identifier] = _mode(scored, _OTHER_FIRST if scored else "", found)
        else:
            modes[identifier] = _mode(found.exploratory, found.why, found)
    return modes


def _mode(exploratory: bool, why: str, registration: Registration | None) -> Mode:
    return Mode("exploratory" if exploratory else "confirmatory", why, registration)


def _why_exploratory(workspace: Workspace, plan: Plan, identifier: str) -> str:
    """Why a hypothesis registered now could only be exploratory; empty if it need not be."""
    hypothesis = next(h for h in plan.hypotheses if h.id == identifier)
    names = [name for name, _ in plan.sides(hypothesis)]
    recorded = [n for n in names if plan.declaration.methods[n].kind == "recorded"]
    if recorded:
        return f"the scores of {recorded[0]} existed before it was registered"
    wanted = {method_identity(plan, name) for name in names}
    scored: dict[str, set[str]] = {}
    studies: dict[str, str] = {}
    for scoring in Records(workspace).scorings():
        scored.setdefault(scoring.test, set()).add(scoring.method)
        studies[scoring.test] = scoring.study
    mine: set[str] | None = None
    for test, methods in scored.items():
        if not wanted <= methods:
            continue
        if mine is None:
            mine = test_examples(workspace, plan)
        shared = mine & set(workspace.artifacts.get_json(test)["examples"])
        if shared:
            where = studies[test]
            if where == plan.declaration.name:
                return _CHANGED
            return f"{where} had scored the same methods on {len(shared)} of these test examples"
    return ""


def test_examples(workspace: Workspace, plan: Plan) -> set[str]:
    """Digests of all examples that are in test in any seed."""
    return set(_test_examples_list(workspace, plan))


def _test_examples_list(workspace: Workspace, plan: Plan) -> list[str]:
    import numpy as np

    arrays = plan.material.arrays(workspace)
    tested = np.unique(np.concatenate([a for k, a in arrays.items() if k.split("/")[0] == "test"]))
    stored = workspace.artifacts.get_json(plan.material.record.outputs["texts"])
    source = stored["texts"] or stored["ids"]
    return sorted({digest_json(source[i])[:16] for i in tested.tolist()})


def save_test_examples(workspace: Workspace, plan: Plan) -> str:
    """Store which examples are in test, and return the artifact's digest."""
    return workspace.artifacts.put_json({"examples": _test_examples_list(workspace, plan)})


def declare(workspace: Workspace, plan: Plan) -> Declared:
    """Register the hypotheses as they are declared now. Those known already keep their time."""
    records = Records(workspace)
    modes = mode_of(workspace, plan)
    digests = {name: digest_json(content) for name, content in contents_of(plan).items()}
    family = family_of(digests.values())
    time = now()
    new = [
        Registration(
            study=plan.declaration.name,
            hypothesis=h.id,
            digest=digests[h.id],
            code=code_of(family),
            family=family,
            content=contents_of(plan)[h.id],
            exploratory=modes[h.id].mode == "exploratory",
            why=modes[h.id].why,
            time=time,
            claim=h.claim.text,
        )
        for h in plan.hypotheses
        if modes[h.id].registration is None
    ]
    if new:
        records.register(new)
    _write_for_git(workspace, plan, family, again=bool(new))
    known = [r for r in records.registrations(plan.declaration.name) if r.family == family]
    return Declared(
        code=code_of(family),
        digest=family,
        time=known[0].time if known else time,
        hypotheses=tuple((h.id, h.claim.text) for h in plan.hypotheses),
        is_new=bool(new),
    )


@dataclass(frozen=True)
class CodeCheck:
    """Whether a code belongs to what is declared now, or to what was declared earlier."""

    code: str
    matches: bool
    is_current: bool
    time: datetime | None
    message: str

    def to_json(self) -> dict[str, Any]:
        """As `study declare --check --json` prints it."""
        return {
            "code": self.code,
            "matches": self.matches,
            "current": self.is_current,
            "time": self.time.isoformat() if self.time else None,
            "message": self.message,
        }


def check_code(workspace: Workspace, plan: Plan, code: str) -> CodeCheck:
    """Compare a code with the declaration as it is now, and with every registration before."""
    wanted = code.strip().replace("-", "").upper()
    current = code_of(family_of(digest_json(c) for c in contents_of(plan).values()))
    known = [r for r in Records(workspace).registrations(plan.declaration.name) if r.code == wanted]
    time = known[0].time if known else None
    when = f", registered {time:%Y-%m-%d %H:%M} UTC" if time else ", not registered yet"
    if wanted == current:
        return CodeCheck(
            wanted, True, True, time, f"{wanted} is the declaration as it is now{when}."
        )
    if known:
        message = (
            f"{wanted} was declared{when.removeprefix(',')}; it was changed since (now {current})."
        )
        return CodeCheck(wanted, True, False, time, message)
    message = f"{wanted} belongs to no declaration of this study. The present one is {current}."
    return CodeCheck(wanted, False, False, None, message)


def _write_for_git(workspace: Workspace, plan: Plan, family: str, *, again: bool) -> None:
    """`studies/NAME.declared.json`: every registration of the study, for the history in git.

    Also where nothing is new and the file lacks it: a process can die between the two.
    """
    name = plan.declaration.name
    path = workspace.studies / f"{name}.declared.json"
    if not plan.hypotheses or (not again and path.exists() and family in path.read_text("utf-8")):
        return
    claims = {h.id: h.claim.text for h in plan.hypotheses}
    by_family: dict[str, dict[str, Any]] = {}
    for r in Records(workspace).registrations(name):
        entry = by_family.setdefault(
            r.family,
            {"code": r.code, "digest": r.family, "time": r.time.isoformat(), "hypotheses": []},
        )
        entry["hypotheses"].append(_for_git(r, claims))
    content = {
        "schema_version": SCHEMA_VERSION,
        "study": name,
        "registrations": list(by_family.values()),
    }
    write_durably(path, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())


def _for_git(registration: Registration, claims: Mapping[str, str]) -> dict[str, Any]:
    """`claims` are the present sentences, for registrations that were made before each kept its own."""
    return {
        "id": registration.hypothesis,
        "claim": registration.claim or claims.get(registration.hypothesis, ""),
        "digest": registration.digest,
        "mode": "exploratory" if registration.exploratory else "confirmatory",
    }
