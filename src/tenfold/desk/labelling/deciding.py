"""One label a text from several annotators: what they agree on, or what most say, or what one of them says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tenfold.desk.labelling.events import Event, labels_by_item, standing

__all__ = ["decide", "human_labels"]


def decide(labels: dict[str, str], *, trust: str | None = None) -> str | None:
    """The label that more than half of the annotators gave; else that of `trust`, if they gave one; else None.

    >>> decide({"ada": "flu", "ben": "cold"}), decide({"ada": "flu", "ben": "cold"}, trust="ben")
    (None, 'cold')
    """
    if not labels:
        return None
    (label, n), *_ = Counter(labels.values()).most_common(1)
    return label if 2 * n > len(labels) else labels.get(trust or "")


def human_labels(events: Iterable[Event], *, trust: str | None = None) -> dict[str, str]:
    """The decided label of each item that people labelled; those that stay undecided are left out."""
    found = {}
    for item, by in labels_by_item(standing(events)).items():
        label = decide({a: str(event.word.label) for a, event in by.items()}, trust=trust)
        if label is not None:
            found[item] = label
    return found
