"""From the records that were found to those that are included: the counts of a PRISMA 2020 flow diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tenfold.errors import InputError
from tenfold.figures.drawing import Drawing, wrap
from tenfold.papers.screening.reviewers import Outcome

__all__ = ["NO_REASON", "Flow", "draw_flow", "flow_of", "flow_text"]

NO_REASON = "no reason given"
_WIDTH, _BOX, _SIDE, _GAP, _LINE = 640.0, 250.0, 310.0, 26.0, 17.0
_MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class Flow:
    """How many records there were at each step. Source: Page et al. (2021), BMJ 372, n71 (PRISMA 2020).

    n_identified = n_duplicates + n_screened + n_unread; n_screened = n_excluded + n_included + n_unsure +
    n_conflicts. `excluded` holds how many for each reason, the most frequent first.
    """

    n_identified: int
    n_duplicates: int
    n_unread: int
    n_screened: int
    excluded: tuple[tuple[str, int], ...]
    n_unsure: int
    n_conflicts: int
    n_included: int

    @property
    def n_excluded(self) -> int:
        return sum(n for _, n in self.excluded)

    def to_json(self) -> dict[str, Any]:
        return {
            "n_identified": self.n_identified,
            "n_duplicates": self.n_duplicates,
            "n_screened": self.n_screened,
            "n_unread": self.n_unread,
            "n_excluded": self.n_excluded,
            "excluded": [{"reason": reason, "n": n} for reason, n in self.excluded],
            "n_unsure": self.n_unsure,
            "n_conflicts": self.n_conflicts,
            "n_included": self.n_included,
        }


def flow_of(outcomes: Iterable[Outcome], *, n_merged: int, n_identified: int | None = None) -> Flow:
    """The counts. `n_merged` papers were merged into those screened: duplicates.

    `n_identified` is how many records the searches gave, where the person knows it; else those screened and
    those merged into them. Where reviewers give several reasons for one paper, the first counts.

    Raises InputError where fewer are said to have been identified than there are.
    """
    found = list(outcomes)
    if n_identified is not None and n_identified < len(found):
        raise InputError(
            f"{n_identified:,} records were identified, but {len(found):,} are in the collection.",
            code="TF-PAPER",
            remedy="Say how many the searches gave before duplicates were removed.",
        )
    n = Counter(outcome.verdict for outcome in found)
    reasons = Counter(
        (outcome.reasons or (NO_REASON,))[0] for outcome in found if outcome.verdict == "exclude"
    )
    n_duplicates = n_merged if n_identified is None else n_identified - len(found)
    return Flow(
        n_identified=len(found) + n_duplicates,
        n_duplicates=n_duplicates,
        n_unread=n["unread"],
        n_screened=len(found) - n["unread"],
        excluded=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        n_unsure=n["unsure"],
        n_conflicts=n["conflict"],
        n_included=n["include"],
    )


def flow_text(flow: Flow) -> str:
    """One line a count, reasons under the excluded."""
    lines = [
        ("Records identified", flow.n_identified),
        ("Duplicates removed", flow.n_duplicates),
        ("Not screened yet", flow.n_unread),
        ("Records screened", flow.n_screened),
        ("Records excluded", flow.n_excluded),
        *((f"  {reason}", n) for reason, n in flow.excluded),
        ("Unsure: to be read in full", flow.n_unsure),
        ("In conflict between reviewers", flow.n_conflicts),
        ("Records included", flow.n_included),
    ]
    width = max(len(name) for name, _ in lines)
    return "".join(f"{name.ljust(width)}  {n:>7,}\n" for name, n in lines)


def draw_flow(flow: Flow) -> str:
    """The diagram as an SVG with its own colours, to stand alone in a file or a paper."""
    main = (
        [f"Records identified (n = {flow.n_identified:,})"],
        [f"Records screened (n = {flow.n_screened:,})"],
        [f"Records included (n = {flow.n_included:,})"],
    )
    side = (
        [
            f"Duplicates removed (n = {flow.n_duplicates:,})",
            *([f"Not screened yet (n = {flow.n_unread:,})"] if flow.n_unread else []),
        ],
        [f"Records excluded (n = {flow.n_excluded:,})", *_reasons(flow)],
        [
            f"Unsure, to be read in full (n = {flow.n_unsure:,})",
            f"In conflict between reviewers (n = {flow.n_conflicts:,})",
        ]
        if flow.n_unsure or flow.n_conflicts
        else [],
    )
    heights = [_LINE * max(len(a), len(b)) + 18 for a, b in zip(main, side, strict=True)]
    drawing = Drawing(_WIDTH, sum(heights) + _GAP * 2 + 8, label="PRISMA 2020 flow of records")
    y = 4.0
    for i, (own, beside, height) in enumerate(zip(main, side, heights, strict=True)):
        _draw_box(drawing, 4, y, _BOX, height, own)
        if beside:
            _arrow(drawing, (4 + _BOX, y + height / 2), (_WIDTH - _SIDE - 4, y + height / 2))
            _draw_box(drawing, _WIDTH - _SIDE - 4, y, _SIDE, height, beside)
        if i < len(main) - 1:
            _arrow(drawing, (4 + _BOX / 2, y + height), (4 + _BOX / 2, y + height + _GAP))
        y += height + _GAP
    return _standing_alone(drawing.svg())


def _standing_alone(svg: str) -> str:
    head, _, shapes = svg.partition(">")
    head = head.replace("<svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}"', 1)
    return f"{head}><style>{_STYLE}</style>{shapes}"


_STYLE = (
    "svg{background:#fff}text{font:12px sans-serif;fill:#1a1a1a}.box{fill:none;stroke:#555}"
    ".arrow{stroke:#555;fill:#555}"
)


def _reasons(flow: Flow) -> list[str]:
    """As many as a page holds; the rest in one line."""
    shown = [*flow.excluded[:_MOST_REASONS]]
    if rest := flow.excluded[_MOST_REASONS:]:
        shown.append((f"{len(rest)} other reasons", sum(n for _, n in rest)))
    return [wrap(f"{reason}", _SIDE - 80, max_lines=1)[0] + f" (n = {n:,})" for reason, n in shown]


def _draw_box(
    drawing: Drawing, x: float, y: float, width: float, height: float, lines: list[str]
) -> None:
    drawing.rectangle(x, y, width, height, "box")
    drawing.lines(x + 10, y + height / 2, lines)


def _arrow(drawing: Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    drawing.line(*start, *end, "arrow")
    (x, y), down = end, start[0] == end[0]
    wings = ((x - 4, y - 7), (x + 4, y - 7)) if down else ((x - 7, y - 4), (x - 7, y + 4))
    drawing.polygon([end, *wings], "arrow")
