"""The paper that an entry describes, and the entry that a paper is written as."""

from __future__ import annotations

from collections.abc import Mapping

from tenfold.papers.formats.bibtex.entries import Entry
from tenfold.papers.formats.bibtex.fields import PARTS, also_identified
from tenfold.papers.formats.bibtex.types import TYPE_FIELD, entry_type_of, type_of
from tenfold.papers.formats.lines import one_line
from tenfold.papers.formats.part import kept, paper_of, slots_read, written
from tenfold.papers.record import Paper

__all__ = ["ENTRY_TYPE", "fields_written", "paper_of_entry"]

ENTRY_TYPE = "ENTRYTYPE"
"""Where `Paper.extra` has the type of an entry, if it is not the usual one. Names of fields are lower case."""


def paper_of_entry(entry: Entry, fields: Mapping[str, str]) -> Paper:
    """The paper of an entry with these fields, its own and those that it has from others."""
    slots = also_identified(slots_read(PARTS, fields), fields)
    slots["type"] = type_of(entry.type, fields)
    paper = paper_of(slots, key=entry.key, extra={})
    extra = kept(PARTS, fields, paper, one_line)
    extra.pop(TYPE_FIELD, None)
    if entry_type_of(paper.type) != entry.type:
        extra[ENTRY_TYPE] = entry.type
    return paper_of(slots, key=entry.key, extra=extra)


def fields_written(paper: Paper) -> tuple[str, dict[str, str]]:
    """The entry type and the fields that a paper is written with."""
    extra = {name: value for name, value in paper.extra.items() if name == name.lower()}
    fields = written(PARTS, paper, extra)
    entry_type = paper.extra.get(ENTRY_TYPE, "")
    if not entry_type or type_of(entry_type, fields) != paper.type:
        entry_type = entry_type_of(paper.type)
    if type_of(entry_type, fields) != paper.type:
        fields[TYPE_FIELD] = paper.type
    return entry_type, fields
