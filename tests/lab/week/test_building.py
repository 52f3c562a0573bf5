"""The report of a week, put together from values made by hand and by chance."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from happened_examples import CLAIM, judged, verdict

from tenfold.errors import InputError
from tenfold.lab.dated import DATE_KINDS, Dated
from tenfold.lab.facts import AddedData, AuditedData, Facts
from tenfold.lab.goal import Goal, Milestone, Move
from tenfold.lab.journal import Journal
from tenfold.lab.note import KINDS, Note, NoteKind
from tenfold.lab.paper_read import PaperRead
from tenfold.lab.task import Task
from tenfold.lab.week.building import build_report
from tenfold.lab.week.inputs import WeekInputs, gather_inputs
from tenfold.lab.week.report import Line, WeekReport
from tenfold.lab.weeks import Week
from tenfold.lab.zone import Zone
from tenfold.store.workspace import Workspace
from tenfold.study.happenings import Declared, OpenStudy, Session

TODAY = date(2026, 11, 27)  # the Friday of 2026-W48
WEEK = Week.of(TODAY)
CANARY = "canary-7391"


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def nov(day: int) -> date:
    return date(2026, 11, day)


def shared(kind: NoteKind, text: str, number: int = 1, day: int = 24, **fields: Any) -> Note:
    return Note(
        text=text, day=nov(day), kind=kind, number=number, is_private=False, person="Ada", **fields
    )


def inputs(**values: Any) -> WeekInputs:
    return WeekInputs(person="Ada", zone=Zone(UTC), today=TODAY, made=at(27), **values)


def section(report: WeekReport, key: str) -> tuple[Line, ...]:
    return next(s.lines for s in report.sections if s.key == key)


def built(key: str, **values: Any) -> tuple[Line, ...]:
    """The lines of one section of the report of this week."""
    return section(build_report(inputs(**values), WEEK), key)


def said(lines: Iterable[Line]) -> str:
    return "\n".join("\n".join((line.text, *line.details)) for line in lines)


def on_days(report: WeekReport, key: str = "this_week") -> Iterator[tuple[date, Line]]:
    span = next(span for span in report.spans if span.key == key)
    for day in span.days:
        for line in day.lines:
            yield day.day, line


class TestPrivacy:
    def test_a_private_note_is_refused(self) -> None:
        with pytest.raises(ValueError, match="private"):
            inputs(notes=(Note(text=CANARY, day=TODAY),))

    def test_what_is_private_leaves_no_trace(self, workspace: Workspace) -> None:
        """Not even a count: the report is the same as if the private notes were not there."""
        journal = Journal(workspace)
        journal.write(Note(text="shown", day=TODAY, kind="thought", is_private=False))
        made = at(27)
        before = build_report(gather_inputs(workspace, WEEK, made=made), WEEK).to_json()
        for kind in KINDS:
            note = Note(text=CANARY, before=CANARY, why=CANARY, day=TODAY, kind=kind)
            journal.write(note)
        after = build_report(gather_inputs(workspace, WEEK, made=made), WEEK).to_json()
        assert after == before
        assert "shown" in json.dumps(after)


class TestBeliefs:
    def test_a_changed_belief_stands_over_what_was_believed_and_the_verdict(self) -> None:
        note = shared("thought", "Rank matters: @adapt, @hu-2022", before="Rank is free")
        facts = Facts(judged=(judged("adapt", at(25)),))
        (line,) = built("beliefs", notes=(note,), facts=facts)
        before, verdict_said, paper = line.details
        assert "Rank is free" in before
        assert "supported" in verdict_said
        assert "+0.010 to +0.030" in verdict_said
        assert "@hu-2022" in paper
        assert (line.facts["studies"], line.facts["papers"]) == (["adapt"], ["hu-2022"])

    def test_the_last_known_verdict_is_the_evidence_where_the_week_has_none(self) -> None:
        earlier = (
            judged("adapt", at(2), verdict("undecided")),
            judged("adapt", at(9), verdict("refuted")),
        )
        note = shared("thought", "Rank matters: @adapt")
        (line,) = built("beliefs", notes=(note,), facts_before=Facts(judged=earlier))
        assert "refuted" in said([line])
        assert "undecided" not in said([line])

    def test_a_belief_without_a_link_says_that_it_has_no_evidence(self) -> None:
        (line,) = built("beliefs", notes=(shared("thought", "A", before="B"),))
        assert "No evidence is named." in line.details

    def test_verdicts_stand_in_for_a_thought_that_is_missing_and_it_is_asked_for(self) -> None:
        facts = Facts(judged=(judged("adapt", at(25)), judged("same", at(25), before=verdict())))
        changed, request = built("beliefs", facts=facts)
        assert changed.facts["study"] == "adapt"
        assert "tenfold note" in request.ask

    def test_an_empty_week_asks_for_the_sentence_that_an_advisor_wants(self) -> None:
        beliefs = build_report(inputs(), WEEK).first[0]
        assert not beliefs.lines
        assert "tenfold note" in beliefs.ask


class TestVerdicts:
    def test_changed_ones_come_first_and_say_what_they_were(self) -> None:
        facts = Facts(
            judged=(
                judged("same", at(23), before=verdict()),
                judged("new", at(25), verdict("refuted"), before=verdict("undecided")),
            )
        )
        new, same = built("verdicts", facts=facts)
        assert (new.facts["study"], same.facts["study"]) == ("new", "same")
        assert new.sign == "refuted"
        assert "undecided" in new.details[0]
        assert new.facts["gain"] == {"estimate": -0.02, "low": -0.03, "high": -0.01}

    @pytest.mark.parametrize("field", ["facts", "facts_before"])
    def test_the_code_under_which_a_claim_was_declared_is_named(self, field: str) -> None:
        day = 23 if field == "facts" else 12
        declared = Facts(declared=(_declared("adapt", at(day)),))
        facts = Facts(judged=(judged("adapt", at(25)),))
        values = {"facts": facts, field: declared}
        if field == "facts":
            values["facts"] = Facts(declared=declared.declared, judged=facts.judged)
        (line,) = built("verdicts", **values)
        assert line.facts["code"] == "CODE-adapt"
        assert "CODE-adapt" in said([line])

    def test_no_code_is_named_that_came_after_the_verdict_or_fixed_another_claim(self) -> None:
        facts = Facts(
            declared=(_declared("adapt", at(26)), _declared("adapt", at(23), "another claim")),
            judged=(judged("adapt", at(25)),),
        )
        (line,) = built("verdicts", facts=facts)
        assert line.facts["code"] is None

    def test_a_claim_that_was_registered_without_its_sentence_is_known_by_its_name(self) -> None:
        facts = Facts(
            declared=(_declared("adapt", at(23), "h1", "h2"),), judged=(judged("adapt", at(25)),)
        )
        (line,) = built("verdicts", facts=facts)
        assert line.facts["code"] == "CODE-adapt"

    def test_exploratory_is_said(self) -> None:
        facts = Facts(judged=(judged("adapt", at(25), verdict(mode="exploratory")),))
        (line,) = built("verdicts", facts=facts)
        assert "exploratory" in line.text


class TestLate:
    def test_an_overdue_milestone_says_by_how_many_days(self) -> None:
        goal = Goal(text="ACL", number=3, milestones=(Milestone(text="draft", by=nov(20)),))
        lines = [x for x in built("late", goals=(goal,)) if x.facts.get("milestone") == "draft"]
        assert [x.facts["n_days_late"] for x in lines] == [7]
        assert "7 days late" in lines[0].text

    @pytest.mark.parametrize(("day", "is_late"), [(24, False), (17, False), (10, True)])
    def test_a_task_is_late_once_it_was_carried_over_twice(self, day: int, is_late: bool) -> None:
        assert bool(built("late", tasks=(Task(text="fix", day=nov(day)),))) == is_late

    def test_what_is_done_dropped_or_passed_is_not_late(self) -> None:
        done = Milestone(text="draft", by=nov(2), done_on=nov(20))
        assert not built(
            "late",
            goals=(
                Goal(text="a", by=date(2027, 3, 1), milestones=(done,)),
                Goal(text="b", by=nov(3), dropped_on=nov(20)),
            ),
            tasks=(Task(text="t", day=nov(2), done_on=nov(24)),),
            dates=(Dated(text="exam", day=nov(24), kind="exam"),),
        )


class TestNeedsYou:
    def test_an_open_question_says_whom_since_when_and_how_to_answer(self) -> None:
        note = shared("question", "Why?", 12, whom="Liu", asked_on=nov(23))
        (line,) = built("needs_you", notes=(note,))
        assert line.text.startswith("Q12")
        assert line.facts["n_days"] == 4
        assert "Liu" in said([line])
        assert "tenfold note answer 12" in line.ask

    def test_an_answered_question_waits_for_nobody(self) -> None:
        note = shared("question", "Why?", answer="So.", answered_on=nov(25))
        assert not built("needs_you", notes=(note,))

    @pytest.mark.parametrize(("again", "is_back"), [(26, True), (27, True), (28, False)])
    def test_a_parked_idea_comes_back_on_its_day(self, again: int, is_back: bool) -> None:
        note = shared("parked", "MoE", day=2, look_again=nov(again))
        assert bool(built("needs_you", notes=(note,))) == is_back
        assert len(built("parked", notes=(note,))) == 1

    @pytest.mark.parametrize(("state", "verb"), [("stopped", "run"), ("failed", "run")])
    def test_a_study_that_stands_still_names_the_command_that_goes_on(
        self, state: Any, verb: str
    ) -> None:
        session = Session(
            study="adapt", time=at(25), state=state, n_runs=1, n_failed=0, why="no disk", person=""
        )
        study = OpenStudy(name="adapt", state=state, question="?")
        facts = Facts(sessions=(session,), open_studies=(study,))
        (line,) = built("needs_you", facts=facts)
        assert f"tenfold study {verb} adapt" in line.ask
        assert "no disk" in said([line])

    def test_a_study_that_was_stopped_and_then_done_waits_for_nobody(self) -> None:
        session = Session(
            study="adapt", time=at(25), state="stopped", n_runs=1, n_failed=0, why="", person=""
        )
        assert not built("needs_you", facts=Facts(sessions=(session,)))

    def test_a_hypothesis_that_turned_exploratory_gives_the_reason(self) -> None:
        declared = _declared("adapt", at(25), exploratory={CLAIM: "it was scored before"})
        (line,) = built("needs_you", facts=Facts(declared=(declared,)))
        assert "it was scored before" in said([line])

    def test_a_verdict_that_is_no_longer_confirmatory_says_where_to_look(self) -> None:
        lost = judged("adapt", at(25), verdict(mode="exploratory"), before=verdict())
        (line,) = built("needs_you", facts=Facts(judged=(lost,)))
        assert "tenfold study show adapt" in line.ask

    @pytest.mark.parametrize(
        ("n_days", "is_near"), [(-1, False), (0, True), (14, True), (15, False)]
    )
    def test_a_deadline_is_near_within_two_weeks(self, n_days: int, is_near: bool) -> None:
        dated = Dated(text="ACL", day=TODAY + timedelta(days=n_days), kind="deadline")
        assert bool(built("needs_you", dates=(dated,))) == is_near


class TestGoals:
    def test_each_open_goal_has_its_state_and_the_open_work_stands_below(self) -> None:
        goal = Goal(text="ACL", by=nov(20), number=4)
        first, last = built("on_track", goals=(goal,), tasks=(Task(text="t", day=TODAY),))
        assert (first.facts["goal"], first.facts["state"], first.sign) == (4, "late", "late")
        assert last.facts["open"]["n_goals"] == 1
        assert last.facts["open"]["n_tasks"] == 1

    def test_a_goal_that_was_reached_stands_in_the_week_of_that_day_alone(self) -> None:
        goal = Goal(text="ACL", done_on=nov(20), number=4)
        states = [
            [
                line.facts.get("state")
                for line in section(build_report(inputs(goals=(goal,)), w), "on_track")
            ]
            for w in (WEEK - 1, WEEK)
        ]
        assert "done" in states[0]
        assert "done" not in states[1]

    def test_a_milestone_that_was_moved_slipped_on_the_day_of_the_move(self) -> None:
        move = Move(nov(25), nov(26), nov(30), "ill")
        goal = Goal(text="ACL", milestones=(Milestone(text="draft", by=nov(30), moves=(move,)),))
        report = build_report(inputs(goals=(goal,)), WEEK)
        ((day, line),) = on_days(report)
        assert day == nov(25)
        assert line.text.startswith("slipped: draft")
        assert "ill" in line.details
        ((due, _line),) = on_days(report, "next_week")
        assert due == nov(30)


class TestDays:
    def test_a_task_stands_on_the_day_it_was_done_and_an_open_one_where_it_was_planned(
        self,
    ) -> None:
        tasks = (
            Task(text="plot", day=nov(23), done_on=nov(26), number=1),
            Task(text="write", day=nov(24), number=2),
            Task(text="old", day=nov(10), number=3),
            Task(text="ahead", day=nov(30), done_on=nov(25), number=4),
        )
        report = build_report(inputs(tasks=tasks), WEEK)
        found = {line.facts["task"]: (day, line.sign) for day, line in on_days(report)}
        assert found == {1: (nov(26), "done"), 2: (nov(24), "open"), 4: (nov(25), "done")}
        assert not list(on_days(report, "next_week"))
        (carried,) = report.spans[1].carried
        assert (carried.facts["task"], carried.facts["n_carried"]) == (3, 2)

    def test_an_empty_day_says_the_standing_line_from_today_on(self) -> None:
        report = build_report(inputs(standing_line="Write."), WEEK)
        said = {day.day: day.title for span in report.spans for day in span.days if day.empty}
        assert said == {  # in a row they say it once; a weekend to come says nothing
            TODAY: "Friday, 27 November",
            nov(30): "Mon 30 Nov to Fri 4 Dec",
            date(2026, 12, 7): "Mon 7 Dec to Fri 11 Dec",
        }

    def test_a_saturday_that_is_today_says_the_standing_line_too(self) -> None:
        made = replace(inputs(standing_line="Write."), today=nov(28))
        report = build_report(made, WEEK)
        assert [day.day for day in report.spans[1].days if day.empty] == [nov(28)]

    def test_an_instant_belongs_to_the_day_of_the_persons_clock(self) -> None:
        """Sunday evening in London is Monday morning in Shanghai: the next week's."""
        shanghai = WeekInputs(
            person="Ada",
            zone=Zone(ZoneInfo("Asia/Shanghai")),
            today=TODAY,
            made=at(27),
            facts=Facts(judged=(judged("adapt", at(22, 20)),)),
        )
        ((day, _line),) = on_days(build_report(shanghai, WEEK))
        assert day == nov(23)

    def test_what_happened_is_in_its_order(self) -> None:
        facts = Facts(
            declared=(_declared("adapt", at(25, 8)),),
            judged=(judged("adapt", at(25, 12)),),
            sessions=(
                Session(
                    study="adapt", time=at(25, 11), state="done", n_runs=2, n_failed=1, why="",
                    person="",
                ),
            ),
            added=(
                AddedData(name="r", number=2, n_rows=10, time=at(25, 9), made_from="q@1", person=""),
            ),
            audited=(AuditedData(name="r", time=at(25, 10), n_found=3, n_blocking=1, person=""),),
        )  # fmt: skip
        events = [x.facts["event"] for _day, x in on_days(build_report(inputs(facts=facts), WEEK))]
        assert events == ["declared", "added", "audited", "ran", "judged"]


