"""The table of synonyms that a user gives: a CSV file with the columns `word` and `synonym`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenfold.desk.augmenting.words import split_words
from tenfold.errors import DataError

__all__ = ["SYNONYM_ENDINGS", "Key", "SynonymTable", "core", "read_synonyms"]

SYNONYM_ENDINGS = (".csv", ".tsv")

_REMEDY = (
    "A table of synonyms is a .csv or .tsv file in UTF-8 in the workspace's folder, with the columns word and "
    "synonym, and a pair in each row."
)

Key = tuple[str, ...]
"""The words of an entry, casefolded: one or several (`high blood pressure`)."""


@dataclass(frozen=True)
class SynonymTable:
    """`entries` maps a word, or several in a row, to its synonyms; `digest` is that of the file."""

    digest: str
    entries: Mapping[Key, Sequence[str]]

    @property
    def longest(self) -> int:
        """The most words that an entry has."""
        return max(map(len, self.entries))


def core(word: str) -> tuple[int, int]:
    """Where the word itself begins and ends, without the signs around it.

    >>> core("(fever),")
    (1, 6)
    """
    inside = [i for i, character in enumerate(word) if character.isalnum()]
    return (inside[0], inside[-1] + 1) if inside else (0, len(word))


def read_synonyms(path: Path, *, name: str) -> SynonymTable:
    """Read a table strictly; `name` is what messages call it. Several rows may have one word.

    Raises
    ------
    DataError
        TF-DATA-075 for a file that is no such table; the codes of `data add` for one that cannot be read.
    """
    from tenfold.data.reading import read_table

    if not name.lower().endswith(SYNONYM_ENDINGS) or not path.is_file():
        why = "there is no such file." if not path.is_file() else "is no CSV or TSV file."
        raise _no_table(why, name)
    try:
        table = read_table([path])
    except DataError as error:
        error.remedy = _REMEDY  # that of `data add` speaks of its options
        raise
    if set(table.columns) != {"word", "synonym"}:
        raise _no_table(f"has the columns {', '.join(table.columns)[:80]}.", name)
    entries: dict[Key, list[str]] = {}
    pairs = zip(table.values["word"], table.values["synonym"], strict=True)
    for row, (word, synonym) in enumerate(pairs, start=1):
        key, other = _key(word), _key(synonym)
        if not key or not other or key == other:
            said = "a word has itself as its synonym" if key and other else "a cell is empty"
            raise _no_table(f"{said} in row {row}: {word!r}, {synonym!r}.", name)
        entries.setdefault(key, []).append(synonym.strip())
    if not entries:
        raise _no_table("has no rows.", name)
    return SynonymTable(table.sources[0].digest, entries)


def _key(text: str) -> Key:
    return tuple(word.casefold() for word in split_words(text).words)


def _no_table(why: str, name: str) -> DataError:
    return DataError(
        why,
        code="TF-DATA-075",
        where=name,
        remedy=_REMEDY,
    )
