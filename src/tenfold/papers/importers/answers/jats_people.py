"""Authors and editors of an article in JATS, with their institutions."""

from __future__ import annotations

from collections.abc import Iterator

from tenfold.papers.importers.answers.full_names import full_name
from tenfold.papers.importers.answers.plain_text import one_line
from tenfold.papers.importers.answers.xml_records import (
    Element,
    anywhere,
    child_text,
    local_name,
    words_of,
)
from tenfold.papers.record import Name

__all__ = ["people"]


def people(meta: Element, role: str) -> tuple[Name, ...]:
    """Those who contributed in a role; who has none named is an author."""
    institutions = {
        str(place.get("id", "")): _institution(place)
        for path in ("aff", "contrib-group/aff")
        for place in meta.iterfind(anywhere(path))
    }
    found = (
        _person(contributor, institutions)
        for contributor in meta.iterfind(anywhere("contrib-group/contrib"))
        if contributor.get("contrib-type", "author") == role
    )
    return tuple(name for name in found if name is not None)


def _person(contributor: Element, institutions: dict[str, str]) -> Name | None:
    places = tuple(dict.fromkeys(filter(None, _places(contributor, institutions))))
    orcid = child_text(contributor, "{*}contrib-id[@contrib-id-type='orcid']").rpartition("/")[2]
    for path in ("name", "name-alternatives/name", "string-name", "name-alternatives/string-name"):
        name = contributor.find(anywhere(path))
        if name is None:
            continue
        family = child_text(name, "{*}surname")
        if suffix := child_text(name, "{*}suffix"):
            family = f"{family} {suffix}".strip()
        if family:
            return Name(family, child_text(name, "{*}given-names"), orcid, places)
        return full_name(words_of(name), orcid=orcid, institutions=places)
    group = child_text(contributor, "{*}collab")
    return Name(group, "", orcid, places) if group else None


def _places(contributor: Element, institutions: dict[str, str]) -> Iterator[str]:
    for link in contributor.iterfind("{*}xref"):
        if link.get("ref-type") == "aff":
            for rid in str(link.get("rid", "")).split():
                yield institutions.get(rid, "")
    yield from map(_institution, contributor.iterfind("{*}aff"))


def _institution(place: Element) -> str:
    """The institution that is marked, else all of the address but its label."""
    marked = [words_of(part) for part in place.iterfind(anywhere("institution"))]
    marked += [words_of(part) for part in place.iterfind(anywhere("institution-wrap/institution"))]
    if any(marked):
        return ", ".join(filter(None, marked))
    said = [str(place.text or "")]
    for part in place:
        if local_name(part) not in ("label", "sup", "institution-id"):
            said.append(words_of(part))
        said.append(str(part.tail or ""))
    return one_line(" ".join(said)).strip(" ,;")
