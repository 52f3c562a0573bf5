"""The operations of recipes: each settles at once, loses no row in silence, and does what it says."""

from __future__ import annotations

import html
from typing import Any

import pytest
from cleaning_examples import Row, cleaned, dataset, recipe, table
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.desk.cleaning.apply import apply_recipe
from tenfold.desk.cleaning.operations.fix_encoding import fix_encoding
from tenfold.desk.cleaning.operations.strip_controls import strip_controls
from tenfold.desk.cleaning.operations.strip_html import strip_html
from tenfold.desk.cleaning.registry import OPERATIONS
from tenfold.desk.cleaning.rows import Rows
from tenfold.desk.normalise import normalised
from tenfold.errors import TenfoldError

PIECES = [
    "a", "B", " ", "\n", "<b>", "</b>", "<", ">", "&amp;", "amp;", "&lt;", "&", "#38;", "p", "<p>", "br",
    "<!--", "-->", "<script>", "</script>", "Ã©", "â€™", "é", "\x92", "\u200b", "\x0b", "👩\u200d👧", "中", "'",
    "jane@example.org", "+44 20 7946 0958", "4111 1111 1111 1111", "=", "<3", "/",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
labels = st.sampled_from(["x", "y", "z"])
splits = st.sampled_from(["train", "validation", "test"])
rows = st.lists(st.tuples(texts, labels, splits), max_size=9)

PLAIN: list[dict[str, Any]] = [
    {"do": "fix-encoding"},
    {"do": "strip-controls"},
    {"do": "strip-html"},
    {"do": "normalise-spaces"},
    {"do": "redact-personal"},
    {"do": "drop-empty"},
    {"do": "drop-empty", "test_too": True},
    {"do": "drop-duplicates"},
    {"do": "drop-duplicates", "level": "normalised", "contradictions": "drop"},
    {"do": "drop-duplicates", "level": "normalised", "test_too": True},
    {"do": "drop-duplicates", "level": "near"},
    {"do": "rename-label", "names": {"x": "w"}, "test_too": True},
    {"do": "rename-label", "names": {"x": "y"}, "test_too": True},
    {"do": "drop-class", "classes": ["z"], "test_too": True},
    {"do": "keep-columns", "columns": ["text", "label"]},
]


def every_operation(made: Rows) -> list[dict[str, Any]]:
    """All, those among them that speak of single rows: of every other one."""
    keys = sorted(set(made.keys.all))[::2]
    return [
        *PLAIN,
        {"do": "relabel", "rows": [{"row": key, "label": "y"} for key in keys], "test_too": True},
        {"do": "drop-rows", "rows": [{"row": key} for key in keys]},
    ]


@settings(max_examples=25, deadline=None)
@given(rows)
def test_every_operation_settles_at_once_and_accounts_for_every_row(
    drawn: list[tuple[str, str, str]],
) -> None:
    data = dataset([(t, c) for t, c, _ in drawn], [s for *_, s in drawn])
    start = Rows.of(data)
    operations = every_operation(start)
    assert {entry["do"] for entry in operations} == set(OPERATIONS)
    for entry in operations:
        once = apply_recipe(start, recipe(entry))
        assert len(once.rows) + once.done[0].n_dropped == len(data)
        assert list(once.origins) == sorted(set(once.origins)), "the order of rows stays"
        dropped = set(range(len(data))) - set(once.origins)
        assert dropped <= set(once.why), "every dropped row has a reason"
        for row, origin in enumerate(once.origins):
            changed = any(
                once.rows.column(name)[row] != data.column(name)[origin]
                for name in once.rows.columns
            )
            assert changed == (origin in once.why), (entry, origin)
        twice = apply_recipe(Rows.of(_again(once.rows)), recipe(entry))
        assert table(twice) == table(once), entry
        assert not twice.why


def _again(made: Rows) -> Any:
    from tenfold.data.dataset import Dataset

    return Dataset(
        "d", 1, "", made.columns, dict(made.to_raw().values), "text", "label", None,
        made.to_raw().splits,
    )  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(rows, st.permutations(["fix-encoding", "rename", "classes"]))
def test_operations_that_have_nothing_to_do_with_each_other_may_change_places(
    drawn: list[tuple[str, str, str]], order: list[str]
) -> None:
    """One mends texts, one renames a class, one drops another."""
    known = {
        "fix-encoding": {"do": "fix-encoding"},
        "rename": {"do": "rename-label", "names": {"x": "w"}, "test_too": True},
        "classes": {"do": "drop-class", "classes": ["z"], "test_too": True},
    }
    data = dataset([(t, c) for t, c, _ in drawn], [s for *_, s in drawn])
    here = cleaned(data, *(known[name] for name in order))
    assert table(here) == table(cleaned(data, *known.values()))
    assert list(here.origins) == list(cleaned(data, *known.values()).origins)


@settings(max_examples=30, deadline=None)
@given(rows)
def test_nothing_is_dropped_or_relabelled_in_test_unless_it_is_asked_for(
    drawn: list[tuple[str, str, str]],
) -> None:
    data = dataset([(t, c) for t, c, _ in drawn], [s for *_, s in drawn])
    keys = Rows.of(data).keys.all
    result = cleaned(
        data,
        {"do": "relabel", "rows": [{"row": key, "label": "w"} for key in keys]},
        {"do": "drop-rows", "rows": [{"row": key} for key in keys[::2]]},
        "drop-empty",
        {"do": "drop-duplicates", "level": "normalised", "contradictions": "drop"},
    )
    test = [row for row, side in enumerate(data.splits or ()) if side == "test"]
    assert [row for row in result.origins if row in set(test)] == test
    kept = dict(zip(result.origins, table(result), strict=True))
    assert [kept[row] for row in test] == [(data.texts()[r], data.labels()[r]) for r in test]


@settings(max_examples=30, deadline=None)
@given(rows)
def test_dropping_duplicates_against_comparing_every_pair(
    drawn: list[tuple[str, str, str]],
) -> None:
    """What is left has no text twice outside test, but for texts under several labels."""
    data = dataset([(t, c) for t, c, _ in drawn], [s for *_, s in drawn])
    result = cleaned(data, {"do": "drop-duplicates", "level": "normalised"})
    left = result.rows
    sides = left.splits or ()
    for i, (one, label) in enumerate(table(result)):
        for j, (two, other) in enumerate(table(result)[:i]):
            if one.strip() and normalised(one) == normalised(two):
                both_test = sides[i] == sides[j] == "test"
                assert (
                    both_test
                    or (label != other and "test" not in (sides[i], sides[j]))
                    or (_contradicts(table(result), one, sides))
                )
    lost = {normalised(t) for t in data.texts()} - {normalised(t) for t, _ in table(result)}
    assert not lost, "of every text one row stays"


def _contradicts(kept: list[Row], text: str, sides: Any) -> bool:
    labels = {
        label
        for (other, label), side in zip(kept, sides, strict=True)
        if side != "test" and normalised(other) == normalised(text)
    }
    return len(labels) > 1


def test_the_first_is_kept_test_wins_and_train_gives_way() -> None:
    same: list[Row] = [("same", "x")] * 5
    result = cleaned(
        dataset(same, ["train", "validation", "test", "test", "train"]), "drop-duplicates"
    )
    assert list(result.origins)[:2] == [2, 3]
    assert result.why[0] == "drop-duplicates: same text as row 3 of the split test"
    assert result.done[0].remarks == ("1 surplus rows of the split test stay (--test-too).",)
    result = cleaned(dataset(same[:3], ["train", "validation", "train"]), "drop-duplicates")
    assert next(iter(result.origins)) == 1, "train gives way to validation"


def test_contradictions_are_left_and_counted_or_dropped_when_asked() -> None:
    data = dataset([("a", "x"), ("a", "y"), ("a", "x"), ("b", "x"), ("b", "x")])
    left = cleaned(data, "drop-duplicates")
    assert list(left.origins)[:4] == [0, 1, 2, 3]
    assert "1 texts stand under several labels; their 3 rows stay" in left.done[0].remarks[0]
    gone = cleaned(data, {"do": "drop-duplicates", "contradictions": "drop"})
    assert list(gone.origins)[:1] == [3]
    assert gone.why[0] == "drop-duplicates: its text stands under several labels"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Fish &amp; chips<br>a < b</p>", "Fish & chips\na < b"),
        ("<script>if (a < b) x()</script>text<style>p {}</style>", "text"),
        ("I <3 you, if a<b and c>d", None),
        ("<user> says <|im_start|> to <jane@example.org>", None),
        ("<script>alert(1) and no end", None),
        ("<!-- note -->kept<!DOCTYPE html>", "kept"),
        ("a<b>c</b>d", "acd"),
        ("<a href='?x=1&y>2'>link</a>", "link"),
        ("<td>1</td><td>2</td>", "1\n2"),
        ("AT&T, ?a=1&lt=3 &bogus;", None),
        ("&amp;amp;lt;i&gt;deep", "deep"),
        ("one&nbsp;space", "one space"),
        ("&#0;&#xD800;", None),
        ("<b", None),
        ("&#x4e2d;&#25991;", "中文"),
    ],
)
def test_markup_goes_and_what_only_looks_like_it_stays(before: str, after: str | None) -> None:
    assert strip_html(before) == (before if after is None else after)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_a_text_without_markup_is_not_touched_and_an_escaped_one_comes_back(text: str) -> None:
    if not set(text) & set("<&\xa0"):  # a no-break space comes from &nbsp; and becomes a space
        assert strip_html(text) == text
        assert strip_html(html.escape(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_sound_texts_have_no_mojibake(text: str) -> None:
    """Text that went through the wrong encoding comes back where nothing of it was lost."""
    assert fix_encoding(fix_encoding(text)) == fix_encoding(text)


def test_chinese_that_was_read_as_gbk_comes_back() -> None:
    assert fix_encoding("你好吗".encode().decode("gb18030", "replace")) in ("你好吗", "浣犲ソ鍚�")
    assert fix_encoding("浣犲ソ") == "你好"


@pytest.mark.parametrize("word", ["schön", "l’été", "Привет", "naïve", "smörgåsbord"])
def test_mojibake_is_undone(word: str) -> None:
    assert fix_encoding(word.encode().decode("cp1252", "replace")) in (
        word,
        word.replace("\xa0", " "),
    )
    assert fix_encoding(word) == word


def test_quotes_ligatures_width_and_entities_are_not_the_business_of_encodings() -> None:
    for text in ("“curly” ‘quotes’", "ﬁne", "ＦＵＬＬ", "&eacute;", "one\r\ntwo", "中文，标点"):
        assert fix_encoding(text) == text


def test_what_texts_need_is_no_control() -> None:
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    for text in ("a\tb\r\n", "👩\u200d👧", england, "می\u200cخواهم", "\u200fעברית"):
        assert strip_controls(text) == text
    assert strip_controls("a\x00\u200b\ufeff\u202e\U000e0041b\x0bc") == "ab c"
    assert strip_controls("a\u200b\u200db\ufffd") == "ab\ufffd", "what was lost is not hidden"


def test_personal_data_are_named_by_their_kind() -> None:
    result = cleaned(
        dataset([("Ask jane@example.org or +44 20 7946 0958.", "x")]), "redact-personal"
    )
    assert table(result)[0][0] == "Ask [EMAIL] or [PHONE]."
    assert result.why[0] == "redact-personal (email, phone)"


def test_of_equal_rows_the_one_that_was_meant_goes() -> None:
    data = dataset([("a", "x"), ("b", "x"), ("a", "x"), ("a", "y")])
    keys = Rows.of(data).keys.all
    result = cleaned(data, {"do": "drop-rows", "rows": [{"row": keys[2], "why": "by hand"}]})
    assert list(result.origins)[:3] == [0, 1, 3]
    assert result.why == {2: "drop-rows: by hand"}
    result = cleaned(data, {"do": "relabel", "rows": [{"row": keys[0], "label": "y", "was": "x"}]})
    assert [label for _, label in table(result)][:4] == ["y", "x", "x", "y"]


def test_a_list_meets_other_data() -> None:
    keys = Rows.of(dataset([("a", "x"), ("b", "x"), ("c", "x")], ["train"] * 3)).keys.all
    entry = {"do": "relabel", "rows": [{"row": key, "label": "y", "was": "x"} for key in keys[:3]]}
    other = cleaned(
        dataset([("a", "x"), ("b", "z"), ("c", "x")], ["train", "train", "test"]), entry
    )
    assert [label for _, label in table(other)][:3] == ["y", "z", "x"]
    assert other.done[0].remarks == (
        "1 listed rows are of the split test and stay as they are (--test-too).",
        "1 listed rows have another label than the list says, and keep it.",
    )
    assert cleaned(dataset([("q", "x")]), entry).done[0].remarks == (
        "3 listed rows are not in these data.",
    )


@pytest.mark.parametrize("entry", [
    {"do": "rename-label", "names": {"x": "y"}},
    {"do": "drop-class", "classes": ["x"]},
])  # fmt: skip
def test_a_class_is_not_parted_from_test(entry: dict[str, Any]) -> None:
    with pytest.raises(TenfoldError) as caught:
        cleaned(dataset([("a", "x")], ["test"]), entry)
    assert caught.value.code == "TF-DATA-067"
    assert "--test-too" in str(caught.value)
    assert cleaned(dataset([("a", "x")], ["train"]), entry).why


def test_all_that_the_data_lack_is_said_at_once() -> None:
    with pytest.raises(TenfoldError) as caught:
        cleaned(
            dataset([]),
            {"do": "strip-html", "columns": ["txt", "label"]},
            {"do": "keep-columns", "columns": ["text"]},
        )
    said = str(caught.value)
    assert "Did you mean 'text'?" in said
    assert "is the label column" in said
    assert "leaves out 'label'" in said


def test_near_copies_go_and_the_first_of_each_stays() -> None:
    first = "the nurse wrote down that I had been coughing every night since the end of last week"
    near = first.replace("down", "up")
    rows = [(first, "x"), (near, "x"), ("short and else", "y"), ("Short and ELSE", "x")]
    kept = table(cleaned(dataset(rows), {"do": "drop-duplicates", "level": "near"}))
    assert kept[:-2] == [rows[0], *rows[2:]], "texts under two labels are left"
