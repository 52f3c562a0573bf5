"""Numbers that papers publish: the score of a method on some data, and that of what it was compared with."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from tenfold.errors import InputError
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Entry

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Published", "PublishedNumber", "PublishedNumbers", "Unit", "checked_number"]

Unit = Literal["natural", "percent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a paper says in one number, and where it stands in it (a table, a page).

    `value` is the score of `method` on `data`, `baseline_value` that of `baseline`, as printed: in percent
    where `unit` says so. It has no interval here: what papers print of spread
    is seldom the same thing.
    """

    metric: str
    value: float
    method: str = ""
    data: str = ""
    baseline: str = ""
    baseline_value: float | None = None
    where: str = ""
    unit: Unit = "natural"

    def in_natural_unit(self, value: float | None) -> float | None:
        """One of its values as a share where it is printed in percent.

        >>> Published(metric="accuracy", value=95.1, unit="percent").in_natural_unit(95.1)
        0.951
        """
        return value if value is None or self.unit == "natural" else round(value / 100, 12)

    def __str__(self) -> str:
        sign = " %" if self.unit == "percent" else ""
        said = f"{self.metric} {self.value:g}{sign}"
        said += f" by {self.method}" if self.method else ""
        said += f" on {self.data}" if self.data else ""
        if self.baseline_value is not None:
            said += f", against {self.baseline_value:g}{sign}"
        said += f" ({self.baseline})" if self.baseline else ""
        return f"{said}; {self.where}" if self.where else said


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNumber:
    """A number as somebody in the lab noted it down; `number` counts over the workspace."""

    number: int
    person: str
    made: datetime
    changed: datetime
    published: Published

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        made = self.made.isoformat(timespec="seconds")
        return {
            "number": self.number,
            "person": self.person,
            "made": made,
            **asdict(self.published),
        }


class PublishedNumbers:
    """Published numbers in a workspace. Everybody in the lab sees them; each takes their own away.

    Nothing is overwritten: one that was noted wrongly is taken away and noted anew.
    """

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = PaperLedger(workspace, person=person)

    def note(self, subject: str, published: Published) -> PublishedNumber:
        """Note what a paper publishes. Raises InputError for an empty metric and for an impossible value."""
        content = asdict(checked_number(published))
        saved = self._ledger.save([Change(kind="claim", content=content, subject=subject)])
        assert saved[0] is not None  # it was written with content just now
        return _number(saved[0])

    def remove(self, subject: str, number: int, *, based_on: str | None = None) -> None:
        """Take one of the acting person's away. Raises InputError where this paper has none of theirs."""
        if number not in [n.number for n in self.of(subject)]:
            raise InputError(
                f"this paper has no published number {number}.",
                code="TF-PAPER",
                remedy="See what there is: tenfold paper claim KEY",
            )
        self._ledger.entry("claim", number)
        gone = Change(kind="claim", number=number, content=None, action="remove", based_on=based_on)
        self._ledger.save([gone])

    def of(self, subject: str) -> list[PublishedNumber]:
        """Those of a paper, in the order in which they were noted."""
        return [_number(entry) for entry in self._ledger.about(subject, ["claim"])]


def _number(entry: Entry) -> PublishedNumber:
    return PublishedNumber(
        number=entry.number,
        person=entry.person,
        made=entry.made,
        changed=entry.changed,
        published=Published(**entry.content),
    )


def checked_number(published: Published) -> Published:
    """On single lines, with values that the metric can have, where tenfold knows it. Raises InputError."""
    words = {
        name: typed_line(said, name) if (said := getattr(published, name)) else ""
        for name in ("method", "data", "baseline", "where")
    }
    if published.unit not in get_args(Unit):
        raise InputError(f"there is no unit {published.unit!r}.", code="TF-PAPER")
    metric = typed_line(published.metric, "metric")
    found = Published(**{**asdict(published), **words, "metric": metric})
    for value in (found.value, found.baseline_value):
        if value is not None:
            _require_possible(found, value)
    return found


def _require_possible(published: Published, value: float) -> None:
    from tenfold.evaluation.metrics import METRICS

    if not math.isfinite(value):
        raise InputError(f"a published value is a number. Got {value}.", code="TF-PAPER")
    metric = METRICS.get(published.metric)
    if metric is None:
        return
    if published.unit == "percent" and not metric.is_share:
        raise InputError(
            f"{metric.name} is not counted in percent.", code="TF-PAPER", remedy="Leave it out."
        )
    scale = metric.scale(published.unit)
    low, high = metric.lowest, metric.highest
    if (low is not None and value < low * scale) or (high is not None and value > high * scale):
        raise InputError(
            f"{metric.name} cannot be {value:g}{' %' if published.unit == 'percent' else ''}.",
            code="TF-PAPER",
            remedy="Is it in percent? Say so with --percent.",
        )
