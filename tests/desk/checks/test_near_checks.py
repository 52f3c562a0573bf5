"""TF-DATA-033 and 034: what they count and show."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.data.builtin import make_builtin
from tenfold.data.reading import read_table
from tenfold.desk.checks.near_duplicates import near_duplicates
from tenfold.desk.checks.near_overlap import NearOverlap, near_overlap, near_overlap_finding
from tenfold.desk.checks.pair_excerpt import pair_excerpt
from tenfold.desk.normalise import normalised

WORDS = [f"w{i}" for i in range(20)]
TEXT = " ".join(WORDS)
NEAR = " ".join(["other", *WORDS[1:]])
NEARER = " ".join([*WORDS[:10], WORDS[11], WORDS[10], *WORDS[12:]])
FAR = " ".join(f"v{i}" for i in range(20))

some_texts = st.lists(
    st.sampled_from([TEXT, TEXT.upper(), TEXT + ".", NEAR, NEARER, FAR, FAR + "!", "", "ok"]),
    max_size=8,
)


def test_surplus_rows_are_all_but_the_first_of_a_group() -> None:
    found = near_duplicates([FAR, TEXT, NEAR, TEXT + ".", "short"])
    assert (found.code, found.severity, found.state) == ("TF-DATA-033", "warn", "found")
    assert found.count == 2
    assert found.details["n_groups"] == 1
    assert [place.row for place in found.places] == [3, 4]
    assert found.places[0].excerpt.endswith("≈ row 2: " + TEXT[:59] + "…")


def test_exact_and_normalised_duplicates_are_left_to_their_own_findings() -> None:
    assert near_duplicates([TEXT, TEXT, TEXT.upper(), "  " + TEXT]).state == "clean"
    assert near_duplicates([TEXT, TEXT, NEAR, NEAR]).count == 1


def test_splits_are_looked_at_apart() -> None:
    assert near_duplicates([TEXT, NEAR], ["train", "test"]).count == 0
    assert near_duplicates([TEXT, NEAR], ["train", "train"]).count == 1


@pytest.mark.parametrize("texts", [[], [""], ["one"], ["", "one", "one two three"]])
def test_too_little_text_is_clean(texts: list[str]) -> None:
    assert near_duplicates(texts).state == "clean"
    found = near_overlap(texts, texts)
    assert not found
    assert near_overlap_finding(found, texts, texts).state == "clean"


@given(train=some_texts, test=some_texts)
@settings(deadline=None, max_examples=60)
def test_pairs_across_are_near_and_complete_and_symmetric(
    train: list[str], test: list[str]
) -> None:
    """The texts are two families, within which all are near: whoever has kin over there is in."""
    found = near_overlap(train, test)
    assert list(found.pairs) == sorted(set(found.pairs))
    for a, b in found.pairs:
        assert normalised(train[a]) != normalised(test[b])
        assert train[a][0].lower() == "v" or test[b][0].lower() != "v"
    swapped = near_overlap(test, train)
    assert swapped.pairs == tuple(sorted((b, a) for a, b in found.pairs))
    for positions, own, others in (
        (found.train_positions(), train, test),
        (found.test_positions(), test, train),
    ):
        assert positions == [
            at
            for at, text in enumerate(own)
            if len(text) > 2 and any(_kin(text, other) for other in others)
        ]


def _kin(one: str, other: str) -> bool:
    family = [FAR in text for text in (one, other)]
    return len(other) > 2 and family[0] == family[1] and normalised(one) != normalised(other)


def test_a_position_stands_with_its_nearest() -> None:
    assert near_overlap([FAR, TEXT, NEARER], [NEAR, TEXT + "!"]).pairs == ((1, 0), (1, 1), (2, 1))


def test_many_copies_on_both_sides_are_not_multiplied() -> None:
    found = near_overlap([TEXT] * 300, [NEAR] * 300)
    assert len(found.pairs) == 599
    assert found.train_positions() == found.test_positions() == list(range(300))


@pytest.mark.parametrize(
    ("choice", "severity"), [(None, "block"), ("drop", "note"), ("keep", "note")]
)
def test_overlap_blocks_until_a_choice_is_declared(choice: str | None, severity: str) -> None:
    finding = near_overlap_finding(
        near_overlap([TEXT], [FAR, NEAR]), [TEXT], [FAR, NEAR], choice=choice, test_rows=[7, 9]
    )
    assert (finding.code, finding.severity, finding.count) == ("TF-DATA-034", severity, 1)
    assert [place.row for place in finding.places] == [10]
    assert bool(finding.remedy) == (choice is None)


def test_no_overlap_is_a_note() -> None:
    assert near_overlap_finding(NearOverlap(()), [], []).severity == "note"


def test_an_excerpt_shows_where_the_texts_part() -> None:
    long = "the same beginning for more than sixty characters, and then at the end a "
    shown = pair_excerpt(long + "cat", long + "dog", name="row 1")
    assert shown == "…then at the end a cat ≈ row 1: …then at the end a dog"


def test_sentences_of_the_simulated_patients_are_not_taken_for_copies() -> None:
    assert near_duplicates(make_builtin("builtin:diagnosis").values["text"]).count == 0


@pytest.mark.shared_data
def test_what_is_found_in_real_data(shared_data: Path) -> None:
    """Counts looked at by eye: spam sent again with another number, questions asked twice."""
    banking = [
        read_table([shared_data / "banking77" / f"{name}.csv"]).values["text"]
        for name in ("train", "test")
    ]
    assert near_duplicates(banking[0]).count == 87
    assert len(near_overlap(*banking).test_positions()) == 39
    assert near_overlap(banking[0], random.Random(0).sample(banking[1], 300)).n_crowded == 0
