"""Notes as hypothesis makes them up."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tenfold.lab.note import KINDS, Note

__all__ = ["TODAY", "notes"]

TODAY = date(2026, 11, 25)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
days = st.dates()
maybe_days = st.none() | days

notes: st.SearchStrategy[Note] = st.builds(
    Note,
    text=words,
    day=days,
    kind=st.sampled_from(KINDS),
    tags=st.lists(words, max_size=3).map(tuple),
    is_private=st.booleans(),
    before=words,
    whom=words,
    asked_on=maybe_days,
    answer=words,
    answered_on=maybe_days,
    giver=words,
    look_again=maybe_days,
    why=words,
    number=st.integers(1, 10_000),
)
"""Any note at all, also one whose details do not fit its kind."""
