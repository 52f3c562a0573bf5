"""Where a study's runs are carried out: on this machine, or on a cluster (`--on`, `[run] on`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.study.executors.cluster import JOINED, STARTED, is_cluster, refuse_unusable
from tenfold.study.executors.local import LocalExecutor

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.executors.base import Executor
    from tenfold.study.plan import Plan
    from tenfold.study.processes import Processes

__all__ = ["LOCAL", "choose_place", "open_executor"]

LOCAL = "local"


def choose_place(workspace: Workspace, on: str | None = None) -> str:
    """`on`, or the workspace's setting, or this machine. Raises InputError for one that cannot be used."""
    place = str(workspace.setting("run", "on", LOCAL)) if on is None else on
    if place == LOCAL:
        return place
    if not is_cluster(place):
        raise InputError(
            f"{place!r} is no place for runs.",
            where="[run] on" if on is None else "--on",
            remedy=f"There is: {LOCAL}, {STARTED} (a cluster on this machine), or one to join: {JOINED}.",
        )
    refuse_unusable(place)
    return place


def open_executor(
    on: str,
    workspace: Workspace,
    plan: Plan,
    processes: Processes,
    tell: Callable[[str, Mapping[str, Any]], None],
) -> Executor:
    """The executor for a place. On a cluster that is joined, `[run] processes` is the most in all."""
    if on == LOCAL:
        return LocalExecutor(processes.n, n_threads=processes.n_threads)
    from tenfold.study.executors.node import needs_of
    from tenfold.study.executors.ray import RayExecutor

    counts_here = on == STARTED or processes.is_given
    return RayExecutor(
        processes.n if counts_here else None,
        on=on,
        n_threads=processes.n_threads,
        needs=needs_of(workspace, plan),
        need_bytes=processes.need_bytes,
        left_out=lambda sentence: tell("left out", {"message": sentence}),
    )