class TestLists:
    def test_reading_is_counted_against_the_aim_a_paper_once(self) -> None:
        notes = (
            shared("did", "@a-2020 and @b-2020", 1, tags=("skim",)),
            shared("did", "@a-2020 again, all of it", 2, tags=("read",)),
            shared("did", "a talk", 3, tags=("skim",)),
        )
        papers = (PaperRead(key="c-2021", title="C", day=TODAY, depth="skimmed"),)
        count, *lines = built("reading", notes=notes, papers=papers)
        assert (count.facts["n_in_depth"], count.facts["n_skimmed"]) == (1, 3)
        assert count.sign == "ok"
        assert len(lines) == 4

    def test_a_thought_is_said_once(self) -> None:
        notes = (
            shared("thought", "belief", 1, before="other"),
            shared("thought", "plain", 2),
            shared("thought", "@x-2020: so what", 3, tags=("skim",)),
        )
        report = build_report(inputs(notes=notes), WEEK)
        where = {key: [x.facts.get("note") for x in section(report, key)] for key in
                 ("beliefs", "thinking", "reading")}  # fmt: skip
        assert where == {"beliefs": [1], "thinking": [2], "reading": [None, 3]}

    def test_questions_stand_until_they_are_answered_and_in_that_week(self) -> None:
        notes = (
            shared("question", "open", 12, day=2),
            shared("question", "answered now", 13, day=3, answer="yes", answered_on=nov(25)),
            shared("question", "answered long ago", 14, day=2, answer="no", answered_on=nov(4)),
            Note(text="not asked yet", day=nov(30), kind="question", number=15, is_private=False),
        )
        lines = built("questions", notes=notes)
        assert [line.text[:3] for line in lines] == ["Q12", "Q13"]
        assert "yes" in said(lines)

    @pytest.mark.parametrize("key", ["parked", "not_now", "to_learn"])
    def test_what_stands_until_it_is_taken_away_has_the_new_first(self, key: str) -> None:
        kind: Any = key.replace("_", "-")
        notes = (shared(kind, "old", 1, day=2), shared(kind, "new", 2, day=24, why="because"))
        new, old = built(key, notes=notes)
        assert (new.facts["is_new"], old.facts["is_new"]) == (True, False)
        assert "because" in said([new])

    def test_advice_says_from_whom(self) -> None:
        (line,) = built("advice", notes=(shared("advice", "Use five seeds", giver="Liu"),))
        assert "Liu" in line.text


