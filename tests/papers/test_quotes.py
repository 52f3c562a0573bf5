"""Quotes with their page in what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.papers.quotes import Quote, quote_line, quotes_in

words = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" "), min_size=1, max_size=60
).map(lambda text: " ".join(text.split()))
quotes = st.builds(Quote, words.filter(bool), st.integers(1, 99_999))


@given(quotes)
def test_a_quote_is_read_as_it_was_written(quote: Quote) -> None:
    assert quotes_in(quote_line(quote)) == [quote]


@given(st.lists(quotes, max_size=5), st.sampled_from(["\n", "\n\n", "\n\nAnd:\n\n"]))
def test_many_are_found_in_their_order_whatever_stands_between(
    written: list[Quote], between: str
) -> None:
    assert quotes_in(between.join(map(quote_line, written))) == written


@given(st.text(max_size=300))
def test_any_text_has_only_quotes_with_words_and_a_page(text: str) -> None:
    assert all(quote.text and quote.page >= 1 for quote in quotes_in(text))
    assert quotes_in("\n".join(line.replace(">", "") for line in text.splitlines())) == []


@pytest.mark.parametrize(
    ("written", "text", "page"),
    [
        ("> “We freeze the weights” (p. 4)", "We freeze the weights", 4),
        ("> “冻结权重”（第 4 页）", "冻结权重", 4),
        ("> 「冻结」（第12页）", "冻结", 12),
        ('   > "x" (page 4)', "x", 4),
        ('> "x" (pp. 4-5)', "x", 4),
        ('> "over\n> two lines" (p. 4)', "over two lines", 4),
        ('> "it is (as said) so" (p. 4)', "it is (as said) so", 4),
        ('>"x"(p.4)', "x", 4),
        ('> "as (p. 3) says\n> so" (p. 4)  ', "as (p. 3) says so", 4),
    ],
)
def test_forms_that_people_use(written: str, text: str, page: int) -> None:
    assert quotes_in(f"Before.\n\n{written}\n\nAfter.") == [Quote(text, page)]


@pytest.mark.parametrize(
    "written",
    [
        '"x" (p. 4)',
        '> "x"',
        "> x (p. 4)",
        '> "" (p. 4)',
        '> "x" (p. 0)',
        '> "x" (p. 4) and more',
        '```\n> "x" (p. 4)\n```',
        '~~~~ text\n> "x" (p. 4)\n~~~\n> "x" (p. 4)\n~~~~',
    ],
)
def test_what_is_no_quote_with_a_page(written: str) -> None:
    assert quotes_in(written) == []


def test_a_long_text_of_quotes_is_read_in_one_pass() -> None:
    text = '> "x" (p. 4)\n' * 5_000 + "> (p. 1" * 5_000
    assert len(quotes_in(text)) == 5_000
    assert quotes_in(f'> "{" " * 100_000}( {"(" * 50_000}{"p. 1 " * 20_000}') == []
