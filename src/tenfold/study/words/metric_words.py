"""How a metric is called in a report: the field's own word in the report's language."""

from __future__ import annotations

from tenfold.language import Translate

__all__ = ["metric_word"]


def metric_word(metric: str, _: Translate) -> str:
    """The word for a metric; one that tenfold does not know keeps its name.

    >>> metric_word("macro_f1", str), metric_word("bleu", str)
    ('macro F1', 'bleu')
    """
    known = {
        "accuracy": _("accuracy"),
        "balanced_accuracy": _("balanced accuracy"),
        "macro_f1": _("macro F1"),
        "log_loss": _("log loss"),
        "ece": _("ECE"),
        "mcc": _("MCC"),
        "roc_auc": _("ROC AUC"),
    }
    return known.get(metric, metric)
