"""`study bundle`: everything that a stranger needs to run a study again, in one zip.

The same study gives the same bytes: entries are sorted and carry no time; the times inside are those of
the registrations and test looks. Data and weights go by reference unless the data are asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.data.reading import read_table
from tenfold.errors import DamageError, InputError
from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.store.digests import digest_bytes
from tenfold.study.bundle.archive import LIMITS, Member, write_zip
from tenfold.study.bundle.collect import collect, models_of
from tenfold.study.bundle.content import CRATE, DECLARATION, FORMAT, MANIFEST, PREDICTIONS
from tenfold.study.bundle.crate import crate_of, readme_of
from tenfold.study.bundle.data import bundle_data
from tenfold.study.bundle.inputs import bundle_inputs

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tenfold.store.workspace import Workspace
    from tenfold.study.bundle.collect import Collected
    from tenfold.study.bundle.data import BundledData
    from tenfold.study.bundle.inputs import BundledInputs
    from tenfold.study.plan import Plan

__all__ = ["WrittenBundle", "write_bundle"]

_PARSED = {
    "study/study.json",
    "results/runs.json",
    "results/verdicts.json",
    "environment.json",
    "data/reference.json",
    "models.json",
    "inputs.json",
}
"""The files that `reproduce` parses, which it does up to a size."""

_PLACES = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True)
class WrittenBundle:
    """What was written: `digest` is that of the manifest, `unfinished` says what is missing ("")."""

    path: Path
    digest: str
    n_files: int
    size_bytes: int
    n_runs: int
    data_inside: tuple[str, ...]
    carried: tuple[str, ...]
    commands: tuple[str, ...]
    left_out: tuple[str, ...]
    by_reference: tuple[str, ...]
    unfinished: str

    def to_json(self) -> dict[str, Any]:
        """As `study bundle --json` prints it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "path": str(self.path),
            "digest": self.digest,
            "n_files": self.n_files,
            "size_bytes": self.size_bytes,
            "n_runs": self.n_runs,
            "data_inside": list(self.data_inside),
            "carried": list(self.carried),
            "commands": list(self.commands),
            "left_out": list(self.left_out),
            "by_reference": list(self.by_reference),
            "unfinished": self.unfinished,
        }


def write_bundle(
    workspace: Workspace, plan: Plan, *, out: Path | None = None, with_data: bool = False
) -> WrittenBundle:
    """Write a study's bundle, by default NAME.zip in the workspace's folder.

    A study that is not finished can be bundled as far as it came, and the bundle says so; one without
    any score cannot: there would be nothing to compare with.

    Raises
    ------
    InputError
        No run has been scored; a recorded file or a table of synonyms lies outside the workspace; `out` is
        a file that is no bundle; the bundle would be too large.
    """
    path = (out or workspace.root / f"{plan.declaration.name}.zip").absolute()
    _check_out(path)
    collected = collect(workspace, plan)
    if not any(run.metrics for run in collected.runs):
        raise InputError(
            "no run has been scored, so there is nothing that could be compared.",
            where=plan.declaration.name,
            remedy=f"Run it first: tenfold study run {plan.declaration.name}",
        )
    data = bundle_data(workspace, plan.declaration, with_data=with_data)
    inputs = bundle_inputs(workspace, plan)
    members = _members(workspace, plan, collected, data, inputs)
    manifest = _manifest(plan.declaration.name, members)
    members[MANIFEST] = Member(lambda: manifest)
    if with_data:
        _check_data_reads_back(data)
    write_zip(path, members)
    return WrittenBundle(
        path=path,
        digest=digest_bytes(manifest),
        n_files=len(members),
        size_bytes=path.stat().st_size,
        n_runs=len(collected.runs),
        data_inside=tuple(p.name for p in data.parts if p.file),
        carried=tuple(file.path for file in inputs.note.files),
        commands=tuple(command.method for command in inputs.note.commands),
        left_out=tuple(inputs.note.left_out),
        by_reference=tuple(
            f"{p.name}, version {p.version[:12]}"
            for p in data.parts
            if not p.file and not p.is_builtin
        ),
        unfinished=_unfinished(collected),
    )


def _check_out(path: Path) -> None:
    if not path.parent.is_dir():
        raise InputError("there is no such folder.", where=str(path.parent))
    if path.is_dir() or (path.exists() and not _is_bundle(path)):
        raise InputError(
            "is there already and is no bundle; it is left alone.",
            where=str(path),
            remedy="Give another name with --out.",
        )


