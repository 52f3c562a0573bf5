"""What a screening says of itself, in a reader's language: whether to stop, and why a paper is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.language import Translate
    from tenfold.papers.screening.screened import Asked
    from tenfold.papers.screening.session import Standing

__all__ = ["stop_words", "why_words"]

_N_TOLD = 5


def stop_words(standing: Standing, _: Translate) -> str:
    """What the rule says, in a sentence."""
    rule = standing.rule
    if standing.n_unread == 0:
        return _("everything is read.")
    if not standing.n_included:
        return _("nothing is included yet, so the recall cannot be estimated.")
    return _(
        "by the test, a recall below {target} has a chance of {chance}; the rule stops under {alpha}."
    ).format(
        target=f"{rule.target:.0%}",
        chance=f"{standing.chance_of_missing:.2%}",
        alpha=f"{rule.alpha:.0%}",
    )


def why_words(asked: Asked, _: Translate) -> str:
    """Why it is asked, and which of its words speak for it and against it."""
    question = asked.question
    said = {
        "likeliest": _("likeliest"),
        "to learn": _("asked to learn from"),
        "like the criteria": _("like the criteria"),
        "first": _("nothing to learn from yet"),
        "asked for": _("asked for by you"),
    }
    parts = [said[question.why]]
    for words, sign in ((_("for it"), 1), (_("against it"), -1)):
        if told := [term for term, part in question.telling if part * sign > 0][:_N_TOLD]:
            parts.append(f"{words}: {', '.join(told)}")
    return "; ".join(parts)
