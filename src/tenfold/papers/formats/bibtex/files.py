"""The `file` and `groups` fields that JabRef and Better BibTeX write: paths of files, names of groups."""

from __future__ import annotations

import re

__all__ = ["files_in", "groups_in"]

_MOST = 50
_UNESCAPED = {mark: re.compile(rf"(?<!\\){mark}") for mark in (";", ":", ",")}
_ESCAPE = re.compile(r"\\(.)")


def files_in(field: str) -> tuple[str, ...]:
    r"""Paths of a `file` field: ``description:path:type`` or the path alone, several parted by ``;``.

    >>> files_in(r"Full Text:files/3/Hu 2021.pdf:application/pdf;files/4/a\_b.html")
    ('files/3/Hu 2021.pdf', 'files/4/a_b.html')
    """
    found = []
    for one in _UNESCAPED[";"].split(field)[:_MOST]:
        parts = _UNESCAPED[":"].split(one.strip())
        path = parts[1] if len(parts) >= 3 else ":".join(parts)
        if said := _ESCAPE.sub(r"\1", path).strip():
            found.append(said)
    return tuple(found)


def groups_in(field: str) -> tuple[str, ...]:
    """Names of a `groups` field.

    >>> groups_in("Adapters, To read")
    ('Adapters', 'To read')
    """
    parts = (_ESCAPE.sub(r"\1", one).strip() for one in _UNESCAPED[","].split(field)[:_MOST])
    return tuple(dict.fromkeys(filter(None, parts)))
