"""Personal data in texts: what names or numbers a person, with its checksum where it has one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence

from tenfold.desk.checksums import IBAN_LENGTHS, is_card, is_chinese_id, is_iban
from tenfold.desk.phones import REGIONS, find_phones
from tenfold.desk.spans import Span, without_overlaps
from tenfold.wording import worded

__all__ = ["KINDS", "Span", "find_personal"]

KINDS = {
    "email": worded("e-mail addresses"),
    "phone": worded("telephone numbers"),
    "card": worded("payment cards"),
    "iban": worded("bank accounts (IBAN)"),
    "chinese-id": worded("Chinese identity numbers"),
    "us-ssn": worded("US social security numbers"),
    "uk-nino": worded("UK national insurance numbers"),
    "ip": worded("IP addresses"),
}
"""Every kind that is found, in words."""

_LOCAL = "[A-Za-z0-9_%+-]"
_EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?<!{_LOCAL}\.)(?!git@){_LOCAL}{{1,64}}+(?:\.{_LOCAL}{{1,64}}+){{0,8}}"
    r"@(?:[A-Za-z0-9-]{1,63}+\.){1,8}(?!(?:png|jpe?g|gif|svg|webp|css|js|ts|py|txt|html?"
    r"|local|localhost|internal|invalid|test|example)\b)"
    r"[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_CARD = re.compile(
    r"(?<![\w.,/+-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})"
    r"(?![\w/-]|[.,]\d)",
    re.ASCII,
)
_IBAN = re.compile(r"(?<!\w)([A-Z]{2})\d\d(?= ?[A-Z0-9])", re.ASCII)
_CHINESE_ID = re.compile(r"(?<!\w)\d{17}[\dXx](?!\w)", re.ASCII)
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])", re.ASCII)
_NINO = re.compile(
    r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D](?!\w)",
    re.ASCII,
)
_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)", re.ASCII)
_IP6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){2,7}(?![\w:])", re.ASCII)
_VERSION = re.compile(
    r"\b(?:version|release|build|firmware|section|chapter|ec|v|ver)[ .:#]*$", re.IGNORECASE
)
_MAY_HOLD_EMAIL = re.compile(r"@(?<=[A-Za-z0-9_%+-]@)[A-Za-z0-9]")
_MAY_HOLD_NUMBER = re.compile(r"\d(?:\D{0,3}\d){5}", re.ASCII)
_MAY_HOLD_ADDRESS = (re.compile(r"\.\d{1,3}\.\d", re.ASCII), re.compile(r":[0-9A-Fa-f]{0,4}:"))
"""Seldom true and quickly seen: most texts are done with after these."""


def find_personal(text: str, *, regions: Sequence[str] = REGIONS) -> list[Span]:
    """Where personal data stand in a text, in order, without overlaps; kinds as in `KINDS`.

    E-mail addresses; telephone numbers (`regions`: two-letter countries whose national forms are
    known, see `phones`); cards (Luhn), IBAN (modulo 97), Chinese identity numbers (checksum, date); US social
    security and UK national insurance numbers (form alone); public IP addresses. Names and street
    addresses are not found. Time is linear in the text.

    >>> [(span.kind, span.start, span.end) for span in find_personal("Ask jane.roe@example.org!")]
    [('email', 4, 24)]
    """
    spans: list[Span] = []
    if _MAY_HOLD_EMAIL.search(text):
        spans += [Span(*match.span(), "email") for match in _EMAIL.finditer(text)]
    if _MAY_HOLD_NUMBER.search(text):
        spans += _numbers(text)
        spans += find_phones(text, regions)
    spans += _addresses(text)
    return without_overlaps(spans) if len(spans) > 1 else spans


def _numbers(text: str) -> Iterator[Span]:
    for match in _CHINESE_ID.finditer(text):
        if is_chinese_id(match.group()):
            yield Span(*match.span(), "chinese-id")
    yield from _accounts(text)
    for match in _CARD.finditer(text):
        if is_card(re.sub("[ -]", "", match.group())):
            yield Span(*match.span(), "card")
    yield from (Span(*match.span(), "us-ssn") for match in _SSN.finditer(text))
    yield from (Span(*match.span(), "uk-nino") for match in _NINO.finditer(text))


def _accounts(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        n = IBAN_LENGTHS.get(match.group(1))
        whole = re.compile(rf"(?: ?[A-Z0-9]){{{n}}}(?![A-Za-z0-9])").match(text, match.start())
        if n and whole and is_iban(whole.group().replace(" ", "")):
            yield Span(*whole.span(), "iban")


def _addresses(text: str) -> Iterator[Span]:
    for hint, pattern in zip(_MAY_HOLD_ADDRESS, (_IP4, _IP6), strict=True):
        for match in pattern.finditer(text) if hint.search(text) else ():
            if _is_public(match.group()) and not _VERSION.search(
                text, max(0, match.start() - 12), match.start()
            ):
                yield Span(*match.span(), "ip")


def _is_public(address: str) -> bool:
    """One of the internet; numbers of sections and of enzymes (1.2.3.46) are left alone."""
    if ":" not in address and len(address) < 3 + 8:  # eight digits and three dots
        return False
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
