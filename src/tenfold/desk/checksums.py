"""Numbers that carry their own check: cards, bank accounts, Chinese identity numbers."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["IBAN_LENGTHS", "is_card", "is_chinese_id", "is_iban", "luhn"]

_CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|65\d\d|64[4-9]\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|3(?:0[0-5]|[68]\d)\d{11}"  # Diners Club
    r"|62\d{14,17}"  # UnionPay
)
"""The beginnings and lengths that networks issue (ISO/IEC 7812)."""

IBAN_LENGTHS = {
    name: int(length)
    for length, names in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA",
        30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Characters of an account number by country (SWIFT's IBAN registry)."""

_CHINESE_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""First two digits of an identity number (GB/T 2260)."""


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def is_card(digits: str) -> bool:
    """Whether digits alone are the number of a payment card: beginning, length and check digit."""
    return bool(_CARD.fullmatch(digits)) and len(set(digits)) > 1 and luhn(digits)


def is_iban(characters: str) -> bool:
    """Whether capitals and digits alone are an account number: length by country, and 1 modulo 97.

    Source: ISO 13616 with ISO 7064 MOD 97-10. Letters count as 10 to 35.

    >>> is_iban("GB82WEST12345698765432"), is_iban("GB82WEST12345698765433")
    (True, False)
    """
    if IBAN_LENGTHS.get(characters[:2]) != len(characters):
        return False
    turned = characters[4:] + characters[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def is_chinese_id(characters: str) -> bool:
    """Whether 18 characters are a Chinese resident's identity number (GB 11643-1999).

    A province, a date of birth that exists, and a last character by ISO 7064 MOD 11-2 (``X`` is 10).

    >>> is_chinese_id("11010519491231002X"), is_chinese_id("110105194912310020")
    (True, False)
    """
    if not (re.fullmatch(r"[0-9]{17}[0-9Xx]", characters) and _PROVINCES.match(characters)):
        return False
    if not _is_birthday(characters[6:14]):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(characters[:17], _CHINESE_WEIGHTS, strict=True)
    )
    return "10X98765432"[total % 11] == characters[17].upper()


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100
