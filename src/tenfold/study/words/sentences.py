"""A verdict in plain words: the sentence itself, why, how far it reaches, and one for a paper.

Every function takes a verdict and a translator. Words and numbers in the first sentence come from
the interval of the level at which the claim was decided, so that they never contradict it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.language import Translate
from tenfold.numerals import p_value, score, signed
from tenfold.study.words.metric_words import metric_word

if TYPE_CHECKING:
    from tenfold.study.verdict_record import Gain, Verdict

__all__ = [
    "claim_words",
    "outcome_words",
    "paper_sentence",
    "scope_sentence",
    "verdict_sentence",
    "why_sentence",
]


def verdict_sentence(verdict: Verdict, _: Translate) -> str:
    """The verdict with the sign of the gain, the mode, and the failures, in one sentence.

    For example: "probe beats tfidf by 0.02 on accuracy: refuted; the gain is under 0.02; it is
    still positive (+0.004 to +0.012); no run failed."
    """
    if verdict.gain.estimate is None:
        return _("{claim}: {outcome}.").format(
            claim=claim_words(verdict, _), outcome=outcome_words(verdict, _)
        )
    return _("{claim}: {outcome}; {addition}; {failures}.").format(
        claim=claim_words(verdict, _),
        outcome=outcome_words(verdict, _),
        addition=_addition(verdict, _),
        failures=_failures(verdict, _),
    )


def claim_words(verdict: Verdict, _: Translate) -> str:
    """What is claimed, built from its fields (the wording of the declaration may differ)."""
    names = {
        "candidate": verdict.baseline if verdict.swapped else verdict.candidate,
        "baseline": verdict.candidate if verdict.swapped else verdict.baseline,
        "margin": _amount(verdict.margin),
        "metric": metric_word(verdict.metric, _),
    }
    claim = _claim_form(verdict, _).format(**names)
    if verdict.condition is not None:
        claim = (
            _("{claim} with all training examples").format(claim=claim)
            if verdict.condition == "all"
            else _("{claim} at {n} per class").format(claim=claim, n=verdict.condition)
        )
    if verdict.dataset is not None:
        claim = _("{dataset}: {claim}").format(dataset=verdict.dataset, claim=claim)
    return claim


def _claim_form(verdict: Verdict, _: Translate) -> str:
    if verdict.relation == "at_most_worse":
        return _("{candidate} is at most {margin} worse than {baseline} on {metric}")
    if verdict.relation == "equals":
        return _("{candidate} equals {baseline} within {margin} on {metric}")
    if verdict.swapped:
        if verdict.margin:
            return _("{candidate} is worse than {baseline} by {margin} on {metric}")
        return _("{candidate} is worse than {baseline} on {metric}")
    if verdict.margin:
        return _("{candidate} beats {baseline} by {margin} on {metric}")
    return _("{candidate} beats {baseline} on {metric}")


def outcome_words(verdict: Verdict, _: Translate) -> str:
    """The outcome with its reason and, always where it is so, that it is exploratory."""
    plain = {
        "supported": _("supported"),
        "refuted": _("refuted"),
        "undecided": _("undecided"),
    }[verdict.verdict]
    if verdict.reason is not None:
        plain = _("undecided ({reason})").format(reason=_reason(verdict, _))
    if verdict.mode == "exploratory":
        plain = _("{outcome}, exploratory").format(outcome=plain)
    return plain


def _reason(verdict: Verdict, _: Translate) -> str:
    reason = verdict.reason or ""
    words = {
        "not run yet": _("not run yet"),
        "one seed": _("one seed"),
        "few seeds": _("few seeds: {n}, five are needed").format(n=verdict.n_pairs),
        "few groups": _("fewer than ten independent test groups"),
        "no spread": _("the gains do not vary at all: are the scores rounded?"),
        "no difference observed": _("no difference observed"),
        "no example scores": _("needs a score for every test example"),
        "failed": _("the run failed"),
        "waits for the primary": _("waits for the primary claim"),
        "waits for the other claims": _("waits for the other claims"),
        "failures disagree": _("it depends on how the failed runs are counted"),
        "alone supported": _correction(_("alone supported"), verdict, _),
        "alone refuted": _correction(_("alone refuted"), verdict, _),
    }
    if reason in words:
        return words[reason]
    n, _of, total, *_rest = [*reason.split(), "", "", ""]  # "7 of 10 seeds"
    return _("{n} of {total} seeds").format(n=n, total=total)


def _correction(alone: str, verdict: Verdict, _: Translate) -> str:
    """What came between a claim that would stand alone and its verdict."""
    n_looks = int(verdict.scope.get("n_looks", 1))
    if verdict.n_claims > 1 and n_looks > 1:
        return _("{alone}; not after {n} claims and {looks} looks").format(
            alone=alone, n=verdict.n_claims, looks=n_looks
        )
    if n_looks > 1:
        return _("{alone}; not after {looks} looks").format(alone=alone, looks=n_looks)
    return _("{alone}; not after {n} claims").format(alone=alone, n=verdict.n_claims)


def _addition(verdict: Verdict, _: Translate) -> str:
    """What the interval says about size and sign of the gain."""
    gain, unit = verdict.adjusted, verdict.unit
    if verdict.reason == "no difference observed":
        return _("the two came out the same in every seed")
    if gain.low is None or gain.high is None or verdict.reason == "one seed":
        return _("this one pair of runs differs by {gain}").format(
            gain=signed(verdict.gain.estimate, unit)
        )
    span = _("{low} to {high}").format(low=signed(gain.low, unit), high=signed(gain.high, unit))
    form = _size_form(verdict, _)
    return form.format(
        margin=_amount(verdict.margin), sign=_sign(gain, verdict.verdict, _), span=span
    )


def _size_form(verdict: Verdict, _: Translate) -> str:
    if verdict.verdict == "undecided":
        return _("the gain may be anything from {span}; {sign}")
    if verdict.relation == "equals":
        if verdict.verdict == "supported":
            return _("the gain is within ±{margin}; {sign} ({span})")
        return _("the gain is outside ±{margin}; {sign} ({span})")
    if verdict.relation == "at_most_worse":
        if verdict.verdict == "supported":
            return _("any loss is under {margin}; the gain is {span}, {sign}")
        return _("the loss is over {margin}; the gain is {span}")
    if not verdict.margin:
        if verdict.verdict == "supported":
            return _("the gain is positive ({span})")
        return _("the gain is negative ({span})")
    if verdict.verdict == "supported":
        return _("the gain is over {margin} ({span})")
    return _("the gain is under {margin}; {sign} ({span})")


def _sign(gain: Gain, outcome: str, _: Translate) -> str:
    low, high = gain.low or 0.0, gain.high or 0.0
    if low > 0:
        return _("it is still positive") if outcome == "refuted" else _("it is positive")
    if high < 0:
        return _("it is negative")
    return _("there is none at all") if low == high == 0 else _("its sign is open")


def _failures(verdict: Verdict, _: Translate) -> str:
    counts = {
        verdict.candidate: verdict.n_failed.get("candidate", 0),
        verdict.baseline: verdict.n_failed.get("baseline", 0),
    }
    said = [
        _("{n} of {total} runs of {method} failed").format(
            n=n, total=verdict.n_pairs, method=method
        )
        for method, n in counts.items()
        if n
    ]
    return _(" and ").join(said) if said else _("no run failed")


def why_sentence(verdict: Verdict, _: Translate) -> str:
    """The numbers behind the verdict, and what could have been seen."""
    if verdict.gain.estimate is None:
        return _("There are no scores yet.")
    said = [_gain_clause(verdict, _), _p_clause(verdict, _), _power_clause(verdict, _)]
    said += [_needed_clause(verdict, _), _unseen_clause(verdict, _), _companion_clause(verdict, _)]
    return " ".join(clause for clause in said if clause)


def _gain_clause(verdict: Verdict, _: Translate) -> str:
    gain, unit = verdict.gain, verdict.unit
    mean = signed(gain.estimate, unit)
    if gain.low is None or gain.high is None:
        return _("Gain {mean}, from one pair of runs.").format(mean=mean)
    fields = {
        "mean": mean,
        "level": f"{100 * (1 - verdict.alpha):g}",
        "low": signed(gain.low, unit),
        "high": signed(gain.high, unit),
        "n": verdict.n_pairs,
    }
    if verdict.about == "model" or verdict.n_pairs == 1:
        return _(
            "Gain {mean}, {level} % interval {low} to {high}, of one pair of runs on its test "
            "examples."
        ).format(**fields)
    return _("Gain {mean}, {level} % interval {low} to {high}, {n} seeds.").format(**fields)


def _p_clause(verdict: Verdict, _: Translate) -> str:
    if verdict.p_adjusted is None or verdict.reason in ("one seed", "waits for the primary"):
        return ""
    fields = {
        "n": verdict.n_claims,
        "p": _p(verdict.p_adjusted),
        "threshold": f"{verdict.threshold:g}",
        "low": signed(verdict.adjusted.low, verdict.unit),
        "high": signed(verdict.adjusted.high, verdict.unit),
    }
    if verdict.adjusted == verdict.gain:
        return _("p {p} (one-sided; {threshold} decides).").format(**fields)
    if verdict.n_claims == 1:
        return _(
            "With the looks that were planned: p {p} (one-sided; {threshold} decides), interval "
            "{low} to {high}."
        ).format(**fields)
    return _(
        "After {n} claims (Holm): p {p} (one-sided; {threshold} decides), interval {low} to {high}."
    ).format(**fields)


def _p(value: float) -> str:
    text = p_value(value)
    return text if text.startswith("<") else f"= {text}"


def _power_clause(verdict: Verdict, _: Translate) -> str:
    if verdict.smallest_detectable is None or verdict.verdict != "undecided":
        return ""
    fields = {
        "size": score(verdict.smallest_detectable, verdict.unit),
        "margin": _amount(verdict.margin),
    }
    if verdict.margin:
        return _("These seeds could see a gain that is {size} or more away from {margin}.").format(
            **fields
        )
    return _("These seeds could see a gain of {size} or more.").format(**fields)


def _needed_clause(verdict: Verdict, _: Translate) -> str:
    """For a new, declared study; nothing where the claim was decided or nothing was declared."""
    if verdict.verdict != "undecided":
        return ""
    if verdict.seeds_needed is not None:
        return _("A new, declared study needs {n} seeds.").format(n=verdict.seeds_needed)
    words = {
        "needs detect": _(
            "To learn how many seeds a new study needs, declare the gain that it should see "
            "(`detect`)."
        ),
        "detect within margin": _("The declared `detect` must be larger than the margin."),
        "training data": _(
            "No number of seeds would do: subsets of the same training data differ too much."
        ),
        "too many": _("A new, declared study would need more than 10,000 seeds."),
        "test examples": _("No number of seeds would do with these test examples."),
    }
    if verdict.test_examples_needed is not None:
        return _(
            "No number of seeds would do; a new, declared study needs about {n} test examples."
        ).format(n=f"{verdict.test_examples_needed:,}")
    return words.get(verdict.seeds_needed_why, "")


def _unseen_clause(verdict: Verdict, _: Translate) -> str:
    if verdict.unseen_failure_rate is None or verdict.about == "model":
        return ""
    return _("A failure in up to {rate} % of runs could be unseen.").format(
        rate=f"{100 * verdict.unseen_failure_rate:.0f}"
    )


def _companion_clause(verdict: Verdict, _: Translate) -> str:
    """Which tests beside the verdict see it otherwise, or cannot see anything."""
    names = {"wilcoxon": _("Wilcoxon's test"), "sign-flip": _("the sign-flip test")}
    against = [names[c.name] for c in verdict.companions if c.agrees is False]
    cannot = [names[c.name] for c in verdict.companions if not c.can_decide]
    said = []
    if against:
        said.append(
            _("Beside it, {tests} would say otherwise; they do not decide.").format(
                tests=_(" and ").join(against)
            )
        )
    if cannot and verdict.n_pairs > 1:
        said.append(
            _("With {n} seeds {tests} cannot decide.").format(
                n=verdict.n_pairs, tests=_(" and ").join(cannot)
            )
        )
    return " ".join(said)


def scope_sentence(verdict: Verdict, _: Translate) -> str:
    """What the verdict is about: what was drawn anew, what was held fixed, how often one looked."""
    if not verdict.scope:
        return ""
    said = [_reach_clause(verdict, _), _("For these hyper-parameters.")]
    n_looks = int(verdict.scope.get("n_looks", 1))
    if verdict.scope.get("beyond_plan"):
        said.append(
            _("Seeds beyond the plan were used, in look {n}.").format(n=verdict.scope["look"])
        )
    elif n_looks > 1:
        said.append(
            _("Look {look} of {n} that were planned.").format(look=verdict.scope["look"], n=n_looks)
        )
    approximations = _approximations(verdict, _)
    if approximations:
        said.append(_("Approximations: {list}.").format(list=_(", ").join(approximations)))
    return " ".join(said)


def _reach_clause(verdict: Verdict, _: Translate) -> str:
    training = {
        "new training subsets": _("For other training subsets and starts"),
        "subsets of this training data": _("For subsets of this training data, and other starts"),
        "this training data": _("For this training data, and other starts"),
        "new splits": _("For other splits of these data, and other starts"),
        "this fitted pair": _("For this fitted pair"),
        "training as it was": _("For training as it was done in these seeds"),
    }[str(verdict.scope.get("generalises_to_training", "training as it was"))]
    if verdict.scope.get("generalises_to_test") == "these test examples":
        return _("{training}; on these test examples.").format(training=training)
    if verdict.scope.get("test") == "redrawn":
        return _("{training}; the test examples were drawn anew in each seed.").format(
            training=training
        )
    n = verdict.scope.get("n_test_units")
    if verdict.scope.get("grouped"):
        return _(
            "{training}; on test examples like these {n}, which were the same in all seeds "
            "(those with one text, or of one group, count as one)."
        ).format(training=training, n=n)
    return _(
        "{training}; on test examples like these {n}, which were the same in all seeds."
    ).format(training=training, n=n)


def _approximations(verdict: Verdict, _: Translate) -> list[str]:
    words = {
        "training-subset term": _("the term for overlapping training subsets (ours)"),
        "nadeau-bengio": _("the variance of redrawn splits (Nadeau & Bengio)"),
        "resampled test term": _("the part of the test examples, by resampling (ours)"),
    }
    listed = verdict.scope.get("approximations", [])
    return [words.get(name, name) for name in listed]


def paper_sentence(verdict: Verdict, _: Translate) -> str:
    """One sentence that can stand in a paper, with everything that it needs."""
    gain, unit = verdict.gain, verdict.unit
    if gain.estimate is None or gain.low is None:
        return ""
    fields = {
        "candidate": verdict.candidate,
        "baseline": verdict.baseline,
        "metric": metric_word(verdict.metric, _),
        "mean": signed(gain.estimate, unit),
        "level": f"{100 * (1 - verdict.alpha):g}",
        "low": signed(gain.low, unit),
        "high": signed(gain.high, unit),
        "n": verdict.n_pairs,
        "claim": claim_words(verdict, _),
        "outcome": outcome_words(verdict, _),
        "p": _p(verdict.p_adjusted if verdict.p_adjusted is not None else 1.0),
        "n_claims": verdict.n_claims,
        "failures": _failures(verdict, _),
        "variance": _variance_words(verdict, _),
    }
    return _(
        "Over {n} paired seeds, the gain of {candidate} over {baseline} in {metric} was {mean} "
        "({level} % CI {low} to {high}; {variance}); the claim “{claim}” is {outcome} (one-sided "
        "p {p}, Holm-adjusted for {n_claims} claims; {failures})."
    ).format(**fields)


def _variance_words(verdict: Verdict, _: Translate) -> str:
    return {
        "two-way": _("Student's t, variance clustered by seed and test example"),
        "nadeau-bengio": _("Student's t, variance of redrawn splits after Nadeau & Bengio"),
        "one pair": _("one fitted pair, over test examples"),
    }.get(
        str(verdict.scope.get("formula")), _("Student's t over seeds, on these test examples only")
    )


def _amount(margin: float) -> str:
    """A margin as it was declared, without digits of its own."""
    return f"{margin:.10g}"
