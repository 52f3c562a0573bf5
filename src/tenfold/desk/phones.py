"""Telephone numbers in texts: those of persons, written as numbers are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tenfold.desk.spans import Span

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch

__all__ = ["REGIONS", "find_phones"]

REGIONS = ("US", "GB", "CN")
"""Whose national forms are known without being asked for; numbers with + are known from everywhere."""

_RUN = re.compile(r"(?<!\d)[+＋]?[(（]?\d(?:[ ().\-‐-―/（）\u00a0]{0,3}\d){6,}+")
"""What could be a number: 7 digits or more, not far from each other."""

_MOST_DIGITS = 40
"""Runs of more are tables, not numbers to call."""

_CUE = re.compile(
    r"(?:\b(?:tel|telephone|phone|mobile|mob|cell|cellphone|call|calls|text|txt|sms|whatsapp|wechat|fax|ring|dial|contact)"
    r"\b(?:\s*(?:me|us|now|on|at|is|no|number|nr|to))*|(?:电话|手机|联系|联系方式|拨打|致电)(?:号码?)?)"
    r"[\s.:：#=是为]*$",
    re.IGNORECASE,
)
"""Words before a block of digits that make it a telephone number."""

_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")


def find_phones(text: str, regions: Sequence[str] = REGIONS) -> list[Span]:
    """Telephone numbers that are valid where they belong, by Google's libphonenumber.

    A number counts where it begins with ``+``, is grouped as numbers are there, follows a word such
    as "call", or is a mobile number in full (Chinese, or with the leading 0). A bare block of digits
    that might be an order's or an account's number does not, nor does a number of services that no person
    owns (toll-free, premium rate, shared cost).
    """
    fewest = 9 if set(regions) <= set(REGIONS) else 7
    spans: list[Span] = []
    for match in _RUN.finditer(text):
        start, run = match.start(), match.group()
        if run[0] in "(（" and not set(run) & set(
            ")）"
        ):  # the number as a whole stands in brackets
            start, run = start + 1, run[1:]
        n_digits = sum(character.isdigit() for character in run)
        enough = n_digits >= fewest or run[0] in "+＋"
        if enough and n_digits <= _MOST_DIGITS and _is_free(text, start, start + len(run)):
            spans += _first_found(text, start, run, regions)
    return spans


def _is_free(text: str, start: int, end: int) -> bool:
    """Not a part of a longer word or number: a decimal, a link, a code."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if (before.isascii() and before.isalnum()) or (before and before in "_@#$£€¥%&=/\\.,"):
        return False
    return not ((after.isascii() and after.isalnum()) or (after and after in "_@%=/\\"))


def _first_found(text: str, start: int, run: str, regions: Sequence[str]) -> list[Span]:
    from phonenumbers import Leniency, PhoneNumberMatcher

    if run.isdigit() and not (_looks_mobile(run) or _is_announced(text, start)):
        return []
    if "CN" in regions and _CHINESE_MOBILE.fullmatch(run):
        regions = ("CN",)  # with its leading 1 it could be North American as well
    for region in regions:
        matches = list(PhoneNumberMatcher(run, region, Leniency.STRICT_GROUPING))
        if matches:  # a service's number here is not taken for another country's
            return list(_accepted(text, start, matches))
    return []


def _accepted(text: str, at: int, matches: Iterable[PhoneNumberMatch]) -> Iterator[Span]:
    from phonenumbers import PhoneNumberType as Type
    from phonenumbers import number_type

    services = (Type.TOLL_FREE, Type.PREMIUM_RATE, Type.SHARED_COST, Type.VOICEMAIL, Type.UAN)
    for match in matches:
        kind, raw, start = number_type(match.number), match.raw_string, at + match.start
        is_grouped = not raw.isdigit()  # or begins with +
        is_mobile = kind == Type.MOBILE and _looks_mobile(raw)
        if kind not in services and (is_grouped or is_mobile or _is_announced(text, start)):
            yield Span(start, at + match.end, "phone")


def _looks_mobile(digits: str) -> bool:
    return digits.startswith("0") or bool(_CHINESE_MOBILE.fullmatch(digits))


def _is_announced(text: str, start: int) -> bool:
    return bool(_CUE.search(text, max(0, start - 30), start))
