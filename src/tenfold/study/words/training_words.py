"""What a report says of training: how heads began, what dropout was left on, how failures count."""

from __future__ import annotations

from tenfold.language import Translate
from tenfold.study.view import MethodView, StudyView, TrainingView

__all__ = ["failure_sentence", "start_words", "training_sentence"]


def start_words(training: TrainingView, _: Translate) -> str:
    """How the heads of a method began; with counts where the runs differ; empty if nothing was said.

    >>> start_words(TrainingView(curves={}, best_epoch={}, starts={"probe": 8, "random": 2}), str)
    'start: probe (8), random (2)'
    """
    words = {"probe": _("probe"), "random": _("random")}
    starts = {words.get(start, start): n for start, n in training.starts.items()}
    if len(starts) < 2:
        listed = "".join(starts)
    else:
        listed = _(", ").join(_("{start} ({n})").format(start=s, n=n) for s, n in starts.items())
    return _("start: {start}").format(start=listed) if listed else ""


def training_sentence(view: StudyView, _: Translate) -> str:
    """What `start` means, and where dropout is off; empty in a study that trains no encoder."""
    if all(method.training is None for method in view.methods):
        return ""
    return _(
        "Start: where the head begins when the encoder is trained (`init`), from a probe on the "
        "frozen vectors or at random. Frozen layers never have dropout, trained ones only where a "
        "field sets it (`training.dropout`)."
    )


def failure_sentence(method: MethodView, _: Translate) -> str:
    """How the failed runs of a method are scored; empty where none failed."""
    n_other = method.n_failed - method.n_diverged
    said = []
    if method.n_diverged:
        said.append(
            _("Diverged runs: {n}; they are scored with their last valid predictions.").format(
                n=method.n_diverged
            )
        )
    if n_other > 0:
        said.append(
            _(
                "Runs without predictions: {n}; they are scored as if they had answered with the shares "
                "of the classes in their training examples (`majority`)."
            ).format(n=n_other)
        )
    return " ".join(said)
