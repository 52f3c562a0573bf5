"""Several processes that serve by one socket: forked, begun anew when one dies, ended together.

They are forked before there is a connection to a database or a thread of ours, so that nothing which two
processes cannot share is shared; modules and templates are in memory once. (The threads of OpenBLAS end by
themselves before a fork.) Each child holds the reading end of a pipe whose other end is the parent's alone:
when that closes, the parent is gone, however it ended, and the child ends too.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

__all__ = ["Children", "can_fork"]

_STEADY_S = 30.0
"""Who has lived so long was well: when it dies, another takes its place at once."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 60.0


def can_fork() -> bool:
    """Whether this system has several processes by one socket. macOS can fork, but its own libraries cannot."""
    return sys.platform == "linux"


@dataclass(slots=True)
class _Place:
    """Where one child serves: the process now, or from when on there is to be another."""

    pid: int = 0
    begun: float = 0.0
    due: float = 0.0
    n_short: int = 0

    def died(self, at: float) -> None:
        """The longer the more often it has died soon after its beginning."""
        self.n_short = 0 if at - self.begun >= _STEADY_S else self.n_short + 1
        wait = _FIRST_WAIT_S * 2 ** (self.n_short - 1) if self.n_short else 0.0
        self.pid, self.due = 0, at + min(wait, _LONGEST_WAIT_S)


class Children:
    """`n` processes that each do `run` until this one is asked to end; `stop` asks the `run` of a child to."""

    def __init__(self, n: int, *, run: Callable[[], None], stop: Callable[[], None]) -> None:
        self._run, self._stop = run, stop
        self._places = [_Place() for _ in range(n)]

    def keep(self, *, ending: Callable[[], None]) -> None:
        """Keep them going until Ctrl-C or SIGTERM; then `ending`, and they end, having answered what was asked.

        This process ends by that signal too, once they are gone. A further signal is one for them: hurry.
        """
        gc.collect()
        gc.freeze()  # what is never looked through is never written to, and stays shared
        self._parent_lives, self._we_live = os.pipe()
        with _heard() as heard:
            while (asked := heard.to_end()) is None:
                self._begin_those_due(heard)
                heard.wait(self._next_due())
                self._bury()
            ending()
            self._tell(
                signal.SIGTERM
            )  # not SIGINT: a terminal sends that to all, and two mean hurry
            while self._bury(is_expected=True):
                heard.wait(None)
                if heard.to_end() is not None:
                    self._tell(signal.SIGINT)
        signal.raise_signal(asked)

    def _begin_those_due(self, heard: _Heard) -> None:
        for place in self._places:
            if not place.pid and time.monotonic() >= place.due:
                place.begun = time.monotonic()
                try:
                    place.pid = self._fork(heard)
                except OSError as error:  # no memory, too many processes
                    place.died(place.begun)
                    print(f"No serving process could begin: {error}.", file=sys.stderr, flush=True)

    def _next_due(self) -> float | None:
        due = [place.due for place in self._places if not place.pid]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _fork(self, heard: _Heard) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        with heard.held_back():
            pid = os.fork()
            if pid == 0:
                heard.forget()
        if pid == 0:
            self._be_a_child()
        return pid

    def _be_a_child(self) -> None:
        """Never returns: the parent's own work is not to be done twice."""
        status = 1
        try:
            os.close(self._we_live)
            threading.Thread(target=self._end_with_the_parent, daemon=True).start()
            self._run()
            status = 0
        except KeyboardInterrupt:
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            with suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _end_with_the_parent(self) -> None:
        os.read(
            self._parent_lives, 1
        )  # nothing is ever written: it returns when the other end is closed
        self._stop()

    def _tell(self, what: signal.Signals) -> None:
        for place in self._places:
            if place.pid:
                os.kill(place.pid, what)  # it is our child until `_bury`: no other has its number

    def _bury(self, *, is_expected: bool = False) -> bool:
        """Take the ends of those that died. Whether any is left."""
        for place in self._places:
            pid, status = os.waitpid(place.pid, os.WNOHANG) if place.pid else (0, 0)
            if pid:
                place.died(time.monotonic())
                if not is_expected:
                    _say(pid, status, place.due - time.monotonic())
        return any(place.pid for place in self._places)


def _say(pid: int, status: int, wait_s: float) -> None:
    code = os.waitstatus_to_exitcode(status)
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
    when = "now" if wait_s < 1 else f"in {wait_s:.0f} s"
    print(f"A serving process ({pid}) {how}; another begins {when}.", file=sys.stderr, flush=True)


_ENDING = (signal.SIGINT, signal.SIGTERM)


class _Heard:
    """Signals as they came: a handler only wakes the one who waits, so none comes at the wrong moment."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._asked: list[signal.Signals] = []
        heard = (*_ENDING, signal.SIGCHLD)
        self._before = {one: signal.signal(one, self._note) for one in heard}
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def _note(self, number: int, _frame: object) -> None:
        if number in _ENDING:
            self._asked.append(signal.Signals(number))

    def to_end(self) -> signal.Signals | None:
        """A signal that asks to end, each once."""
        return self._asked.pop(0) if self._asked else None

    def wait(self, seconds: float | None) -> None:
        """Until a signal came, or so long."""
        select.select([self._read], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Meanwhile none is delivered."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, self._before)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def forget(self) -> None:
        """Signals do what they did before."""
        signal.set_wakeup_fd(-1)
        for one, handler in self._before.items():
            signal.signal(one, handler)
        os.close(self._read)
        os.close(self._write)


@contextmanager
def _heard() -> Iterator[_Heard]:
    heard = _Heard()
    try:
        yield heard
    finally:
        heard.forget()
