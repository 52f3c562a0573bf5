"""What lies inside a workbook, looked at before its cells are read.

An ``.xlsx`` file is a zip archive of XML. Its parts are measured (what they say, and what comes out),
and a sheet is searched for what has no plain value: merged cells, errors, formulas that were never
calculated.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

__all__ = ["MAX_SHEET_ROWS", "OddPartsError", "SheetFacts", "TooLargePartsError", "guard_parts",
           "inspect_sheet"]  # fmt: skip

MAX_PARTS_BYTES = 512 << 20
"""XML of a workbook, unpacked. A full sheet of a million texts of 100 characters has about 300 MiB."""

MAX_SHEET_ROWS = 1_048_576
"""More no sheet of Excel has."""

_MAX_RATIO = 200
_RATIO_COUNTS_FROM = 10 << 20
"""XML repeats itself: sheets compress ten to fifty times. A bomb does a thousand times."""

_MAX_PARTS = 10_000
_CHUNK = 1 << 18


class OddPartsError(Exception):
    """The archive is no workbook as programs write them."""


class TooLargePartsError(Exception):
    """The archive holds more than a workbook may."""


def guard_parts(archive: zipfile.ZipFile, packed_bytes: int) -> None:
    """Refuse an archive that unpacks to too much.

    What the directory of the archive says is a bound: `zipfile` never unpacks more of a part than that.
    """
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or size > MAX_PARTS_BYTES:
        raise TooLargePartsError(f"{len(parts)} parts of {size >> 20:,} MiB when unpacked")
    if size > _RATIO_COUNTS_FROM and size > _MAX_RATIO * packed_bytes:
        raise TooLargePartsError(
            f"parts that unpack to more than {_MAX_RATIO} times the file's size"
        )
    if len({part.filename for part in parts}) != len(parts):
        raise OddPartsError("a part stands in it twice")
    for part in parts:
        if part.flag_bits & 1:
            raise OddPartsError("it is encrypted")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise OddPartsError("a part is packed in a way that no workbook uses")
        if part.filename.endswith((".xml", ".rels")):
            _parse(archive, part.filename, _no_document_type(expat.ParserCreate()))


def _no_document_type(parser: Any) -> Any:
    def refuse(*_: Any) -> None:
        raise OddPartsError("a part declares entities")

    parser.StartDoctypeDeclHandler = refuse  # entities blow up, or read other files
    return parser


def _parse(archive: zipfile.ZipFile, name: str, parser: Any) -> None:
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


@dataclass(slots=True)
class SheetFacts:
    """What a sheet holds beside plain values. Cells by their name, such as ``B7``."""

    merged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    n_hidden_rows: int = 0


def inspect_sheet(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    """Read a sheet's XML for what its cells are.

    Raises
    ------
    OddPartsError
        Where rows or cells stand twice or out of order: a reader would lose some of them.
    """
    parser = _no_document_type(expat.ParserCreate(namespace_separator=" "))
    search = _Search(parser)
    _parse(archive, part, parser)
    return search.facts


class _Search:
    """Handlers of one pass over a sheet."""

    def __init__(self, parser: Any) -> None:
        self.facts = SheetFacts()
        self._parser = parser
        self._row = self._column = 0
        self._cell, self._type = "", ""
        self._has_formula = self._has_value = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag == "v" and self._has_formula:
            if self._type == "str":  # the value of a formula may be the empty text
                self._has_value = True
            else:
                self._parser.CharacterDataHandler = self._characters
        elif tag == "mergeCell":
            self.facts.merged.append(attributes.get("ref", "?"))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= MAX_SHEET_ROWS:
            raise OddPartsError(f"row {number} stands behind row {self._row}")
        self._row, self._column = number, 0
        self.facts.n_hidden_rows += attributes.get("hidden") in ("1", "true")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes.get("r", "?")
        self._type = attributes.get("t", "n")
        self._has_formula = self._has_value = False
        letters = self._cell.rstrip("0123456789")
        number = _column_number(letters) if letters != "?" else self._column + 1
        if number <= self._column:
            raise OddPartsError(f"the cell {self._cell} stands twice or out of order")
        if letters != "?" and self._cell[len(letters) :] != str(self._row):
            raise OddPartsError(f"the cell {self._cell} stands in row {self._row}")
        self._column = number
        if self._type == "e":
            self.facts.errors.append(self._cell)

    def _characters(self, _: str) -> None:
        self._has_value = True

    def _end(self, name: str) -> None:
        if self._has_formula and name.endswith(" c"):
            self._parser.CharacterDataHandler = None
            if not self._has_value:
                self.facts.uncalculated.append(self._cell)
            self._has_formula = False


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    if not 0 < number <= 16_384:
        raise OddPartsError(f"no sheet has a column {letters[:8]!r}")
    return number
