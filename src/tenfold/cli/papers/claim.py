"""`tenfold paper claim`: the numbers that a paper publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import Key, named_paper

if TYPE_CHECKING:
    from tenfold.papers.published import Published

__all__ = ["claim_command"]


def claim_command(
    key: Key,
    metric: Annotated[
        str | None, typer.Option("--metric", help="accuracy, macro_f1, ..., or the paper's own.")
    ] = None,
    value: Annotated[
        float | None, typer.Option("--value", help="The published score. Without it: all numbers.")
    ] = None,
    method: Annotated[str, typer.Option("--method", help="What was scored.")] = "",
    data: Annotated[str, typer.Option("--data", help="On which data.")] = "",
    baseline: Annotated[str, typer.Option("--baseline", help="What it was compared with.")] = "",
    baseline_value: Annotated[
        float | None, typer.Option("--baseline-value", help="The score of that.")
    ] = None,
    where: Annotated[str, typer.Option("--where", help="Its place: Table 2, p. 7.")] = "",
    percent: Annotated[bool, typer.Option("--percent", help="Both are in percent.")] = False,
    remove: Annotated[
        int | None, typer.Option("--remove", help="Take this number of yours away.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Note a number that a paper publishes, or show them all: what a replication is held against.

    Take it back with tenfold paper take-back. Start a replication: tenfold study new NAME --replicate KEY

    Example: tenfold paper claim hu2021lora --metric accuracy --value 0.951 --method LoRA --data SST-2
    """
    from tenfold.papers.published import Published, PublishedNumbers

    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    numbers = PublishedNumbers(opened)
    if remove is not None:
        numbers.remove(paper.subject, remove)
    elif metric is not None and value is not None:
        new = Published(
            metric=metric,
            value=value,
            method=method,
            data=data,
            baseline=baseline,
            baseline_value=baseline_value,
            where=where,
            unit="percent" if percent else "natural",
        )
        numbers.note(paper.subject, new)
        _warn_of_own_metric(metric)
    else:
        _refuse_half(metric, value, baseline_value)
    standing = numbers.of(paper.subject)
    if as_json:
        said = [number.to_json() for number in standing]
        print_json({"schema_version": 1, "key": paper.key, "published": said})
        return
    if remove is not None:
        print(f"Number {remove} is taken away. Bring it back: tenfold paper take-back")
    for number in standing:
        console().print(published_line(number.number, number.published))
    if not standing and remove is None:
        print("No published number yet. Note one: tenfold paper claim KEY --metric M --value V")


def published_line(number: int, published: Published) -> str:
    """A published number on a line, ready for the terminal."""
    return plain(f"published {number}: {published}")


def _warn_of_own_metric(metric: str) -> None:
    """Say so where no study can be held against the number: "acc" was perhaps meant as accuracy."""
    from tenfold.errors import nearest
    from tenfold.evaluation.metrics import METRICS

    if metric not in METRICS:
        said = f"{metric!r} is no metric of tenfold: it is shown, and compared with nothing."
        console(stderr=True).print(plain(f"{said} {nearest(metric, METRICS)}"))


def _refuse_half(metric: str | None, value: float | None, baseline_value: float | None) -> None:
    from tenfold.errors import InputError

    if metric is not None or value is not None or baseline_value is not None:
        raise InputError(
            "a published number needs a metric and a value.",
            code="TF-PAPER",
            remedy="For example: --metric accuracy --value 0.951",
        )
