"""Names of files that every system takes: no two that differ only in case, none that means a device."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["file_names"]

_LONGEST = 60
_NOT_IN_NAMES = re.compile(r"[^\w.+-]+")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)", re.IGNORECASE)


def file_names(keys: Iterable[str]) -> dict[str, str]:
    """A name for each key, without an ending; the same keys give the same names.

    >>> file_names(["hu2021lora", "DBLP:conf/Hu"])
    {'hu2021lora': 'hu2021lora', 'DBLP:conf/Hu': 'DBLP_conf_Hu-48aaff47'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys, key=lambda key: (_plain(key) != key, key)):
        is_free = _plain(key) == key and key.casefold() not in taken
        name = key if is_free else _marked(key)
        taken.add(name.casefold())
        names[key] = name
    return names


def _plain(key: str) -> str:
    name = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", key))[:_LONGEST].strip("._-")
    return "_" if not name or _DEVICE.match(name) else name


def _marked(key: str) -> str:
    digest = hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{_plain(key)}-{digest}"