def test_a_declaration_stands_with_its_code_and_the_mode_of_each_claim() -> None:
    declared = _declared("adapt", at(25), "a", "b", exploratory={"b": "too late"})
    (line,) = built("declared", facts=Facts(declared=(declared,)))
    assert line.text.startswith("`CODE-adapt`")
    assert line.details == ("a (confirmatory)", "b (exploratory: too late)")


def test_the_title_says_who_and_when() -> None:
    assert build_report(inputs(), WEEK).title == "Ada, week 2026-W48 (23 to 29 November 2026)"
    two = build_report(inputs(), Week(2026, 53), n_weeks=2)
    assert two.title == "Ada, weeks 2026-W52 to 2026-W53 (21 December 2026 to 3 January 2027)"


@pytest.mark.parametrize(
    ("week", "n_weeks"), [(WEEK, 0), (WEEK, 54), (Week(1, 1), 1), (Week(9999, 52), 1)]
)
def test_weeks_that_no_report_can_be_about_are_refused(week: Week, n_weeks: int) -> None:
    with pytest.raises(InputError, match="a report is about"):
        build_report(inputs(), week, n_weeks=n_weeks)


@pytest.mark.parametrize("week", [Week(1900, 1), Week(8999, 52)])
def test_the_first_and_the_last_week_can_be_reported(week: Week) -> None:
    assert len(build_report(inputs(), week, n_weeks=53).spans[1].days) == 7 * 53


