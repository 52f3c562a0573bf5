"""Run a study in a process of its own and show it; Ctrl-C asks it to stop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tenfold.cli.options import print_json
from tenfold.cli.progress import RunDisplay
from tenfold.errors import DamageError, InputError, StoppedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenfold.store.steps import StepRecord
    from tenfold.study.api import Study
    from tenfold.study.events import Event
    from tenfold.study.explaining import Explanation
    from tenfold.study.records import Worker

__all__ = ["follow", "run_and_show"]


def run_and_show(
    study: Study,
    *,
    detach: bool,
    why: bool,
    language: str,
    as_json: bool,
    join: bool = False,
    on: str | None = None,
) -> None:
    """Run what is missing, then print the verdicts, the table and the report's path.

    A study that is done already is shown at once, without a second process. `on` says where runs are
    carried out (`study.place`).
    """
    from tenfold.study.launch import ask_to_stop, start_worker
    from tenfold.study.place import choose_place
    from tenfold.study.run import is_finished, refuse_blocked

    on = choose_place(study.workspace, on)
    refuse_blocked(study.plan)
    done: Mapping[str, StepRecord] | None = study.plan.find_done(study.workspace)
    explanation = _explain(study, done or {}, quiet=as_json) if why else None
    if not is_finished(study.workspace, study.plan, done or {}):
        done = None  # what is stored changes now
        worker = start_worker(study.workspace, study.name, join=join, on=on)
        if detach:
            print(
                f"{study.name} runs in the background (process {worker.pid}). "
                f"Follow it: tenfold study watch {study.name}"
            )
            return
        try:
            follow(study, worker, quiet=as_json)
        except KeyboardInterrupt:
            ask_to_stop(study.workspace, study.name, worker)
            print("\nStopping after the current steps ... (they are saved)", file=sys.stderr)
            follow(study, worker, quiet=True)
    elif not as_json:
        print(
            f"Everything of {study.name} is there already: nothing was computed.", file=sys.stderr
        )
    _show(study, done, explanation, language=language, as_json=as_json)


def follow(study: Study, worker: Worker, *, quiet: bool) -> None:
    """Show a worker's events until its end. Raises what stopped it."""
    from tenfold.study.launch import watch

    with RunDisplay(quiet=quiet) as display:
        last = display.follow(watch(study.workspace, worker))
    _raise_unless_done(last, study.name)


def _raise_unless_done(last: Event | None, name: str) -> None:
    if last is None or last.kind == "done":
        return
    if last.kind == "stopped":
        raise StoppedError(
            f"stopped: {last.content['why']}; what is not judged stays undecided "
            f"({last.content.get('seeds', 'not all seeds')}). Everything done so far is saved.",
            where=name,
            remedy=f"Go on with: tenfold study run {name}",
        )
    error = last.content["error"]
    kinds = {1: DamageError, 3: StoppedError}
    raise kinds.get(last.content["exit_status"], InputError)(
        error["message"],
        code=error.get("code"),
        where=error.get("where"),
        remedy=error.get("remedy"),
    )


def _explain(study: Study, done: Mapping[str, StepRecord], *, quiet: bool) -> Explanation:
    """Say why each step is reused or new, before anything is computed."""
    from tenfold.study.explaining import explain

    explanation = explain(study.workspace, study.plan, done)
    if not quiet:
        for line in explanation.lines():
            print(line, file=sys.stderr)
    return explanation


def _show(
    study: Study,
    done: Mapping[str, StepRecord] | None,
    explanation: Explanation | None,
    *,
    language: str,
    as_json: bool,
) -> None:
    from tenfold.cli.tables import print_view
    from tenfold.study.reporting import write_report

    view = study.view(language=language, done=done)
    path = write_report(study.workspace, view, language=language)
    if as_json:
        why = {} if explanation is None else {"why": explanation.to_json()}
        print_json({**view.to_json(), "report": str(path), **why})
        return
    print_view(view, language, short=True)
    print(f"Report: {path}")
