"""A library of papis: a folder a paper, with its fields in `info.yaml` and its files beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tenfold.papers.importers.csl import NOT_TEXT
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.record import Name, Paper

__all__ = ["PAPIS"]

_INFO = "info.yaml"
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 20
_EXCERPT = 200
_NOT_FIELDS = frozenset({"type", "ref", "tags", "files", "notes"})
"""What papis has that BibTeX has not; all else are fields as BibTeX has them, braces and all."""


class PapisImporter:
    """Reads every `info.yaml` at or below a folder, in the order of paths."""

    name = "papis"
    endings: tuple[str, ...] = ()

    def recognises(self, path: Path, head: bytes) -> bool:
        return path.is_dir() and next(path.rglob(_INFO), None) is not None

    def read(self, path: Path) -> Iterator[Read | Refused]:
        for info in sorted(path.rglob(_INFO)):
            where = f"{path.name}/{info.relative_to(path).as_posix()}"
            try:
                content = _content(info)
                yield Read(_paper(content, info.parent), where)
            except (OSError, ValueError, TypeError, RecursionError) as error:
                yield Refused(where, str(error).split("\n")[0][:_EXCERPT] or "no fields of a paper")


def _content(info: Path) -> dict[str, Any]:
    """The fields of a file. Raises ValueError where it is none."""
    import yaml

    if info.stat().st_size > _MAX_BYTES:
        raise ValueError(f"longer than {_MAX_BYTES:,} bytes")
    text = info.read_text(encoding="utf-8")
    try:
        _refuse_traps(text)
        content = yaml.load(text, yaml.CSafeLoader)  # safe_load, but in C: ten times as fast
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"no YAML{f' (line {mark.line + 1})' if mark else ''}") from None
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise ValueError("holds no fields")
    if NOT_TEXT.search(json.dumps(content, ensure_ascii=False, default=str)):
        raise ValueError("holds NUL or half of a character, which no text has")
    return content


def _refuse_traps(text: str) -> None:
    """Raise ValueError for what makes a small file take all memory or hours; read no further than there."""
    import yaml

    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("refers to parts of itself, which no file of papis does")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise ValueError(f"lists within lists more than {_MAX_DEPTH} deep")


def _paper(content: Mapping[str, Any], folder: Path) -> Paper:
    from tenfold.papers.formats.bibtex.entries import Entry
    from tenfold.papers.formats.bibtex.reading import paper_of_entry

    fields = {
        name.casefold(): _text(value)
        for name, value in content.items()
        if name not in _NOT_FIELDS and value is not None and not isinstance(value, (list, dict))
    }
    key = _text(content.get("ref", "")) or folder.name
    entry = Entry(key, _text(content.get("type", "")) or "misc", fields, 1)
    paper = paper_of_entry(entry, fields)
    authors = _authors(content.get("author_list"))
    tags = tuple(tag for tag in _tags(content.get("tags")) if tag not in paper.keywords)
    more = _kept(content, folder)
    if authors and len(authors) == len(paper.authors):
        more.pop("papis:author_list", None)
    return replace(
        paper,
        authors=authors or paper.authors,
        keywords=(*paper.keywords, *tags),
        extra={**paper.extra, **more},
    )


def _kept(content: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """What has no place: files by their paths, the text of the notes, and lists, under ``papis:NAME``."""
    more = {
        f"papis:{name}": json.dumps(value, ensure_ascii=False, default=str)
        for name, value in content.items()
        if isinstance(value, (list, dict)) and name not in ("tags", "files") and value
    }
    files = content.get("files")
    names = [files] if isinstance(files, str) else files if isinstance(files, list) else []
    if names:
        more["papis:files"] = "\n".join(str(folder / _text(name)) for name in names)
    if isinstance(notes := content.get("notes"), str) and notes:
        more["papis:notes"] = _notes(folder, notes)
    return more


def _notes(folder: Path, name: str) -> str:
    """What the notes say, or where they are, if they are no text within the folder."""
    path = folder / name
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
        if is_inside and path.is_file() and path.stat().st_size <= _MAX_BYTES:
            return path.read_text(encoding="utf-8").replace("\0", "").strip()
    except (OSError, ValueError):
        pass
    return name


def _authors(listed: Any) -> tuple[Name, ...]:
    people = listed if isinstance(listed, list) else []
    names = (
        Name(_shown(one.get("family")), _shown(one.get("given")))
        for one in people
        if isinstance(one, dict)
    )
    return tuple(name for name in names if name.family)


def _tags(said: Any) -> list[str]:
    """A list, or words parted by commas, or by spaces where there is no comma."""
    if isinstance(said, str):
        said = said.split("," if "," in said else None)
    tags = (_text(tag) for tag in said) if isinstance(said, list) else ()
    return list(dict.fromkeys(tag for tag in tags if tag))


def _shown(value: Any) -> str:
    from tenfold.papers.formats.bibtex.latex import text_of

    return text_of(_text(value))


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


PAPIS: Importer = PapisImporter()
