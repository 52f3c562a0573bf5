"""Open a bundle that came from anybody: everything is checked before anything of it is used.

The zip (`archive.py`), every digest of the manifest, the shapes of all JSON files, the declaration by the
normal reader, and that no path in it leads out of the new workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

import blake3

from tenfold.errors import InputError
from tenfold.models.methods.registry import get_kind
from tenfold.store.digests import digest_bytes
from tenfold.study.bundle.archive import LIMITS, CheckedZip, Limits, open_zip
from tenfold.study.bundle.content import (
    DECLARATION,
    MANIFEST,
    PREDICTIONS,
    CarriedFile,
    ClaimNote,
    ClaimsFile,
    DataFile,
    DataPart,
    Environment,
    InputsFile,
    Manifest,
    ModelNote,
    ModelsFile,
    RunNote,
    RunsFile,
    StudyNote,
)
from tenfold.study.bundle.data import ROW_COLUMNS, RowKeys
from tenfold.study.bundle.inputs import RECORDED_ENDINGS, why_no_workspace_file
from tenfold.study.bundle.plain_json import broken, parse_shape, parse_toml
from tenfold.study.bundle.tables import Predictions, read_predictions, read_texts
from tenfold.study.hypotheses import hypotheses_of
from tenfold.study.reading import check_name, parse_declaration
from tenfold.study.run_steps import needs_encoder

if TYPE_CHECKING:
    from tenfold.study.bundle.content import Shape
    from tenfold.study.declaration import Declaration

__all__ = ["Bundle", "open_bundle"]

AShape = TypeVar("AShape", bound="Shape")


@dataclass(frozen=True)
class Bundle:
    """A bundle that was checked. `digest` is that of its manifest; files are read on demand."""

    path: Path
    digest: str
    manifest: Manifest
    text: str
    content: dict[str, Any]
    declaration: Declaration
    study: StudyNote
    runs: list[RunNote]
    claims: list[ClaimNote]
    environment: Environment
    data: list[DataPart]
    models: list[ModelNote]
    inputs: InputsFile
    archive: CheckedZip

    @cached_property
    def name(self) -> str:
        """The study's name."""
        return self.manifest.study

    def part(self, role: str) -> DataPart | None:
        """The data of a role: "data", "test" or "features"."""
        return next((part for part in self.data if part.role == role), None)

    def predictions(self, run: RunNote) -> Predictions | None:
        """A run's predictions on test, where it has any."""
        if run.predictions is None:
            return None
        return read_predictions(self.read(run.predictions), where=run.predictions)

    def rows(self, part: DataPart) -> RowKeys | None:
        """The digests of the rows of a part."""
        if part.rows is None:
            return None
        columns = read_texts(self.read(part.rows), ROW_COLUMNS, where=part.rows)
        return RowKeys(columns["key"], columns["digest"])

    def read(self, name: str) -> bytes:
        """A file's bytes, verified once more: the zip may have been changed since it was opened."""
        data = self.archive.read(name, self.archive.limits.entry_bytes)
        if name != MANIFEST and digest_bytes(data) != self.manifest.files[name].blake3:
            raise broken(name, "does not have the digest that the manifest says.")
        return data


@contextmanager
def open_bundle(path: Path, limits: Limits = LIMITS) -> Iterator[Bundle]:
    """Open and check a bundle. Raises InputError (TF-BUNDLE-...) with what is wrong; writes nothing."""
    with open_zip(path, limits) as archive:
        yield _Reader(path, archive).bundle()