# -------------------------------------------------------------------------- by chance

N_JOURNALS = 1_000
_ZONES = ("UTC", "Asia/Shanghai", "America/Santiago", "Pacific/Apia", "Europe/Berlin")
_NASTY = (
    "# heading", "- item", "1. one", "> quote", "```\ncode\n```", "~~~", "<script>x</script>", "{n}",
    "{", "%s", "`", "``a`", "\\", "[x]: y", "@", "@s0", "@lee-2020.", "a\n\nb\r\nc", "\u2028", "\x00\x1b[31m",
    "中文，@s1的结果", "🙂", "|a|b|", "---", "===", "*", "__", "", " ", "Q1:", "## Verdicts", "x" * 300,
)  # fmt: skip


def first_day(draw: random.Random) -> date:
    return date(2026, 1, 1) + timedelta(days=draw.randrange(800))


def journal(seed: int) -> WeekInputs:
    """A small journal of about a month, with all kinds of entries and text that breaks things."""
    draw = random.Random(seed)
    first = first_day(draw)
    days = [first + timedelta(days=n) for n in range(24)]
    zone = Zone(ZoneInfo(draw.choice(_ZONES)))

    def text() -> str:
        return " ".join(draw.choice(_NASTY) for _ in range(draw.randint(1, 3)))

    def maybe(value: Any) -> Any:
        return value if draw.random() < 0.5 else None

    def day() -> date:
        return draw.choice(days)

    def instant() -> datetime:
        return datetime.combine(day(), time(draw.randrange(24), 30), tzinfo=UTC)

    def moves() -> tuple[Move, ...]:
        return tuple(Move(day(), day(), day(), text()) for _ in range(draw.randrange(3)))

    def note(number: int) -> Note:
        return Note(
            text=text(), day=day(), kind=draw.choice(KINDS), number=number, is_private=False,
            tags=tuple(draw.sample(("read", "skim", "x"), draw.randrange(3))), whom=text(),
            before=maybe(text()) or "", asked_on=maybe(day()), answer=maybe(text()) or "",
            answered_on=maybe(day()), giver=text(), look_again=maybe(day()), why=text(),
        )  # fmt: skip

    def goal(number: int) -> Goal:
        milestones = tuple(
            Milestone(text=f"m{n} {text()}", by=day(), done_on=maybe(day()), moves=moves())
            for n in range(draw.randrange(3))
        )
        ended = draw.choice(({}, {"done_on": day()}, {"dropped_on": day()}))
        return Goal(
            text=text(), by=maybe(day()), milestones=milestones, why=text(), moves=moves(),
            number=number, **ended,
        )  # fmt: skip

    def task(number: int) -> Task:
        ended = draw.choice(({}, {"done_on": day()}, {"dropped_on": day()}))
        return Task(
            text=text(), day=day(), n_moves=draw.randrange(3), giver=text(), number=number, **ended
        )

    def dated(number: int) -> Dated:
        hour = maybe(time(draw.randrange(24)))
        return Dated(text=text(), day=day(), at=hour, kind=draw.choice(DATE_KINDS), number=number)

    def some_verdict() -> Any:
        outcome = draw.choice(("supported", "refuted", "undecided"))
        return verdict(outcome, mode=draw.choice(("confirmatory", "exploratory")))

    facts = Facts(
        declared=tuple(
            _declared(f"s{n}", instant(), CLAIM, text(), exploratory=maybe({CLAIM: text()}))
            for n in range(2)
        ),
        judged=tuple(
            judged(f"s{n}", instant(), some_verdict(), maybe(some_verdict())) for n in range(3)
        ),
        sessions=tuple(
            Session(
                study=f"s{n}", time=instant(), n_runs=n, n_failed=draw.randrange(2), why=text(),
                state=draw.choice(("done", "stopped", "failed", "running")), person="",
            )
            for n in range(3)
        ),
        added=tuple(
            AddedData(name=text(), number=n, n_rows=n, time=instant(), made_from=text(), person="")
            for n in range(2)
        ),
        audited=(AuditedData(name=text(), time=instant(), n_found=1, n_blocking=1, person=""),),
        open_studies=(OpenStudy(name="s0", state=draw.choice(("failed", "draft")), question=text()),),
    )  # fmt: skip
    made = instant()
    return WeekInputs(
        person=text(), zone=zone, today=zone.day_of(made), made=made, question=text(),
        standing_line=text(), facts=facts,
        notes=tuple(note(n) for n in range(1, 9)), goals=tuple(goal(n) for n in range(1, 3)),
        tasks=tuple(task(n) for n in range(1, 4)), dates=tuple(dated(n) for n in range(1, 3)),
    )  # fmt: skip


