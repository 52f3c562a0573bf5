"""Tasks as lines of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.week.inline import as_text
from tenfold.lab.week.report import Line

if TYPE_CHECKING:
    from tenfold.lab.task import Task
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = ["open_task_line", "task_line"]


def task_line(task: Task, _: Translate, *, sign: str, text: str = "{task}", n: int = 0) -> Line:
    """A task, with who gave it where that was somebody else; `n` is how often it was carried over."""
    name = as_text(task.text)
    if task.giver:
        name = _("{task} (from {giver})").format(task=name, giver=as_text(task.giver))
    return Line(
        text=text.format(task=name),
        sign=sign,
        facts={"task": task.number, "planned_for": task.day.isoformat(), "n_carried": n},
    )


def open_task_line(task: Task, stretch: Stretch, _: Translate, *, sign: str = "open") -> Line:
    """An open task, with how often it was carried over by the end of the reported weeks."""
    n = task.n_carried(stretch.week)
    text = {
        0: "{task}",
        1: _("{task} (carried over once)"),
        2: _("{task} (carried over twice)"),
    }.get(n, _("{task} (carried over {n} times)"))
    return task_line(task, _, sign=sign, text=text.replace("{n}", str(n)), n=n)
