"""Write a data set to a file, or to a folder that `datasets` and Croissant readers open as it is."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.desk.export.croissant import ExportedFile, croissant
from tenfold.desk.export.tables import FORMATS, Rows, rows_of, write_rows
from tenfold.desk.export.target import refuse_existing
from tenfold.errors import InputError
from tenfold.store.files import storage_errors, whole_or_not_at_all, write_durably

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.card.content import Card

__all__ = ["ExportChoice", "export_file", "export_folder", "foreseen_csv"]

CROISSANT_FILE = "croissant.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """`format` is one of csv, jsonl, parquet, arrow. `guard`: cells that a spreadsheet would run get an
    apostrophe. `replace`: what stands there already may go.
    """

    format: str
    guard: bool = False
    replace: bool = False


def export_file(dataset: Dataset, target: Path, choice: ExportChoice) -> ExportedFile:
    """All rows in one file; it is there whole or not at all.

    Raises InputError (TF-DATA-082) where something stands there, or a format cannot be guarded.
    """
    _refuse_format(choice)
    refuse_existing(target, replace=choice.replace)
    return _write(target, target.name, rows_of(dataset), choice)


def export_folder(card: Card, folder: Path, choice: ExportChoice) -> list[ExportedFile]:
    """One file a split under `data/`, the card as README.md, and croissant.json.

    The layout is that of a data set on the Hugging Face hub, so `datasets.load_dataset(folder)` reads it.
    """
    from tenfold.desk.card.markdown import render_markdown

    _refuse_format(choice)
    before = _files_before(folder, choice)
    files = [
        _write(folder / "data" / name, f"data/{name}", rows, choice, split)
        for split, name, rows in _parts(card.dataset, choice.format)
    ]
    readme = _front_matter(files) + render_markdown(card)
    write_durably(folder / "README.md", readme.encode())
    described = json.dumps(croissant(card, files), indent=2, ensure_ascii=False)
    write_durably(folder / CROISSANT_FILE, f"{described}\n".encode())
    for path in before - {file.path for file in files}:
        (folder / path).unlink(missing_ok=True)
    return files


def _files_before(folder: Path, choice: ExportChoice) -> set[str]:
    """The files of the earlier export that is to be replaced. Raises InputError where others are."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return set()
    described = folder / CROISSANT_FILE
    if not (choice.replace and described.is_file()):
        what = "holds an earlier export" if described.is_file() else "holds something else"
        raise InputError(
            f"{what}; nothing was written.",
            code="TF-DATA-082",
            where=str(folder),
            remedy="Choose a new folder" + (", or say --replace." if described.is_file() else "."),
        )
    named = (f.get("contentUrl", "") for f in json.loads(described.read_text())["distribution"])
    return {path for path in named if re.fullmatch(r"data/[A-Za-z0-9_-]+\.[a-z]+", path)}


def foreseen_csv(dataset: Dataset, path: str) -> ExportedFile:
    """What `export_file` would make of a CSV at `path`, byte for byte, without writing it."""
    content = io.BytesIO()
    rows = rows_of(dataset)
    write_rows(content, rows, ".csv")
    data = content.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    return ExportedFile(path, digest, len(data), FORMATS[".csv"], list(rows.columns))


def _parts(dataset: Dataset, format_: str) -> Iterator[tuple[str, str, Rows]]:
    names = list(dict.fromkeys(dataset.splits or ["train"]))
    files: set[str] = set()
    for name in names:
        # A split may be named by a stranger's JSON file: no path comes out of it, and no file twice.
        safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "split"
        file, number = safe, 1
        while file.casefold() in files:
            number += 1
            file = f"{safe}-{number}"
        files.add(file.casefold())
        yield name, f"{file}.{format_}", rows_of(dataset, split=name)


def _write(
    target: Path, path: str, rows: Rows, choice: ExportChoice, split: str | None = None
) -> ExportedFile:
    ending = f".{choice.format}"
    with storage_errors(target), whole_or_not_at_all(target) as file:
        write_rows(file, rows, ending, guard=choice.guard)
    with target.open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    size = target.stat().st_size
    return ExportedFile(path, sha256, size, FORMATS[ending], list(rows.columns), split)


def _refuse_format(choice: ExportChoice) -> None:
    if f".{choice.format}" not in FORMATS:
        raise InputError(
            f"no such format: {choice.format!r}.",
            code="TF-DATA-082",
            remedy=f"There is: {', '.join(ending[1:] for ending in FORMATS)}.",
        )
    if choice.guard and choice.format != "csv":
        raise InputError(
            "only CSV is opened in a spreadsheet; other formats are not guarded.",
            code="TF-DATA-082",
            remedy="Leave --guard-formulas out.",
        )


def _front_matter(files: list[ExportedFile]) -> str:
    """What `datasets` reads to know the splits."""
    lines = ["---", "configs:", "- config_name: default", "  data_files:"]
    for file in files:
        lines += [f"  - split: {json.dumps(file.split)}", f"    path: {json.dumps(file.path)}"]
    return "\n".join([*lines, "---", "", ""])
