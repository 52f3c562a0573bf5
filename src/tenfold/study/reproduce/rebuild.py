"""Rebuild a bundle's study in a workspace of its own."""

from __future__ import annotations

import copy
import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.data import catalog
from tenfold.data.lineage import Lineage
from tenfold.errors import InputError, ModelError, TenfoldError
from tenfold.models.device import choose_device
from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.models.encoder import find_encoder, read_encoder_folder
from tenfold.models.hub import HUB_PREFIX
from tenfold.store.files import write_durably
from tenfold.store.workspace import SETTINGS_FILE, Workspace
from tenfold.study.bundle.data import as_json, as_raw
from tenfold.study.bundle.plain_json import broken

if TYPE_CHECKING:
    from tenfold.study.bundle.reading import Bundle
    from tenfold.study.reproduce.data import FoundPart

__all__ = ["find_models", "rebuild", "rebuilt_in"]

_MARK = "reproduces.json"
_DTYPES = ("float32", "bfloat16")

Change = tuple[tuple[str, ...], str]


def find_models(bundle: Bundle, given: Sequence[Path]) -> dict[str, Path | None]:
    """Where each encoder is, by its name in the declaration; None: found by that name.

    A folder that the declaration names is never opened: it is somebody else's path. Raises ModelError
    where an encoder is not here, or its weights are others.
    """
    folders = [(path, read_encoder_folder(path, name=str(path)).digest) for path in given]
    found: dict[str, Path | None] = {}
    for model in bundle.models:
        own = next((path for path, digest in folders if digest == model.digest), None)
        if own is None and model.use != EMBEDDED_NAME and not model.use.startswith(HUB_PREFIX):
            raise ModelError(
                f"the encoder is not in the bundle: {model.use[:100]!r}, weights {model.digest}.",
                code="TF-BUNDLE-NO-MODEL",
                where=bundle.path.name,
                remedy="Give its folder with --model FOLDER.",
            )
        if own is None:
            here = find_encoder(model.use, root=Path.cwd()).digest
            if here != model.digest:
                raise ModelError(
                    f"the encoder {model.use!r} here has other weights: {here[:16]} instead of "
                    f"{model.digest[:16]}. Nothing was run.",
                    code="TF-BUNDLE-MODEL",
                    where=bundle.path.name,
                    remedy="Give the folder of the right one with --model FOLDER.",
                )
        found[model.use] = own.resolve() if own is not None else None
    return found


