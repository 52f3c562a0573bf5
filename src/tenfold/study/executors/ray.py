"""Carry tasks out on a Ray cluster: one that is started here, or one of several machines.

A slot is one process on one machine, an actor that Ray places there. What Ray passes between its processes
it pickles; nothing of that is stored. A process that dies is charged to its task alone, as with
`LocalExecutor`; a machine that is lost takes its slots with it.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tenfold.errors import InputError, StoppedError
from tenfold.study.executors.base import Crashed
from tenfold.study.executors.cluster import STARTED, connected
from tenfold.study.executors.node import Needs, Places, Seen, look_around, moved
from tenfold.study.executors.process import allow_many_files, environment
from tenfold.study.memory import with_peak

__all__ = ["RayExecutor"]

_ACCELERATORS = {"RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


@dataclass(frozen=True)
class _Node:
    """A machine of the cluster. `places` is None where nobody asked what it has."""

    id: str
    name: str
    n_slots: int
    places: Places | None = None


class RayExecutor:
    """`n_workers` processes of `n_threads` on a cluster, each started when it first has something to do.

    With `on` "ray" the cluster is started on this machine for as long as the executor is open. Otherwise
    `on` is the address of one that is there: "auto", "HOST:PORT" or "ray://HOST:PORT"; each machine then
    takes as many processes as it has CPUs and memory (`need_bytes` a process), `n_workers` at most in all.

    Machines that lack something of `needs` take no task; `left_out` is told how each differs, a sentence
    a machine. Entering raises InputError where no cluster, or no machine of it, can be used.
    """

    def __init__(
        self,
        n_workers: int | None,
        *,
        on: str = STARTED,
        n_threads: int = 1,
        needs: Needs | None = None,
        need_bytes: int = 0,
        left_out: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.n_workers = n_workers or 1
        self._most = n_workers
        self._on = on
        self._n_threads = n_threads
        self._needs = needs
        self._need_bytes = need_bytes
        self._left_out = left_out
        self._closing = contextlib.ExitStack()
        self._slots: _Slots | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.enter_context(connected(self._on, n_cpus=self.n_workers * self._n_threads))
            slots = self._find_slots()
            self.n_workers = len(slots)
            self._slots = _Slots(slots, where=f"--on {self._on}")
            self._threads = ThreadPoolExecutor(len(slots), thread_name_prefix="tenfold-run")
            self._closing = stack.pop_all()
        return self

    def submit(self, function: Callable[[Any], Any], task: Any) -> Future[Any]:
        """Queue a task for the next idle slot."""
        return self._threads.submit(self._carry_out, function, task)

    def _carry_out(self, function: Callable[[Any], Any], task: Any) -> Any:
        assert self._slots is not None
        while True:
            slot = self._slots.take()
            try:
                value = slot.call(function, task)
            except _NodeLost:  # nothing was begun there, so nothing is charged
                self.n_workers = max(1, self._slots.drop())
                continue
            except BaseException:
                self._slots.give(slot)
                raise
            self._slots.give(slot)
            return value

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._closing:
            assert self._slots is not None
            if kind is not None:
                self._slots.close()  # what is under way ends as a crash, which nobody waits for
            self._threads.shutdown(wait=True, cancel_futures=True)
            self._slots.close()

    def _find_slots(self) -> list[_Slot]:
        """The slots of all machines that may take tasks, one of each machine after the other."""
        options = _options(self._n_threads, starts=self._on == STARTED)
        nodes = self._refuse_others(self._nodes(), options)
        several = max(node.n_slots for node in nodes)
        slots = [_Slot(node, options) for i in range(several) for node in nodes if i < node.n_slots]
        return slots if self._most is None else slots[: self._most]

    def _nodes(self) -> list[_Node]:
        nodes = [
            _Node(node["NodeID"], _name(node), self._n_slots(node["Resources"]))
            for node in _alive()
        ]
        return [node for node in nodes if node.n_slots]

    def _n_slots(self, resources: dict[str, float]) -> int:
        by_cpus = int(resources.get("CPU", 0)) // self._n_threads
        if self._on == STARTED or not self._need_bytes:
            return by_cpus
        return min(by_cpus, max(1, int(resources.get("memory", 0)) // self._need_bytes))

    def _refuse_others(self, nodes: list[_Node], options: dict[str, Any]) -> list[_Node]:
        """Those that have what is needed, with their places; the others are told of."""
        if not nodes:
            raise InputError(
                f"no machine of the cluster has {self._n_threads} CPUs for a run.",
                where=f"--on {self._on}",
                remedy="Give it CPUs: ray start --num-cpus=N",
            )
        if self._needs is None:
            return nodes
        able, others = [], []
        for node, seen in zip(nodes, self._ask(nodes, self._needs, options), strict=True):
            if isinstance(seen, str):
                others.append(f"{node.name}: it could not be asked: {seen}")
            elif seen.differences:
                others.append(f"{node.name} differs: {'; '.join(seen.differences)}")
            else:
                able.append(_Node(node.id, node.name, node.n_slots, seen.places))
        if not able:
            raise InputError(
                "no machine of the cluster can take this study's runs. " + ". ".join(others) + ".",
                code="TF-RAY-NODES",
                where=f"--on {self._on}",
                remedy="Keys say what numbers depend on, so that machines must be alike: "
                "docs/cluster.md says in what.",
            )
        for sentence in others:
            self._left_out(sentence)
        return able

    def _ask(self, nodes: list[_Node], needs: Needs, options: dict[str, Any]) -> list[Seen | str]:
        """What each machine says of itself, all asked at once; a text where one cannot answer."""
        import ray

        ask = ray.remote(look_around)
        more = {**options, "num_cpus": 0, "max_retries": 0}
        answers = [ask.options(**more, **_on_node(node)).remote(needs) for node in nodes]
        seen: list[Seen | str] = []
        for answer in answers:
            try:
                seen.append(ray.get(answer))
            except Exception as error:
                seen.append((str(error).strip().splitlines() or [type(error).__name__])[-1])
        return seen


class _NodeLost(Exception):  # noqa: N818 - it names an event
    """The machine of a slot is gone, and no task was begun there."""


class _Slots:
    """The slots that are idle. Taking one waits; when none is left at all it raises StoppedError."""

    def __init__(self, slots: Sequence[_Slot], *, where: str) -> None:
        self._all = list(slots)
        self._idle = list(reversed(slots))
        self._n_left = len(slots)
        self._changed = threading.Condition()
        self._where = where

    def take(self) -> _Slot:
        with self._changed:
            self._changed.wait_for(lambda: self._idle or not self._n_left)
            if not self._n_left:
                raise StoppedError(
                    "no machine of the cluster is left. Everything that was finished is saved.",
                    where=self._where,
                    remedy="Start the machines again, then go on with the same command.",
                )
            return self._idle.pop()

    def give(self, slot: _Slot) -> None:
        with self._changed:
            self._idle.append(slot)
            self._changed.notify()

    def drop(self) -> int:
        """Count out a slot that was taken. Returns how many are left."""
        with self._changed:
            self._n_left -= 1
            self._changed.notify_all()
            return self._n_left

    def close(self) -> None:
        for slot in self._all:
            slot.close()


class _Slot:
    """One process on one machine, an actor, made anew after it died."""

    def __init__(self, node: _Node, options: dict[str, Any]) -> None:
        self._node = node
        self._options = options
        self._actor: Any = None
        self._pid = 0
        self._is_closed = False
        self._lock = threading.Lock()

    def call(self, function: Callable[[Any], Any], task: Any) -> Any:
        import ray

        if self._actor is None:
            self._start()
        try:
            succeeded, value = ray.get(self._actor.call.remote(function, task))
        except ray.exceptions.RayTaskError as error:
            raise error.cause or error from error  # what came back could not be passed on
        except ray.exceptions.RayError as error:
            self._forget()
            raise Crashed(self._describe(error)) from error
        if succeeded:
            return value
        raise value

    def _start(self) -> None:
        """Start the process and wait until it is there; with a busy cluster that can take long."""
        import ray

        with self._lock:
            if self._is_closed:
                raise Crashed("the study was stopped")
            made = ray.remote(_Process).options(**self._options, **_on_node(self._node))
            self._actor = made.remote(self._node.places)
        try:
            self._pid = ray.get(self._actor.pid.remote())
        except ray.exceptions.RayError as error:
            self._forget()
            if not self._is_closed and not self._node_is_alive():
                raise _NodeLost(self._node.name) from error
            raise Crashed(f"no process could start on {self._node.name}: {_last(error)}") from error

    def _node_is_alive(self) -> bool:
        return any(node["NodeID"] == self._node.id for node in _alive())

    def _describe(self, error: Exception) -> str:
        import ray

        name = self._node.name
        if isinstance(error, ray.exceptions.OutOfMemoryError) or "memory monitor" in str(error):
            return f"out of memory on {name}"
        if not self._node_is_alive():
            return f"the machine {name} was lost"
        return (
            f"killed from outside, out of memory, a crash, or the machine was lost "
            f"(process {self._pid} on {name})"
        )

    def _forget(self) -> None:
        import ray

        with self._lock:
            actor, self._actor = self._actor, None
        if actor is not None:
            with contextlib.suppress(Exception):  # it may be dead already
                ray.kill(actor)

    def close(self) -> None:
        """End the process, whatever it is at."""
        with self._lock:
            self._is_closed = True
        self._forget()


class _Process:
    """What runs on a machine of the cluster. Errors come back as values, so that they keep their type."""

    def __init__(self, places: Places | None) -> None:
        allow_many_files()
        self._places = places

    def pid(self) -> int:
        return os.getpid()

    def call(self, function: Callable[[Any], Any], task: Any) -> tuple[bool, Any]:
        try:
            return True, function(task if self._places is None else moved(task, self._places))
        except Exception as error:
            return False, with_peak(error)


def _options(n_threads: int, *, starts: bool) -> dict[str, Any]:
    """Of every process: its threads and as many CPUs. It has no second life: the schedule decides on that."""
    given = {**environment(n_threads), **_ACCELERATORS}
    if starts and "HOME" in os.environ:
        given["HOME"] = os.environ["HOME"]  # not the one that the cluster was started with
    return {"num_cpus": n_threads, "runtime_env": {"env_vars": given}}


def _on_node(node: _Node) -> dict[str, Any]:
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    return {"scheduling_strategy": NodeAffinitySchedulingStrategy(node.id, soft=False)}


def _alive() -> list[dict[str, Any]]:
    """What the cluster says of its machines that are there."""
    import ray

    nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
    return [node for node in nodes if node["Alive"]]


def _name(node: dict[str, Any]) -> str:
    host, address = node["NodeManagerHostname"], node["NodeManagerAddress"]
    return f"{host} ({address})"


def _last(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]