def weeks_around(seed: int) -> list[Week]:
    """All weeks in which something of a journal may be, a day off by its zone; and one more at either end."""
    before = Week.of(first_day(random.Random(seed)) - timedelta(days=1)) - 1
    return [before + n for n in range(7)]


def events(given: WeekInputs) -> Counter[tuple[Any, ...]]:
    """Everything that has a day, as the facts of its line name it."""
    facts = given.facts
    return Counter(
        [
            *(("declared", d.study) for d in facts.declared),
            *(("judged", j.study) for j in facts.judged),
            *(("ran", s.study) for s in facts.sessions),
            *(("added", a.number) for a in facts.added),
            *(("audited",) for _ in facts.audited),
            *(("note", n.number) for n in given.notes if n.kind == "did"),
            *(("task", t.number) for t in given.tasks),
            *(("date", d.number) for d in given.dates),
            *(
                ("move", goal.number, move.was.isoformat(), move.to.isoformat())
                for goal in given.goals
                for promise in (goal, *goal.milestones)
                for move in promise.moves
            ),
            *(("ended", g.number) for g in given.goals if not g.is_open),
            *(
                ("reached", g.number, m.text)
                for g in given.goals
                for m in g.milestones
                if m.done_on
            ),
        ]
    )


def named(line: Line) -> tuple[Any, ...] | None:
    """The event that a line of a day is about; None for what is only due."""
    facts = line.facts
    event = facts.get("event")
    if event in ("declared", "judged", "ran"):
        return event, facts["study"]
    if event == "added":
        return event, facts["version"]
    if event == "audited":
        return (event,)
    if event in ("slipped", "moved"):
        return "move", facts["goal"], facts["was"], facts["to"]
    if event == "reached" and "milestone" in facts:
        return event, facts["goal"], facts["milestone"]
    if event in ("reached", "dropped"):
        return "ended", facts["goal"]
    if event == "due":
        return None
    return next((kind, facts[kind]) for kind in ("note", "task", "date") if kind in facts)


