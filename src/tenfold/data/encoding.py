"""Bytes to text: UTF-8, or the encoding that was declared; everything else is refused, with a
hint.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tenfold.errors import DataError, InputError

__all__ = ["MARKS", "Decoded", "decode", "how_to_decode", "plausible_encoding"]

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark is the beginning of this one
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""A byte order mark is a file's own word on how it is encoded."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was decoded. `how` is a sentence part for people."""

    text: str
    encoding: str
    how: str
    bom: bool


def decode(data: bytes, *, file: str, declared: str | None = None, header: bool = True) -> Decoded:
    """Decode `data` strictly: as `declared`, else as its byte order mark says, else as UTF-8.

    Raises
    ------
    DataError
        TF-DATA-004 where a byte does not fit, naming the line, the byte and an encoding that reads
        the file cleanly, or where `declared` is not what the byte order mark says; TF-DATA-005
        where the text holds a NUL.
    """
    codec, how = how_to_decode(data, declared=declared, file=file)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(error, data, file, codec, declared, header) from None
    text = text.removeprefix("\ufeff")
    _refuse_nul(text, data, file, header)
    return Decoded(text, codec.removesuffix("-sig"), how, _mark_of(data) is not None)


def how_to_decode(start: bytes, *, declared: str | None, file: str) -> tuple[str, str]:
    """The codec for a text that begins with these bytes, and how that was decided, for people.

    Raises
    ------
    DataError
        TF-DATA-004 where there is no such codec, or the byte order mark says another.
    """
    mark = _mark_of(start)
    if declared:
        codec = _codec(declared, file)
        _refuse_other_mark(codec, mark, start, file)
        return codec, "declared"
    if mark:
        return mark, "as its byte order mark says"
    return "utf-8", "UTF-8 by default, every byte fits"


def _mark_of(start: bytes) -> str | None:
    return next((codec for mark, codec in MARKS.items() if start.startswith(mark)), None)


