"""How long a running study still takes, from the runs that it has finished.

Runs of one method take about the same time; those of two methods may differ a hundredfold. So what is
left is counted by method, each at its own mean.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

__all__ = ["TimeLeft", "left_words", "span_words"]


class TimeLeft:
    """Kinds of work by name, how many of each are to do, and how long those took that are done.

    Times are seconds on one clock that only grows. What `aside` takes says nothing of the others.
    """

    def __init__(self, *, aside: str = "") -> None:
        self._aside = aside
        self._todo: Counter[str] = Counter()
        self._n_timed: Counter[str] = Counter()
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._n_at_once: int | None = None
        self._began = self._last = self._busy = 0.0

    def expect(self, todo: Mapping[str, int], *, now: float, n_at_once: int | None = None) -> None:
        """What is to do from now on. What is known of times is kept."""
        self._todo = Counter(todo)
        self._n_at_once = n_at_once
        self._began = self._last = now
        self._busy = 0.0

    def finish(self, name: str, seconds: float | None, *, now: float) -> None:
        """One of `name` is done; `seconds` is None where nobody took its time (it failed)."""
        self._todo[name] = max(0, self._todo[name] - 1)
        self._last = now
        if seconds is not None:
            self._n_timed[name] += 1
            self._spent[name] += seconds
            self._busy += seconds

    def each(self, name: str) -> float | None:
        """Mean seconds of one of `name`; None where none was timed."""
        return self._spent[name] / self._n_timed[name] if self._n_timed[name] else None

    @property
    def n_not_timed(self) -> int:
        """How many kinds of work are still to do and were never timed."""
        return sum(n > 0 and not self._n_timed[name] for name, n in self._todo.items())

    def left(self, now: float) -> float | None:
        """Seconds until all is done; what was never timed is taken to last as long as the others do on
        average. None as long as nothing can be said.
        """
        timed = {**{name: self.each(name) for name in self._n_timed}, self._aside: None}
        known = [seconds for seconds in timed.values() if seconds is not None]
        usual = sum(known) / len(known) if known else None
        work = 0.0
        for name, n in self._todo.items():
            own = self.each(name)
            seconds = usual if own is None else own
            if n and seconds is None:
                return None
            work += n * (seconds or 0.0)
        return max(0.0, work / self._at_once() - (now - self._last))

    def _at_once(self) -> float:
        """How many go on side by side: as was said, else as was seen; never more than there are."""
        n_left = max(1, sum(self._todo.values()))
        if self._n_at_once is not None:
            return min(self._n_at_once, n_left)
        wall = self._last - self._began
        return max(1.0, min(self._busy / wall, n_left)) if wall > 0 else 1.0


def span_words(seconds: float) -> str:
    """A span of time as one says it.

    >>> [span_words(s) for s in (0.42, 12, 95, 780, 7800)]
    ['0.4 s', '12 s', '1.6 min', '13 min', '2 h 10 min']
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    if minutes < 10:
        return f"{minutes:.1f} min"
    if minutes < 100:
        return f"{minutes:.0f} min"
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def left_words(left: float | None, n_not_timed: int) -> str:
    """What is left, in few words; for how many methods that is a bare guess.

    >>> left_words(780, 0), left_words(780, 2), left_words(None, 2)
    ('~13 min left', '~13 min left (2 untimed)', '')
    """
    if left is None:
        return ""
    said = "under a minute left" if left < 60 else f"~{span_words(left)} left"
    return f"{said} ({n_not_timed} untimed)" if n_not_timed else said
