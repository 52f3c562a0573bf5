"""Bytes to text: UTF-8, or the encoding that was declared; everything else is refused, with a
hint.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tenfold.errors import DataError, InputError

__all__ = ["MARKS", "Decoded", "codec_of", "decode", "plausible_encoding"]

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MARKS = (codecs.BOM_UTF8, *_UTF16_MARKS)
"""The byte order marks that a file may begin with."""

_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was decoded. `how` is a sentence part for people."""

    text: str
    encoding: str
    how: str
    bom: bool


def decode(data: bytes, *, file: str, declared: str | None = None, header: bool = True) -> Decoded:
    """Decode `data` strictly, as UTF-8 (a byte order mark is fine) or as `declared`.

    Raises
    ------
    DataError
        TF-DATA-004 where a byte does not fit, naming the row, the byte and an encoding that reads
        the file cleanly; TF-DATA-005 where the text holds a NUL.
    """
    bom = data.startswith(MARKS)
    codec = codec_of(declared)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(error, data, file, declared, header) from None
    text = text.removeprefix("\ufeff")
    _refuse_nul(text, data, file, header)
    name = codecs.lookup(declared).name if declared else "utf-8"
    return Decoded(text, name, "declared" if declared else "UTF-8 by default, every byte fits", bom)


def codec_of(declared: str | None) -> str:
    """The name of the codec for a declared encoding. Raises InputError where there is none."""
    if declared is None:
        return "utf-8-sig"
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        raise InputError(
            f"no such encoding: {declared!r}",
            code="TF-DATA-004",
            remedy="Well-known ones: utf-8, gbk, gb18030, big5, shift_jis, euc_kr, cp1252, utf-16.",
        ) from None
    if not getattr(codecs.lookup(name), "_is_text_encoding", True):
        raise InputError(
            f"{declared!r} is not an encoding of text", code="TF-DATA-004", remedy="Try gbk."
        )
    return "utf-8-sig" if name == "utf-8" else name


def _place(data: bytes, offset: int, header: bool) -> str:
    """Row of the byte at `offset`, 1-based, the header line not counted."""
    line = data.count(b"\n", 0, offset) + 1
    if header and line == 1:
        return "the header line"
    return f"row {line - 1 if header else line}"


def _undecodable(
    error: UnicodeDecodeError, data: bytes, file: str, declared: str | None, header: bool
) -> DataError:
    wanted = declared or "UTF-8"
    place = _place(data, error.start, header)
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
    line = text.count("\n", 0, at) + 1
    row = "the header line" if header and line == 1 else f"row {line - header}"
    wide = data.count(b"\0") > len(data) // 4
    remedy = (
        "It looks like UTF-16: say so with --encoding utf-16-le (or utf-16-be)."
        if wide
        else "Take the NUL characters out of the file; texts do not hold them."
    )
    raise DataError(
        f"{text.count(chr(0))} NUL characters, the first in {row}. Nothing was imported.",
        code="TF-DATA-005",
        where=file,
        remedy=remedy,
    )


def plausible_encoding(data: bytes) -> str | None:
    """The likeliest encoding among common ones that decode all of `data`, or None.

    A guess for a message only: tenfold never decodes by it unless the user says so. Chinese,
    Japanese
    and Korean encodings are told apart by how many of the characters are common ones; a text whose
    high bytes mostly stand alone is western.
    """
    if data.startswith(_UTF16_MARKS) and _decodes(data, "utf-16"):
        return "utf-16"
    candidates = [(score, name) for name in _COMMON if (score := _score(data, name)) is not None]
    best = max(candidates, default=(0.0, ""))
    western = next((name for name in ("cp1252", "latin-1") if _decodes(data, name)), None)
    if _lonely_share(data) > 0.5 or best[0] < 0.5:
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
