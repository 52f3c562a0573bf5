"""Where rows come from: files, the query of a database, a hub data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tenfold.data.catalog import name_from
from tenfold.data.hub_source import HubRequest, is_hub, read_hub
from tenfold.data.options import ReadOptions
from tenfold.data.raw import RawTable
from tenfold.data.reading import read_files
from tenfold.data.sql_source import is_sql, read_query
from tenfold.data.text_file import Watch
from tenfold.errors import InputError

__all__ = ["Source", "default_name", "read_source"]


@dataclass(frozen=True, slots=True)
class Source:
    """What was named, and what was said about it: `query` of a database, `revision` and `config` of a hub.

    `splits` are names of splits with their files (``dev=dev.csv``); of a hub data set, names alone.
    """

    names: tuple[str, ...]
    query: str | None = None
    revision: str | None = None
    config: str | None = None
    splits: tuple[str, ...] = ()
    test: Path | None = None
    validation: Path | None = None


def read_source(
    source: Source, options: ReadOptions | None = None, *, watch: Watch | None = None
) -> RawTable:
    """The rows. Refuses options that say nothing about such a source; else as `read_files`, `read_query`
    and `read_hub` do.
    """
    options = options or ReadOptions()
    first = source.names[0] if source.names else ""
    kind = "hub data sets" if is_hub(first) else "databases" if is_sql(first) else "files"
    _refuse_others(source, options, kind)
    if kind == "hub data sets":
        splits = tuple(name for group in source.splits for name in group.split(",") if name)
        return read_hub(HubRequest(first, source.revision, splits, source.config))
    if kind == "databases":
        return _from_query(first, source.query)
    splits_of_files = _splits(source.splits, source.test, source.validation)
    return read_files([Path(n) for n in source.names], options, splits=splits_of_files, watch=watch)


def default_name(raw: RawTable) -> str:
    """A catalog name for rows that were given none: from the file, the database or the hub's name."""
    note = raw.sources[0]
    path = Path(note.file.removeprefix("hub:"))
    return name_from(Path(path.stem) if note.format == "SQL" else path)


_GOES_WITH = {
    "files": {"several sources", "--split", "--test", "--validation", "how files are read"},
    "databases": {"--query"},
    "hub data sets": {"--split", "--revision", "--config"},
}


def _refuse_others(source: Source, options: ReadOptions, kind: str) -> None:
    given = {
        "several sources": len(source.names) > 1,
        "--query": source.query is not None,
        "--revision": source.revision is not None,
        "--config": source.config is not None,
        "--split": bool(source.splits),
        "--test": source.test is not None,
        "--validation": source.validation is not None,
        "how files are read": replace(options, drop_unlabelled=False) != ReadOptions(),
    }
    wrong = [
        option for option, is_given in given.items() if is_given and option not in _GOES_WITH[kind]
    ]
    if wrong:
        raise InputError(
            f"this does not go with {kind}: {', '.join(wrong)}.",
            remedy=f"With {kind} goes: {', '.join(sorted(_GOES_WITH[kind]))}.",
        )


def _from_query(url: str, query: str | None) -> RawTable:
    if query is None:
        raise InputError(
            "a database needs a query.",
            code="TF-DATA-086",
            remedy='For example: --query "SELECT text, label FROM reviews ORDER BY id"',
        )
    return read_query(url, query)


def _splits(
    named: Sequence[str], test: Path | None, validation: Path | None
) -> dict[str, Path] | None:
    splits: dict[str, Path] = {}
    for pair in named:
        name, mark, file = pair.partition("=")
        if not (name and mark and file):
            raise InputError(
                f"--split takes NAME=FILE, not {pair!r}.", remedy="--split dev=dev.csv"
            )
        splits[name] = Path(file)
    for name, path in (("validation", validation), ("test", test)):
        if path is not None and name in splits:
            raise InputError(f"the split {name!r} is given twice.", remedy="Give it once.")
        if path is not None:
            splits[name] = path
    return splits or None
