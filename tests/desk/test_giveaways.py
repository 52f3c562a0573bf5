"""A planted leak is shouted, a topic is told as one, chance is told as nothing."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.desk.checks.giveaway_columns import giveaway_columns
from tenfold.desk.checks.giveaway_tokens import giveaway_tokens
from tenfold.desk.checks.places import at_rows
from tenfold.desk.giveaways import giveaways
from tenfold.desk.one_feature import runs_of, told_by_number, told_by_value
from tenfold.desk.tells import tells
from tenfold.findings import Finding, Place

WORDS = [
    f"{a}{b}" for a in ("ba", "ce", "di", "fo", "gu", "la") for b in ("rk", "st", "nt", "lm", "sp")
]


def random_texts(n: int, seed: int) -> list[str]:
    draw = Random(seed)
    return [" ".join(draw.choices(WORDS, k=8)) + f" {i}" for i in range(n)]


def two_classes(n: int = 400) -> tuple[list[str], list[str]]:
    return random_texts(n, seed=0), ["spam" if i % 4 == 0 else "ham" for i in range(n)]


def test_no_word_of_random_texts_is_sure() -> None:
    """Fixed draws; for other seeds 1 in 1,000, as the rule promises."""
    texts, labels = two_classes()
    assert not [giveaway for giveaway in giveaways(texts, labels) if giveaway.is_sure]
    assert giveaway_tokens(texts, labels).state == "clean"


@pytest.mark.parametrize(
    ("change", "token"),
    [
        (lambda text: f"URGENT {text}", "URGENT"),
        (lambda text: f"{text} [spam]", "spam"),
        (lambda text: f"{text[:-1]} bark", "‹last word bark›"),
        (lambda text: f"{text} .", "‹ends with .›"),
        (lambda text: f"{text} ", "‹ends with white space›"),
        (lambda text: f"{text}\nagain", "‹several lines›"),
        (str.upper, "‹all capitals›"),
    ],
)
def test_a_word_or_a_form_of_one_class_alone_is_shouted(change, token: str) -> None:  # type: ignore[no-untyped-def]
    texts, labels = two_classes()
    leaky = [
        change(text) if label == "spam" else text for text, label in zip(texts, labels, strict=True)
    ]
    finding = giveaway_tokens(leaky, labels)
    assert (finding.state, finding.severity) == ("found", "warn")
    assert finding.count >= 1
    assert token in {told["token"] for told in finding.details["tokens"] if told["label"] == "spam"}
    row = finding.places[0].row
    assert row is not None
    assert token in tells(leaky[row - 1]) or labels[row - 1] == "ham"


def test_six_in_ten_are_enough_and_three_are_vocabulary() -> None:
    texts, labels = two_classes()
    for share, state in ((0.6, "found"), (0.3, "clean")):
        draw = Random(1)
        leaky = [
            f"prize {text}" if label == "spam" and draw.random() < share else text
            for text, label in zip(texts, labels, strict=True)
        ]
        finding = giveaway_tokens(leaky, labels)
        assert finding.state == state
        assert "'prize'" in finding.message, "the widest is said even so"


def test_the_topic_of_a_narrow_class_is_a_note() -> None:
    """20 of 400 texts are about a routing number: their word is what they are about."""
    texts = random_texts(400, seed=0)
    labels = ["routing" if i % 20 == 0 else f"other {i % 19}" for i in range(400)]
    about = [
        f"{text} routing" if label == "routing" else text
        for text, label in zip(texts, labels, strict=True)
    ]
    finding = giveaway_tokens(about, labels)
    assert (finding.state, finding.severity, finding.count) == ("found", "note", 1)
    written_as_label = [text.replace("routing", "routing_number") for text in about]
    labels = [label.replace("routing", "routing_number") for label in labels]
    assert giveaway_tokens(written_as_label, labels).severity == "warn"


def test_a_leak_in_every_narrow_class_is_shouted() -> None:
    texts = random_texts(400, seed=0)
    labels = [f"class {i % 20}" for i in range(400)]
    codes = "qwertyuiopasdfghjklz"
    coded = [f"{text} {codes[i % 20]}qq" for i, text in enumerate(texts)]
    finding = giveaway_tokens(coded, labels)
    assert (finding.severity, finding.count) == ("warn", 20)


def test_chinese_runs_of_characters() -> None:
    draw = Random(0)
    signs = "的一是了我不人在他有这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会"
    texts = ["".join(draw.choices(signs, k=12)) for _ in range(300)]
    labels = ["负" if i % 3 == 0 else "正" for i in range(300)]
    leaky = [
        text + "退款" if label == "负" else text for text, label in zip(texts, labels, strict=True)
    ]
    assert giveaway_tokens(texts, labels).state == "clean"
    finding = giveaway_tokens(leaky, labels)
    assert (finding.severity, finding.state) == ("warn", "found")
    assert "退款" in {told["token"] for told in finding.details["tokens"]}


def test_copies_of_a_text_count_once() -> None:
    texts, labels = two_classes()
    copied = [*texts, *["prize money"] * 200]
    finding = giveaway_tokens(copied, [*labels, *["spam"] * 200])
    assert "prize" not in {told["token"] for told in finding.details["tokens"]}


def test_counts_against_a_slow_loop() -> None:
    texts, labels = two_classes(120)
    leaky = [
        f"prize {text}" if label == "spam" else text
        for text, label in zip(texts, labels, strict=True)
    ]
    for giveaway in giveaways(leaky, labels):
        having = [
            label
            for text, label in zip(leaky, labels, strict=True)
            if giveaway.token in tells(text)
        ]
        hits = having.count(giveaway.label)
        assert giveaway.n == len(having)
        assert giveaway.precision == pytest.approx(hits / len(having))
        assert giveaway.coverage == pytest.approx(hits / labels.count(giveaway.label))


some_texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=12)


@settings(deadline=None)  # the first call imports scipy
@given(some_texts, st.data())
def test_any_texts_and_labels_give_findings(texts: list[str], data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.sampled_from("ab"), min_size=len(texts), max_size=len(texts)))
    for finding in (
        giveaway_tokens(texts, labels),
        giveaway_columns(texts, {"other": texts}, labels),
    ):
        assert finding.state in ("found", "clean")
        assert bool(finding.remedy) == (finding.state == "found")


def test_a_length_that_tells_the_label() -> None:
    texts, labels = two_classes()
    long = [
        text * 4 if label == "spam" else text for text, label in zip(texts, labels, strict=True)
    ]
    finding = giveaway_columns(long, {}, labels)
    assert (finding.state, finding.severity, finding.count) == ("found", "warn", 1)
    assert "length" in finding.message
    assert giveaway_columns(texts, {}, labels).state == "clean"


def test_columns_that_tell_the_label() -> None:
    texts, labels = two_classes()
    columns = {
        "in words": ["bad" if label == "spam" else "good" for label in labels],
        "range": [str(i if label == "ham" else 9000 + i) for i, label in enumerate(labels)],
        "chance": [str(i % 3) for i in range(400)],
        "constant": ["x"] * 400,
        "name": [f"n{i}" for i in range(400)],
        "odd numbers": ["nan" if i % 2 else str(i) for i in range(400)],
    }
    finding = giveaway_columns(texts, columns, labels)
    assert (finding.severity, finding.count) == ("note", 2)
    assert {place.column for place in finding.places} == {"in words", "range"}


def test_rows_in_order_of_their_class() -> None:
    texts, labels = two_classes()
    finding = giveaway_columns(texts, {}, sorted(labels))
    assert "sorted by class" in finding.message
    assert finding.severity == "note"


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_runs_against_counting_changes(labels: list[str]) -> None:
    runs, _ = runs_of(labels)
    assert runs == sum(i == 0 or labels[i] != labels[i - 1] for i in range(len(labels)))


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("ab")), min_size=1, max_size=12))
def test_told_by_value_against_leaving_each_row_out(pairs: list[tuple[str, str]]) -> None:
    hits = 0
    for i, (value, label) in enumerate(pairs):
        others = [other for j, (v, other) in enumerate(pairs) if v == value and j != i]
        best = max((others.count(each) for each in "ab"), default=0)
        hits += (
            others.count(label) == best > 0 and others.count("b" if label == "a" else "a") < best
        )
    told = told_by_value([value for value, _ in pairs], [label for _, label in pairs])
    assert told.accuracy == pytest.approx(hits / len(pairs))


def test_told_by_number_of_nothing_and_of_one_class() -> None:
    assert told_by_number([], []).n == 0
    one = told_by_number(list(np.arange(50.0)), ["a"] * 50)
    assert (one.majority, one.share_of_errors_gone) == (1.0, 0.0)


def test_places_of_a_part_are_rows_of_the_whole() -> None:
    finding = Finding("TF-DATA-048", "note", "found", "", places=(Place(row=2), Place(column="x")))
    assert [place.row for place in at_rows(finding, [4, 7]).places] == [8, None]
