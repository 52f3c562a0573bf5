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
    found: set[int] = set()
    left = {number}
    while left:
        before = {gone for keeper in left for gone in _ever_merged_into(session, keeper)}
        left = before - found - {number}
        found |= left
    return sorted(n for n, now in became(session, found).items() if now == number)


def merged_into_each(session: Session, numbers: Iterable[int]) -> dict[int, list[int]]:
    """The same of several papers, of those into which others went."""
    wanted, found = set(numbers), dict[int, list[int]]()
    for number, now in sorted(homes(session).items()):
        if now in wanted:
            found.setdefault(now, []).append(number)
    return found


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


def _ever_merged_into(session: Session, number: int) -> set[int]:
    """The papers that a merge made part of this one, also of merges that were taken back."""
    gone, earlier = aliased(PaperStateRow), aliased(PaperStateRow)
    before = (
        select(func.coalesce(func.max(earlier.id), 0))
        .where(
            earlier.batch == PaperStateRow.batch,
            earlier.action == "merge",
            earlier.id < PaperStateRow.id,
        )
        .scalar_subquery()
    )
    query = (
        select(gone.paper)
        .join(PaperStateRow, PaperStateRow.batch == gone.batch)
        .where(
            PaperStateRow.paper == number,
            PaperStateRow.action == "merge",
            gone.action == "merged",
            gone.id < PaperStateRow.id,
            gone.id > before,
        )
    )
    return set(session.scalars(query))


def _end(went: dict[int, int], number: int) -> int:
    seen: set[int] = set()
    while number in went and number not in seen:
        seen.add(number)
        number = went[number]
    return number
