"""A name for the file of a page, made of a key: the same on every disk and in every address."""

from __future__ import annotations

import re
from hashlib import blake2b

__all__ = ["file_name"]

_PLAIN = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9_]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.ASCII)
_LOOKS_MADE = re.compile(r"(?:.*-)?[0-9a-f]{8}")
_LONGEST = 60


def file_name(key: str) -> str:
    """The key itself where it is plain (small letters, digits, ``-`` and ``_``); else what is plain of it and
    a digest, so that keys which some disks take for one, or refuse, have files of their own.

    >>> file_name("hu2022lora"), file_name("Hu2022"), file_name("nul"), file_name("李2021")
    ('hu2022lora', 'hu2022-bdd01671', 'nul-5bc585ee', '2021-9facc78d')
    """
    is_plain = _PLAIN.fullmatch(key) and len(key) <= _LONGEST
    if is_plain and not _RESERVED.fullmatch(key) and not _LOOKS_MADE.fullmatch(key):
        return key
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    kept = _OTHER.sub("-", key.lower())[:_LONGEST].strip("-_")
    return f"{kept}-{digest}" if kept else digest
