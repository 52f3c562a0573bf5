"""What a page's main thread did, from a trace of Chrome: script in each frame, and the longest task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["CATEGORIES", "Spent", "main_thread", "script_of_frames", "tasks"]

CATEGORIES = (
    "devtools.timeline", "disabled-by-default-devtools.timeline", "devtools.timeline.frame", "v8",
    "blink.user_timing", "__metadata",
)  # fmt: skip
_SCRIPT = frozenset((
    "FunctionCall", "EvaluateScript", "FireAnimationFrame", "EventDispatch", "TimerFire", "RunMicrotasks",
    "FireIdleCallback", "v8.run", "v8.compile", "v8.callFunction", "MinorGC", "MajorGC",
))  # fmt: skip
_NOT_SCRIPT = frozenset((
    "Layout", "UpdateLayoutTree", "PrePaint", "Paint", "Layerize", "Commit", "HitTest", "ParseHTML",
))  # fmt: skip
_FRAME = ("AnimationFrame", "b")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Spent:
    """Milliseconds that passed, and those that the thread computed meanwhile."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


def main_thread(events: Iterable[Event]) -> list[Event]:
    """The events of the thread on which the most frames began: that of the page that was looked at."""
    events = list(events)
    frames = Counter(_thread(event) for event in events if _begins_frame(event))
    if not frames:
        return []
    [(busiest, _)] = frames.most_common(1)
    return sorted((e for e in events if _thread(e) == busiest), key=_order)


def script_of_frames(events: Iterable[Event]) -> list[Spent]:
    """Script before the first frame, and between each beginning of one and the next, if any.

    events
        Of one thread, in order of time. Those that span time have `ts`, `dur` and `tdur`, in microseconds.
    """
    events = list(events)
    begins = [e["ts"] for e in events if _begins_frame(e)]
    pieces = list(_script(events))
    found, at = [], 0
    for end in [*begins, float("inf")]:
        spent = Spent()
        while at < len(pieces) and pieces[at][0] < end:
            spent += pieces[at][1]
            at += 1
        if spent.wall:
            found.append(spent)
    return found


def tasks(events: Iterable[Event]) -> list[Spent]:
    """What the thread did at one stretch, script or not."""
    return [_spent(e) for e in events if e["name"] == "RunTask" and "dur" in e]


def _script(events: list[Event]) -> Iterator[tuple[float, Spent]]:
    """Outermost pieces of script with their beginnings, less the layout and painting inside them."""
    piece: tuple[float, Spent] | None = None
    piece_end = inner_end = 0.0
    for event in events:
        if event.get("ph") != "X" or "dur" not in event:
            continue
        begin, end = event["ts"], event["ts"] + event["dur"]
        if piece is None or begin >= piece_end:
            if event["name"] in _SCRIPT:
                if piece is not None:
                    yield piece
                piece, piece_end, inner_end = (begin, _spent(event)), end, begin
        elif event["name"] in _NOT_SCRIPT and begin >= inner_end:
            piece, inner_end = (piece[0], piece[1] - _spent(event)), end
    if piece is not None:
        yield piece


def _begins_frame(event: Event) -> bool:
    """The first task that leads to a frame begins: the answer to the mouse, say."""
    return (event["name"], event.get("ph")) == _FRAME


def _thread(event: Event) -> tuple[int, int]:
    return event.get("pid", 0), event.get("tid", 0)


def _order(event: Event) -> tuple[float, float]:
    """By beginning; of those that begin together, the longer one holds the others."""
    return event.get("ts", 0), -event.get("dur", 0)


def _spent(event: Event) -> Spent:
    return Spent(event["dur"] / 1e3, event.get("tdur", event["dur"]) / 1e3)
