"""What happened in the studies of a workspace on some days, for the report of a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import Select, case, select

from tenfold.store.tables.study import EventRow, RegistrationRow
from tenfold.study.events import ENDS
from tenfold.study.happenings import Declared, Judged, OpenStudy, Session
from tenfold.study.listing import list_studies
from tenfold.study.records import Records
from tenfold.study.state import is_alive
from tenfold.study.verdict_record import Verdict

if TYPE_CHECKING:
    from tenfold.store.day_span import DaySpan
    from tenfold.store.workspace import Workspace

    _State = Literal["done", "stopped", "failed", "running"]

__all__ = ["Chronicle"]

_READ = ("run", "run failed", *sorted(ENDS))
"""The events that a session is told by; of the others it only matters that they were."""


class _Judgement(NamedTuple):
    """What a verdict is on."""

    study: str
    hypothesis: str
    condition: str | None


class _Said(NamedTuple):
    """A verdict that was said, by the number of its event."""

    number: int
    on: _Judgement
    time: datetime
    person: str


class _Word(NamedTuple):
    """An event of a process; `content` where it tells how the session went."""

    number: int
    study: str
    worker: int
    kind: str
    content: Any
    time: datetime
    person: str


class Chronicle:
    """Reads what happened on some days; with a `person`, what that person did."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def declared(self, span: DaySpan, *, person: str | None = None) -> list[Declared]:
        """What was registered on these days, one entry a code, oldest first.

        Declaring again what was registered before registers nothing.
        """
        query = select(RegistrationRow).where(
            RegistrationRow.time >= span.start, RegistrationRow.time < span.end
        )
        if person is not None:
            query = query.where(RegistrationRow.person == person)
        together: dict[tuple[str, str], list[RegistrationRow]] = defaultdict(list)
        with self._workspace.database.read() as session:
            for row in session.scalars(query.order_by(RegistrationRow.time, RegistrationRow.id)):
                if span.holds(row.time):
                    together[row.study, row.family].append(row)
            return [_declared(rows) for rows in together.values()]

    def judged(
        self, span: DaySpan, *, person: str | None = None, studies: Collection[str] | None = None
    ) -> list[Judged]:
        """The last verdict of these days on each hypothesis at each condition, oldest first; of `studies`
        alone, where they are named.

        `before` is the last one from before these days, whoever's run gave it. Verdicts are those that a run
        said: looking at a study says none.
        """
        said = self._said(span, person, studies)
        last: dict[_Judgement, _Said] = {}
        before: dict[_Judgement, _Said] = {}
        for one in said:
            if span.is_after(one.time):
                before[one.on] = one
            elif span.holds(one.time) and person in (None, one.person):
                last[one.on] = one
        wanted = [*last.values(), *(before[on] for on in last if on in before)]
        verdicts = self._verdicts(one.number for one in wanted)
        return [
            Judged(
                study=on.study,
                time=one.time,
                verdict=verdicts[one.number],
                before=verdicts[before[on].number] if on in before else None,
                person=one.person,
            )
            for on, one in sorted(last.items(), key=lambda item: _order(item[1]))
        ]

    def _said(
        self, span: DaySpan, person: str | None, among: Collection[str] | None
    ) -> list[_Said]:
        """When which verdicts were said, in order, up to the days' end, of the studies that had one on them."""
        there = _around(select(EventRow.study), span, person).where(EventRow.kind == "verdict")
        if among is not None:
            there = there.where(EventRow.study.in_(sorted(among)))
        query = select(
            EventRow.id,
            EventRow.study,
            EventRow.content["id"].as_string(),
            EventRow.content["condition"].as_string(),
            EventRow.time,
            EventRow.person,
        ).where(EventRow.kind == "verdict", EventRow.time < span.end)
        with self._workspace.database.read() as session:
            studies = session.scalars(there.distinct()).all()
            rows = session.execute(query.where(EventRow.study.in_(studies)))
            said = [_Said(n, _Judgement(*on), time, who) for n, *on, time, who in rows]
        return sorted(said, key=_order)

    def _verdicts(self, numbers: Iterable[int]) -> dict[int, Verdict]:
        query = select(EventRow.id, EventRow.content).where(EventRow.id.in_(set(numbers)))
        with self._workspace.database.read() as session:
            return {n: Verdict.from_json(content) for n, content in session.execute(query)}

    def sessions(self, span: DaySpan, *, person: str | None = None) -> list[Session]:
        """Each process that said something about a study on these days, by the time of its last word then.

        A process that went on after these days was running. One that says nothing more and is gone has stopped.
        """
        content = case((EventRow.kind.in_(_READ), EventRow.content), else_=None)
        query = _around(
            select(
                EventRow.id,
                EventRow.study,
                EventRow.worker,
                EventRow.kind,
                content,
                EventRow.time,
                EventRow.person,
            ),
            span,
            person,
        )
        words: dict[int, list[_Word]] = defaultdict(list)
        with self._workspace.database.read() as session:
            for row in session.execute(query.order_by(EventRow.time, EventRow.id)):
                word = _Word(*row)
                if span.holds(word.time):
                    words[word.worker].append(word)
        sessions = [self._session(own) for own in words.values()]
        return sorted(sessions, key=lambda one: one.time)

    def _session(self, words: list[_Word]) -> Session:
        last = words[-1]
        state, why = self._state(last)
        failed = {_run(w.content) for w in words if w.kind == "run failed"}
        return Session(
            study=last.study,
            time=last.time,
            state=state,
            n_runs=sum(w.kind == "run" and bool(w.content.get("seconds")) for w in words),
            n_failed=len(failed),
            why=why,
            person=last.person,
        )

    def _state(self, last: _Word) -> tuple[_State, str]:
        """How it stood after its last word, and why."""
        if last.kind == "done":
            return "done", ""
        if last.kind == "stopped":
            return "stopped", str(last.content.get("why", ""))
        if last.kind == "failed":
            return "failed", str(last.content.get("error", {}).get("message", ""))
        workers = Records(self._workspace).open_workers(last.study)
        own = [worker for worker in workers if worker.number == last.worker]
        if own and not is_alive(self._workspace, own[0]) and not self._goes_on(last):
            return "stopped", "its process was killed"
        return "running", ""

    def _goes_on(self, last: _Word) -> bool:
        """Whether the process said something more, after the days that were asked about."""
        later = select(EventRow.id).where(EventRow.worker == last.worker, EventRow.id > last.number)
        with self._workspace.database.read() as session:
            return session.scalars(later.limit(1)).first() is not None

    def open_studies(self) -> list[OpenStudy]:
        """The studies that are not done now, by name, as `study list` says them."""
        return [
            OpenStudy(name=study.name, state=study.state, question=study.question)
            for study in list_studies(self._workspace)
            if study.state != "done"
        ]


def _around(query: Select[Any], span: DaySpan, person: str | None) -> Select[Any]:
    """The events of the days asked about, and of some around them; `person`: their own."""
    query = query.where(EventRow.time >= span.start, EventRow.time < span.end)
    return query if person is None else query.where(EventRow.person == person)


def _order(said: _Said) -> tuple[datetime, int]:
    return said.time, said.number


def _run(content: Any) -> tuple[Any, ...]:
    return tuple(content.get(name) for name in ("method", "size", "seed"))


def _declared(rows: list[RegistrationRow]) -> Declared:
    claims = {row.hypothesis: row.claim or row.hypothesis for row in rows}
    first = rows[0]
    return Declared(
        study=first.study,
        code=first.code,
        time=first.time,
        claims=tuple(claims.values()),
        exploratory={claims[row.hypothesis]: row.why for row in rows if row.exploratory},
        person=first.person,
    )
