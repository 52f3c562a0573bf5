"""Where `tenfold data add` takes rows from: files, the query of a database, a hub data set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.data.options import ReadOptions
    from tenfold.data.raw import RawTable
    from tenfold.data.text_file import Watch

__all__ = ["Source", "read_source"]


@dataclass(frozen=True, slots=True)
class Source:
    """What was named on the command line, and the options that go with it."""

    names: list[str]
    query: str | None
    revision: str | None
    config: str | None
    splits: list[str]
    test: Path | None = None
    validation: Path | None = None


def read_source(source: Source, options: ReadOptions, *, watch: Watch) -> tuple[RawTable, str]:
    """The rows, and a name for the catalog. Refuses options that say nothing about such a source."""
    from tenfold.data.sql_source import is_sql

    first = source.names[0]
    kind = (
        "hub data sets" if first.startswith("hub:") else "databases" if is_sql(first) else "files"
    )
    _refuse_others(source, options, kind)
    if kind == "hub data sets":
        return _from_hub(source)
    return _from_query(source) if kind == "databases" else _from_files(source, options, watch)


_GOES_WITH = {
    "files": {"several sources", "--split", "--test", "--validation", "how files are read"},
    "databases": {"--query"},
    "hub data sets": {"--split", "--revision", "--config"},
}


def _refuse_others(source: Source, options: ReadOptions, kind: str) -> None:
    from tenfold.data.options import ReadOptions
    from tenfold.errors import InputError

    given = {
        "several sources": len(source.names) > 1,
        "--query": source.query is not None,
        "--revision": source.revision is not None,
        "--config": source.config is not None,
        "--split": bool(source.splits),
        "--test": source.test is not None,
        "--validation": source.validation is not None,
        "how files are read": options != ReadOptions(),
    }
    wrong = [
        option for option, is_given in given.items() if is_given and option not in _GOES_WITH[kind]
    ]
    if wrong:
        raise InputError(
            f"this does not go with {kind}: {', '.join(wrong)}.",
            remedy=f"With {kind} goes: {', '.join(sorted(_GOES_WITH[kind]))}.",
        )


def _from_hub(source: Source) -> tuple[RawTable, str]:
    from tenfold.data.catalog import name_from
    from tenfold.data.hub_source import HubRequest, read_hub

    names = tuple(name for group in source.splits for name in group.split(",") if name)
    request = HubRequest(source.names[0], source.revision, names, source.config)
    return read_hub(request), name_from(Path(request.name))


def _from_query(source: Source) -> tuple[RawTable, str]:
    from tenfold.data.catalog import name_from
    from tenfold.data.sql_source import read_query
    from tenfold.errors import InputError

    if source.query is None:
        raise InputError(
            "a database needs a query.",
            code="TF-DATA-086",
            remedy='For example: --query "SELECT text, label FROM reviews ORDER BY id"',
        )
    raw = read_query(source.names[0], source.query)
    return raw, name_from(Path(Path(raw.sources[0].file).stem))


def _from_files(source: Source, options: ReadOptions, watch: Watch) -> tuple[RawTable, str]:
    from tenfold.data.catalog import name_from
    from tenfold.data.reading import read_files

    files = [Path(name) for name in source.names]
    splits = _splits(source.splits, source.test, source.validation)
    return read_files(files, options, splits=splits, watch=watch), name_from(files[0])


def _splits(named: list[str], test: Path | None, validation: Path | None) -> dict[str, Path] | None:
    from tenfold.errors import InputError

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
