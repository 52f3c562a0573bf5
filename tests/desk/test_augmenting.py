"""What each operation may and may not do to texts, and what augmenting leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.data.splits import stream
from tenfold.desk.augmenting.augment import augment
from tenfold.desk.augmenting.augmentation import COPYING, Augmentation, in_words
from tenfold.desk.augmenting.case import change_case
from tenfold.desk.augmenting.deletion import delete_words
from tenfold.desk.augmenting.keyboard import NEIGHBOURS
from tenfold.desk.augmenting.mixing import mix_sentences
from tenfold.desk.augmenting.new_examples import NewExamples, Rows
from tenfold.desk.augmenting.noise import add_noise
from tenfold.desk.augmenting.preview import preview
from tenfold.desk.augmenting.rebalancing import oversample, undersample
from tenfold.desk.augmenting.swap import swap_words
from tenfold.desk.augmenting.synonym_table import SynonymTable, read_synonyms
from tenfold.desk.augmenting.synonyms import replace_synonyms
from tenfold.desk.augmenting.typos import make_typos
from tenfold.desk.augmenting.words import split_words
from tenfold.desk.normalise import normalised
from tenfold.errors import DataError

TABLE = SynonymTable(
    "d", {("rash",): ["eruption"], ("high", "fever"): ["pyrexia"], ("手", "机"): ["电话"]}
)
RATED: dict[str, Callable[..., NewExamples]] = {
    "case": change_case,
    "typos": make_typos,
    "deletion": delete_words,
    "swap": swap_words,
    "noise": add_noise,
    "synonyms": partial(replace_synonyms, table=TABLE),
}
Text = st.text(
    alphabet=st.sampled_from("abz AZ\t.,!é ßı手机好ไม่9\u0301😀"), max_size=40
) | st.sampled_from(
    ["", " ", "I have a RASH, and high fever!", "我的手机坏了。很好！", "One. Two? Three"]
)
Texts = st.lists(Text, min_size=1, max_size=6)
Seeds = st.integers(0, 2**32)


def applied(
    change: Callable[..., NewExamples], texts: list[str], seed: int = 0, **options: Any
) -> NewExamples:
    labels = np.arange(len(texts), dtype=np.int64) % 2
    return change(texts, labels, stream(seed, "t"), rows=np.arange(len(texts)), **options)


def words_of(text: str) -> list[str]:
    return list(split_words(text).words)


@given(Text)
def test_words_and_gaps_give_the_text_again(text: str) -> None:
    parts = split_words(text)
    assert parts.with_words(parts.words) == text
    assert parts.without([]) == text
    assert "".join(parts.words) == "".join(text.split())


@pytest.mark.parametrize("name", RATED)
@given(texts=Texts, seed=Seeds)
@settings(max_examples=25)
def test_a_rate_of_zero_is_the_identity(name: str, texts: list[str], seed: int) -> None:
    assert applied(RATED[name], texts, seed, rate=0.0).texts == texts


@pytest.mark.parametrize("name", [*RATED, "mixing"])
@given(texts=Texts, seed=Seeds, rate=st.floats(0.01, 1))
@settings(max_examples=40)
def test_every_text_gives_one_with_its_label_and_the_same_each_time(
    name: str, texts: list[str], seed: int, rate: float
) -> None:
    change = mix_sentences if name == "mixing" else partial(RATED[name], rate=rate)
    made, again = applied(change, texts, seed), applied(change, texts, seed)
    assert made.texts == again.texts
    assert made.sources.tolist() == list(range(len(texts)))
    assert made.labels.tolist() == [i % 2 for i in range(len(texts))]
    partners = made.partners.tolist()
    assert all(p < 0 or (p % 2 == i % 2 and p != i) for i, p in enumerate(partners))
    assert [bool(new.strip()) for new in made.texts] == [bool(text.strip()) for text in texts]


@given(texts=Texts, seed=Seeds, rate=st.floats(0.01, 1))
@settings(max_examples=40)
def test_what_each_operation_keeps(texts: list[str], seed: int, rate: float) -> None:
    for old, new in zip(texts, applied(change_case, texts, seed, rate=rate).texts, strict=True):
        assert new.casefold() == old.casefold()
    for old, new in zip(texts, applied(make_typos, texts, seed, rate=rate).texts, strict=True):
        assert len(new) == len(old)
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        assert all(
            b.lower() in NEIGHBOURS[a.lower()] and a.isupper() == b.isupper() for a, b in pairs
        )
    for old, new in zip(texts, applied(delete_words, texts, seed, rate=rate).texts, strict=True):
        assert len(new) <= len(old)
        assert not Counter("".join(words_of(new))) - Counter("".join(words_of(old)))
        assert bool(words_of(new)) == bool(words_of(old))
    for old, new in zip(texts, applied(swap_words, texts, seed, rate=rate).texts, strict=True):
        assert sorted("".join(words_of(new))) == sorted("".join(words_of(old)))
        assert len(new) == len(old)
    known = {word for text in texts for word in words_of(text)}
    for old, new in zip(texts, applied(add_noise, texts, seed, rate=rate).texts, strict=True):
        assert new == "" or set("".join(words_of(new))) <= set("".join(known))
        assert split_words(new).gaps[0] == split_words(old).gaps[0]
    for i, new in enumerate(applied(mix_sentences, texts, seed).texts):
        longest = max(len(text) for text in texts[i % 2 :: 2])
        assert len(new) <= len(texts[i]) + longest + 1


def test_rates_are_what_they_say() -> None:
    """4,000 letters at 0.3: 1,200 typos on average, sd 29; 4,000 words at 0.1: 400 left out, sd 19.

    The bounds allow 5 sd: a false alarm in two of a million seeds, and the seed is fixed.
    """
    letters = "".join(applied(make_typos, ["a" * 4000], rate=0.3).texts)
    assert 1055 < sum(letter != "a" for letter in letters) < 1345
    kept = words_of(applied(delete_words, ["w " * 4000], rate=0.1).texts[0])
    assert 305 < 4000 - len(kept) < 495
    swapped = words_of(applied(swap_words, [" ".join(map(str, range(100)))], rate=0.1).texts[0])
    assert 10 <= sum(int(word) != i for i, word in enumerate(swapped)) <= 20


def test_neighbours_on_a_keyboard_are_mutual() -> None:
    assert set(NEIGHBOURS) == set("abcdefghijklmnopqrstuvwxyz")
    assert all(a in NEIGHBOURS[b] for a, near in NEIGHBOURS.items() for b in near)
    assert set(NEIGHBOURS["q"]) == {"w", "a"}


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("My Rash, (HIGH fever)!", "My Eruption, (PYREXIA)!"),
        ("rashes", "rashes"),
        ("我的手机坏了", "我的电话坏了"),
        ("a high  fever, a RASH", "a pyrexia, a ERUPTION"),
    ],
)
def test_synonyms_keep_case_signs_and_all_that_the_table_does_not_know(text: str, new: str) -> None:
    made = applied(replace_synonyms, [text], rate=1.0, table=TABLE).texts[0]
    assert made.casefold() == new.casefold()
    assert made.endswith(new[-1])


def test_halves_of_sentences_are_mixed() -> None:
    texts = ["A b. C d. E f.", "other class", "Q r? S t! U v.", "x"]
    made = mix_sentences(
        texts, np.array([0, 1, 0, 1]), stream(0, "t"), rows=np.array([0, 2], dtype=np.int64)
    )
    assert made.texts == ["A b. C d. U v.", "Q r? S t! E f."]
    assert made.partners.tolist() == [2, 0]


labels_of_classes = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(
    lambda labels: np.array(labels, dtype=np.int64)
)


@given(labels=labels_of_classes, seed=Seeds)
@settings(max_examples=40)
def test_classes_are_of_one_size_after_rebalancing(labels: Rows, seed: int) -> None:
    counts = np.unique(labels, return_counts=True)[1]
    more, fewer = oversample(labels, stream(seed, "o")), undersample(labels, stream(seed, "u"))
    assert set(np.unique(labels[more], return_counts=True)[1]) == {counts.max()}
    assert set(np.unique(labels[fewer], return_counts=True)[1]) == {counts.min()}
    assert more[: len(labels)].tolist() == list(range(len(labels)))
    assert len(set(fewer.tolist())) == len(fewer)
    for label in np.unique(labels).tolist():
        times = np.bincount(more)[labels == label]
        assert times.max() - times.min() <= 1


EVERYTHING = Augmentation(
    case=0.3, typos=0.1, deletion=0.3, swap=0.2, noise=0.3, mixing=True, oversample=True, copies=6
)
SENTENCES = [f"{a} {b} today. It is {c}!" for a in "pqr" for b in ("so", "not") for c in "xyz"]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_no_held_out_text_and_no_repeat_is_among_the_new_ones(seed: int) -> None:
    labels = np.array([i % 5 == 0 for i in range(len(SENTENCES))], dtype=np.int64)
    free = augment(SENTENCES, labels, EVERYTHING, seed=seed)
    held_out = [f" {text.upper()} " for text in free.new.texts[::3]]
    made = augment(SENTENCES, labels, EVERYTHING, seed=seed, held_out=held_out)
    forbidden = {normalised(text) for text in held_out}
    assert made.n_held_out > 0
    assert not forbidden & {normalised(text) for text in made.new.texts}
    assert len({*SENTENCES, *made.new.texts}) == len(SENTENCES) + len(made.new.texts)
    assert made.new.labels.tolist() == labels[made.new.sources].tolist()
    n_copies = len(made.rows) * EVERYTHING.n_copies
    assert len(made.new.texts) + made.n_unchanged + made.n_held_out == n_copies
    kept = [text for text in free.new.texts if normalised(text) not in forbidden]
    assert made.new.texts == kept


def test_copies_take_the_operations_in_turn() -> None:
    texts = [f"word{i} and many others of number {i} here" for i in range(10)]
    two = Augmentation(deletion=0.4, typos=0.4, copies=2)
    made = augment(texts, np.zeros(10, dtype=np.int64), two, seed=1)
    assert made.n_unchanged == 0
    pairs = zip(made.new.sources.tolist(), made.operations, strict=True)
    assert sorted(pairs) == sorted((i, name) for i in range(10) for name in ("deletion", "typos"))


def test_a_declared_default_is_the_same_as_the_number() -> None:
    usual = Augmentation(typos=True, deletion=True, synonyms="s.csv")  # type: ignore[arg-type]
    spelled = Augmentation(
        typos=0.05, deletion=0.1, synonyms="other.csv", synonym_rate=0.1, copies=4
    )
    assert usual.resolved("digest") == spelled.resolved("digest")
    assert in_words(usual.resolved("digest")) == "typos 0.05, deletion 0.1, synonyms 0.1, copies 4"
    assert set(COPYING) <= set(Augmentation.model_fields)


@pytest.mark.parametrize(
    "content",
    ["", "word,synonym\n", "word;synonym\na;b\n", "a,b\nc,d\n", "word,synonym\na,\n", "word,synonym\nA, a\n"],
)  # fmt: skip
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"columns\s+word and synonym") as caught:
        read_synonyms(path, name="s.csv")
    assert caught.value.code.startswith("TF-DATA-0")
    with pytest.raises(DataError, match="no such file") as caught:
        read_synonyms(tmp_path / "t.csv", name="t.csv")
    assert caught.value.code == "TF-DATA-075"


def test_a_table_may_have_several_synonyms_of_a_word(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("\ufeffsynonym,word\nache,Pain\nsore,pain\nthe runs,loose  motion\n", "utf-8")
    table = read_synonyms(path, name="s.csv")
    assert table.entries == {("pain",): ["ache", "sore"], ("loose", "motion"): ["the runs"]}
    texts = {
        applied(replace_synonyms, ["pain"], s, rate=0.1, table=table).texts[0] for s in range(20)
    }
    assert texts == {"ache", "sore"}


def test_a_preview_shows_each_operation_on_rows_that_are_trained_on() -> None:
    shown = preview(
        SENTENCES,
        ["a"] * len(SENTENCES),
        Augmentation(typos=0.5, mixing=True),
        among=[3, 5, 7],
        n_rows=9,
        seed=0,
    )
    assert [each.row for each in shown] == [3, 5, 7]
    assert all(each.text == SENTENCES[each.row] for each in shown)
    assert all(list(each.made) == ["typos", "mixing"] for each in shown)
    assert all(each.made["typos"] != each.text for each in shown)
