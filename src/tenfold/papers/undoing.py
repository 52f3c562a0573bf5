"""Taking the last import or change of a person back, with all that was written together with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from tenfold.errors import InputError
from tenfold.papers.import_log import ImportLog
from tenfold.papers.keys import free_key
from tenfold.papers.shelf import Batch, Shelf, Standing, Written
from tenfold.papers.taken_keys import TakenKeys
from tenfold.store.carrying import take_carried_out
from tenfold.store.tables.base import now
from tenfold.store.tables.papers import PaperRelationRow, PaperStateRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.workspace import Workspace

__all__ = ["LastOwn", "Undone", "last_own", "undo"]

_PAGE = 900


@dataclass(frozen=True, slots=True)
class LastOwn:
    """What a person did last in the library and did not take back: its batch, and its action."""

    batch: str
    action: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the batch, its action, how many papers are as before, and how many are gone."""

    batch: str
    action: str
    n_papers: int
    n_gone: int


def last_own(workspace: Workspace) -> LastOwn | None:
    """What `undo` would take back; None where nothing is left."""
    with workspace.database.read() as session:
        return _last(session, workspace.person)


def undo(workspace: Workspace, *, only: str | None = None) -> Undone:
    """Take the acting person's last batch back; `only` where it is this one.

    Raises InputError where nothing is left, it is another one, or somebody else changed one of its papers.
    """
    with workspace.database.write() as session:
        last = _last(session, workspace.person)
        if last is None:
            raise InputError(
                "there is nothing to take back in the library.",
                code="TF-PAPER",
                remedy="What you said of papers is taken back by: tenfold paper take-back",
            )
        batch = last.batch
        if only is not None and only != batch:
            raise InputError(
                "you did something else in the library since.",
                code="TF-PAPER",
                remedy="Nothing was changed. The last change first: tenfold paper undo",
            )
        _refuse_if_changed_by_others(session, batch, workspace.person)
        back = Batch(uuid.uuid4().hex, workspace.person, now(), undoes=batch)
        papers: set[int] = set()
        n_gone = 0
        for states in _pages(session, batch):
            n_gone += _put_back(session, states, back)
            papers.update(state.paper for state in states)
        session.execute(delete(PaperRelationRow).where(PaperRelationRow.batch == batch))
        take_carried_out(session, batch, back.name)
        ImportLog(workspace.database, workspace.person).close(session, batch)
    return Undone(batch, last.action, len(papers), n_gone)


def _undone() -> Iterable[str]:
    return select(PaperStateRow.undoes).where(PaperStateRow.undoes.is_not(None)).distinct()  # type: ignore[return-value]  # a subquery


def _last(session: Session, person: str) -> LastOwn | None:
    query = (
        select(PaperStateRow.batch, PaperStateRow.action)
        .where(
            PaperStateRow.person == person,
            PaperStateRow.undoes.is_(None),
            PaperStateRow.batch.not_in(_undone()),
        )
        .order_by(PaperStateRow.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else LastOwn(row[0], row[1])


def _refuse_if_changed_by_others(session: Session, batch: str, person: str) -> None:
    later = aliased(PaperStateRow)
    query = (
        select(later.person)
        .join(PaperStateRow, PaperStateRow.paper == later.paper)
        .where(
            PaperStateRow.batch == batch,
            later.id > PaperStateRow.id,
            later.person != person,
            later.undoes.is_(None),
            later.batch.not_in(_undone()),
        )
        .limit(1)
    )
    who = session.scalars(query).first()
    if who is not None:
        raise InputError(
            f"{who} changed some of these papers since: taking yours back would lose that.",
            code="TF-PAPER",
            remedy="Nothing was changed. Change what you want otherwise: tenfold paper edit KEY ...",
        )


def _pages(session: Session, batch: str) -> Iterable[Sequence[PaperStateRow]]:
    """The states of a batch, the last first."""
    below = (session.scalar(select(func.max(PaperStateRow.id))) or 0) + 1
    while True:
        query = select(PaperStateRow).where(PaperStateRow.batch == batch, PaperStateRow.id < below)
        states = session.scalars(query.order_by(PaperStateRow.id.desc()).limit(_PAGE)).all()
        if not states:
            return
        yield states
        below = states[-1].id
        session.expunge_all()


def _put_back(session: Session, states: Sequence[PaperStateRow], back: Batch) -> int:
    """Let papers be as they were before these states; how many are gone with that."""
    shelf = Shelf(session)
    before = {state.paper: state.before for state in states}  # the earliest of a paper comes last
    standing = shelf.standing(sorted(before))
    was = {
        number: Standing.from_content(number, content)
        for number, content in before.items()
        if content is not None
    }
    keys = TakenKeys(shelf.with_keys)
    changes = [
        Written(
            number, "undo", standing.get(number), _with_free_keys(was.get(number), keys, before)
        )
        for number in before
        if number in standing or number in was
    ]
    shelf.write(changes, back)
    return sum(change.after is None for change in changes)


def _with_free_keys(was: Standing | None, keys: TakenKeys, own: Iterable[int]) -> Standing | None:
    """A paper as it was; a key that another paper got in the meantime stays with that one."""
    if was is None:
        return None
    inside = set(own)

    def is_free(key: str) -> bool:
        owner = keys.owner(key)
        return owner is None or owner in inside

    key = was.paper.key if is_free(was.paper.key) else free_key(was.paper, keys)
    keys.give(key, was.number)
    aliases = tuple(alias for alias in was.aliases if is_free(alias))
    return replace(was, paper=was.paper.with_key(key), aliases=aliases)
