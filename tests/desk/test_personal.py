"""Personal data are found in published examples and planted texts, and not in ordinary numbers."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.desk.checksums import is_card, is_chinese_id, is_iban, luhn
from tenfold.desk.personal import KINDS, find_personal
from tenfold.desk.spans import Span, without_overlaps


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_personal(text)]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("email", "jane.roe@example.org"),
        ("email", "j+news@mail.example.co.uk"),
        ("phone", "+44 20 7946 0958"),
        ("phone", "020 7946 0958"),
        ("phone", "07912 345678"),
        ("phone", "07912345678"),
        ("phone", "(415) 555-2671"),
        ("phone", "415-555-2671"),
        ("phone", "+8613812345678"),
        ("phone", "13812345678"),
        ("phone", "13145550100"),
        ("phone", "138 1234 5678"),
        ("phone", "0755-26510808"),
        # numbers for tests that PayPal and Stripe publish, one a network
        ("card", "4111111111111111"),
        ("card", "4111 1111 1111 1111"),
        ("card", "5555-5555-5555-4444"),
        ("card", "378282246310005"),
        ("card", "3782 822463 10005"),
        ("card", "6011111111111117"),
        ("card", "3530111333300000"),
        ("card", "30569309025904"),
        ("card", "6200000000000005"),
        # examples of SWIFT's IBAN registry
        ("iban", "GB29NWBK60161331926819"),
        ("iban", "GB29 NWBK 6016 1331 9268 19"),
        ("iban", "DE89370400440532013000"),
        ("iban", "NO9386011117947"),
        ("iban", "MT84MALT011000012345MTLCAST001S"),
        # the example of the standard GB 11643-1999
        ("chinese-id", "11010519491231002X"),
        ("us-ssn", "536-90-4399"),
        ("uk-nino", "AB 12 34 56 C"),
        ("uk-nino", "AB123456C"),
        ("ip", "93.184.216.34"),
        ("ip", "2001:4860:4860::8888"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "I said {}, twice.", "号码是{}。", "IT IS {} AND ({})!\n"])
def test_it_is_found_in_whole_and_in_any_frame(kind: str, what: str, frame: str) -> None:
    text = frame.format(what, what)
    assert found(text) == [(kind, what)] * text.count(what)


@pytest.mark.parametrize(
    "text",
    [
        "order 6502530000 has shipped",
        "4111111111111112 and 1234-5678-9012-3456",
        "110105194912310020",
        "11010519491331002X has no such month",
        "GB29NWBK60161331926818",
        "536-00-4399, 666-12-3456, 900-12-3456, 123-45-0000",
        "BG123456C QQ123456C AB123456E",
        "192.168.0.1 and 127.0.0.1 and 10.0.0.1 are at home",
        "version 10.12.13.14, v2.10.1.12, section 1.2.3.4",
        "from 12:30:45 to 13:30:45 on 2024-11-25, 1990-1995",
        "3.14159265358979, 10,000,000, 20.000.000, $1234567890",
        "icon@2x.png, git@github.com:me/mine.git, @someone, a @ b",
        "ISBN 978-3-16-148410-0",
        "https://example.org/13812345678",
        "call 1-800-555-0199 or 0800 1111 222, or text 09061743386",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
        "00:1a:2b:3c:4d:5e",
        "",
    ],
)
def test_ordinary_numbers_and_services_are_no_personal_data(text: str) -> None:
    assert found(text) == []


def test_a_bare_number_is_a_telephone_number_where_words_say_so() -> None:
    assert found("please call 6502530000")[0][0] == "phone"
    assert found("the sum is 6502530000") == []


def test_another_region_knows_its_own_forms() -> None:
    text = "Rufen Sie 030 901820 an"
    assert find_personal(text) == []
    assert [span.kind for span in find_personal(text, regions=("DE",))] == ["phone"]


def test_few_random_numbers_of_eight_to_ten_digits_are_taken_for_something() -> None:
    """None of 3,000: a bare block needs a leading 0 or a word before it. Fixed draws."""
    draw = Random(1)
    texts = [f"order {draw.randint(10**7, 10**10 - 1)} shipped" for _ in range(3000)]
    assert sum(bool(find_personal(text)) for text in texts) == 0


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_gives_spans_in_order_inside_it(text: str) -> None:
    _check_spans(text)


pieces = st.sampled_from(
    ["@", ".", "a", "4111", " ", "1", "GB82", "-", ":", "+44", "(", "0", "X", "北", "::", "7", "٣"]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_pieces_of_personal_data_give_spans_in_order_inside(text: str) -> None:
    _check_spans(text)


def _check_spans(text: str) -> None:
    end = 0
    for span in find_personal(text):
        assert end <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        end = span.end


@given(st.text("0123456789", min_size=2, max_size=19), st.data())
def test_luhn_sees_each_wrong_digit(digits: str, data: st.DataObject) -> None:
    whole = next(digits + str(check) for check in range(10) if luhn(digits + str(check)))
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != whole[at]]))
    assert not luhn(whole[:at] + other + whole[at + 1 :])


def test_checksums_of_nothing() -> None:
    assert not is_card("")
    assert not is_card("0" * 16)
    assert not is_iban("")
    assert not is_chinese_id("")


spans = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda s: Span(s[0], sum(s), "x"))


@given(st.lists(spans, max_size=12))
def test_spans_that_stay_do_not_overlap_and_each_that_goes_meets_an_earlier_one(
    given_spans: list[Span],
) -> None:
    kept = without_overlaps(given_spans)
    assert kept == sorted(kept)
    assert all(one.end <= two.start for one, two in pairwise(kept))
    for at, span in enumerate(given_spans):
        meets = [k for k in kept if k.start < span.end and span.start < k.end]
        assert span in kept or any(given_spans.index(k) < at for k in meets)


def test_a_text_of_a_megabyte_takes_linear_time() -> None:
    """Nothing here is quadratic: each of these would take hours if it were."""
    for piece in ("a", "1", "1 ", "a@", "a.", "1.1.", "::1", "+1(", "GB82 ", "020 7946 0958 "):
        find_personal(piece * (400_000 // len(piece)))
