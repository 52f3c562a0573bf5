"""What is said of a goal's state, in words."""

from __future__ import annotations

from collections.abc import Callable

from tenfold.lab.date_words import day_said, n_days_words
from tenfold.lab.track import Reason, Step, Track, TrackState
from tenfold.language import Translate

__all__ = ["reason_sentence", "state_word", "track_sentence"]


def track_sentence(track: Track, _: Translate) -> str:
    """The state and its reason: `At risk: "draft" was due on 5 Dec and is open.`"""
    return _("{state}: {reason}").format(
        state=state_word(track.state, _), reason=reason_sentence(track, _)
    )


def state_word(state: TrackState, _: Translate) -> str:
    """The state as the beginning of a line.

    >>> state_word("at risk", str)
    'At risk'
    """
    return {
        "on track": _("On track"),
        "at risk": _("At risk"),
        "late": _("Late"),
        "done": _("Done"),
        "dropped": _("Dropped"),
        "cannot say": _("Cannot say"),
    }[state]


def reason_sentence(track: Track, _: Translate) -> str:
    """The reason alone, with the next step where there is one."""
    return _WORDS[track.reason](track, _)


def _reached(track: Track, _: Translate) -> str:
    return _("reached on {day}.").format(day=_closed(track, _))


def _reached_late(track: Track, _: Translate) -> str:
    return _("reached on {day}, {days} after the day that was first promised.").format(
        day=_closed(track, _), days=n_days_words(track.days_late, _)
    )


def _dropped(track: Track, _: Translate) -> str:
    return _("on {day}. Why: {why}").format(day=_closed(track, _), why=track.why)


def _day_passed(track: Track, _: Translate) -> str:
    assert track.by is not None  # only a day can pass
    said = _("its day, {day}, passed {days} ago.").format(
        day=day_said(track.by, track.today, _), days=n_days_words(track.days_late, _)
    )
    if not track.n_steps:
        return said
    steps = _("{done} of {n} milestones are done.").format(done=track.n_done, n=track.n_steps)
    return _two(said, steps, _)


def _overdue(track: Track, _: Translate) -> str:
    first = track.about[0]
    said = _("{step} was due on {day} and is open{more}.")
    return said.format(step=_named(first, _), day=_by(first, track, _), more=_more(track, _))


def _moved_after(track: Track, _: Translate) -> str:
    first = track.about[0]
    said = _("{step} was moved to {day} only after its day had passed{more}.")
    return said.format(step=_named(first, _), day=_by(first, track, _), more=_more(track, _))


def _goal_moved(track: Track, _: Translate) -> str:
    said = _("the goal itself was moved to a later day {n} times.").format(n=track.n_goal_slips)
    return _two(said, _next(track, _), _) if track.next_step else said


def _step_moved(track: Track, _: Translate) -> str:
    first = track.about[0]
    said = _("{step} was moved to a later day {n} times{more}: make it smaller, or drop it.")
    return said.format(step=_named(first, _), n=first.n_slips, more=_more(track, _))


def _after_goal(track: Track, _: Translate) -> str:
    first = track.about[0]
    said = _("{step} is planned for {day}, after the goal's own day{more}.")
    return said.format(step=_named(first, _), day=_by(first, track, _), more=_more(track, _))


def _too_close(track: Track, _: Translate) -> str:
    last = track.about[0]
    assert track.by is not None
    assert track.forecast is not None
    said = _(
        "{step} is due on {day}, {days} before the goal; the longest slip so far was {slip}, and with one more "
        "like it, it ends on {forecast}."
    )
    return said.format(
        step=_named(last, _),
        day=_by(last, track, _),
        days=n_days_words((track.by - last.by).days, _),
        slip=n_days_words(track.longest_slip_days, _),
        forecast=day_said(track.forecast, track.today, _),
    )


def _no_day(track: Track, _: Translate) -> str:
    return _("it has no day. Say by when it is to be reached.")


def _no_steps(track: Track, _: Translate) -> str:
    return _("it has no milestones. Split it into steps of a week or two, so that it can be said.")


def _no_next(track: Track, _: Translate) -> str:
    assert track.by is not None
    said = _("all its milestones are done, and it is open until {day}. Name the next step.")
    return said.format(day=day_said(track.by, track.today, _))


def _all_done(track: Track, _: Translate) -> str:
    return _two(_("all its milestones are done."), _kept(track, _), _)


def _next_step(track: Track, _: Translate) -> str:
    if not track.n_known:
        return _next(track, _)
    return _two(_next(track, _), _kept(track, _), _)


def _next(track: Track, _: Translate) -> str:
    step = track.next_step
    assert step is not None
    return _("next: {step}, by {day}.").format(step=_named(step, _), day=_by(step, track, _))


def _kept(track: Track, _: Translate) -> str:
    if not track.longest_slip_days:
        said = _("{kept} of {n} milestones so far on their first day.")
        return said.format(kept=track.n_kept, n=track.n_known)
    said = _("{kept} of {n} milestones so far on their first day; the longest slip was {slip}.")
    slip = n_days_words(track.longest_slip_days, _)
    return said.format(kept=track.n_kept, n=track.n_known, slip=slip)


def _named(step: Step, _: Translate) -> str:
    return _('"{text}"').format(text=step.text)


def _by(step: Step, track: Track, _: Translate) -> str:
    return day_said(step.by, track.today, _)


def _more(track: Track, _: Translate) -> str:
    n_more = len(track.about) - 1
    return _(" (and {n} more)").format(n=n_more) if n_more else ""


def _closed(track: Track, _: Translate) -> str:
    assert track.closed_on is not None  # said only of a goal that is reached or dropped
    return day_said(track.closed_on, track.today, _)


def _two(first: str, second: str, _: Translate) -> str:
    """Two sentences in a row, with what a language sets between them."""
    return _("{first} {second}").format(first=first, second=second)


_WORDS: dict[Reason, Callable[[Track, Translate], str]] = {
    "reached": _reached,
    "reached late": _reached_late,
    "dropped": _dropped,
    "day passed": _day_passed,
    "step overdue": _overdue,
    "step moved after its day": _moved_after,
    "goal moved often": _goal_moved,
    "step moved often": _step_moved,
    "step after goal": _after_goal,
    "too close": _too_close,
    "no day": _no_day,
    "no steps": _no_steps,
    "no next step": _no_next,
    "all steps done": _all_done,
    "next step": _next_step,
}
