"""Catalogues of a language, made for a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

__all__ = ["catalogue_in"]


def catalogue_in(folder: Path, worded: Mapping[str, str], words: Mapping[str, str]) -> Path:
    """A folder with a Chinese catalogue: templates of finished sentences, and messages of pages."""
    catalog = Catalog(locale="zh", fuzzy=False)
    for message, said in worded.items():
        catalog.add(message, said, context="worded")
    for message, said in words.items():
        catalog.add(message, said)
    place = folder / "zh" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "tenfold.mo").open("wb") as stream:
        write_mo(stream, catalog)
    return folder
