"""What is planted in texts is found, what belongs there is not, and no text breaks a check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.desk.checks.boilerplate import boilerplate, shared_pieces
from tenfold.desk.checks.invisible_characters import invisible_characters
from tenfold.desk.checks.lengths import lengths_finding
from tenfold.desk.checks.markup_in_texts import markup_in_texts
from tenfold.desk.checks.mojibake import mojibake
from tenfold.desk.checks.templates import templates_finding, templates_in
from tenfold.desk.checks.writing_systems import scripts_finding
from tenfold.desk.garbled import ungarbled
from tenfold.desk.invisible import find_invisible
from tenfold.desk.markup import find_markup, is_only_links
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding

any_texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=8)

SAID = (
    "the", "a", "cat", "dog", "bird", "sat", "ran", "flew", "on", "under", "over", "mat", "tree",
    "house", "quickly", "slowly", "again", "today",
)  # fmt: skip


def spoken(n: int) -> list[str]:
    """Different ordinary sentences, their number in words among them."""
    sentences = []
    for i in range(n):
        words = [SAID[(i * k + k * k + i // 7) % len(SAID)] for k in range(2, 11)]
        number = f"{i:b}".replace("0", "no ").replace("1", "yes ")
        sentences.append(f"{' '.join(words)} {number}")
    return sentences


def shared(texts: Sequence[str]) -> Finding:
    return boilerplate(shared_pieces([normalised(text) for text in texts], texts), len(texts))


def filled(texts: Sequence[str]) -> Finding:
    return templates_finding(templates_in([normalised(text) for text in texts]), len(texts))


CHECKS: list[Callable[[Sequence[str]], Finding]] = [
    lengths_finding, scripts_finding, mojibake, markup_in_texts, invisible_characters, shared, filled,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
@given(texts=any_texts)
def test_any_texts_give_a_finding_with_places_in_the_data(
    check: Callable[[Sequence[str]], Finding], texts: list[str]
) -> None:
    finding = check(texts)
    assert finding.state in ("found", "clean")
    assert bool(finding.remedy) == (finding.state == "found")
    assert (finding.count > 0) == (finding.state == "found")
    assert all(place.row is not None and 1 <= place.row <= len(texts) for place in finding.places)
    assert Finding.from_json(finding.to_json()) == finding


@pytest.mark.parametrize("check", CHECKS)
def test_ordinary_texts_are_clean(check: Callable[[Sequence[str]], Finding]) -> None:
    assert check(spoken(60)).state == "clean"
    chinese = [
        "很好吃，送得也快",
        "味道一般，下次不会再来了",
        "等了两个小时才送到，都凉了",
        "还可以",
    ]
    assert check(chinese).state == "clean"


def test_nearly_empty_and_extreme_texts() -> None:
    finding = lengths_finding([*spoken(50), "?", "ok", "...", "好", "x" * 100_000])
    assert finding.details["n_nearly_empty"] == 3
    assert finding.details["n_extreme"] == 1
    assert [place.row for place in finding.places] == [51, 52, 53, 55]
    assert finding.details["quantiles"]["1.0"] == 100_000
    assert sum(finding.details["histogram"]["counts"]) == 55


def test_a_few_texts_in_another_script_and_words_of_mixed_letters() -> None:
    finding = scripts_finding([*spoken(60), "привет, как дела", "それは良いですね"])
    assert (finding.count, finding.severity) == (2, "note")
    assert finding.details["scripts"]["Cyrillic"] == 1
    assert finding.details["scripts"]["Japanese"] == 1
    disguised = scripts_finding([*spoken(5), "log in to p\u0430yp\u0430l now"])
    assert (disguised.count, disguised.severity) == (1, "warn")
    assert "Cyrillic" in disguised.places[0].excerpt
    assert scripts_finding(["β-carotene is 5 µm", "Δx and αβ"] * 3).state == "clean"
    assert (
        scripts_finding(["送餐很快，菜也好吃，推荐，就是量少点(づ｡◕‿‿◕｡)づ", *["好吃"] * 30]).state
        == "clean"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("schÃ¶n", "schön"),
        ("donâ€™t", "don’t"),
        ("that\x92s", "that’s"),
        ("浣犲ソ涓栫晫", "你好世界"),
    ],
)
def test_garbled_letters_are_shown_before_and_after(before: str, after: str) -> None:
    finding = mojibake(["fine", before])
    assert (finding.count, finding.places[0].row) == (1, 2)
    assert after in finding.places[0].excerpt
    assert "→" in finding.places[0].excerpt


@pytest.mark.parametrize(
    "text", ["schön", "“quoted”", "naïve café", "好吃，送得快", "Ünïcödé", "5 €", "👍🏽", "ﬁne"]
)
def test_rare_letters_are_not_garbled(text: str) -> None:
    assert ungarbled(text) is None


@given(st.text("你好世界很好吃的店送餐快慢味道不错", min_size=2, max_size=20))
def test_chinese_read_as_gbk_comes_back(text: str) -> None:
    try:
        garbled = text.encode().decode("gb18030")
    except UnicodeDecodeError:
        return
    assert ungarbled(garbled) == text
    assert ungarbled(text) is None


def test_letters_that_are_lost() -> None:
    finding = mojibake(["价格是锟斤拷元"])
    assert finding.details == {"n_restorable": 0, "n_lost": 1}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<p>Hi</p> there<br/>", ["tag", "tag", "tag"]),
        ('<a href="https://example.org">x</a>', ["tag", "tag"]),
        ("<!-- hidden -->", ["tag", "tag"]),
        ("fish &amp; chips &#39;", ["entity", "entity"]),
        ("the club #39;s year", ["broken-entity"]),
        ("[b]bold[/b]", ["bbcode"]),
        ("see [this](https://example.org)", ["markdown"]),
        ("1 < 2 > 0, <3, <name>, <unk>, AT&T; C# 12; R&D", []),
        ("a list [1] (see below)", []),
        ("room #12 and issue #100", []),
    ],
)
def test_markup_and_what_only_looks_like_it(text: str, kinds: list[str]) -> None:
    assert [span.kind for span in find_markup(text)] == kinds


def test_links_alone() -> None:
    finding = markup_in_texts(["https://example.org/a?b=c www.example.org", "see www.example.org"])
    assert finding.details["n_only_links"] == 1
    assert not is_only_links("")


@pytest.mark.parametrize(
    "text",
    [
        "family 👨‍👩‍👧 and ❤️ and 👍🏽",
        "می‌خواهم",
        "क्‍ष",
        "flag 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום\u200f!",
        "tab\tand\r\nline",
        "1️⃣",
        "no\u00a0break",
        "葛\U000e0100",
    ],
)
def test_characters_that_belong(text: str) -> None:
    assert find_invisible(text) == []


@pytest.mark.parametrize(
    ("text", "name", "severity"),
    [
        ("pay\u200bpal", "U+200B ZERO WIDTH SPACE", "warn"),
        ("a\u200db", "U+200D ZERO WIDTH JOINER", "warn"),
        ("abc\u202etxt.exe", "U+202E RIGHT-TO-LEFT OVERRIDE", "warn"),
        ("caf\ufffd", "U+FFFD REPLACEMENT CHARACTER", "warn"),
        ("\ufeffstart", "U+FEFF ZERO WIDTH NO-BREAK SPACE", "warn"),
        ("bell\x07", "U+0007 BELL", "warn"),
        ("icon \ue412", "U+E412 private use", "warn"),
        ("hidden\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A", "warn"),
        ("not \uffff", "U+FFFF not a character", "warn"),
    ],
)
def test_characters_that_nobody_sees_are_named(text: str, name: str, severity: str) -> None:
    finding = invisible_characters([text, *spoken(50)])
    assert (finding.count, finding.severity) == (1, severity)
    assert name in finding.message
    assert f"[{name.split(' ')[0]}]" in finding.places[0].excerpt


def test_one_odd_control_among_many_texts_is_a_note() -> None:
    assert invisible_characters(["bell\x07", *["ok"] * 200]).severity == "note"


@pytest.mark.parametrize("ending", ["\nSent from my iPhone", " Terms and conditions apply."])
def test_a_signature_is_found_once(ending: str) -> None:
    texts = spoken(100)
    signed = [text + ("." + ending if i % 5 == 0 else "") for i, text in enumerate(texts)]
    finding = shared(signed)
    assert (finding.count, len(finding.details["pieces"])) == (20, 1)
    assert finding.details["pieces"][0]["side"] == "closing"
    assert finding.details["pieces"][0]["words"] in ending.casefold()
    assert "20 × closing" in finding.places[0].excerpt


def test_an_opening_without_a_stop_is_found_and_repeats_count_once() -> None:
    opened = [f"the patient who was seen today {text}" for text in spoken(12)]
    finding = shared([*opened * 3, *spoken(100)[12:]])
    assert finding.count == 12
    assert finding.details["pieces"][0] == {
        "side": "opening", "words": "the patient who was seen today", "n": 12,
    }  # fmt: skip


def test_a_chinese_signature() -> None:
    texts = [
        f"{a}{b}的味道还可以吧。本条评论由系统自动生成" for a in "面饭菜汤" for b in "大小多少好"
    ]
    assert shared(texts).details["pieces"][0]["words"] == "本条评论由系统自动生成"


def test_templates_with_numbers_and_with_names() -> None:
    numbers = [f"your order number {i * 37} has been shipped today" for i in range(10)]
    names = [f"how do i spell the word {'xyz' * i} please" for i in range(1, 7)]
    found = templates_in([normalised(text) for text in [*spoken(30), *numbers, *names]])
    assert [(each.pattern, len(each.rows)) for each in found] == [
        ("your order number # has been shipped today", 10),
        ("how do i spell the word * please", 6),
    ]
    assert found[0].rows[0] == 30
    finding = templates_finding(found, 46, ["train"] * 35 + ["test"] * 11)
    assert finding.details["n_across_splits"] == 1
    assert (finding.count, finding.severity) == (16, "warn")


def test_chinese_templates_with_numbers() -> None:
    texts = [f"下单{i}分钟以后才把餐送到我家" for i in range(30, 40)]
    assert filled(texts).count == 10
    assert filled([*texts[:2], "好吃"]).state == "clean"


@pytest.mark.parametrize("check", CHECKS)
def test_no_check_shows_personal_data_in_its_places(
    check: Callable[[Sequence[str]], Finding],
) -> None:
    private = "jane.roe@example.org 4111 1111 1111 1111"
    planted = [
        f"{private} <b>caf\ufffd schÃ¶n</b> {said}. Write to {private}" for said in spoken(40)
    ]
    for place in check([*planted, "привет", f"p\u0430yp\u0430l {private}"]).places:
        assert "jane.roe" not in place.excerpt
        assert "4111 1111 1111" not in place.excerpt