@contextmanager
def rebuilt_in(folder: Path, bundle: Bundle) -> Iterator[bool]:
    """Take a new folder, or the one where this bundle's reproduction was broken off (True).

    A new folder is removed where what happens inside fails. Raises InputError where something else
    is in the way.
    """
    mark = folder / ".tenfold" / _MARK
    if folder.exists() or folder.is_symlink():
        if not _is_own(mark, bundle):
            raise InputError(
                "is there already. Nothing was written.",
                code="TF-BUNDLE-INTO",
                where=str(folder),
                remedy="Name another folder with --into FOLDER.",
            )
        yield True
        return
    if not folder.parent.is_dir():
        raise InputError("there is no such folder.", where=str(folder.parent))
    try:
        yield False
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _is_own(mark: Path, bundle: Bundle) -> bool:
    try:
        return bool(json.loads(mark.read_bytes())["bundle"] == bundle.digest)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def rebuild(
    folder: Path, bundle: Bundle, data: Sequence[FoundPart], models: Mapping[str, Path | None]
) -> tuple[Workspace, list[str]]:
    """Write the workspace: settings, data, files that methods read, declaration.

    Returns it, and what had to be changed in the declaration, in words.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / SETTINGS_FILE).exists():
        write_durably(folder / SETTINGS_FILE, _settings(bundle).encode())
    workspace = Workspace.create(folder)
    changes = _add_data(workspace, bundle, data)
    for file in bundle.inputs.files:
        path = folder / file.path
        write_durably(path, bundle.read(file.file))
        if file.is_executable:
            path.chmod(0o755)
    changes += _model_changes(bundle, models)
    declaration = workspace.studies / f"{bundle.name}.toml"
    write_durably(declaration, _rewritten(bundle, changes).encode())
    mark = json.dumps({"schema_version": 1, "bundle": bundle.digest}).encode()
    write_durably(workspace.hidden / _MARK, mark)
    told = {".".join(place): to for place, to in changes}
    return workspace, [
        f"{place} is {to!r} in the rebuilt declaration" for place, to in told.items()
    ]


def _settings(bundle: Bundle) -> str:
    """The settings that decide numbers, as far as this machine can follow them."""
    lines = ["# Made by `tenfold reproduce`.", "[run]"]
    said = bundle.environment.settings
    if said.get("dtype") in _DTYPES:
        lines.append(f'dtype = "{said["dtype"]}"')
    if (device := said.get("device")) in ("cpu", "cuda", "mps"):
        try:
            choose_device(str(device))
        except TenfoldError:
            pass  # it is not here; the comparison says so
        else:
            lines.append(f'device = "{device}"')
    return "\n".join(lines) + "\n"


def _add_data(workspace: Workspace, bundle: Bundle, data: Sequence[FoundPart]) -> list[Change]:
    """Add the data; what the declaration called by a path or a number is called by its name then."""
    changes: list[Change] = []
    use = bundle.declaration.data.use
    for found in data:
        part = found.part
        if part.role == "features":
            write_durably(workspace.root / "features.parquet", found.features)
            changes += _change(("data", "features"), bundle, "features.parquet")
        elif part.is_builtin:
            catalog.load(workspace, use)
        elif found.dataset is not None and part.role == "data":
            catalog.add(
                workspace,
                as_raw(found.dataset),
                name=part.name,
                text=part.text or "",
                label=part.label,
                id=part.id,
                lineage=_lineage(found),
            )
            changes += _change(("data", "use"), bundle, part.name)
        elif found.dataset is not None:
            ending = ".jsonl" if found.dataset.splits is None else ".json"
            file = f"{bundle.name}-test-rows{ending}"
            write_durably(workspace.root / file, as_json(found.dataset))
            changes += _change(("data", "test"), bundle, file)
    return changes


def _lineage(found: FoundPart) -> Lineage | None:
    """How the bundle says that the data were made; nothing of other rows than its own."""
    if not found.part.lineage or found.difference is not None:
        return None
    note = found.part.lineage[0]
    recipe = {"operations": note.operations}
    return Lineage(note.parent, note.made_from, recipe, note.libraries)


def _change(place: tuple[str, str], bundle: Bundle, to: str) -> list[Change]:
    section, key = place
    return [] if bundle.content[section][key] == to else [(place, to)]


def _model_changes(bundle: Bundle, models: Mapping[str, Path | None]) -> list[Change]:
    changes: list[Change] = []
    declaration = bundle.declaration
    for use, folder in models.items():
        if folder is None:
            continue
        if declaration.model.use == use and "use" in bundle.content.get("model", {}):
            changes.append((("model", "use"), str(folder)))
        changes += [
            (("methods", name, "model"), str(folder))
            for name, entry in declaration.methods.items()
            if entry.model == use
        ]
    return changes


def _rewritten(bundle: Bundle, changes: Sequence[Change]) -> str:
    """The declaration with these values changed; comments stay, tables may move.

    Raises InputError unless it reads back as what was written, but for the changes.
    """
    if not changes:
        return bundle.text
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    wanted = copy.deepcopy(bundle.content)
    try:
        document: Any = tomlkit.parse(bundle.text)
        for place, to in changes:
            for root in (document, wanted):
                table = root
                for key in place[:-1]:
                    table = table[key]
                table[place[-1]] = to
        text = tomlkit.dumps(document)
        if tomllib.loads(text) == wanted:
            return text
        why = "it would read as something else"
    except (TOMLKitError, tomllib.TOMLDecodeError, KeyError, RecursionError) as error:
        why = str(error)[:120]
    raise broken("study/declaration.toml", f"cannot be rewritten: {why}.")
