"""Bundles for tests: real ones of a small study, and the same ones tampered with."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from small import write_study
from tenfold.store.digests import digest_bytes
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.bundle.content import MANIFEST
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.run import carry_out

Files = dict[str, bytes]


def finished_study(folder: Path, *, text: str = "", seeds: str = "5", more: str = "") -> Study:
    """A small study that was carried out, in a workspace of its own."""
    workspace = Workspace.create(folder)
    study = load_study(
        str(write_study(workspace, seeds=seeds, text=text, more=more)), workspace=workspace
    )
    run_here(study)
    return study


def run_here(study: Study) -> None:
    """Carry a study out without child processes."""
    carry_out(study.workspace, study.plan, InlineExecutor(debug=True), say=lambda *_: None)


def files_in(path: Path) -> Files:
    """Every file of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """A plain zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return path


def with_manifest(files: Files) -> Files:
    """The files with a manifest that fits them: what a clever forger would write."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {
        name: {"blake3": digest_bytes(data), "bytes": len(data)}
        for name, data in files.items()
        if name != MANIFEST
    }
    return {**files, MANIFEST: json.dumps(manifest).encode()}


def forged(
    source: Path, target: Path, change: Callable[[Files], None], *, fixed_manifest: bool = True
) -> Path:
    """A copy of a bundle with its files changed."""
    files = files_in(source)
    change(files)
    return write_zip(target, with_manifest(files) if fixed_manifest else files)


def in_json(files: Files, name: str, change: Callable[[Any], None]) -> None:
    """Change a JSON file of a bundle in place."""
    value = json.loads(files[name])
    change(value)
    files[name] = json.dumps(value).encode()