class _Reader:
    def __init__(self, path: Path, archive: CheckedZip) -> None:
        self.path = path
        self.archive = archive
        if MANIFEST not in archive.names:
            raise broken(path.name, f"is no bundle of tenfold: it has no {MANIFEST}.")
        data = archive.read(MANIFEST, archive.limits.json_bytes)
        self.digest = digest_bytes(data)
        self.manifest = parse_shape(data, Manifest, where=MANIFEST)

    def bundle(self) -> Bundle:
        self._verify()
        name = self._name()
        text, content = parse_toml(
            self._small(DECLARATION, self.archive.limits.toml_bytes), where=DECLARATION
        )
        try:
            declaration = parse_declaration(content, Path(f"{name}.toml"))
        except RecursionError:
            raise broken(DECLARATION, "is nested too deeply.") from None
        bundle = Bundle(
            path=self.path,
            digest=self.digest,
            manifest=self.manifest,
            text=text,
            content=content,
            declaration=declaration,
            study=self._shape("study/study.json", StudyNote),
            runs=self._shape("results/runs.json", RunsFile).runs,
            claims=self._shape("results/verdicts.json", ClaimsFile).hypotheses,
            environment=self._shape("environment.json", Environment),
            data=self._shape("data/reference.json", DataFile).parts,
            models=self._shape("models.json", ModelsFile).models,
            inputs=self._shape("inputs.json", InputsFile),
            archive=self.archive,
        )
        self._check_links(bundle)
        _check_declaration(bundle)
        return bundle

    def _verify(self) -> None:
        """The manifest must tell of every file, and every digest must be right."""
        said, there = set(self.manifest.files), self.archive.names - {MANIFEST}
        if said != there:
            odd = sorted(said ^ there)[0]
            what = "is in the manifest and not there" if odd in said else "is not in the manifest"
            raise broken(self.path.name, f"{odd[:100]!r} {what}.")
        for name, note in sorted(self.manifest.files.items()):
            if note.bytes != self.archive.size(name):
                raise broken(name, "does not have the size that the manifest says.")
            hasher = blake3.blake3()
            for piece in self.archive.pieces(name):
                hasher.update(piece)
            if hasher.hexdigest() != note.blake3:
                raise broken(name, "does not have the digest that the manifest says.")

    def _name(self) -> str:
        try:
            return check_name(self.manifest.study)
        except InputError as error:
            raise broken(MANIFEST, error.message) from None

    def _small(self, name: str, most_bytes: int) -> bytes:
        if name not in self.archive.names:
            raise broken(self.path.name, f"has no {name}.")
        return self.archive.read(name, most_bytes)

    def _shape(self, name: str, shape: type[AShape]) -> AShape:
        return parse_shape(self._small(name, self.archive.limits.json_bytes), shape, where=name)

    def _check_links(self, bundle: Bundle) -> None:
        """Every file that a file speaks of must be there, and each place in a workspace be safe."""
        named = [run.predictions for run in bundle.runs]
        named += [file for part in bundle.data for file in (part.rows, part.file)]
        named += [file.file for file in bundle.inputs.files]
        for name in named:
            if name is not None and name not in self.manifest.files:
                raise broken(self.path.name, f"{name[:100]!r} is spoken of and not there.")
        if any(r.predictions and not r.predictions.startswith(PREDICTIONS) for r in bundle.runs):
            raise broken("results/runs.json", "has predictions in another place than theirs.")
        _refuse_twice([run.id for run in bundle.runs], "results/runs.json")
        _refuse_twice([part.role for part in bundle.data], "data/reference.json")
        _refuse_twice([claim.id for claim in bundle.claims], "results/verdicts.json")
        _refuse_twice([f.path.casefold() for f in bundle.inputs.files], "inputs.json")
        for file in bundle.inputs.files:
            _check_place(file)


def _refuse_twice(values: list[Any], where: str) -> None:
    if len(set(values)) != len(values):
        raise broken(where, "says something twice.")


def _check_place(file: CarriedFile) -> None:
    if (why := why_no_workspace_file(file.path)) is not None:
        raise broken("inputs.json", f"wants a file at a place that {why}: {file.path[:100]!r}.")


def _check_declaration(bundle: Bundle) -> None:
    """What the declaration reads must be what the bundle speaks of, and nothing of this machine."""
    declaration, carried = bundle.declaration, {file.path for file in bundle.inputs.files}
    if bundle.study.name != bundle.name:
        raise broken("study/study.json", "is of another study than the manifest.")
    _check_data(bundle)
    _check_results(bundle)
    for name, entry in declaration.methods.items():
        if entry.kind == "recorded":
            file = entry.parameters["file"]
            if file not in carried or not file.lower().endswith(RECORDED_ENDINGS):
                raise broken(
                    DECLARATION, f"methods.{name}.file is not in the bundle: {file[:80]!r}."
                )
        augmentation = declaration.augmentation_of(name)
        table = augmentation.synonyms if augmentation is not None else None
        if table is not None and PurePosixPath(table).as_posix() not in carried:
            raise broken(DECLARATION, f"names synonyms that are not in the bundle: {table[:80]!r}.")
    if (
        declaration.data.features is not None
    ):  # the data bring their own vectors: no encoder is read
        return
    known = {model.use for model in bundle.models}
    for name, entry in declaration.methods.items():
        use = declaration.model_of(name)
        if needs_encoder(get_kind(entry.kind)) and use not in known:
            raise broken(
                DECLARATION, f"names a model that models.json does not know: {use[:80]!r}."
            )


def _check_results(bundle: Bundle) -> None:
    """There is something to compare with, and it is of this declaration's runs and hypotheses."""
    declaration = bundle.declaration
    planned = {
        (method, str(declaration.size_of(method, size)), seed)
        for method in declaration.methods
        for size in declaration.sizes
        for seed in range(max(declaration.looks))
    }
    if not {run.id for run in bundle.runs} <= planned:
        raise broken("results/runs.json", "has runs that the declaration does not plan.")
    if not any(run.metrics for run in bundle.runs):
        raise broken("results/runs.json", "has no score that could be compared.")
    if {claim.id for claim in bundle.claims} != {h.id for h in hypotheses_of(declaration)}:
        raise broken("results/verdicts.json", "is of other hypotheses than the declaration's.")


def _check_data(bundle: Bundle) -> None:
    data, main = bundle.declaration.data, bundle.part("data")
    if main is None:
        raise broken("data/reference.json", "does not say which data the study used.")
    if main.is_builtin != data.use.startswith("builtin:"):
        raise broken("data/reference.json", "does not fit the declaration's `use`.")
    if (data.features is None) != (bundle.part("features") is None):
        raise broken("data/reference.json", "does not fit the declaration's `features`.")
    if bundle.part("test") is not None:
        if not isinstance(data.test, str):
            raise broken("data/reference.json", "does not fit the declaration's `test`.")
    elif isinstance(data.test, str) and set(data.test) & set("/\\:"):
        # Without a test file it is the name of a split; a path would be read from this machine.
        raise broken(DECLARATION, f"data.test is a file that is not in it: {data.test[:80]!r}.")
