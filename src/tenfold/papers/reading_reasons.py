"""Why a paper is worth reading now, in a reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenfold.language import Translate

__all__ = ["Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; more points, more worth. `kind` names its sentence, `values` stand in that."""

    kind: str
    points: float
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, _: Translate) -> str:
        """The sentence."""
        return _sentences(_)[self.kind].format(**self.values)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.words(lambda message: message)


def _sentences(_: Translate) -> Mapping[str, str]:
    return {
        "rank": _("{venue} is {rank}"),
        "recent": _("from {year}"),
        "topics": _("about what is studied: {topics}"),
        "citations": _("cited {n} times, {a_year} a year"),
        "handed over": _("handed over by {person}"),
        "handed over, due": _("handed over by {person}, due {day}"),
        "due": _("to be read, due {day}"),
        "on your list": _("on your list"),
        "skimmed": _("skimmed already"),
        "skimmed on": _("skimmed {day}"),
    }
