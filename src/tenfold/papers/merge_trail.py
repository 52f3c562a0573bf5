"""Where papers went that were merged: their history says it, whatever keys lead where by now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tenfold.papers.shelf import parts
from tenfold.store.tables.papers import PaperRow, PaperStateRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["became", "homes", "merged_into", "merged_into_each"]


def became(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """The paper that each of `numbers` is part of now, for those that were merged; the others are left out.

    What was merged again is followed to the end. A merge that was taken back is none.
    """
    asked = set(numbers)
    went: dict[int, int] = {}
    left = asked
    while left:
        step = _one_step(session, left)
        went |= step
        left = set(step.values()) - went.keys()
    return {number: _end(went, number) for number in asked & went.keys()}


def homes(session: Session) -> dict[int, int]:
    """Every paper that was merged, and the one that it is part of now."""
    return became(session, session.scalars(select(PaperRow.id).where(PaperRow.is_removed)).all())


def merged_into(session: Session, number: int) -> list[int]:
    """The papers, by number, that are part of this one: merged into it, or into one that was."""
    return merged_into_each(session, [number]).get(number, [])


def merged_into_each(session: Session, numbers: Iterable[int]) -> dict[int, list[int]]:
    """The same of several papers, of those into which others went. Other merges of the library cost nothing."""
    wanted = set(numbers)
    found: set[int] = set()
    left = wanted
    while left:
        before = _ever_merged_into(session, left)
        left = before - found - wanted
        found |= before
    into: dict[int, list[int]] = {}
    for number, now in sorted(became(session, found).items()):
        if now in wanted:
            into.setdefault(now, []).append(number)
    return into


def _one_step(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """From each merged paper to the one that it was merged into: of one batch, that written next after it."""
    found: dict[int, int] = {}
    kept = aliased(PaperStateRow)
    keeper = (
        select(func.min(kept.id))
        .where(
            kept.batch == PaperStateRow.batch, kept.action == "merge", kept.id > PaperStateRow.id
        )
        .scalar_subquery()
    )
    for part in parts(numbers):
        gone = select(PaperRow.id).where(PaperRow.id.in_(part), PaperRow.is_removed)
        newest = (
            select(func.max(PaperStateRow.id))
            .where(PaperStateRow.paper.in_(gone))
            .group_by(PaperStateRow.paper)
        )
        query = select(PaperStateRow.paper, keeper).where(
            PaperStateRow.id.in_(newest), PaperStateRow.action == "merged"
        )
        states = {row[0]: row[1] for row in session.execute(query)}
        papers = select(PaperStateRow.id, PaperStateRow.paper).where(
            PaperStateRow.id.in_(set(states.values()))
        )
        paper_of = {row[0]: row[1] for row in session.execute(papers)}
        found |= {n: paper_of[state] for n, state in states.items() if state in paper_of}
    return found


def _ever_merged_into(session: Session, numbers: Iterable[int]) -> set[int]:
    """The papers that a merge made part of any of these, also of merges that were taken back."""
    found: set[int] = set()
    for part in parts(numbers):
        merges = select(PaperStateRow.id, PaperStateRow.batch).where(
            PaperStateRow.paper.in_(part), PaperStateRow.action == "merge"
        )
        for merge, batch in session.execute(merges).all():
            found |= _gone_with(session, merge, batch)
    return found


def _gone_with(session: Session, merge: int, batch: str) -> set[int]:
    """The papers of one merge: what was written between the merge before it in its batch and itself."""
    in_batch = PaperStateRow.batch == batch, PaperStateRow.id < merge
    last = select(func.max(PaperStateRow.id)).where(*in_batch, PaperStateRow.action == "merge")
    gone = select(PaperStateRow.paper).where(
        *in_batch,
        PaperStateRow.id > (session.scalar(last) or 0),
        PaperStateRow.action == "merged",
    )
    return set(session.scalars(gone))


def _end(went: dict[int, int], number: int) -> int:
    seen: set[int] = set()
    while number in went and number not in seen:
        seen.add(number)
        number = went[number]
    return number
