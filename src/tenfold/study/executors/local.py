"""Carry tasks out in processes of this machine.

Each process is a plain child that reads tasks from its standard input. It needs no import of the
caller's main module, so a study runs from a notebook or a bare script, and when one dies it is known
which task it had: only that one is charged.
"""

from __future__ import annotations

import contextlib
import os
import pickle  # only between this process and its own children, never for anything stored or received
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self

from tenfold.study.executors.base import Crashed
from tenfold.study.executors.process import environment
from tenfold.study.memory import in_words, wait_for_end

__all__ = ["LocalExecutor"]


class LocalExecutor:
    """`n_workers` child processes of `n_threads`; each is started when it first has something to do."""

    def __init__(self, n_workers: int, *, n_threads: int = 1) -> None:
        self.n_workers = n_workers
        self._threads = ThreadPoolExecutor(n_workers, thread_name_prefix="tenfold-run")
        self._children = [_Child(n_threads) for _ in range(n_workers)]
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def submit(self, function: Callable[[Any], Any], task: Any) -> Future[Any]:
        """Queue a task for the next idle child."""
        return self._threads.submit(self._carry_out, function, task)

    def _carry_out(self, function: Callable[[Any], Any], task: Any) -> Any:
        child = self._idle.get()
        try:
            return child.call(function, task)
        finally:
            self._idle.put(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            for child in self._children:
                child.kill()  # what is under way ends as a crash, which nobody waits for
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.stop()


class _Child:
    """One child process and its two pipes."""

    def __init__(self, n_threads: int) -> None:
        self._n_threads = n_threads
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[[Any], Any], task: Any) -> Any:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            send(process.stdin, (function, task))
            succeeded, value = receive(process.stdout)
        except (EOFError, BrokenPipeError) as error:
            status, peak = wait_for_end(process)
            self._process = None
            _close_pipes(process)
            raise Crashed(_describe(status) + in_words(peak)) from error
        if succeeded:
            return value
        raise value

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "tenfold.study.executors.child"],  # as its worker is
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment(self._n_threads)},
        )

    def kill(self) -> None:
        """End the process whatever it is at; who waits for its answer is told that it died."""
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End an idle process."""
        process, self._process = self._process, None
        if process is None:
            return
        _close_pipes(process)
        try:
            process.wait(timeout=2)  # end of input ends an idle child
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what it was to read is lost with it
                pipe.close()


def send(pipe: IO[bytes], value: Any) -> None:
    """Write one message: its length, then its bytes."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8, "little"))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message. Raises EOFError when the other side is gone."""
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    data = pipe.read(int.from_bytes(head, "little"))
    return pickle.loads(data)


def _describe(status: int) -> str:
    if status == -9:
        return "killed from outside, or out of memory"
    return f"ended by signal {-status}" if status < 0 else f"ended with status {status}"