@pytest.mark.parametrize("part", range(4))
def test_of_a_thousand_journals_each_event_is_in_one_week(part: int) -> None:
    """Reports without an error, in plain JSON and whole lines; each event and note in exactly one of them."""
    for seed in range(part, N_JOURNALS, 4):
        given = journal(seed)
        found: Counter[tuple[Any, ...]] = Counter()
        notes: Counter[int] = Counter()
        for week in weeks_around(seed):
            report = build_report(given, week, language="zh" if seed % 2 else "en")
            json.dumps(report.to_json(), allow_nan=False)
            found.update(
                event for _day, line in on_days(report) if (event := named(line)) is not None
            )
            notes.update(set(_noted(report, week)))
            _require_whole_lines(report)
        assert found == events(given), seed
        assert notes == Counter(range(1, 1 + len(given.notes))), seed


def _noted(report: WeekReport, week: Week) -> Iterator[int]:
    """Notes that a report shows for their own week, not as ones that wait from before."""
    lines = [line for s in report.sections for line in s.lines]
    for line in (*lines, *(line for _day, line in on_days(report))):
        if "note" in line.facts and date.fromisoformat(line.facts["day"]) in week:
            yield line.facts["note"]


def _require_whole_lines(report: WeekReport) -> None:
    days = [line for span in report.spans for day in span.days for line in day.lines]
    for line in (*days, *(line for s in report.sections for line in s.lines)):
        for text in (line.text, *line.details):
            assert text.splitlines() in ([text], []), text
            assert "\x1b" not in text


