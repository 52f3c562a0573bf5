"""A data set described in Croissant 1.0, the vocabulary of MLCommons on top of schema.org (JSON-LD)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenfold.desk.card.content import Card

__all__ = ["ExportedFile", "croissant"]

_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_ANSWERS = {
    "description": "description",
    "licence": "license",
    "source": "url",
    "citation": "citeAs",
    "collected": "dataCollection",
    "limits": "dataBiases",
    "sensitive": "personalSensitiveInformation",
}
"""Property of the vocabulary by the question of the card that answers it."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file beside the description: its path from there, SHA-256, size, media type and columns."""

    path: str
    sha256: str
    size_bytes: int
    media_type: str
    columns: Sequence[str]
    split: str | None = None


def croissant(card: Card, files: Sequence[ExportedFile]) -> dict[str, Any]:
    """The description. What the card does not answer is left out: a validator then says what is missing.

    Every file is a record set, every column a field of text, as tenfold keeps them.
    """
    described: dict[str, Any] = {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": card.title,
        "version": f"{card.dataset.number}.0.0",
        "identifier": f"blake3:{card.dataset.digest}",
        "inLanguage": card.answers.answers.get("languages", "").strip(),
    }
    for key, name in _ANSWERS.items():
        described[name] = card.answers.answers.get(key, "").strip()
    described = {key: value for key, value in described.items() if value}
    described["distribution"] = [_file_object(file) for file in files]
    described["recordSet"] = [_record_set(card, file) for file in files]
    return described


def _file_object(file: ExportedFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.size_bytes} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


def _record_set(card: Card, file: ExportedFile) -> dict[str, Any]:
    name = file.split or "rows"
    descriptions = {column.name: column.description for column in card.columns}
    fields = [_field(name, column, file, descriptions) for column in file.columns]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}


def _field(
    record_set: str, column: str, file: ExportedFile, descriptions: Mapping[str, str]
) -> dict[str, Any]:
    field = {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column}",
        "name": column,
        "dataType": "sc:Text",
        "source": {"fileObject": {"@id": file.path}, "extract": {"column": column}},
    }
    if descriptions.get(column):
        field["description"] = descriptions[column]
    return field
