"""A published number beside ours, in words. What decides whether a claim holds is the declared rule alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tenfold.language import Translate
from tenfold.numerals import score, signed
from tenfold.study.words.metric_words import metric_word

if TYPE_CHECKING:
    from tenfold.study.view import ReplicationView, Spread

__all__ = ["replication_sentences"]


def replication_sentences(view: ReplicationView, unit: str, _: Translate) -> list[str]:
    """What the paper publishes, what we found, how the two lie to each other, and what that does not say."""
    said = [_published(view, unit, _), *_ours(view, unit, _)]
    if (where := view.value_lies) is not None:
        said.append(_value_words(where, _))
    if (where := view.gain_lies) is not None:
        said.append(_gain_words(where, _))
    elif view.gain is not None and view.our_value is not None and view.our_gain is None:
        said.append(_("The hypothesis is about another metric: the gains are not compared."))
    if view.data and view.data != view.our_data and view.our_value is not None:
        other = _("Their data are {data}, ours {ours}: on other data scores differ for that alone.")
        said.append(other.format(data=view.data, ours=view.our_data))
    return [*said, _("Whether the claim holds here the verdict says, by its declared rule alone.")]


def _published(view: ReplicationView, unit: str, _: Translate) -> str:
    about = ", ".join(filter(None, (view.method, view.data, view.where)))
    said = _("{paper} publishes {metric} {value}").format(
        paper=view.paper, metric=metric_word(view.metric, _), value=score(view.value, unit)
    ) + (f" ({about})" if about else "")
    if view.baseline_value is not None:
        against = _("{said}, against {value} of {baseline}: a gain of {gain}")
        said = against.format(
            said=said,
            value=score(view.baseline_value, unit),
            baseline=view.baseline or _("its baseline"),
            gain=signed(view.gain, unit),
        )
    return _("{said}. The published number has no interval here.").format(said=said)


def _ours(view: ReplicationView, unit: str, _: Translate) -> list[str]:
    if view.our_value is None:
        return [_("We have no score to hold against it yet.")]
    value = _("Ours: {method} has {score} on {data}{interval}.").format(
        method=view.our_method,
        score=score(view.our_value.mean, unit),
        data=view.our_data,
        interval=_interval(view.our_value, score, 95, unit, _),
    )
    if view.our_gain is None:
        return [value]
    level = round(100 * (1 - view.alpha), 6)
    gain = _("Its gain over {baseline} is {gain}{interval}.").format(
        baseline=view.our_baseline,
        gain=signed(view.our_gain.mean, unit),
        interval=_interval(view.our_gain, signed, level, unit, _),
    )
    return [value, gain]


def _interval(
    spread: Spread,
    written: Callable[[float | None, str], str],
    level: float,
    unit: str,
    _: Translate,
) -> str:
    if spread.low is None or spread.high is None:
        return _(", without an interval")
    return _(", {level} % interval {low} to {high}").format(
        level=f"{level:g}", low=written(spread.low, unit), high=written(spread.high, unit)
    )


def _value_words(where: str, _: Translate) -> str:
    return {
        "inside": _("The published value lies within our interval."),
        "below": _("The published value lies below our interval."),
        "above": _("The published value lies above our interval."),
    }[where]


def _gain_words(where: str, _: Translate) -> str:
    return {
        "inside": _("The published gain lies within our interval."),
        "below": _("The published gain lies below our interval."),
        "above": _("The published gain lies above our interval."),
    }[where]
