"""Fields of a paper as a person types them: ``year=2021``, ``authors=Hu, Edward; Shen, Yelong``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from tenfold.errors import InputError, nearest
from tenfold.papers.ids import normalised
from tenfold.papers.record import ID_KINDS, Name, Paper, Withdrawal

__all__ = ["typed_fields"]

_NAMES = ("authors", "editors")
_TEXTS = tuple(f.name for f in fields(Paper) if f.type == "str")
_KNOWN = (*_TEXTS, *_NAMES, "year", "keywords", "open_access", "withdrawn", "retracted", *ID_KINDS)
_YES = {"yes": True, "true": True, "no": False, "false": False, "": None}


def typed_fields(paper: Paper, typed: Sequence[str]) -> dict[str, Any]:
    """Values for `Library.change`, each from ``FIELD=VALUE``; an empty value takes the field away.

    Names are parted by ``;`` and keywords by ``;`` or ``,``; ``withdrawn=DATE REASON`` and
    ``retracted=DATE REASON`` flag a paper. Raises InputError for what is no field or no value of it.
    """
    values: dict[str, Any] = {}
    for item in typed:
        name, sign, text = item.partition("=")
        if not _is_text(item):
            raise _wrong(f"{item!r} is not UTF-8.", "Nothing was changed.")
        if not sign:
            raise _wrong(f"{item!r} is no FIELD=VALUE.", "For example: year=2021")
        if name not in _KNOWN:
            raise _wrong(f"a paper has no field {name!r}.", nearest(name, _KNOWN))
        if name in ID_KINDS:
            values["ids"] = _with_id(values.get("ids", paper.ids), name, text.strip())
        elif name in ("withdrawn", "retracted"):
            values["withdrawn"] = _withdrawal(name, text.strip())
        else:
            values[name] = _value(name, text.strip())
    return values


def _is_text(said: str) -> bool:
    """Whether it can be stored: an argument of a command may hold bytes that are no text."""
    try:
        said.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _value(name: str, text: str) -> Any:
    if name in _NAMES:
        return tuple(_name(part) for part in text.split(";") if part.strip())
    if name == "keywords":
        return tuple(word.strip() for word in text.replace(",", ";").split(";") if word.strip())
    if name == "year":
        return _year(text)
    if name == "open_access":
        if text.casefold() not in _YES:
            raise _wrong(f"open_access is yes or no. Got {text!r}.", "An empty value: not known.")
        return _YES[text.casefold()]
    return text


def _year(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 4:
        raise _wrong(f"year must be a year. Got {text!r}.", "For example: year=2021")
    return int(text)


def _name(text: str) -> Name:
    """``Family, Given`` or ``Given Family``; in braces, an organisation."""
    said = text.strip()
    if said.startswith("{") and said.endswith("}"):
        return Name(said[1:-1].strip())
    family, comma, given = (part.strip() for part in said.partition(","))
    if comma:
        return Name(family, given)
    first, _, last = said.rpartition(" ")
    return Name(last, first)


def _with_id(ids: Mapping[str, str], kind: str, text: str) -> dict[str, str]:
    others = {k: v for k, v in ids.items() if k != kind}
    if not text:
        return others
    form = next((normalised(k, text) for k in ID_KINDS if k == kind), None)
    if form is None:
        raise _wrong(f"{text!r} is no identifier of the kind {kind}.", "Nothing was changed.")
    return {**others, kind: form}


def _withdrawal(kind: str, text: str) -> Withdrawal | None:
    """The date, if it begins with one, and the reason; ``no`` or nothing takes the flag away."""
    if text.casefold() in ("", "no"):
        return None
    first, _, rest = text.partition(" ")
    is_date = first[:4].isdecimal() and len(first) in (4, 7, 10)
    on, reason = (first, rest) if is_date else ("", text)
    reason = "" if reason.casefold() == "yes" else reason.strip()
    return Withdrawal("retracted" if kind == "retracted" else "withdrawn", on, reason)


def _wrong(message: str, remedy: str) -> InputError:
    return InputError(message, code="TF-PAPER", remedy=remedy)
