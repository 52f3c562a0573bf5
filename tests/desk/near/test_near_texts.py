"""All near pairs are found, and none but them: against every pair, one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from benchmarks.planted import make_planted
from hypothesis import given, settings
from hypothesis import strategies as st

from slow_near import slow_near_pairs
from tenfold.desk.near import rare_words
from tenfold.desk.near.near_texts import NearTexts, near_texts
from tenfold.desk.near.words import words


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Texts of 10 to 32 words from a small vocabulary, made from each other by a few edits."""
    word = st.sampled_from([f"{c}{d}" for c in "abcde" for d in "123456"])
    texts = [draw(st.lists(word, min_size=12, max_size=30))]
    for _ in range(draw(st.integers(1, 12))):
        copy = list(draw(st.sampled_from(texts)))
        for _ in range(draw(st.integers(0, 4))):
            at = draw(st.integers(0, len(copy) - 2))
            kind = draw(st.sampled_from(["put in", "take out", "replace", "swap"]))
            if kind == "put in":
                copy.insert(at, draw(word))
            elif kind == "take out" and len(copy) > 10:
                del copy[at]
            elif kind == "replace":
                copy[at] = draw(word)
            else:
                copy[at : at + 2] = copy[at : at + 2][::-1]
        texts.append(copy)
    return [" ".join(text) for text in texts]


def named_pairs(texts: Sequence[str], found: NearTexts) -> set[tuple[str, str]]:
    """The pairs of wordings as sorted pairs of their words."""
    named = {w: " ".join(words(text)) for w, text in zip(found.wording, texts, strict=True)}
    pairs = [(named[a], named[b]) for a, b in zip(found.left, found.right, strict=True)]
    assert len(pairs) == len(set(pairs))
    return {(min(pair), max(pair)) for pair in pairs}


