"""What happened in studies, as the report of a week reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tenfold.study.verdict_record import Verdict

__all__ = ["Declared", "Judged", "OpenStudy", "Session"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Hypotheses that were fixed together, under one code.

    `claims` are their sentences as they were then; `exploratory` maps the sentences of those that were
    registered too late to the reason. Of what an older tenfold registered, the id stands in for the sentence.
    """

    study: str
    code: str
    time: datetime
    claims: tuple[str, ...]
    exploratory: dict[str, str]
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The last verdict of a span of time on one hypothesis; `before` is the last one from before that span."""

    study: str
    time: datetime
    verdict: Verdict
    before: Verdict | None
    person: str

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than before: a first verdict, another outcome, or another mode."""
        old = self.before
        return old is None or (old.verdict, old.mode) != (self.verdict.verdict, self.verdict.mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One process that carried a study out, by its last word within the span of time.

    `n_runs` counts the runs that it computed in that time, not those that it found done; `n_failed` those that
    it gave up. `why` is what it said as it stopped or failed, in its own words.
    """

    study: str
    time: datetime
    state: Literal["done", "stopped", "failed", "running"]
    n_runs: int
    n_failed: int
    why: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStudy:
    """A study that is not done, with its state as `study list` says it."""

    name: str
    state: str
    question: str