@pytest.mark.parametrize("seed", range(100))
def test_two_weeks_are_the_days_of_both(seed: int) -> None:
    given = journal(seed)
    week = weeks_around(seed)[3]
    both = build_report(given, week, n_weeks=2)
    singles = [build_report(given, w) for w in (week - 1, week)]
    assert list(on_days(both)) == [item for single in singles for item in on_days(single)]
    for key in ("thinking", "advice", "declared"):
        apart = [line for single in singles for line in section(single, key)]
        assert list(section(both, key)) == apart


def test_the_same_inputs_give_the_same_report() -> None:
    assert build_report(journal(1), WEEK) == build_report(journal(1), WEEK)


def _declared(
    study: str, when: datetime, *claims: str, exploratory: dict[str, str] | None = None
) -> Declared:
    return Declared(
        study=study,
        code=f"CODE-{study}",
        time=when,
        claims=claims or (CLAIM,),
        exploratory=exploratory or {},
        person="",
    )


class TestWhenItIsJudged:
    """A goal that was set on the 23rd for the 26th, looked at on the 27th."""

    GOAL = Goal(text="submit", by=nov(26), number=1, person="Ada", made=at(23))

    def late_in(self, week: Week, goal: Goal) -> str:
        return said(section(build_report(inputs(goals=(goal,)), week), "late"))

    def test_what_fell_due_after_a_week_was_not_late_in_it(self) -> None:
        early = replace(self.GOAL, made=at(1))
        assert "passed 1 day ago" in self.late_in(WEEK, early)
        assert not self.late_in(WEEK - 1, early)

    def test_a_milestone_that_fell_due_after_a_week_was_not_late_in_it(self) -> None:
        goal = replace(
            self.GOAL, made=at(1), by=nov(30), milestones=(Milestone(text="draft", by=nov(25)),)
        )
        assert "2 days late" in self.late_in(WEEK, goal)
        assert not self.late_in(WEEK - 1, goal)

    def test_a_goal_of_later_on_is_in_no_part_of_a_week_before(self) -> None:
        goal = replace(self.GOAL, by=nov(20))
        report = build_report(inputs(goals=(goal,)), WEEK - 1)
        assert not section(report, "late")
        assert section(report, "on_track")[-1].facts["open"]["n_goals"] == 0

    def test_a_week_to_come_foretells_no_lateness(self) -> None:
        goal = replace(self.GOAL, by=date(2026, 12, 2))
        assert not self.late_in(WEEK + 1, goal)

    def test_a_week_to_come_counts_waiting_to_today(self) -> None:
        question = shared("question", "Which margin?", day=26, whom="Gao", asked_on=nov(26))
        needs = section(build_report(inputs(notes=(question,)), WEEK + 1), "needs_you")
        assert "Waits for 1 day." in said(needs)


def test_what_was_read_is_a_belief_only_where_one_changed() -> None:
    read = shared("thought", "Read in depth @hu2021lora", tags=("read",))
    changed = replace(read, number=2, before="Adapters cost accuracy")
    report = build_report(inputs(notes=(read, changed)), WEEK)
    assert [line.facts["before"] for line in section(report, "beliefs")] == [changed.before]
    assert "Read in depth @hu2021lora" in said(section(report, "reading"))