@pytest.mark.parametrize("crowd", [2, 100])
@given(texts=families())
@settings(max_examples=60, deadline=None)
def test_pairs_are_those_of_the_slow_search(crowd: int, texts: list[str]) -> None:
    """With crowds of more than two, keys of several words are tried too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rare_words, "CROWD", crowd)
        found = near_texts(texts)
    slow, pairs = slow_near_pairs(texts), named_pairs(texts, found)
    assert pairs <= slow
    if not found.n_crowded:
        assert len(pairs) + found.n_form_pairs == len(slow)


@given(texts=families(), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_texts_changes_nothing(texts: list[str], seed: int) -> None:
    shuffled = random.Random(seed).sample(texts, len(texts))
    before, after = near_texts(texts), near_texts(shuffled)
    assert named_pairs(texts, before) == named_pairs(shuffled, after)
    assert before.n_form_pairs == after.n_form_pairs
    groups = [
        {
            frozenset(t for t, g in zip(ts, f.groups(), strict=True) if g == own)
            for own in f.groups()
        }
        for ts, f in ((texts, before), (shuffled, after))
    ]
    assert groups[0] == groups[1]


@given(texts=families(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_pairs_across_are_those_of_all_pairs_that_go_across(
    texts: list[str], data: st.DataObject
) -> None:
    texts = list({" ".join(words(text)): None for text in texts})
    sides = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    side = dict(zip(texts, sides, strict=True))
    across = near_texts(texts, sides=sides)
    slow = {(a, b) for a, b in slow_near_pairs(texts) if side[a] != side[b]}
    pairs = named_pairs(texts, across)
    assert pairs <= slow
    assert len(pairs) + across.n_form_pairs == len(slow)


def test_planted_copies_are_found_and_nothing_else() -> None:
    """100 copies by one to three edits among 2,000 texts, beside 200 that only look alike.

    The search misses none. Two of the texts that only look alike could be near by chance: their gaps
    are filled from 60,000 words, so that all but 3 words agree with odds below 1e-9.
    """
    planted = make_planted(2_000, seed=5)
    found = near_texts(planted.texts)
    first: dict[int, int] = {}
    pairs = set()
    for position, wording in enumerate(found.wording.tolist()):
        if first.setdefault(wording, position) != position:
            pairs.add((first[wording], position))
    pairs |= {
        tuple(sorted((first[a], first[b])))
        for a, b in zip(found.left.tolist(), found.right.tolist(), strict=True)
    }
    assert pairs == planted.pairs
    assert found.n_crowded == 0


def test_groups_link_texts_through_others() -> None:
    text = [f"w{i}" for i in range(20)]
    chain = [" ".join(["new"] * i + text[i:]) for i in (0, 3, 6)]
    found = near_texts(
        [*chain, "something else altogether with fourteen words or more in it to be compared", "hi"]
    )
    assert found.edits.tolist() == [3, 3]
    assert found.groups().tolist() == [0, 0, 0, 3, -1]


def test_case_and_punctuation_make_no_other_wording() -> None:
    found = near_texts(["How do I top up?", "how do i top-up", "Hi there!", "hi there"])
    assert found.wording.tolist() == [0, 0, -1, -1]


def test_short_texts_must_have_the_same_words() -> None:
    """One word of thirteen may be what the question is about; of fourteen, two may differ."""
    thirteen = " ".join(f"w{i}" for i in range(13))
    fourteen = f"{thirteen} more"
    assert len(near_texts([thirteen, thirteen.replace("w5", "x")]).left) == 0
    assert near_texts([fourteen, fourteen.replace("w5", "x")]).edits.tolist() == [1]
    assert len(near_texts([thirteen, fourteen]).left) == 0


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["word"], ["word", "word"], ["!", "?!"]])
def test_nothing_to_compare_is_fine(texts: list[str]) -> None:
    found = near_texts(texts)
    assert len(found.left) == 0
    assert found.groups().tolist() == [-1] * len(texts)


def test_chinese_is_compared_by_characters() -> None:
    one, other = "味道还不错但是送餐太慢了等了两个小时", "味道还不错，但是送餐太慢啦！等了两个小时"
    far = "味道很好送餐也非常快下次还会再来点的"
    assert near_texts([one, far, other]).edits.tolist() == [1]


def test_a_form_that_many_fill_is_no_copy_but_numbers_fill_nothing() -> None:
    form = "please let my bank know that i am going to travel to {} at the end of the month"
    towns = ["rome", "oslo", "new york", "lima", "cairo", "ulan bator", "quito"]
    found = near_texts([form.format(town) for town in towns])
    assert len(found.left) == 0
    assert found.n_form_pairs == len(towns) * (len(towns) - 1) // 2
    assert len(near_texts([form.format(town) for town in towns[:3]]).left) == 3
    assert len(near_texts([form.format(f"gate {n}") for n in range(7)]).left) == 21


def test_a_giant_crowd_is_bounded_and_said() -> None:
    """5,000 texts that differ in one number would be 12 million pairs."""
    form = "your code is {} do not give it to anyone we will never ask you for it by mail or phone"
    copies = [form.format(n) for n in range(5_000)]
    found = near_texts(copies)
    assert len(found.left) <= 5_000 * 100
    assert found.n_crowded == 5_000
    assert set(found.groups().tolist()) == {0}


def test_many_copies_of_one_wording_are_one() -> None:
    found = near_texts(["The same text again and again."] * 5_000)
    assert len(found.left) == 0
    assert set(found.groups().tolist()) == {0}


def test_of_very_long_texts_the_beginning_is_compared() -> None:
    """400 words of them, and the lengths: 1,200 words may have lost 180 but not 200."""
    draw = random.Random(0)
    text = [f"w{draw.randrange(5_000)}" for _ in range(1_000)]
    other_end = [*text[:900], *["z"] * 100]
    much_longer = [*text, *["z"] * 200]
    found = near_texts([" ".join(t) for t in (text, other_end, much_longer)])
    assert found.groups().tolist() == [0, 0, 1]
