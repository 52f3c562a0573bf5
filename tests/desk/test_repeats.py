"""Repeated texts, against the slow way."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.data.text_column import TextColumn
from tenfold.desk import repeats
from tenfold.desk.normalise import normalised
from tenfold.desk.repeats import n_distinct, repeated

texts = st.lists(st.text(st.sampled_from("aAB é"), max_size=3), max_size=12)


@pytest.mark.parametrize("colliding", [False, True])
@given(texts=texts)
def test_groups_are_those_of_a_dictionary(colliding: bool, texts: list[str]) -> None:
    """Also where every hash is the same, as it may be by chance."""
    with pytest.MonkeyPatch.context() as patch:
        if colliding:
            patch.setattr(repeats, "hash", lambda text: 0, raising=False)
        for key in (None, normalised):
            groups = defaultdict(list)
            for position, text in enumerate(texts):
                groups[key(text) if key else text].append(position)
            wanted = sorted(group for group in groups.values() if len(group) > 1)
            assert repeated(TextColumn.of(texts), key=key) == wanted
        assert n_distinct(texts) == len(set(texts))