def _codec(declared: str, file: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        raise InputError(
            f"no such encoding: {declared!r}",
            code="TF-DATA-004",
            where=file,
            remedy="Well-known ones: utf-8, gbk, gb18030, big5, shift_jis, euc_kr, cp1252, utf-16.",
        ) from None
    if not getattr(codecs.lookup(name), "_is_text_encoding", True):
        raise InputError(
            f"{declared!r} is not an encoding of text",
            code="TF-DATA-004",
            where=file,
            remedy="Try gbk.",
        )
    return name


def _refuse_other_mark(codec: str, mark: str | None, data: bytes, file: str) -> None:
    """A declared encoding that cannot be right, since the file's first bytes say another."""
    if mark and codec.removesuffix("-sig") not in (
        mark,
        mark.removesuffix("-le").removesuffix("-be"),
    ):
        raise DataError(
            f"declared as {codec}, but it begins with the byte order mark of {mark.upper()}. "
            "Nothing was imported.",
            code="TF-DATA-004",
            where=file,
            remedy="Leave --encoding out: the mark is heeded.",
        )
    if data and mark is None and codec in ("utf-16", "utf-32"):
        raise DataError(
            f"declared as {codec}, which leaves the order of bytes open where no mark says it. "
            "Nothing was imported.",
            code="TF-DATA-004",
            where=file,
            remedy=f"Say so with --encoding {_byte_order(data, codec)}.",
        )


def _byte_order(data: bytes, codec: str) -> str:
    """The codec with the order of bytes that makes more ASCII characters of the data."""
    return max((f"{codec}-le", f"{codec}-be"), key=lambda name: _ascii_share(data, name))


def _ascii_share(data: bytes, codec: str) -> float:
    text = data[: _SAMPLE - _SAMPLE % 4].decode(codec, errors="ignore")
    return sum("\0" < character < "\x80" for character in text) / max(1, len(text))


def _place(before: str, header: bool) -> str:
    """Line of the character that stands behind `before`, and its row, the header line not counted."""
    line = len(_LINE_END.findall(before)) + 1
    if header and line == 1:
        return "the header line"
    if '"' in before:  # texts may span lines
        return f"line {line}"
    return f"row {line - header}, line {line}"


def _undecodable(
    error: UnicodeDecodeError,
    data: bytes,
    file: str,
    codec: str,
    declared: str | None,
    header: bool,
) -> DataError:
    wanted = declared or codec.upper()
    place = _place(data[: error.start].decode(codec, errors="ignore"), header)
    byte = f"byte 0x{data[error.start]:02X}" if error.start < len(data) else "the file's end"
    other = plausible_encoding(data)
    if other and other != wanted.casefold():
        clue = f" It reads cleanly as {other.upper()}."
        remedy = f"Say so with --encoding {other}."
    else:
        clue = " No common encoding reads it cleanly."
        remedy = "Find out how the file was written, and say so with --encoding NAME."
    return DataError(
        f"not {wanted} ({place}, {byte}).{clue} Nothing was imported.",
        code="TF-DATA-004",
        where=file,
        remedy=remedy,
    )


def _refuse_nul(text: str, data: bytes, file: str, header: bool) -> None:
    at = text.find("\0")
    if at < 0:
        return
    wide = data.count(b"\0") > len(data) // 4
    remedy = (
        f"It looks like UTF-16: say so with --encoding {_byte_order(data, 'utf-16')}."
        if wide
        else "Take the NUL characters out of the file; texts do not hold them."
    )
    raise DataError(
        f"{text.count(chr(0))} NUL characters, the first in {_place(text[:at], header)}. "
        "Nothing was imported.",
        code="TF-DATA-005",
        where=file,
        remedy=remedy,
    )


def plausible_encoding(data: bytes) -> str | None:
    """The likeliest encoding among common ones that decode all of `data`, or None.

    A guess for a message only: tenfold never decodes by it unless the user says so. Chinese, Japanese
    and Korean encodings are told apart by how many of the characters are common ones; a text whose
    high bytes mostly stand alone is western.
    """
    lonely = _lonely_share(data) > 0.5
    # Cyrillic letters stand in words; one high byte among Latin letters is an accent.
    names = [name for name in _COMMON if not (lonely and name == "cp1251")]
    candidates = [(score, name) for name in names if (score := _score(data, name)) is not None]
    best = max(candidates, default=(0.0, ""))
    western = next((name for name in ("cp1252", "latin-1") if _decodes(data, name)), None)
    if lonely or best[0] < 0.5:
        return western if best[0] < 0.9 else best[1]
    if best[1] == "gbk" and not _decodes(data, "gbk"):
        return "gb18030"
    return best[1]


_COMMON: dict[str, tuple[str, tuple[tuple[int, int], ...] | None]] = {
    # codec to try, and the ranges of two-byte codes that hold its common characters and punctuation
    "gbk": ("gb18030", ((0xA1A1, 0xA3FE), (0xB0A1, 0xD7F9))),
    "big5": ("big5", ((0xA140, 0xA3BF), (0xA440, 0xC67E))),
    "shift_jis": ("shift_jis", ((0x8140, 0x8396), (0x889F, 0x9872))),
    "euc_kr": ("euc_kr", ((0xA1A1, 0xA3FE), (0xB0A1, 0xC8FE))),
    "cp1251": ("cp1251", None),
}


def _score(data: bytes, name: str) -> float | None:
    """Share of the non-ASCII characters that are common ones of the encoding `name`, from 0 to
    1.
    """
    codec, ranges = _COMMON[name]
    if not _decodes(data, codec):
        return None
    sample = [c for c in data.decode(codec)[:_SAMPLE] if c > "\x7f"]
    if not sample:
        return None
    if ranges is None:
        return 0.95 * sum("а" <= c.casefold() <= "я" for c in sample) / len(sample)
    codes = [int.from_bytes(c.encode(codec)[:2]) for c in sample]
    common = sum(any(low <= code <= high for low, high in ranges) for code in codes)
    hangul = sum("가" <= c <= "힣" for c in sample) if name == "euc_kr" else len(sample)
    kana = sum("ぁ" <= c <= "ヿ" for c in sample) if name == "shift_jis" else len(sample)
    penalty = 1.0 if hangul > len(sample) / 3 and kana > len(sample) / 10 else 0.4
    # Korean syllables fill a part of the codes of common Chinese characters: all of them, and it is
    # Korean; a Chinese text scores about 0.6 here.
    bonus = 1.02 if name == "euc_kr" else 1.0
    return bonus * penalty * common / len(sample)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _lonely_share(data: bytes) -> float:
    """Share of the runs of high bytes that are one byte long: near 1 in western texts."""
    runs = re.findall(rb"[\x80-\xff]+", data[: _SAMPLE * 4])
    return sum(len(run) == 1 for run in runs) / len(runs) if runs else 0.0
