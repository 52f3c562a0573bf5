"""The process that carries a study out: `python -m tenfold.study.worker WORKSPACE STUDY`."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import TenfoldError
from tenfold.store.workspace import Workspace
from tenfold.study.place import choose_place, open_executor
from tenfold.study.plan import Plan, make_plan
from tenfold.study.processes import choose_processes
from tenfold.study.reading import declaration_path, read_declaration
from tenfold.study.records import Records
from tenfold.study.run import Outcome, carry_out
from tenfold.study.schedule import Team
from tenfold.study.state import is_alive

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord

__all__ = ["carry_out_as_worker", "main", "n_processes"]


def carry_out_as_worker(
    workspace: Workspace,
    plan: Plan,
    *,
    say: Callable[[str, Mapping[str, Any]], None] | None = None,
    done: Mapping[str, StepRecord] | None = None,
    on: str | None = None,
) -> Outcome:
    """Carry a study out in this process, with its events recorded and its end said.

    `on` says where the runs are carried out (`place`). Other processes, here or on other machines with the
    same store, may be at the same study: they share the work step by step.
    """
    with workspace.leases.kept():
        return _carry_out(workspace, plan, say=say, done=done, on=choose_place(workspace, on))


def _carry_out(
    workspace: Workspace,
    plan: Plan,
    *,
    say: Callable[[str, Mapping[str, Any]], None] | None,
    done: Mapping[str, StepRecord] | None,
    on: str,
) -> Outcome:
    name = plan.declaration.name
    records = Records(workspace)
    others = [w.number for w in records.open_workers(name) if is_alive(workspace, w)]
    worker = records.start_worker(name, holder=workspace.leases.holder).number
    team = Team(worker, min([*others, worker]))

    def tell(kind: str, content: Mapping[str, Any]) -> None:
        records.say(name, worker, kind, content)
        if say is not None:
            say(kind, content)

    try:
        tell("started", {"pid": os.getpid()})
        stop = _Stop(records, worker, plan.declaration.budget.minutes)
        processes = choose_processes(workspace, plan)
        if processes.is_short_of_memory:
            tell("few processes", processes.to_json())
        with open_executor(on, workspace, plan, processes, tell) as executor:
            outcome = carry_out(
                workspace, plan, executor, say=tell, should_stop=stop, done=done, team=team
            )
        _say_the_end(tell, outcome, n_planned=max(plan.declaration.looks))
        return outcome
    except KeyboardInterrupt:
        tell("stopped", {"why": "interrupted"})
        raise
    except TenfoldError as error:
        tell("failed", {"error": error.to_json(), "exit_status": error.exit_status})
        raise
    except Exception as error:
        tell("failed", {"error": {"code": "TF-BUG", "message": repr(error)}, "exit_status": 2})
        raise


def _say_the_end(
    tell: Callable[[str, Mapping[str, Any]], None], outcome: Outcome, *, n_planned: int
) -> None:
    counts = {"n_computed": outcome.n_computed, "n_reused": outcome.n_reused}
    if outcome.stopped is not None:
        seeds = f"{outcome.n_seeds_done} of {n_planned} seeds"
        tell("stopped", {"why": outcome.stopped, "seeds": seeds, **counts})
    else:
        tell("done", counts)


class _Stop:
    """Why to stop now, if there is a reason: asked for, or the budget is used up."""

    def __init__(self, records: Records, worker: int, minutes: float | None) -> None:
        self._records = records
        self._worker = worker
        self._end = None if minutes is None else time.monotonic() + minutes * 60
        self._minutes = minutes

    def __call__(self) -> str | None:
        if self._records.is_asked_to_stop(self._worker):
            return "on request"
        if self._end is not None and time.monotonic() > self._end:
            return f"the budget of {self._minutes:g} minutes is used up"
        return None


def n_processes(workspace: Workspace, plan: Plan) -> int:
    """How many runs go on at the same time: `[run] processes`, or one a core as far as memory goes."""
    return choose_processes(workspace, plan).n


def main() -> int:
    """Entry of the detached process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    parser.add_argument("study")
    parser.add_argument("--on")
    parser.add_argument("--person", help="who carries it out")
    given = parser.parse_args()
    workspace = Workspace(given.workspace)
    if given.person:
        workspace = workspace.acting_as(given.person)
    try:
        declaration = read_declaration(declaration_path(workspace.studies, given.study))
        carry_out_as_worker(workspace, make_plan(workspace, declaration), on=given.on)
    except TenfoldError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except Exception:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
