"""What happens in studies and data, made by hand for the tests of a week."""

from __future__ import annotations

from datetime import datetime

from tenfold.study.happenings import Judged
from tenfold.study.verdict_record import Gain, Mode, Outcome, Verdict

CLAIM = "probe beats tfidf on accuracy"


def verdict(
    outcome: Outcome = "supported", *, mode: Mode = "confirmatory", identifier: str = "h1"
) -> Verdict:
    """A claim that one method beats another, decided so."""
    gain = {"supported": (0.01, 0.03), "refuted": (-0.03, -0.01), "undecided": (-0.01, 0.02)}
    low, high = gain[outcome]
    interval = Gain(estimate=(low + high) / 2, low=low, high=high)
    return Verdict(
        id=identifier,
        claim=CLAIM,
        candidate="probe",
        baseline="tfidf",
        relation="beats",
        margin=0.0,
        metric="accuracy",
        mode=mode,
        verdict=outcome,
        gain=interval,
        adjusted=interval,
        n_pairs=5,
    )


def judged(
    study: str, time: datetime, now: Verdict | None = None, before: Verdict | None = None
) -> Judged:
    """A verdict of a study at an instant."""
    return Judged(study=study, time=time, verdict=now or verdict(), before=before, person="Ada")
