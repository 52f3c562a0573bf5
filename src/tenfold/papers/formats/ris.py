"""RIS: which tag of a record stands for which field of a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tenfold.papers.formats.lines import one_line
from tenfold.papers.formats.part import Part, Slots, kept, paper_of, slots_read, written
from tenfold.papers.ids import id_in, normalised
from tenfold.papers.record import IdKind, Name, Paper

__all__ = ["PREFIX", "paper_of_tags", "tags_of"]

PREFIX = "ris:"
"""What the tags of RIS have before them in `Paper.extra`; several values stand on lines of their own."""

Tags = Mapping[str, Sequence[str]]

_CSL = {
    "JOUR": "article-journal", "JFULL": "periodical", "EJOUR": "article-journal", "MGZN": "article-magazine",
    "NEWS": "article-newspaper", "CONF": "paper-conference", "CPAPER": "paper-conference", "BOOK": "book",
    "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "THES": "thesis",
    "RPRT": "report", "ELEC": "webpage", "BLOG": "post-weblog", "PAT": "patent", "COMP": "software",
    "DATA": "dataset", "STAND": "standard", "MPCT": "motion_picture", "VIDEO": "motion_picture",
    "SOUND": "song", "UNPB": "manuscript", "MANSCPT": "manuscript", "INPR": "article-journal",
    "PAMP": "pamphlet", "ENCYC": "entry-encyclopedia", "DICT": "entry-dictionary", "CASE": "legal_case",
    "BILL": "bill", "MAP": "map", "PCOMM": "personal_communication", "GEN": "document",
}  # fmt: skip
_RIS = {csl: ris for ris, csl in reversed(_CSL.items())} | {
    "article-journal": "JOUR", "book": "BOOK", "chapter": "CHAP", "manuscript": "UNPB", "article": "UNPB",
    "motion_picture": "VIDEO", "paper-conference": "CONF",
}  # fmt: skip
_KINDS: dict[IdKind, str] = {
    "arxiv": "arXiv",
    "acl": "ACL",
    "openalex": "OpenAlex",
    "s2": "S2",
    "pmid": "PMID",
}
_TITLES = ("TI", "T1")
_VENUES = ("JF", "JO", "T2", "BT", "JA", "J2")


def paper_of_tags(tags: Tags) -> Paper:
    """The paper of a record; tags that it has no field for are kept."""
    slots = slots_read(_PARTS, tags)
    if (found := id_in(slots.get("url", ""))) and f"ids.{found[0]}" not in slots:
        slots[f"ids.{found[0]}"] = found[1]
    key = _first(tags, "ID")
    paper = paper_of(slots, key=key, extra={})
    left = kept(_PARTS, tags, paper, list)
    left.pop("ID", None)
    extra = {f"{PREFIX}{tag}": "\n".join(values) for tag, values in left.items()}
    return paper_of(slots, key=key, extra=extra)


def tags_of(paper: Paper) -> dict[str, Sequence[str]]:
    """The tags that a paper is written with, the type first."""
    extra = {
        tag.removeprefix(PREFIX): value.split("\n")
        for tag, value in paper.extra.items()
        if tag.startswith(PREFIX)
    }
    return written(_PARTS, paper, extra)


def _first(tags: Tags, *names: str) -> str:
    for name in names:
        for value in tags.get(name, ()):
            if said := one_line(value):
                return said
    return ""


def _text(slot: str, *names: str) -> Part[Sequence[str]]:
    """One text; the first name is the one that is written."""
    return Part(
        names,
        lambda tags: {slot: _first(tags, *names)},
        lambda paper: _filled({names[0]: [one_line(getattr(paper, slot))]}),
    )


def _filled(tags: Tags) -> Tags:
    listed = {tag: [value for value in values if value] for tag, values in tags.items()}
    return {tag: values for tag, values in listed.items() if values}


def _type_read(tags: Tags) -> Slots:
    code = _first(tags, "TY").upper()
    return {"type": _first(tags, "C8") or _CSL.get(code, "document")}


def _type_written(paper: Paper) -> Tags:
    """A type that RIS has no code for stands in the custom field C8."""
    code = _RIS.get(paper.type, "GEN")
    return _filled({"TY": [code], "C8": [paper.type if _CSL[code] != paper.type else ""]})


def _names(slot: str, *names: str) -> Part[Sequence[str]]:
    def read(tags: Tags) -> Slots:
        each = (_name(value) for name in names for value in tags.get(name, ()))
        return {slot: tuple(name for name in each if name.family or name.given)}

    def write(paper: Paper) -> Tags:
        return _filled({names[0]: [_name_written(name) for name in getattr(paper, slot)]})

    return Part(names, read, write)


def _name(value: str) -> Name:
    """Family, given, suffix. An organisation may have commas of its own where nothing follows the last."""
    said = one_line(value)
    if said.endswith(","):
        return Name(one_line(said[:-1]))
    family, _, rest = said.partition(",")
    given, _, suffix = rest.partition(",")
    return Name(one_line(f"{family},{suffix}" if suffix.strip() else family), one_line(given))


def _name_written(name: Name) -> str:
    family, given = one_line(name.family), one_line(name.given)
    if not given:
        return f"{family}," if "," in family else family
    family, _, suffix = family.partition(",")
    return f"{family}, {given},{suffix}" if suffix else f"{family}, {given}"


def _date_read(tags: Tags) -> Slots:
    said = _first(tags, "DA", "PY", "Y1")
    found = re.match(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?", said)
    year = re.search(r"(?<!\d)\d{4}(?!\d)", _first(tags, "PY", "Y1", "DA"))
    if year is None:
        return {"year": None, "issued": ""}
    month = int(found[2]) if found and found[2] and found[1] == year[0] else 0
    day = int(found[3]) if found and found[3] else 0
    if not 1 <= month <= 12:
        return {"year": int(year[0]), "issued": year[0]}
    issued = f"{year[0]}-{month:02d}" + (f"-{day:02d}" if 1 <= day <= 31 else "")
    return {"year": int(year[0]), "issued": issued}


def _date_written(paper: Paper) -> Tags:
    if paper.year is None:
        return {}
    year = f"{paper.year:04d}"
    exact = paper.issued.replace("-", "/") if paper.issued.startswith(f"{year}-") else ""
    return _filled({"PY": [year], "DA": [exact]})


def _pages_read(tags: Tags) -> Slots:
    return {"pages": "-".join(p for p in (_first(tags, "SP"), _first(tags, "EP")) if p)}


def _pages_written(paper: Paper) -> Tags:
    start, _, end = paper.pages.partition("-")
    return _filled({"SP": [one_line(start)], "EP": [one_line(end)]})


def _keywords_written(paper: Paper) -> Tags:
    return _filled({"KW": [one_line(word) for word in paper.keywords]})


def _ids_read(tags: Tags) -> Slots:
    """``AN  - arXiv:2106.09685``: the accession number says which register it is of."""
    slots: Slots = {f"ids.{kind}": None for kind in _KINDS}
    for value in tags.get("AN", ()):
        register, _, number = value.partition(":")
        for kind, name in _KINDS.items():
            if register.strip().casefold() == name.casefold():
                slots[f"ids.{kind}"] = normalised(kind, number)
    return slots


def _ids_written(paper: Paper) -> Tags:
    return _filled(
        {
            "AN": [
                f"{name}:{paper.ids[kind]}" for kind, name in _KINDS.items() if paper.ids.get(kind)
            ]
        }
    )


def _id(kind: IdKind, name: str) -> Part[Sequence[str]]:
    def read(tags: Tags) -> Slots:
        return {f"ids.{kind}": normalised(kind, said) if (said := _first(tags, name)) else None}

    return Part((name,), read, lambda paper: _filled({name: [paper.ids.get(kind, "")]}))


def _venue_written(paper: Paper) -> Tags:
    tag = "JF" if paper.type.startswith("article") else "T2"
    return _filled({tag: [one_line(paper.venue)]})


def _part(
    names: Sequence[str], read: Callable[[Tags], Slots], write: Callable[[Paper], Tags]
) -> Part[Sequence[str]]:
    return Part(tuple(names), read, write)


_PARTS: tuple[Part[Sequence[str]], ...] = (
    _part(("TY", "C8"), _type_read, _type_written),
    _names("authors", "AU", "A1"),
    _text("title", *_TITLES),
    _part(_VENUES, lambda tags: {"venue": _first(tags, *_VENUES)}, _venue_written),
    _names("editors", "ED", "A2"),
    _part(("PY", "Y1", "DA"), _date_read, _date_written),
    _text("volume", "VL"),
    _text("issue", "IS"),
    _part(("SP", "EP"), _pages_read, _pages_written),
    _text("publisher", "PB"),
    _text("place", "CY"),
    _text("abstract", "AB", "N2"),
    _text("language", "LA"),
    _part(
        ("KW",),
        lambda tags: {"keywords": tuple(w for v in tags.get("KW", ()) if (w := one_line(v)))},
        _keywords_written,
    ),
    _id("doi", "DO"),
    _id("isbn", "SN"),
    _part(("AN",), _ids_read, _ids_written),
    _part(
        ("UR",),
        lambda tags: {"url": _first(tags, "UR")},
        lambda paper: _filled({"UR": [one_line(paper.url)]}),
    ),
)