def _is_bundle(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return {MANIFEST, DECLARATION, CRATE} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _members(
    workspace: Workspace,
    plan: Plan,
    collected: Collected,
    data: BundledData,
    inputs: BundledInputs,
) -> dict[str, Member]:
    models = models_of(plan)
    view = collected.view.to_json()
    members: dict[str, Member] = {
        DECLARATION: Member(plan.declaration.path.read_bytes),
        "study/resolved.json": _json(_resolved(plan)),
        "study/study.json": _shape(collected.note),
        "study/answers.json": _json({"answers": view["answers"]}),
        "results/verdicts.json": _json({"hypotheses": collected.claims_json}),
        "results/findings.json": _json({"findings": view["findings"]}),
        "results/test_looks.json": _json({"test_looks": view["test_looks"]}),
        "results/study.json": _json(view),
        "environment.json": _shape(collected.environment),
        "data/reference.json": _json(
            {"parts": [part.model_dump(mode="json") for part in data.parts]}
        ),
        "models.json": _json({"models": [model.model_dump(mode="json") for model in models]}),
        "inputs.json": _shape(inputs.note),
    }
    declared = workspace.studies / f"{plan.declaration.name}.declared.json"
    if declared.is_file():
        members["study/declared.json"] = Member(declared.read_bytes)
    members |= {name: Member(read) for name, read in data.files.items()}
    for name, read in inputs.files.items():
        members[name] = Member(read, is_executable=name in inputs.executable)
    members |= _runs(workspace, collected)
    members["README.md"] = _text(
        readme_of(
            collected,
            parts=data.parts,
            models=models,
            inputs=inputs.note,
            unfinished=_unfinished(collected),
        )
    )
    crate = crate_of(
        collected, names=members, parts=data.parts, models=models, time=_time(collected)
    )
    members[CRATE] = _json(crate)
    return members


def _runs(workspace: Workspace, collected: Collected) -> dict[str, Member]:
    """The scores of every run, and each run's predictions under a name of its own."""
    members: dict[str, Member] = {}
    notes = []
    for number, run in enumerate(collected.runs, start=1):
        digest = collected.predictions.get(run.id)
        if digest is not None:
            method = _PLACES.sub("_", run.method)[:40]
            name = f"{PREDICTIONS}{number:05d}-{method}-{run.size}-seed-{run.seed}.parquet"
            members[name] = Member(_reader(workspace, digest))
            run = run.model_copy(update={"predictions": name})
        notes.append(run.model_dump(mode="json"))
    members["results/runs.json"] = _json({"runs": notes})
    return members


def _reader(workspace: Workspace, digest: str) -> Callable[[], bytes]:
    return lambda: workspace.artifacts.get(digest)


def _resolved(plan: Plan) -> dict[str, Any]:
    from tenfold.study.registration import contents_of

    facts = plan.material.facts
    left_out = {"path"} if plan.declaration.replicates else {"path", "replicates"}
    return {
        "declaration": plan.declaration.model_dump(mode="json", exclude=left_out),
        "registered": contents_of(plan),
        "split": {
            name: facts[name]
            for name in ("test", "redrawn", "stratified", "n_examples", "n_test", "n_pool")
        },
    }


def _manifest(study: str, members: dict[str, Member]) -> bytes:
    from tenfold import __version__

    files = {}
    for name in sorted(members):
        content = members[name].read()
        if name in _PARSED and len(content) > LIMITS.json_bytes:
            raise InputError(f"{name} would be larger than a bundle may hold.", where=study)
        files[name] = {"blake3": digest_bytes(content), "bytes": len(content)}
    content = _dump(
        {
            "format": FORMAT,
            "schema_version": SCHEMA_VERSION,
            "study": study,
            "tenfold": __version__,
            "files": files,
        }
    )
    if len(content) > LIMITS.json_bytes:
        raise InputError("the bundle would hold too many files.", where=study)
    return content


def _check_data_reads_back(data: BundledData) -> None:
    """Read the data files as `data add` would: what goes along must be the version, or nothing does."""
    import tempfile

    from tenfold.data.dataset import version_digest

    for part in data.parts:
        if part.file is None or part.role == "features":
            continue
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / Path(part.file).name
            file.write_bytes(data.files[part.file]())
            raw = read_table([file])
        if version_digest(raw.columns, raw.values, raw.splits) != part.version:
            raise DamageError(
                "the rows do not read back as the version they are from; nothing was written.",
                code="TF-BUNDLE-DATA",
                where=part.name,
                remedy="Leave --with-data out, and send the data files yourself.",
            )


def _unfinished(collected: Collected) -> str:
    note = collected.note
    if note.is_complete:
        return ""
    n_missing = sum(run.state == "missing" for run in collected.runs)
    return (
        f"The study was not finished when this was written: {note.n_seeds_done} of "
        f"{max(note.looks)} seeds, {n_missing} of {len(collected.runs)} runs without a score."
    )


def _time(collected: Collected) -> str:
    """When the test split was scored last: the study's own time, not that of the bundle."""
    times = [look.time for look in collected.view.test_looks]
    return max(times, default="1970-01-01T00:00:00+00:00")


def _dump(value: Any) -> bytes:
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def _text(text: str) -> Member:
    data = text.encode()
    return Member(lambda: data)


def _json(value: dict[str, Any]) -> Member:
    with_version = value if "@context" in value else {"schema_version": SCHEMA_VERSION, **value}
    return _text(_dump(with_version).decode())


def _shape(value: BaseModel) -> Member:
    return _json(value.model_dump(mode="json"))
